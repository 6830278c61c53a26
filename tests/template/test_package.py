"""What is in the package, and what must not be."""

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from infra.dependencies import AWS_SERVICES
from infra.package import ROOT, merged_resources


@pytest.fixture(scope="session")
def names(package: Path) -> list[str]:
    with zipfile.ZipFile(package / "deployment.zip") as archive:
        return archive.namelist()


def test_the_package_holds_the_app_and_its_rooms(names: list[str]) -> None:
    assert {"app.py", "functions/sweep.py", "chalicelib/domain/decide.py"} <= set(names)


def test_papers_are_written_in_the_package_with_their_faces_and_it_stays_small(names: list[str], package: Path) -> None:
    """AWS takes 250 MB unpacked; every cold start pays for what is far less."""
    fonts = "chalicelib/messages/documents/fonts/"
    assert {"pydyf/__init__.py", f"{fonts}NotoSans-Regular.ttf", f"{fonts}NotoSans-Bold.ttf", f"{fonts}OFL.txt"} <= set(
        names
    )
    with zipfile.ZipFile(package / "deployment.zip") as archive:
        assert sum(one.file_size for one in archive.infolist()) < 100_000_000


def test_the_package_holds_nothing_of_the_embedded_run(names: list[str], unpacked: Path) -> None:
    assert not [name for name in names if name.startswith(("infra/", "tests/", "portal/", "vendor/"))]
    ours = [unpacked / "app.py", *(unpacked / "functions").rglob("*.py"), *(unpacked / "chalicelib").rglob("*.py")]
    assert not [path.name for path in ours if "infra.local" in path.read_text() or '"/local' in path.read_text()]


def test_the_api_has_no_local_route(resources: dict[str, Any]) -> None:
    paths = resources["RestAPI"]["Properties"]["DefinitionBody"]["paths"]
    assert "/lite" in paths
    assert not [path for path in paths if path.startswith("/local")]


def test_every_service_that_is_called_is_described_in_the_package(unpacked: Path) -> None:
    sources = "".join(path.read_text() for path in (ROOT / "chalicelib").rglob("*.py"))
    called = set(re.findall(r'client\("(\w+)"\)', sources))
    assert called <= AWS_SERVICES
    assert {path.name for path in (unpacked / "botocore" / "data").iterdir() if path.is_dir()} == AWS_SERVICES


def test_what_every_cold_start_imports_is_compiled(names: list[str]) -> None:
    compiled = [name for name in names if name.endswith(".pyc")]
    assert {name.partition("/")[0] for name in compiled} >= {"chalicelib", "functions", "pynamodb", "botocore"}


def test_every_resource_file_is_merged(resources: dict[str, Any]) -> None:
    assert merged_resources()["Resources"].keys() <= resources.keys()
