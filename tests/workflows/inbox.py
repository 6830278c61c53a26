"""Files dropped as a business does, and what became of them."""

from typing import Any

from chalicelib.store.businesses import Import
from chalicelib.workflows.importing.import_file import import_file
from tests.domain.cases import DUE
from tests.tables import BUCKET, Cloud
from tests.workflows.cases import NOW, whole

UPDATE, SNAPSHOT = "inbox/acme/invoices/update", "inbox/acme/invoices/snapshot"
HEADER = "numero,cliente_id,cliente,correo,fecha_emision,fecha_vencimiento,moneda,total,saldo,tipo_documento,afecta_a"


class Inbox:
    """Drops files as a business does."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud

    def put(self, key: str, body: bytes | str) -> str:
        content = body.encode() if isinstance(body, str) else body
        version: str = self.cloud.s3.put_object(Bucket=BUCKET, Key=key, Body=content)["VersionId"]
        return version

    def drop(self, *rows: str, folder: str = UPDATE, header: str = HEADER, now: Any = NOW) -> Import:
        key = f"{folder}/file.csv"
        record = import_file(key, self.put(key, "\n".join((header, *rows)) + "\n"), now)
        assert record
        return record

    def report(self, record: Import, name: str = "report.json") -> bytes:
        found = self.cloud.s3.get_object(Bucket=BUCKET, Key=f"reports/acme/{record.id}/{name}")
        body: bytes = found["Body"].read()
        return body


def row(number: str, customer: str = "c1", total: str = "1000.00", saldo: str = "", **more: str) -> str:
    cells = {
        "numero": number,
        "cliente_id": customer,
        "cliente": f"Cliente {customer}",
        "correo": f"{customer}@cliente.example",
        "fecha_emision": "2026-05-04",
        "fecha_vencimiento": str(DUE),
        "moneda": "MXN",
        "total": total,
        "saldo": saldo,
        **more,
    }
    return ",".join(cells.get(name, "") for name in HEADER.split(","))


def counts(record: Import) -> tuple[int, int, int, int]:
    return record.created, record.changed, record.unchanged, record.rejected


def states(who: str = "c1") -> dict[str, str]:
    return {one.number: one.state for one in whole(who).invoices}


def reports() -> list[str]:
    from chalicelib.store.rows import AccountRow

    return [str(item.sk) for item in AccountRow.query("acme#", AccountRow.sk.startswith("NOTICE#"))]
