"""``/local/imports``: what became of each file, row by row."""

import json
from typing import TYPE_CHECKING, Any

from infra.local.control import product
from infra.local.control.businesses import known
from infra.local.control.steps import sweep
from infra.local.control.web import Refused, Response, Routes, answer
from infra.local.home import Home

if TYPE_CHECKING:
    from chalicelib.store.businesses import Import

COUNTS = (
    "rows_read",
    "rows_used",
    "created",
    "changed",
    "unchanged",
    "rejected",
    "warnings",
    "settled",
    "due_computed",
    "proposed",
    "unmatched",
    "ignored",
)
AFTER_READING = {"done", "needs_confirmation", "needs_mapping", "failed"}


def add_routes(routes: Routes, home: Home) -> None:
    root = "/local/imports/{business}"
    routes.add("GET", root, lambda request, business: listed(home, business))
    routes.add("GET", f"{root}/{{key}}/rejected.csv", lambda request, **names: rejected(home, **names))
    routes.add("POST", f"{root}/{{key}}/confirm", lambda request, **names: confirm(home, **names))


def listed(home: Home, business: str) -> Response:
    """Newest first, each with its rows from the report in S3."""
    return answer([_shown(home, one) for one in product.imports(known(business).id)])


def rejected(home: Home, business: str, key: str) -> Response:
    content = _read(home, _one(business, key), "rejected.csv")
    if content is None:
        raise Refused(404, "nothing_rejected", "this import rejected no row")
    headers = {"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": 'attachment; filename="rejected.csv"'}
    return Response(200, content, headers)


def confirm(home: Home, business: str, key: str) -> Response:
    from chalicelib.domain.errors import NotFound, Refusal

    try:
        confirmed = product.confirm_import(known(business).id, key)
    except NotFound:
        raise Refused(404, "unknown_import") from None
    except Refusal as refusal:
        raise Refused(409, refusal.code) from None
    sweep(home)
    return answer(_shown(home, confirmed), 202)


def _one(business: str, key: str) -> "Import":
    found = next((one for one in product.imports(known(business).id) if one.id == key), None)
    if found is None:
        raise Refused(404, "unknown_import")
    return found


def _shown(home: Home, one: "Import") -> dict[str, Any]:
    report = _report(home, one) if one.state in AFTER_READING else {}
    shown = {name: getattr(one, name) for name in ("id", "file", "folder", "state", *COUNTS, "reason_code", "totals")}
    shown |= product.import_progress(one)
    return shown | {"reason": report.get("reason", ""), "rows": report.get("rows", [])}


def _report(home: Home, one: "Import") -> dict[str, Any]:
    content = _read(home, one, "report.json")
    found: dict[str, Any] = json.loads(content) if content else {}
    return found


def _read(home: Home, one: "Import", name: str) -> bytes | None:
    s3 = home.client("s3")
    try:
        answered = s3.get_object(Bucket=home.outputs["FilesBucket"], Key=f"reports/{one.business}/{one.id}/{name}")
    except s3.exceptions.NoSuchKey:
        return None
    content: bytes = answered["Body"].read()
    return content
