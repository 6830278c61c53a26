"""A file that a business dropped: read it, merge it account by account, report. Called again, it goes on where it was.

Everything a row does is keyed by what it says, so a crash in the middle is answered by running the file again: what
was done stays done and still counts as this import's doing.
"""

import hashlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from msgspec.structs import replace

from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.errors import GiveUp, NotFound, Refusal
from chalicelib.gateways import clock, files
from chalicelib.gateways.logs import bug, fact
from chalicelib.intake.limits import MAX_FILE_BYTES
from chalicelib.intake.records import InvoiceRow, Reading, UnreadableFile
from chalicelib.store import accounts, businesses
from chalicelib.store.businesses import Import
from chalicelib.workflows.merge_rows import Outcome, merge_rows, settle_absent
from chalicelib.workflows.report_import import report_import

FOLDERS = {"invoices/update": "invoices", "invoices/snapshot": "invoices", "payments": "payments", "debtors": "debtors"}
KNOWN_FOLDERS = (*FOLDERS, "rates", "bank", "einvoice")
FINISHED = frozenset({"done", "failed", "needs_mapping", "needs_confirmation"})
SILENT_AFTER = timedelta(minutes=16)  # longer than a function may live: nobody is working on it any more
AT_ONCE = 8
TRUSTED_WITHOUT_ASKING = 20  # a snapshot over fewer open invoices settles what is absent without a question


def import_id(key: str, version: str) -> str:
    """The id of the import of one version of one file: the same event twice is the same import."""
    return hashlib.sha256(f"{key}\n{version}".encode()).hexdigest()[:20]


def import_file(key: str, version: str, now: datetime) -> Import | None:
    """Start the import of ``inbox/<business>/<folder…>/<file>``; None when nobody can be told about it."""
    _, business_id, *folder, file = key.split("/") if key.count("/") >= 3 else ("", "", "", key)
    record = Import(
        id=import_id(key, version),
        business=business_id,
        key=key,
        version=version,
        file=file,
        folder="/".join(folder),
        started_at=now,
    )
    try:
        if not business_id:
            raise NotFound("unknown_business")
        businesses.load(business_id)
    except NotFound:
        fact("inbox_unknown_business", key_hash=record.id, metrics={"InboxUnknownBusiness": 1})
        return None
    businesses.save_import(record, due_at=now + SILENT_AFTER, only_new=True)
    return go_on(business_id, record.id, now)


def go_on(business_id: str, record_id: str, now: datetime) -> Import | None:
    """Run an import that is queued, or whose worker died. A finished one is left as it is."""
    record = businesses.load_import(business_id, record_id)
    if record is None or record.state in FINISHED:
        return record
    business = businesses.load(business_id)
    record = replace(record, state="running", heartbeat_at=now)
    businesses.save_import(record, due_at=now + SILENT_AFTER)
    reading: Reading | None = None
    outcomes: list[Outcome] = []
    try:
        reading = _read(record, business, now)
        record, outcomes = _apply(record, business, reading, now)
    except UnreadableFile as fault:
        record = _failed(record, fault)
    record = report_import(replace(record, finished_at=clock.now()), business, reading, outcomes)
    businesses.save_import(record)
    fact(
        "import_finished", business=business.id, id=record.id, state=record.state,
        metrics={"RowsRead": record.rows_read, "RowsRejected": record.rejected},
    )  # fmt: skip
    return record


def confirm(business_id: str, record_id: str) -> Import:
    """A person has looked at what a snapshot would settle and says yes. Raises NotFound, Refusal."""
    record = businesses.load_import(business_id, record_id)
    if record is None:
        raise NotFound("unknown_import")
    if record.state != "needs_confirmation":
        raise Refusal("nothing_to_confirm", state=record.state)
    record = replace(record, state="queued", confirmed=True)
    businesses.save_import(record, due_at=clock.now())
    return record


def _read(record: Import, business: Business, now: datetime) -> Reading:
    kind = FOLDERS.get(record.folder)
    if kind is None:
        raise UnreadableFile("unknown_folder", folder=record.folder)
    try:
        data = files.read(record.key, MAX_FILE_BYTES, record.version)
    except GiveUp as refusal:
        raise UnreadableFile(refusal.code, limit_mb=str(MAX_FILE_BYTES >> 20)) from refusal
    from chalicelib.intake.read import read_file

    return read_file(
        data,
        name=record.file,
        folder=kind,
        business=business,
        today=local_date(now, business.time_zone),
        terms_days=_Terms(business),
    )


