"""How fast a file of invoices is read: ``python bench/intake.py`` prints it, ``figures`` returns it."""

import gc
import random
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from chalicelib.domain.business import Business, Sender
from chalicelib.intake.read import read_file
from chalicelib.intake.records import Reading
from chalicelib.intake.table import open_table

ROWS = 100_000
INVOICES_EACH = 5
_HEADER = (
    "numero,cliente_id,cliente,documento,tipo,correo,celular,fecha_emision,fecha_vencimiento,moneda,total,saldo,"
    "concepto,idioma,zona_horaria,tipo_documento,afecta_a"
)
_BUSINESS = Business("bench", "Bench", "CL", "America/Santiago", "CLP", "es", Sender("a@b.example", "Bench"))
_TODAY = date(2026, 11, 22)


def template_lines(rows: int, invoices_each: int = INVOICES_EACH) -> Iterator[str]:
    """A believable portfolio in the Spanish template, the same on every run."""
    chance = random.Random(7)
    customers = [_customer(number, chance) for number in range(max(rows // invoices_each, 1))]
    yield _HEADER
    for number in range(rows):
        yield _invoice(number, customers[number % len(customers)], chance)


def template_file(rows: int, invoices_each: int = INVOICES_EACH) -> bytes:
    return "\n".join(template_lines(rows, invoices_each)).encode()


def _customer(number: int, chance: random.Random) -> str:
    rut = chance.randrange(50_000_000, 99_000_000)
    rest = (
        11
        - sum(int(digit) * weight for digit, weight in zip(f"{rut:08}"[::-1], (2, 3, 4, 5, 6, 7, 2, 3), strict=True))
        % 11
    )
    check = {10: "K", 11: "0"}.get(rest, str(rest))
    phone = f"+569{chance.randrange(61_000_000, 68_999_999)}"
    return f"C{number:06},Comercial Ñuñoa {number} SpA,{rut}-{check},empresa,p{number}@cliente.example,{phone}"


def _invoice(number: int, customer: str, chance: random.Random) -> str:
    issued = date(2026, 5, 1) + timedelta(days=chance.randrange(180))
    due = issued + timedelta(days=30)
    total = chance.randrange(10_000, 9_000_000)
    balance = total if chance.random() < 0.8 else total // 2
    return (
        f"F001-{number:07},{customer},{issued:%d/%m/%Y},{due:%d/%m/%Y},CLP,{_dotted(total)},{_dotted(balance)},"
        f"Servicio {issued:%m/%Y},es,America/Santiago,factura,"
    )


def _dotted(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")


def figures() -> list[tuple[str, str, str]]:
    """(metric, value, how it was measured)."""
    rows = []
    for each, what in ((INVOICES_EACH, f"{ROWS // INVOICES_EACH:,} debtors"), (1, "every row another debtor")):
        data = template_file(ROWS, each)
        seconds = min(_timed(data) for _ in range(3))
        rows.append(
            (
                f"Rows read per second, {what}",
                f"{ROWS / seconds:,.0f}",
                f"{ROWS:,} template rows of 17 columns, parsed and validated, CPU time, best of 3",
            )
        )
    data = template_file(1_000)
    started = time.process_time()
    for _ in range(50):
        open_table(data, "invoices")
    rows.append(
        (
            "Detecting a file's dialect and columns",
            f"{(time.process_time() - started) * 20:.2f} ms",
            "1,000 rows, mean of 50",
        )
    )
    return rows


def _timed(data: bytes) -> float:
    gc.collect()
    started = time.process_time()
    reading = _read(data)
    seconds = time.process_time() - started
    if reading.rows_used != ROWS or reading.warned:
        raise RuntimeError("the bench file must be read without a problem")
    return seconds


def _read(data: bytes) -> Reading:
    return read_file(data, folder="invoices", business=_BUSINESS, today=_TODAY)


if __name__ == "__main__":
    for metric, value, how in figures():
        print(f"{metric:50} {value:>12}   {how}")
