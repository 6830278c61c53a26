"""How fast files of named formats are recognized and read: ``python bench/formats.py`` prints it."""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.intake import _TODAY
from chalicelib.domain.business import Business, Sender
from chalicelib.intake.formats.format import Format
from chalicelib.intake.formats.registry import FORMATS, recognize
from chalicelib.intake.read import read_file
from chalicelib.intake.table import open_table

ROWS = 50_000
_HEADERS = 200  # how often each header is recognized
_BUSINESS = Business("bench", "Bench", "AR", "America/Buenos_Aires", "ARS", "es", Sender("a@b.example", "Bench"))
_XERO = (
    "ContactName,EmailAddress,POAddressLine1,POAddressLine2,POAddressLine3,POAddressLine4,POCity,PORegion,POPostalCode,"
    "POCountry,SAAddressLine1,SAAddressLine2,SAAddressLine3,SAAddressLine4,SACity,SARegion,SAPostalCode,SACountry,"
    "InvoiceNumber,Reference,InvoiceDate,DueDate,PlannedDate,Total,TaxTotal,InvoiceAmountPaid,InvoiceAmountDue,"
    "InventoryItemCode,Description,Quantity,UnitAmount,Discount,LineAmount,AccountCode,TaxType,TaxAmount,TrackingName1,"
    "TrackingOption1,TrackingName2,TrackingOption2,Currency,Type,Sent,Status"
)
_ARCA = (
    "Fecha de Emisión;Tipo de Comprobante;Punto de Venta;Número Desde;Número Hasta;Cód. Autorización;"
    "Tipo Doc. Receptor;Nro. Doc. Receptor;Denominación Receptor;Tipo Cambio;Moneda;Imp. Neto Gravado IVA 0%;IVA 2,5%;"
    "Imp. Neto Gravado IVA 2,5%;IVA 5%;Imp. Neto Gravado IVA 5%;IVA 10,5%;Imp. Neto Gravado IVA 10,5%;IVA 21%;"
    "Imp. Neto Gravado IVA 21%;IVA 27%;Imp. Neto Gravado IVA 27%;Imp. Neto Gravado Total;Imp. Neto No Gravado;"
    "Imp. Op. Exentas;Otros Tributos;Total IVA;Imp. Total"
)


def xero_file(rows: int) -> bytes:
    """Two lines an invoice, 44 columns, a customer for every five invoices."""
    lines = [
        f"Cliente {number // 10},pagos{number // 10}@cliente.example,Calle 1,,,,Quito,,170101,EC,,,,,,,,,"
        f"INV-{number // 2},,{1 + number // 2 % 28}/10/2026,{1 + number // 2 % 28}/11/2026,,"
        "1840.0000,240.0000,840.0000,1000.0000,,Café,1.0000,"
        "1600.0000,,1600.0000,200,IVA,240.0000,,,,,USD,Sales invoice,Sent,Awaiting Payment"
        for number in range(rows)
    ]
    return "\n".join([_XERO, *lines]).encode()


def arca_file(rows: int) -> bytes:
    """28 columns, a tax id for every five documents, a credit note in ten."""
    lines = [
        f"2026-10-{1 + number % 28:02};{3 if number % 10 == 9 else 1};3;{number};{number};75321234567890;80;"
        f"{30500010912 + number // 5};EMPRESA {number // 5} SA;1,00;PES;;;;;;;;;;;;"
        "195.400,55;0,00;0,00;0,00;41.034,45;236.435,00"
        for number in range(rows)
    ]
    return "\n".join([_ARCA, *lines]).encode()


def figures() -> list[tuple[str, str, str]]:
    """(metric, value, how it was measured)."""
    slowest = max(map(_recognizing, FORMATS))
    found = [
        ("Recognizing a header", f"{slowest * 1e6:.0f} µs", f"the slowest of {len(FORMATS)} formats, one by one"),
        ("Recognizing 44 columns", f"{_told_apart(_XERO.split(',')) * 1e6:.0f} µs", "Xero's, the widest"),
    ]
    for name, data in (("Xero, 44 columns", xero_file(ROWS)), ("ARCA, 28 columns", arca_file(ROWS))):
        how = "delimiter, encoding, columns; mean of 50"
        found.append((f"Finding out a file of {name}", f"{_detecting(data[:200_000]):.2f} ms", how))
        seconds = min(_reading(data) for _ in range(3))
        found.append((f"Rows read per second, {name}", f"{ROWS / seconds:,.0f}", f"{ROWS:,} rows, CPU time, best of 3"))
    return found


def _recognizing(one: Format) -> float:
    """Seconds for a header that has this format's signs and nothing else."""
    return _told_apart([sign.split("|")[0].strip() for sign in one.signs.split(";")], one.folder)


def _told_apart(header: list[str], folder: str = "invoices") -> float:
    recognize(header, folder)
    started = time.process_time()
    for _ in range(_HEADERS):
        if recognize(header, folder) is None:
            raise RuntimeError("the header must be recognized")
    return (time.process_time() - started) / _HEADERS


def _detecting(data: bytes) -> float:
    started = time.process_time()
    for _ in range(50):
        open_table(data, "invoices")
    return (time.process_time() - started) * 20


def _reading(data: bytes) -> float:
    started = time.process_time()
    reading = read_file(data, folder="invoices", business=_BUSINESS, today=_TODAY)
    seconds = time.process_time() - started
    if reading.rows_read != ROWS or reading.rejected:
        raise RuntimeError("the bench file must be read without a refusal")
    return seconds


if __name__ == "__main__":
    for metric, value, how in figures():
        print(f"{metric:50} {value:>12}   {how}")
