"""What tests of several rooms share: the packaged product, and one embedded run."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra import package as packaging
from tests.embedded import Embedded, start


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
