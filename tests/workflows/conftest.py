"""What the tests of the workflows share: tables, bucket and queue, simulated."""

from collections.abc import Iterator

import pytest

from chalicelib.workflows import at_once
from tests.tables import Cloud, simulated_cloud
from tests.workflows.cases import created
from tests.workflows.inbox import Inbox


@pytest.fixture(scope="module")
def module_cloud() -> Iterator[Cloud]:
    with simulated_cloud() as cloud:
        yield cloud


@pytest.fixture
def cloud(module_cloud: Cloud) -> Cloud:
    """Empty tables, an empty bucket, an empty queue."""
    module_cloud.empty()
    return module_cloud


@pytest.fixture
def inbox(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Inbox:
    monkeypatch.setattr(at_once, "AT_ONCE", 1)  # the simulated tables know no threads; the embedded cloud does
    created()
    return Inbox(cloud)
