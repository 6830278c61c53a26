"""Random documents written as a named system would, in a random dialect, read back exactly."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.intake.files import read, refusals

Doc = tuple[int, str, date, int]  # folio, name, day, amount in hundredths (below zero: a credit note)
NAMES = st.text(st.characters(codec="cp1252", categories=["L"]), min_size=1, max_size=20).map(lambda text: f"Ñ {text}")
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@st.composite
def documents(draw: st.DrawFn) -> list[Doc]:
    """The first one proves that the day comes first, and that a comma or a dot parts the cents."""
    found = [(1, "Ñadie", date(2026, 1, 25), 123_456_78)]
    for folio in draw(st.lists(st.integers(2, 10**6), max_size=8, unique=True)):
        cents = draw(st.integers(1, 10**9)) * 100
        found.append((folio, draw(NAMES), draw(DAYS), draw(st.sampled_from((cents, -cents)))))
    return found


def comma(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02}"


def dot(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def rcv(doc: Doc) -> dict[str, str]:
    folio, name, day, cents = doc
    return {"Nro": "1", "Tipo Doc": "61" if cents < 0 else "33", "Rut cliente": "12345678-5", "Razon Social": name,
            "Folio": str(folio), "Fecha Docto": f"{day:%d/%m/%Y}", "Fecha Reclamo": "",
            "Monto total": str(abs(cents) // 100)}  # fmt: skip


def sat(doc: Doc) -> dict[str, str]:
    folio, name, day, cents = doc
    return {"Uuid": f"u-{folio}", "RfcEmisor": "EMP010101AAA", "NombreEmisor": "Mía, S.A.",
            "RfcReceptor": "URE180429TM6", "NombreReceptor": name,
            "FechaEmision": f"{day:%Y-%m-%d} 10:00:00", "Monto": dot(abs(cents)),
            "EfectoComprobante": "E" if cents < 0 else "I", "Estatus": "1", "FechaCancelacion": ""}  # fmt: skip


def arca(doc: Doc) -> dict[str, str]:
    folio, name, day, cents = doc
    return {"Fecha de Emisión": f"{day:%d/%m/%Y}", "Tipo de Comprobante": "3" if cents < 0 else "1",
            "Punto de Venta": "5", "Número Desde": str(folio), "Cód. Autorización": "75", "Tipo Doc. Receptor": "80",
            "Nro. Doc. Receptor": "30500010912", "Denominación Receptor": name, "Moneda": "PES",
            "Imp. Total": comma(abs(cents))}  # fmt: skip


def sire(doc: Doc) -> dict[str, str]:
    folio, name, day, cents = doc
    return {"Ruc": "20601111111", "Razon Social": "Mía", "Fecha de emisión": f"{day:%d/%m/%Y}",
            "Fecha Vcto/Pago": "", "Tipo CP/Doc.": "07" if cents < 0 else "01", "Serie del CDP": "F001",
            "Nro CP o Doc. Nro Inicial (Rango)": str(folio), "Nro Doc Identidad": "20606666668",
            "Apellidos Nombres/ Razón Social": name, "Total CP": f"{'-' if cents < 0 else ''}{dot(abs(cents))}",
            "Moneda": "PEN"}  # fmt: skip


def boletos(doc: Doc) -> dict[str, str]:
    folio, name, day, cents = doc
    return {"Nº Doc": str(folio), "Nosso Nº": f"24/{folio}", "Pagador": name, "Data Emissão": f"{day:%d/%m/%Y}",
            "Data Vencimento": f"{day:%d/%m/%Y}", "Valor (R$)": comma(abs(cents)), "Liquidação (R$)": "0,00",
            "Situação do Boleto": "EM ABERTO"}  # fmt: skip


SYSTEMS: dict[str, tuple[str, str, Callable[[Doc], dict[str, str]]]] = {
    "SII RCV": ("CL", "{}", rcv),
    "SAT metadata": ("MX", "u-{}", sat),
    "ARCA Mis Comprobantes": ("AR", "5-{}", arca),
    "SUNAT SIRE RVIE": ("PE", "F001-{}", sire),
    "Boletos": ("BR", "{}", boletos),
}


@pytest.mark.parametrize("system", SYSTEMS)
@settings(max_examples=40, deadline=None)
@given(documents(), st.sampled_from([",", ";", "\t", "|", "~"]), st.sampled_from(["utf-8-sig", "utf-16", "cp1252"]),
       st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), st.integers(0, 6), st.randoms())  # fmt: skip
def test_a_random_file_of_a_known_system_reads_back_exactly(
    system: str, docs: list[Doc], delimiter: str, encoding: str, quoting: Literal[0, 1], titles: int, chance: Random
) -> None:
    country, number, written = SYSTEMS[system]
    cells = [written(doc) for doc in docs]
    names = list(cells[0])
    chance.shuffle(names)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator="\r\n")
    writer.writerows([[f"Título {at}"] for at in range(titles)])
    writer.writerow(names)
    writer.writerows([[row[name] for name in names] for row in cells])
    reading = read(out.getvalue().encode(encoding), country)
    assert (reading.source.format, refusals(reading)) == (system, [])
    exact = 1 if country == "CL" else 100
    signed = abs if system == "Boletos" else lambda cents: cents
    assert [(row.number, row.customer, row.issued_on, row.total_minor) for row in reading.invoices()] == [
        (number.format(folio), name, day, signed(cents) * exact // 100) for folio, name, day, cents in docs
    ]
    assert all(
        row.due_on - (row.issued_on or row.due_on) in (timedelta(0), timedelta(30)) for row in reading.invoices()
    )
