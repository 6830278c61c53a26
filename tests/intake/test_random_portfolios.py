"""A random portfolio in a random dialect reads back exactly: money to the cent, dates to the day, ids to the letter."""

import csv
import io
import re
from datetime import date, timedelta
from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.intake.amounts import COMMA, DOT
from chalicelib.intake.records import InvoiceRow
from tests.intake.files import read, refusals

LETTERS = st.characters(codec="cp1252", categories=["L", "Nd"], include_characters=" .,;&'\"|\t~\n-/")
NAMES = st.text(LETTERS, min_size=1, max_size=30).map(lambda text: f"Ñ-{text}x")  # Ñ- is no UTF-8 in cp1252
CELL = st.characters(exclude_categories=["Cc", "Cs"])
NUMBERS = st.from_regex(r"[A-Z]{0,3}[0-9]{1,8}(-[0-9]{1,4})?", fullmatch=True)
DAYS = st.dates(date(2000, 1, 1), date(2036, 11, 20))
STYLES = {
    "iso": "%Y-%m-%d",
    "day": "%d/%m/%Y",
    "month": "%m/%d/%Y",
    "day.": "%d.%m.%Y",
    "day time": "%d-%m-%Y 10:30:00",
}


@st.composite
def portfolios(draw: st.DrawFn) -> list[tuple[str, str, date, date, int, int]]:
    """(number, customer, issued, due, total, balance); the first row proves day order and decimal mark."""
    rows = [("first", "Nadie", date(2026, 1, 25), date(2026, 2, 25), 123456, 123455)]
    for number in draw(st.lists(NUMBERS, max_size=12, unique=True)):
        issued, total = draw(DAYS), draw(st.integers(1, 10**13))
        due = min(issued + timedelta(days=draw(st.integers(0, 90))), date(2036, 11, 20))
        rows.append((number, draw(NAMES), issued, due, total, draw(st.integers(0, total))))
    return rows


def money(minor: int, mark: str, grouped: bool) -> str:
    whole, cents = divmod(minor, 100)
    text = f"{whole:,}" if grouped else str(whole)
    return text.replace(",", "." if mark == COMMA else ",") + f"{mark}{cents:02}"


@settings(max_examples=150, deadline=None)
@given(
    portfolios(),
    st.sampled_from([",", ";", "\t", "|", "~"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    st.sampled_from(list(STYLES)),
    st.sampled_from([COMMA, DOT]),
    st.booleans(),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.integers(0, 5),
    st.sampled_from(["CO", "MX"]),
)
def test_a_random_portfolio_in_a_random_dialect_reads_back_exactly(
    rows: list[tuple[str, str, date, date, int, int]],
    delimiter: str,
    encoding: str,
    style: str,
    mark: str,
    grouped: bool,
    quoting: Literal[0, 1],
    end: str,
    titles: int,
    country: str,
) -> None:
    out = io.StringIO()
    if end == "\r":
        quoting = csv.QUOTE_ALL  # the writer leaves a lone line feed bare where lines end otherwise: no table any more
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=end)
    writer.writerows([[f"Título {at}"] for at in range(titles)])
    writer.writerow(["numero", "cliente_id", "cliente", "fecha_emision", "fecha_vencimiento", "total", "saldo"])
    for number, customer, issued, due, total, balance in rows:
        dates = [day.strftime(STYLES[style]) for day in (issued, due)]
        writer.writerow([number, "C1", customer, *dates, money(total, mark, grouped), money(balance, mark, grouped)])
    writer.writerow(["", "", "TOTAL", "", "", money(sum(row[4] for row in rows), mark, grouped), ""])
    reading = read(out.getvalue().encode(encoding), country)
    assert (refusals(reading), reading.rows_read) == ([], len(rows))
    assert [_told(row) for row in reading.invoices()] == [
        (row[0], re.sub(r"[\t\n]+", " ", row[1]), *row[2:]) for row in rows
    ]


def _told(row: InvoiceRow) -> tuple[str, str, date | None, date, int, int | None]:
    return row.number, row.customer, row.issued_on, row.due_on, row.total_minor, row.balance_minor


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.text(CELL, max_size=8), min_size=4, max_size=6), max_size=8))
def test_every_row_is_used_or_refused_once(rows: list[list[str]]) -> None:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["numero", "cliente", "fecha_vencimiento", "total"])
    writer.writerows(rows)
    reading = read(out.getvalue().encode("utf-8", "replace"))
    lines = [line.problem.line for line in reading.refused]
    assert len(lines) == len(set(lines)) == reading.rejected
    assert reading.rows_read == reading.rows_used + reading.rejected
    assert reading.rows_used >= len(reading.rows)
