"""Tables of HTML that was saved with the name of a spreadsheet, as many accounting systems do."""

from collections.abc import Iterator
from html.parser import HTMLParser

from chalicelib.intake.encoding import detect_encoding
from chalicelib.intake.limits import MAX_COLUMNS, MAX_ROWS
from chalicelib.intake.records import Cell, UnreadableFile

_STARTS = (b"<html", b"<!doctype html", b"<table", b"<head", b"<meta", b"<style", b"<body", b"<div")


class Markup:
    """All table rows of a page in order.

    ``line`` is the line of the page where the row starts, and no two have the same: where rows share one, it counts on.
    """

    container = "html"
    delimiter = ""
    sheet = ""

    def __init__(self, rows: list[tuple[int, list[Cell]]], encoding: str) -> None:
        self._rows, self.encoding = rows, encoding

    def records(self, width: int = 0) -> Iterator[tuple[int, list[Cell]]]:
        return iter(self._rows)


def is_markup(data: bytes) -> bool:
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith(_STARTS) or (start.startswith(b"<?xml") and b"<html" in start)


def open_markup(data: bytes) -> Markup:
    """Raises UnreadableFile ``not_a_table`` when the page has no table, ``too_many_rows``, ``too_many_columns``."""
    encoding = detect_encoding(data)
    parser = _Rows()
    parser.feed(data.decode(encoding, "replace"))
    parser.close()
    if not parser.rows:
        raise UnreadableFile("not_a_table")
    return Markup(parser.rows, encoding)


class _Rows(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[tuple[int, list[Cell]]] = []
        self._cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("tr", "td", "th"):
            self._end_cell()
        if tag == "tr":
            self.rows.append((max(self.getpos()[0], self.rows[-1][0] + 1 if self.rows else 1), []))
            if len(self.rows) > MAX_ROWS:
                raise UnreadableFile("too_many_rows", limit=str(MAX_ROWS))
        elif tag in ("td", "th") and self.rows:
            self._cell = []
        elif tag == "br" and self._cell is not None:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        cells = self.rows[-1][1]
        cells.append("".join(self._cell))
        if len(cells) > MAX_COLUMNS:
            raise UnreadableFile("too_many_columns", limit=str(MAX_COLUMNS))
        self._cell = None
