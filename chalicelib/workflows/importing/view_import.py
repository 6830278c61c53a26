"""An import as the console shows it: what the file was, what became of it, and what is wrong with its rows."""

from typing import Any

import msgspec

from chalicelib.domain.errors import GiveUp, NotFound
from chalicelib.gateways import files
from chalicelib.messages.catalog import say
from chalicelib.store import businesses, undos
from chalicelib.store.businesses import RUNNING, Import
from chalicelib.workflows.importing.report_import import reason
from chalicelib.workflows.importing.undo_import import undo_until

NEWEST = 100
MOST_PROBLEMS = 500
LARGEST_REPORT = 16 << 20  # bytes; one of more problems than that is for rejected.csv
LARGEST_ANSWER = 4 << 20  # bytes: a function may answer 6 MB, signs escaped for JSON
LINK_SECONDS = 300
_SUMMARY = (
    "id", "file", "folder", "state", "started_at", "finished_at", "rows_read", "rows_used", "created", "changed",
    "unchanged", "rejected", "warnings", "settled", "due_computed", "totals", "reason_code",
    "undone_at",
)  # fmt: skip
_UNDO = ("state", "asked_at", "finished_at", "moved", "moved_count")
View = dict[str, Any]


class _Report(msgspec.Struct, frozen=True):
    rows: list[dict[str, Any]] = []


def find_import(business: str, import_id: str) -> Import:
    """Raises NotFound, also for an import of another business."""
    record = businesses.load_import(business, import_id)
    if record is None:
        raise NotFound("unknown_import")
    return record


def list_view(business: str, lang: str) -> View:
    """The newest imports, without their rows."""
    return {"imports": [_summary(one, lang) for one in businesses.list_imports(business)[:NEWEST]]}


def import_view(record: Import, lang: str) -> View:
    """One import with the problems of its rows, in the words of its report."""
    problems = _problems(record)
    return (
        _summary(record, lang)
        | undo_view(record)
        | {
            "problems": problems[:MOST_PROBLEMS],
            "problems_left_out": len(problems) > MOST_PROBLEMS,
            "recognized": [
                {"field": field, "label": say(lang, f"mapping.field.{field}"), **msgspec.to_builtins(one)}
                for field, one in record.recognized.items()
            ],
        }
    )


def undo_view(record: Import) -> View:
    """Until when an import may be taken back, and what became of that if somebody asked."""
    undo = undos.load_undo(record.business, record.id) if any(record.accounts) else None
    asked = {name: getattr(undo, name) for name in _UNDO} if undo else None
    return {"undo_until": undo_until(record), "undo": asked}


def rejected_file(record: Import) -> tuple[str, str]:
    """(the refused rows as CSV, "") or, where they are too many for one answer, ("", a link that lives five minutes).

    Raises NotFound.
    """
    place = f"reports/{record.business}/{record.id}/rejected.csv"
    try:
        if record.rejected:
            return files.read(place, LARGEST_ANSWER).decode(), ""
    except GiveUp as refusal:
        if refusal.code == "file_too_large":
            return "", files.link(place, LINK_SECONDS)
    raise NotFound("nothing_rejected")


def _summary(record: Import, lang: str) -> View:
    return {name: getattr(record, name) for name in _SUMMARY} | {"reason": reason(record, lang)}


def _problems(record: Import) -> list[dict[str, Any]]:
    """Nothing while there is no report: a file that is missing looks to us like one that is forbidden."""
    if record.state in RUNNING:
        return []
    try:
        body = files.read(f"reports/{record.business}/{record.id}/report.json", LARGEST_REPORT)
    except GiveUp:
        return []
    return msgspec.json.decode(body, type=_Report).rows
