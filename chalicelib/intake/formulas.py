"""Formula cells of an XLSX without a calculated value: a program wrote them, no spreadsheet has opened the file since.

Calamine reads them as blank, which would blame the business for an amount it did write. Here they become their
formula.
"""

import io
import re
import zipfile
from html import unescape

_CELL = re.compile(rb"<c [^>]*?r=\"([A-Z]{1,3})(\d+)\"[^>]*>\s*<f[^>]*>([^<]*)</f>\s*(?:<v\s*/>|<v></v>)?\s*</c>")
_SHEET = re.compile(r"<(?:\w+:)?sheet [^>]*?name=\"([^\"]*)\"[^>]*?r:id=\"([^\"]*)\"")
_TARGET = re.compile(r"<Relationship [^>]*>")
_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_MAX_INDEX_BYTES = 1024 * 1024
_MAX_SHEET_BYTES = 32 * 1024 * 1024  # such files come from small programs; a larger sheet is not worth the memory


def unanswered_formulas(data: bytes, sheets: list[str]) -> dict[str, dict[tuple[int, int], str]]:
    """Sheet name → (row, column), both from 1 → the formula's text with its ``=``."""
    found: dict[str, dict[tuple[int, int], str]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name, part in _parts(package).items():
            if name in sheets and package.getinfo(part).file_size <= _MAX_SHEET_BYTES:
                found[name] = _in_sheet(package.read(part))
    return found


def _in_sheet(xml: bytes) -> dict[tuple[int, int], str]:
    if b"<f" not in xml:
        return {}
    return {
        (int(row), _column(letters)): "=" + unescape(formula.decode("utf-8", "replace"))
        for letters, row, formula in _CELL.findall(xml)
    }


def _parts(package: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → its part in the package; empty for containers that are not XLSX."""
    names = set(package.namelist())
    if any(part not in names or package.getinfo(part).file_size > _MAX_INDEX_BYTES for part in (_WORKBOOK, _RELATIONS)):
        return {}
    relations = {}
    for tag in _TARGET.findall(package.read(_RELATIONS).decode("utf-8", "replace")):
        ids, targets = re.search(r'\bId="([^"]*)"', tag), re.search(r'\bTarget="([^"]*)"', tag)
        if ids and targets:
            relations[ids[1]] = targets[1]
    workbook = package.read(_WORKBOOK).decode("utf-8", "replace")
    parts = {unescape(name): _path(relations.get(rid, "")) for name, rid in _SHEET.findall(workbook)}
    return {name: part for name, part in parts.items() if part in names}


def _path(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
