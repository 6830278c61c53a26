"""One embedded run for the whole room, at a time of its own; every test brings its own business."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.conftest import free_port
from tests.embedded import Embedded, start
from tests.life.business import Business, new_business
from tests.life.client import Run
from tests.life.cloud import Cloud

FIRST_MOMENT = "2027-02-01T12:00:00Z"  # a Monday; the same for every run of these tests


@pytest.fixture(scope="session")
def living(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    """Its clock is turned by months, so it is not shared with tests that want the present."""
    run = start(tmp_path_factory.mktemp("life"), free_port(), CLOCK=FIRST_MOMENT, ENFORCE_PERMISSIONS="1")
    yield run
    run.stop()


@pytest.fixture(scope="session")
def run(living: Embedded) -> Run:
    return Run(living.base_url)


@pytest.fixture(scope="session")
def cloud(living: Embedded) -> Cloud:
    return Cloud(living)


@pytest.fixture
def business(run: Run) -> Iterator[Callable[..., Business]]:
    """Makes businesses for one test and puts them to rest after it."""
    made: list[Business] = []

    def make(country: str = "MX", **settings: Any) -> Business:
        made.append(new_business(run, country, **settings))
        return made[-1]

    yield make
    for one in made:
        one.rest()