class _Terms:
    """Days to pay of a customer, asked for only where a file has no due date."""

    def __init__(self, business: Business) -> None:
        self.business = business
        self.known: dict[str, int | None] = {}

    def __call__(self, debtor: str) -> int | None:
        if debtor not in self.known:
            account = accounts.load(self.business.id, debtor)
            self.known[debtor] = account.debtor.terms_days if account else None
        return self.known[debtor]


def _apply(record: Import, business: Business, reading: Reading, now: datetime) -> tuple[Import, list[Outcome]]:
    record = replace(record, rows_read=reading.rows_read, due_computed=reading.computed_due_dates)
    if reading.kind == "payments":
        from chalicelib.workflows.merge_payments import merge_payments

        return _counted(record, reading, found := merge_payments(business, reading, record.id, now)), found
    if reading.kind == "debtors":
        from chalicelib.workflows.merge_debtors import merge_debtors

        return _counted(record, reading, found := merge_debtors(business, reading, now)), found
    is_snapshot = record.folder == "invoices/snapshot"
    absent = _absent(business, reading) if is_snapshot else {}
    if is_snapshot and not record.confirmed and _is_suspicious(business, reading, absent):
        count = str(sum(map(len, absent.values())))
        return replace(record, state="needs_confirmation", params={"absent": count}), []
    outcomes = _each_debtor(business, reading.invoices(), record.id, now)
    settled = sum(settle_absent(business, debtor, numbers, record.id, now) for debtor, numbers in absent.items())
    return replace(_counted(record, reading, outcomes), settled=settled), outcomes


def _each_debtor(business: Business, rows: Iterable[InvoiceRow], record_id: str, now: datetime) -> list[Outcome]:
    """Accounts do not touch each other: several at once. A fault in one leaves the others done, then comes up."""
    by_debtor: dict[str, list[InvoiceRow]] = {}
    for row in rows:
        by_debtor.setdefault(row.debtor, []).append(row)

    def merge(debtor: str) -> list[Outcome] | Exception:
        try:
            return merge_rows(business, debtor, by_debtor[debtor], record_id, now)
        except Exception as error:  # noqa: BLE001 - it comes up again below, after the others
            bug(error, business=business.id, id=record_id)
            return error

    outcomes: list[Outcome] = []
    faults: list[Exception] = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for found in pool.map(merge, by_debtor):
            if isinstance(found, Exception):
                faults.append(found)
            else:
                outcomes += found
    if faults:
        raise faults[0]
    return outcomes


def _absent(business: Business, reading: Reading) -> dict[str, list[str]]:
    """Open invoices that a snapshot does not list, by debtor. A row we could not use still says that it is there."""
    listed = {(row.debtor, row.number) for row in reading.invoices()}
    unread = {cell.strip() for refused in reading.refused for cell in refused.cells if cell.strip()}
    absent: dict[str, list[str]] = {}
    for one in accounts.list_accounts(business.id):
        account = accounts.load(business.id, one.debtor) if one.open else None
        for invoice in account.invoices if account else ():
            if (one.debtor, invoice.number) not in listed and invoice.number not in unread:
                absent.setdefault(one.debtor, []).append(invoice.number)
    return absent


def _is_suspicious(business: Business, reading: Reading, absent: dict[str, list[str]]) -> bool:
    """An empty snapshot, or one that would settle more than half of twenty open invoices or more, asks first."""
    gone = sum(map(len, absent.values()))
    if not reading.rows:
        return True
    still_open = sum(one.open for one in accounts.list_accounts(business.id))
    return still_open >= TRUSTED_WITHOUT_ASKING and gone * 2 > still_open


def _counted(record: Import, reading: Reading, outcomes: list[Outcome]) -> Import:
    count = {name: sum(one.outcome == name for one in outcomes) for name in ("created", "changed", "unchanged")}
    refused = sum(one.outcome == "rejected" for one in outcomes)
    totals: dict[str, int] = {}
    for one in outcomes:
        if one.outcome in {"created", "changed"}:
            totals[one.currency] = totals.get(one.currency, 0) + one.total_minor
    return replace(
        record,
        state="done",
        rows_used=reading.rows_used - refused,
        rejected=reading.rejected + refused,
        warnings=reading.warned,
        totals=totals,
        **count,
    )


def _failed(record: Import, fault: UnreadableFile) -> Import:
    params = {name: str(value) for name, value in fault.params.items()}
    return replace(record, state="failed", reason_code=fault.code, params=params)
