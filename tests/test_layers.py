"""Who may import whom: the architecture's arrows, read from the code itself."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import run

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = {
    "domain": set[str](),
    "intake": {"domain"},
    "wire": set[str](),
    "store": {"domain", "wire"},
    "gateways": {"domain", "wire"},
    "messages": {"domain"},
    "workflows": {"domain", "intake", "store", "gateways", "messages"},
    "functions": {"domain", "store", "gateways", "messages", "workflows"},
}
HEAVY = {
    "stripe", "openpyxl", "python_calamine", "segno", "holidays", "phonenumbers", "phonenumberslite", "stdnum",
}  # fmt: skip
PRODUCT = [ROOT / "app.py", *sorted((ROOT / "chalicelib").rglob("*.py")), *sorted((ROOT / "functions").rglob("*.py"))]


def room(module: str) -> str | None:
    """The room a dotted name lies in; None when it is not ours."""
    parts = module.split(".")
    if parts[0] == "chalicelib":
        return parts[1] if len(parts) > 1 else None
    return parts[0] if parts[0] in {"functions", "app", "infra", "tests", "bench"} else None


def imports(path: Path, everywhere: bool = True) -> Iterator[str]:
    """Dotted names a file imports; ``everywhere`` False: only what runs when it is imported."""
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree) if everywhere else at_import(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def at_import(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        yield node
        yield from at_import(node)


def of_room(name: str) -> list[Path]:
    place = ROOT / "functions" if name == "functions" else ROOT / "chalicelib" / name
    return sorted(place.rglob("*.py"))


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_imports_only_the_rooms_it_may(name: str) -> None:
    assert of_room(name)
    for path in of_room(name):
        found = {room(module) for module in imports(path)} - {None, name}
        assert found <= ROOMS[name], f"{path.relative_to(ROOT)} imports {sorted(found - ROOMS[name], key=str)}"


def test_every_room_has_its_arrows() -> None:
    found = {path.name for path in (ROOT / "chalicelib").iterdir() if any(path.glob("*.py"))}
    assert found == set(ROOMS) - {"functions"}


def test_the_front_door_opens_to_the_functions_and_rooms_behind_them() -> None:
    found = {room(module) for module in imports(ROOT / "app.py")} - {None}
    assert found <= ROOMS["functions"] | {"functions"}


def test_functions_never_import_each_other() -> None:
    for path in of_room("functions"):
        assert "functions" not in {room(module) for module in imports(path)}, path.name


def test_nothing_imports_the_front_door() -> None:
    for path in [*PRODUCT, *sorted((ROOT / "infra").rglob("*.py"))]:
        assert "app" not in {module.split(".")[0] for module in imports(path)}, path.name


def test_the_product_never_imports_what_is_only_around_it() -> None:
    for path in PRODUCT:
        assert not {room(module) for module in imports(path)} & {"infra", "tests", "bench"}, path.name


def test_the_domain_needs_nothing_but_the_standard_library_and_msgspec() -> None:
    for path in of_room("domain"):
        outside = {module.split(".")[0] for module in imports(path)} - sys.stdlib_module_names - {"chalicelib"}
        assert outside <= {"msgspec"}, f"{path.name} imports {outside}"


def test_the_domain_asks_neither_clock_nor_network_nor_chance_nor_environment() -> None:
    forbidden = {"os", "time", "random", "secrets", "socket", "urllib", "http", "uuid", "subprocess"}
    for path in of_room("domain"):
        found = {module.split(".")[0] for module in imports(path)} & forbidden
        assert not found, f"{path.name} imports {found}"
        text = path.read_text()
        for question in (".now(", ".today(", ".utcnow("):
            assert question not in text, f"{path.name} asks {question}"


def test_heavy_libraries_are_imported_where_they_are_needed_never_at_the_top() -> None:
    for path in PRODUCT:
        found = {module.split(".")[0] for module in imports(path, everywhere=False)} & HEAVY
        assert not found, f"{path.relative_to(ROOT)} imports {found} for every cold start"


def test_whoever_opens_the_portal_waits_for_no_reader_of_files() -> None:
    """The front door imports every trigger; what only a dropped file needs is imported with its event."""
    code = "import app, sys; print(sum(name.startswith('chalicelib.intake') for name in sys.modules))"
    done = run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0"


def test_no_float_comes_near_money() -> None:
    """The domain's figures are whole minor units and decimals; a float is a length of time at most."""
    for name in ("money", "charges", "ledger", "cash", "merging", "quote", "account", "business", "invariants"):
        (path,) = (ROOT / "chalicelib" / "domain").rglob(f"{name}.py")
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), f"{name}: {node.lineno}"
            assert not (isinstance(node, ast.Name) and node.id == "float"), f"{name}: {node.lineno}"
