"""Files that lie in the inbox while their import has not begun yet: the event is on its way through the cloud."""

import time
from collections.abc import Iterator
from typing import Any

from infra.local.control import product
from infra.local.control.inbox import FOLDERS, import_id
from infra.local.home import Home

PAUSE, PATIENCE = 0.1, 60.0  # seconds


def wait_for_arrivals(home: Home) -> None:
    """Until every file of a known business has its import, or none began for too long (its event was lost)."""
    since, left = time.monotonic(), len(missing := _missing(_files(home)))
    while left and time.monotonic() - since < PATIENCE:
        time.sleep(PAUSE)
        missing = _missing(missing)
        if len(missing) < left:
            since, left = time.monotonic(), len(missing)


def _files(home: Home) -> list[tuple[str, str]]:
    """Business and import id of every version of every file in the inbox."""
    pages = home.client("s3").get_paginator("list_object_versions")
    found = pages.paginate(Bucket=home.outputs["FilesBucket"], Prefix="inbox/")
    return [one for page in found for version in page.get("Versions", ()) for one in _named(version)]


def _named(version: dict[str, Any]) -> Iterator[tuple[str, str]]:
    _, _, rest = version["Key"].partition("/")
    business, _, path = rest.partition("/")
    if path.rpartition("/")[0] in FOLDERS:
        yield business, import_id(version["Key"], version["VersionId"])


def _missing(files: list[tuple[str, str]]) -> list[tuple[str, str]]:
    businesses = {business for business, _ in files}
    known = {one.id for business in businesses for one in product.imports(business)}
    return [(business, key) for business, key in files if key not in known and product.business(business)]
