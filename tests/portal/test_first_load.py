"""What a phone on a weak signal downloads before the first question: bytes and requests, counted from the files."""

import re
from pathlib import Path

import brotli
import pytest

PORTAL = Path(__file__).parents[2] / "portal"


def imports(path: Path) -> set[Path]:
    """A module with everything it imports statically."""
    found = {path}
    for target in re.findall(r'^(?:import|export) .*?from "(\.[^"]+)";', path.read_text(), re.MULTILINE):
        found |= imports((path.parent / target).resolve())
    return found


def first_load(lang: str, screen: str) -> set[Path]:
    shell = PORTAL / lang / "index.html"
    linked = {
        PORTAL / target for target in re.findall(r'(?:href|src)="/([^"]+\.(?:css|js|json|svg))"', shell.read_text())
    }
    modules = imports((PORTAL / "app.js").resolve()) | imports((PORTAL / "screens" / f"{screen}.js").resolve())
    return {shell, PORTAL / "text" / f"{lang}.json"} | {path.resolve() for path in linked} | modules


@pytest.mark.parametrize("lang", ["es", "en", "pt"])
@pytest.mark.parametrize("screen", ["verify", "home"])
def test_the_first_screen_fits_a_weak_signal(lang: str, screen: str) -> None:
    files = first_load(lang, screen)
    sizes = {path.name: len(brotli.compress(path.read_bytes(), quality=11)) for path in files}
    assert sum(sizes.values()) <= {"verify": 19_000, "home": 22_000}[screen], sizes
    assert sum(size for name, size in sizes.items() if name.endswith(".js")) <= 20_000, sizes
    assert len(files) + 1 <= 9, "the files and the one question to the API"
