"""The rates folder, from the dropped file to the series that charges name."""

from collections.abc import Callable
from datetime import date

import pytest

from chalicelib.store import rates
from chalicelib.store.businesses import Import
from chalicelib.workflows.importing.import_file import import_file
from tests.tables import BUCKET, Cloud
from tests.workflows.cases import NOW, created

KEY = "inbox/acme/rates/uf.csv"


@pytest.fixture
def drop(cloud: Cloud) -> Callable[[str], Import]:
    created()

    def dropped(text: str) -> Import:
        version = cloud.s3.put_object(Bucket=BUCKET, Key=KEY, Body=text.encode())["VersionId"]
        record = import_file(KEY, version, NOW)
        assert record
        return record

    return dropped


def test_rates_are_kept_by_unit_and_day_once_and_corrected_by_a_later_file(drop: Callable[[str], Import]) -> None:
    first = drop("unidad,fecha,valor\nUF,2026-06-01,39000.50\nUF,2026-06-02,39010.25\nTPM,2026-06-01,4.75%\n")
    assert (first.state, first.created, first.rejected) == ("done", 3, 0)
    again = drop("unidad,fecha,valor\nUF,2026-06-01,39000.5\nUF,2026-06-02,39010.26\n")
    assert (again.created, again.changed, again.unchanged) == (0, 1, 1)
    assert [(one.on, str(one.value)) for one in rates.load("acme", "CLF", date(2026, 1, 1))] == [
        (date(2026, 6, 1), "39000.50"),
        (date(2026, 6, 2), "39010.26"),
    ]
    assert [str(one.value) for one in rates.load("acme", "TPM", date(2026, 1, 1))] == ["4.75"]
