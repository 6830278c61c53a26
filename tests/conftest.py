"""What tests of several rooms share: the packaged product, and one embedded run."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from infra import package as packaging
from tests.embedded import Embedded, start

# A commit's tests say the same each time they are asked. `make search` looks for what nobody has seen yet.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("search", derandomize=False, deadline=None, print_blob=True)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def package() -> Path:
    """The folder of the package, built once; unchanged sources are not packaged again."""
    packaging.package()
    return packaging.OUT


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    """One run for all tests that can share it, without demo data and with the functions' permissions enforced."""
    run = start(tmp_path_factory.mktemp("embedded"), free_port(), ENFORCE_PERMISSIONS="1")
    yield run
    run.stop()


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port
