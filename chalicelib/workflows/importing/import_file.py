"""A file that a business dropped: dealt into parts, each merged account by account, one report at the end.

A small file is one part and done at once. The parts of a large one go over a queue. Everything a row does is keyed by
what it says, so a part, or the whole, may be done again any number of times and in any order: what was done stays done
and still counts as this import's doing.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec.structs import replace

from chalicelib.domain.business import Business
from chalicelib.domain.errors import NotFound, Refusal
from chalicelib.gateways import clock, queue
from chalicelib.gateways.logs import fact
from chalicelib.intake.records import UnreadableFile
from chalicelib.store import businesses, progress
from chalicelib.store.businesses import Import
from chalicelib.workflows.importing.deal_file import SNAPSHOT, deal_file
from chalicelib.workflows.importing.desk import Desk, desk_at
from chalicelib.workflows.importing.finish_import import failed, finished, question
from chalicelib.workflows.importing.import_part import COMPARE, MERGE, do_part
from chalicelib.workflows.sweep_due import SEPARATOR, wake_up

FINISHED = frozenset({"done", "failed", "needs_mapping", "needs_confirmation"})
STATEMENTS = "bank"
SILENT_AFTER = timedelta(minutes=16)  # longer than a function may live: nobody is working on it any more


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
    businesses.save_import(record, due_at=now + SILENT_AFTER, over="")
    return go_on(business_id, record.id, now)


def go_on(business_id: str, record_id: str, now: datetime) -> Import | None:
    """Begin an import that is queued, or take up one whose worker died. A finished one is left as it is."""
    record = businesses.load_import(business_id, record_id)
    if record is None or record.state in FINISHED:
        return record
    business = businesses.load(business_id)
    before = record.state
    if before == "queued":
        record = replace(record, state="running", round=record.round + 1, step="", parts=0)
    record = replace(record, heartbeat_at=now)
    if not businesses.save_import(record, due_at=now + SILENT_AFTER, over=before):
        return businesses.load_import(business_id, record_id)
    if not record.step:
        return _begin(record, business, now)
    left = set(range(record.parts)) - progress.done(business_id, step_of(record))
    return _ask_for(record, sorted(left)) if left else _step_done(record, business, now)


def take(message: str, now: datetime) -> None:
    """One message of the queue of parts: a part to do, or an import to go on with. What is over is left alone."""
    business_id, key, *which = message.split(SEPARATOR)
    record_id = key.removeprefix("IMPORT#")
    if not which:
        go_on(business_id, record_id, now)
        return
    step, part = which[0], int(which[1])
    record = businesses.load_import(business_id, record_id)
    if record is None or record.state != "running" or step_of(record) != step:
        return
    if part in progress.done(business_id, step):
        return
    business = businesses.load(business_id)
    with desk_at(_place(record)) as desk:
        do_part(record, business, desk, record.step, part, now)
    if progress.note_done(business_id, step, part, record.parts, now):
        _step_done(record, business, now)


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


def _begin(record: Import, business: Business, now: datetime) -> Import:
    """Deal the file. One part is done here and now; more are handed to the queue."""
    if record.folder == STATEMENTS:
        return _end(_statement(record, business, now))
    with desk_at() as desk:
        try:
            dealt = deal_file(record, business, desk, now)
        except UnreadableFile as fault:
            return _end(failed(record, business, fault))
        steps = (COMPARE, MERGE) if record.folder == SNAPSHOT else (MERGE,)
        if dealt.parts == 1:
            return _do_all(replace(record, parts=1), business, desk, steps, now)
        desk.share(_place(record))
    return _next_step(replace(record, step=steps[0], parts=dealt.parts), now)


def _statement(record: Import, business: Business, now: datetime) -> Import:
    from chalicelib.workflows.bank.import_statement import import_statement

    try:
        return import_statement(record, business, now)
    except UnreadableFile as fault:
        return failed(record, business, fault)


def _do_all(record: Import, business: Business, desk: Desk, steps: Iterable[str], now: datetime) -> Import:
    for step in steps:
        do_part(record, business, desk, step, 0, now)
        if step == COMPARE and (asking := question(record, business, desk)):
            return _end(asking)
    return _end(finished(record, business, desk, now))


def _step_done(record: Import, business: Business, now: datetime) -> Import:
    """Every part has had its step: the next one, or the end."""
    with desk_at(_place(record)) as desk:
        if record.step == MERGE:
            return _end(finished(record, business, desk, now))
        if asking := question(record, business, desk):
            return _end(asking)
    return _next_step(replace(record, step=MERGE), now)


def _next_step(record: Import, now: datetime) -> Import:
    """All parts are to have it, unless another worker has ended the import meanwhile."""
    if businesses.save_import(record, due_at=now + SILENT_AFTER, over="running"):
        _ask_for(record, range(record.parts))
    return record


def _ask_for(record: Import, parts: Iterable[int]) -> Import:
    key = wake_up(record.business, f"IMPORT#{record.id}")
    messages = (SEPARATOR.join((key, step_of(record), str(part))) for part in parts)
    queue.send(messages, queue.IMPORT_PARTS)
    return record


def _end(record: Import) -> Import:
    if businesses.save_import(record, over="running"):
        fact(
            "import_finished", business=record.business, id=record.id, state=record.state,
            metrics={"RowsRead": record.rows_read, "RowsRejected": record.rejected},
        )  # fmt: skip
    return record


def step_of(record: Import) -> str:
    """What the parts of an import are at; a confirmed import begins anew, and old messages mean nothing then."""
    return f"{record.id}#{record.round}#{record.step}"


def _place(record: Import) -> str:
    return f"work/{record.business}/{record.id}/{record.round}"
