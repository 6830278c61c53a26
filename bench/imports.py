"""What a file costs in the table: requests, units and CPU per row, when its rows are new, the same, or changed."""

import csv
import io
from contextlib import redirect_stdout
from datetime import UTC, datetime

from bench import Figure
from bench.cloud import Place
from bench.meter import Count, counting, cpu_ms
from bench.portfolio import BUSINESS
from chalicelib.workflows.importing.import_file import import_file

_NOW = datetime(2026, 11, 3, 16, 0, tzinfo=UTC)
_METERED, _TIMED = 100, 1_000
_EACH = 5  # invoices a debtor
_HEADER = "numero,cliente_id,cliente,tipo,correo,fecha_emision,fecha_vencimiento,moneda,total,saldo,concepto"


def figures(place: Place) -> list[Figure]:
    """(metric, value, how it was measured). The business is there already."""
    found: list[Figure] = []
    for what, total in (("new", 1450), ("unchanged", 1450), ("changed", 1390)):
        outcome = "created" if what == "new" else what
        with counting(place) as count:
            _import(place, f"m-{what}", _METERED, total, outcome)
        cpu = cpu_ms(lambda: _import(place, f"t-{what}", _TIMED, total, outcome)) / _TIMED  # noqa: B023 - called at once
        found += _counted(what, count, cpu)
    return found


def _counted(what: str, count: Count, cpu: float) -> list[Figure]:
    parts = ", ".join(f"{where} {units / _METERED:.3g}" for where, units in count.billed.items() if where != "read")
    return [
        (
            f"Write units per {what} row",
            f"{count.written / _METERED:.1f}",
            (
                f"counted from the items: {parts or 'none'}; the embedded cloud answers "
                f"{count.answered['write'] / _METERED:.1f}; whole import of {_METERED} rows, {_EACH} invoices a debtor"
            ),
        ),
        (f"Read units per {what} row", f"{count.billed['read'] / _METERED:.2f}", "the same"),
        (f"DynamoDB requests per {what} row", f"{count.to_dynamodb / _METERED:.2f}", "the same"),
        (f"CPU per {what} row", f"{cpu:.2f} ms", f"the file read and merged, {_TIMED:,} rows"),
    ]


def _import(place: Place, name: str, rows: int, total: int, outcome: str) -> None:
    key = f"inbox/{BUSINESS}/invoices/update/{name}.csv"
    place.home.client("s3").put_object(Bucket="files", Key=key, Body=_file(name[0], rows, total))
    with redirect_stdout(io.StringIO()):
        record = import_file(key, "", _NOW)
    if record is None or getattr(record, outcome) != rows:
        raise RuntimeError(f"{name}: expected {rows} rows {outcome}, got {record}")


def _file(prefix: str, rows: int, total: int) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_HEADER.split(","))
    for number in range(rows):
        debtor = f"{prefix.upper()}-{number // _EACH:05}"
        who = (debtor, "María Fernanda López", "persona", f"{debtor.lower()}@cliente.example")
        what = ("01/11/2026", "15/12/2026", "MXN", f"{total}.00", f"{total}.00", "Servicio de internet y telefonía")
        writer.writerow((f"{debtor}-{number % _EACH}", *who, *what))
    return text.getvalue().encode()
