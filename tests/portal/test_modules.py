"""The portal's files as they are served: safe by construction, small, and typed."""

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PORTAL = HERE.parents[1] / "portal"
MODULES = sorted(path for path in PORTAL.rglob("*.js") if "vendor" not in path.parts)
FORBIDDEN = (
    "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "unsafeHTML", "eval(", "new Function", "style=",
    "onclick=", "localStorage", "document.cookie", "indexedDB", "http://", "https://", "TODO",
)  # fmt: skip


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PORTAL).as_posix())
def test_a_module_uses_nothing_that_the_policy_forbids(path: Path) -> None:
    source = path.read_text()
    assert [word for word in FORBIDDEN if word in source] == []
    assert source.startswith("/** "), "a module says in one sentence what it is"
    assert len(source.splitlines()) <= 300


def test_the_token_is_kept_in_no_storage() -> None:
    stored = re.findall(r"(?:session|local)Storage\.setItem\((.*?)[,)]", "".join(path.read_text() for path in MODULES))
    assert stored == ['"choice"']


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PORTAL).as_posix())
def test_every_import_names_a_file(path: Path) -> None:
    source = path.read_text()
    for target in re.findall(r'(?:from|import)\s*\(?"(\.[^"]+\.js)"', source):
        assert (path.parent / target).is_file(), target


def test_every_screen_of_the_table_has_its_module() -> None:
    table = re.search(r"export const SCREENS.*?\{(.*?)\n\}\);", (PORTAL / "core.js").read_text(), re.DOTALL)
    assert table
    screens = set(re.findall(r"^  (\w+):", table[1], re.MULTILINE))
    assert screens == {path.stem for path in (PORTAL / "screens").glob("*.js")}
    for screen in screens:
        assert re.search(rf"export (function|const) {screen}\b", (PORTAL / "screens" / f"{screen}.js").read_text())


def test_vendored_files_are_what_their_publisher_published() -> None:
    for line in (PORTAL / "vendor" / "CHECKSUMS").read_text().splitlines():
        digest, name = line.split()
        assert hashlib.sha256((PORTAL / "vendor" / name).read_bytes()).hexdigest() == digest, name


def test_the_sheet_loads_nothing_and_covers_every_setting_of_the_reader() -> None:
    sheet = (PORTAL / "app.css").read_text()
    assert "url(" not in sheet
    assert "@import" not in sheet
    assert "@font-face" not in sheet
    for query in ("prefers-color-scheme: dark", "forced-colors", "prefers-reduced-motion", "@media print"):
        assert query in sheet


def test_pure_modules_pass_their_own_tests() -> None:
    node = shutil.which("node")
    if not node:
        pytest.skip("node is not installed: the pure modules are tested through the browser only")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    if tuple(map(int, version.lstrip("v").split(".")[:2])) < (20, 19):
        pytest.skip(f"node {version.strip()} does not read plain .js files as modules; 20.19 does")
    tests = sorted(map(str, HERE.glob("*.test.js")))
    run = subprocess.run([node, "--test", *tests], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_types_hold() -> None:
    compiler = HERE / "node_modules" / ".bin" / "tsc"
    if not compiler.is_file():
        pytest.skip("the type checker is not installed: npm ci --prefix tests/portal")
    run = subprocess.run([compiler, "-p", PORTAL / "jsconfig.json"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
