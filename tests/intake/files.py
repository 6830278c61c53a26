"""Small files and the business that drops them."""

import io
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from chalicelib.domain.business import Business, Policy, Sender
from chalicelib.intake.read import read_file
from chalicelib.intake.records import InvoiceRow, Reading, UnreadableFile

SHARED = Path(__file__).parents[3] / "shared" / "data"
TODAY = date(2026, 11, 22)
CURRENCIES = {"MX": "MXN", "CO": "COP", "CL": "CLP", "PE": "PEN", "BR": "BRL", "AR": "ARS", "US": "USD", "EC": "USD"}


def business(country: str = "CO", tax_id: str = "", language: str = "es") -> Business:
    return Business(
        "acme",
        "Acme",
        country,
        "America/Bogota",
        CURRENCIES[country],
        language,
        Sender("cobros@acme.example", "Acme"),
        tax_id=tax_id,
        policy=Policy(terms_days=30),
    )


def read(
    data: str | bytes,
    country: str = "CO",
    folder: str = "invoices",
    tax_id: str = "",
    terms: Callable[[str], int | None] = lambda debtor: None,
) -> Reading:
    raw = data.encode() if isinstance(data, str) else data
    return read_file(raw, folder=folder, business=business(country, tax_id), today=TODAY, terms_days=terms)


def invoice(data: str | bytes, country: str = "CO") -> InvoiceRow:
    """The only invoice of a file in which nothing was refused."""
    reading = read(data, country)
    assert [line.problem for line in reading.refused] == []
    (row,) = reading.invoices()
    return row


def template(**fields: str) -> str:
    """One invoice in the Spanish template; ``fields`` replace or add columns."""
    columns = {"numero": "F1", "cliente": "Ana", "fecha_vencimiento": "2026-12-01", "total": "100", **fields}
    return ";".join(columns) + "\n" + ";".join(columns.values()) + "\n"


def refusals(reading: Reading) -> list[tuple[int, str, str]]:
    """(line, code, field) of every refused row."""
    return [(line.problem.line, line.problem.code, line.problem.field) for line in reading.refused]


def warnings(reading: Reading) -> list[tuple[int, str, str]]:
    return [(one.line, one.code, one.field) for one in reading.problems if one.level == "warned"]


def failure(data: str | bytes, **how: Any) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        read(data, **how)
    return caught.value


def workbook(*rows: Sequence[object], sheet: str = "Hoja1") -> bytes:
    """An XLSX; dates as true dates, numbers as numbers, text starting with ``=`` as a formula with value 0."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "dd/mm/yyyy"}) as book:
        page = book.add_worksheet(sheet)
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
    return out.getvalue()
