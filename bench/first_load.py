"""What a phone downloads before the first screen stands: requests and bytes, walked from the shell as a browser."""

import re
from pathlib import Path

import brotli

from bench import Figure

_PORTAL = Path(__file__).resolve().parents[1] / "portal"
_LINKED = re.compile(r'(?:href|src)="/([^"]+\.(?:css|js|json|svg))"')
_IMPORTED = re.compile(r'^(?:import|export) .*?from "(\.[^"]+)";', re.MULTILINE)


def figures() -> list[Figure]:
    shown = (("es", "verify"), ("en", "verify"), ("pt", "verify"), ("es", "home"))
    return [_figure(lang, screen) for lang, screen in shown]


def files(lang: str, screen: str) -> set[Path]:
    """The shell, what it links, the language's words, and the modules of the app and of its first screen."""
    shell = _PORTAL / lang / "index.html"
    linked = {(_PORTAL / target).resolve() for target in _LINKED.findall(shell.read_text())}
    modules = _imports(_PORTAL / "app.js") | _imports(_PORTAL / "screens" / f"{screen}.js")
    return {shell, _PORTAL / "text" / f"{lang}.json"} | linked | modules


def _imports(module: Path) -> set[Path]:
    found = {module.resolve()}
    for target in _IMPORTED.findall(module.read_text()):
        found |= _imports(module.parent / target)
    return found


def _figure(lang: str, screen: str) -> Figure:
    loaded = {path: path.read_bytes() for path in files(lang, screen)}
    best, quick = (sum(len(brotli.compress(one, quality=quality)) for one in loaded.values()) for quality in (11, 5))
    plain = sum(map(len, loaded.values()))
    return (
        f"Portal's first load, /{lang}/ to {screen}",
        f"{best:,} B",
        f"brotli 11 ({quick:,} at 5, {plain:,} plain); {len(loaded)} files and 1 question to the API",
    )
