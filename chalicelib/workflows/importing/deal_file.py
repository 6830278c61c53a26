"""A file is opened and dealt into parts on a desk; a snapshot's business is dealt beside it, by the same debtors."""

from contextlib import ExitStack
from datetime import datetime

import msgspec
from msgspec.structs import replace

from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.errors import GiveUp
from chalicelib.gateways import files
from chalicelib.intake.blob import OnDisk, start_of, whole
from chalicelib.intake.dealing import Dealt, Numbers, deal, part_of, parts_for
from chalicelib.intake.einvoice.read import is_einvoice, read_einvoices
from chalicelib.intake.limits import MAX_FILE_BYTES, MAX_HELD_BYTES
from chalicelib.intake.read import OpenFile, open_file
from chalicelib.intake.records import Reading, UnreadableFile
from chalicelib.intake.spool import append, read_back
from chalicelib.intake.table import check_size
from chalicelib.store import accounts, businesses
from chalicelib.store.businesses import Import
from chalicelib.store.glances import NOBODY, Wanted, glance
from chalicelib.workflows.importing.desk import Desk
from chalicelib.workflows.importing.keep_proposal import keep_proposal

EINVOICE, SNAPSHOT = "einvoice", "invoices/snapshot"
FOLDERS = {
    "invoices/update": "invoices", SNAPSHOT: "invoices", "payments": "payments", "debtors": "debtors",
    EINVOICE: EINVOICE, "recurring": "recurring", "rates": "rates",
}  # fmt: skip
TAKE_XML = frozenset({EINVOICE, "invoices/update", "payments"})
_START = 4096  # bytes that tell an XML document or a ZIP of them
DEALT, PROBLEMS, UNREAD, OWING = "dealt", "problems", "unread", "owing"


class Owing(msgspec.Struct, frozen=True):
    """A debtor with open invoices when a snapshot came."""

    debtor: str


OWING_ROWS = msgspec.msgpack.Decoder(Owing)


def deal_file(record: Import, business: Business, desk: Desk, now: datetime) -> Dealt:
    """Fetch the file and deal it onto the desk. Raises UnreadableFile."""
    content = open_source(record, business, desk, now)
    if isinstance(content, OpenFile) and content.recognizer.proposal:
        keep_proposal(record, content.recognizer.proposal)
    most = 0 if isinstance(content, Reading) else content.found.rows  # what is in memory stays together
    is_snapshot = record.folder == SNAPSHOT
    still_open = _list_owing(business, desk) if is_snapshot else 0
    parts = parts_for(max(most, still_open))
    dealt = _deal_rows(content, desk, parts)
    if is_snapshot:
        _deal_owing(desk, parts)
        dealt = replace(dealt, open_before=still_open)
    desk.note(DEALT, dealt)
    return dealt


def open_source(record: Import, business: Business, desk: Desk, now: datetime) -> OpenFile | Reading:
    """The imported file, fetched unless it is here. Raises UnreadableFile."""
    source = desk.own / "source"
    kind = FOLDERS.get(record.folder)
    if kind is None:
        raise UnreadableFile("unknown_folder", folder=record.folder)
    try:
        if not source.exists():
            files.fetch(record.key, MAX_FILE_BYTES, source, record.version)
    except GiveUp as refusal:
        raise UnreadableFile(refusal.code, limit_mb=str(MAX_FILE_BYTES >> 20)) from refusal
    today, blob = local_date(now, business.time_zone), OnDisk(source)
    if record.folder in TAKE_XML and (kind == EINVOICE or is_einvoice(start_of(blob, _START))):
        check_size(blob.size, MAX_HELD_BYTES)
        return read_einvoices(
            whole(blob), name=record.file, business=business, today=today, terms_days=_Terms(business)
        )
    remembered = businesses.list_mappings(business.id, kind)
    return open_file(blob, name=record.file, folder=kind, business=business, today=today, remembered=remembered)


class _Terms:
    """Days to pay of a customer, asked for only where a document has no due date."""

    def __init__(self, business: Business) -> None:
        self._business = business
        self._known: dict[str, int | None] = {}

    def __call__(self, debtor: str) -> int | None:
        if debtor not in self._known:
            met = glance(self._business.id, [Wanted(debtor)]).get(debtor, NOBODY).debtor
            self._known[debtor] = met.terms_days if met else None
        return self._known[debtor]


def rows_of(part: int) -> str:
    """The file of a part's rows."""
    return f"rows-{part:03}"


def owing_of(part: int) -> str:
    """The file of a part's debtors with open invoices."""
    return f"{OWING}-{part:03}"


def _deal_rows(content: OpenFile | Reading, desk: Desk, parts: int) -> Dealt:
    unread = Numbers()
    with ExitStack() as opened:
        rows = [opened.enter_context(desk.writing(rows_of(part))) for part in range(parts)]
        problems = opened.enter_context(desk.writing(PROBLEMS))
        dealt = deal(content, rows, problems, unread)
    with desk.writing(UNREAD) as out:
        out.write(unread.packed())
    return dealt


def _list_owing(business: Business, desk: Desk) -> int:
    """Write down who has open invoices; returns how many these are."""
    still_open = 0
    with desk.writing(OWING) as out:
        for one in accounts.list_accounts(business.id):
            if one.open:
                still_open += one.open
                append(out, Owing(one.debtor))
    return still_open


def _deal_owing(desk: Desk, parts: int) -> None:
    with ExitStack() as opened:
        owing = [opened.enter_context(desk.writing(owing_of(part))) for part in range(parts)]
        for one in read_back(opened.enter_context(desk.reading(OWING)), OWING_ROWS):
            append(owing[part_of(one.debtor, parts)], one)
