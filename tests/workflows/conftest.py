"""What the tests of the workflows share: tables, bucket and queue, simulated."""

from collections.abc import Iterator

import pytest

from tests.tables import Cloud, simulated_cloud


@pytest.fixture(scope="module")
def module_cloud() -> Iterator[Cloud]:
    with simulated_cloud() as cloud:
        yield cloud


@pytest.fixture
def cloud(module_cloud: Cloud) -> Cloud:
    """Empty tables, an empty bucket, an empty queue."""
    module_cloud.empty()
    return module_cloud
