"""Take an import back within a day, wholly or not at all: look at every account first, then undo one by one.

The import is marked first, so it is asked for once. Each account is looked at again by the transaction that undoes
it; one that moved between the two looks is left as it is and told of. Everything may be done again: what was taken
back is not there to be taken back twice. Few accounts are done at once, many go over the queue of parts.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from chalicelib.domain.errors import Conflict, NotFound
from chalicelib.gateways import queue
from chalicelib.gateways.logs import fact
from chalicelib.store import businesses, progress, undos
from chalicelib.store.businesses import RUNNING, Import
from chalicelib.store.undos import PREFIX, ImportUndo, Moved
from chalicelib.workflows.at_once import each
from chalicelib.workflows.importing.desk import Desk, desk_at
from chalicelib.workflows.importing.touched_accounts import touched_in, undo_place
from chalicelib.workflows.importing.undo_account import look_at, undo_account
from chalicelib.workflows.sweep_due import SEPARATOR, wake_up

UNDO_WITHIN = timedelta(hours=24)
AT_ONCE = 60  # accounts that a request may wait for
TOLD = 100  # moved invoices that are named
SILENT_AFTER = timedelta(minutes=16)
UNDER_WAY = frozenset({"checking", "taking"})
UNDOABLE = frozenset({"invoices/update", "invoices/snapshot", "einvoice"})


class Found(msgspec.Struct, frozen=True):
    """What a part of an import has that moved."""

    moved: list[Moved] = []


def can_be_undone(record: Import) -> bool:
    """Payments, customers, rates and recurring charges stay: others build on them as soon as they are there."""
    return record.folder in UNDOABLE and not record.payments


def undo_until(record: Import) -> datetime | None:
    """The last instant at which it may be asked for; None for what cannot be undone, or was."""
    if record.state != "done" or record.undone_at or not (can_be_undone(record) and any(record.accounts)):
        return None
    return (record.finished_at or record.started_at) + UNDO_WITHIN


def undo_import(business: str, import_id: str, by: str, now: datetime, wait: bool = False) -> ImportUndo:
    """Take an import back, or begin to. Again changes nothing. ``wait``: until it is done, however many accounts.

    Raises NotFound; Conflict ``still_running``, ``cannot_be_undone``, ``nothing_to_undo``, ``undo_too_late``,
    ``undo_moved`` (with ``invoices``: nothing was taken back) or ``undo_partly`` (``invoices`` were not).
    """
    record = businesses.load_import(business, import_id)
    if record is None:
        raise NotFound("unknown_import")
    known = undos.load_undo(business, import_id)
    if known and (known.state == "undone" or known.state in UNDER_WAY):
        return known
    _refuse(record, now)
    undo = ImportUndo(business, import_id, by, now, round=known.round + 1 if known else 1, heartbeat_at=now)
    if not undos.save_undo(undo, known, due_at=now + SILENT_AFTER):
        return undos.load_undo(business, import_id) or undo
    if wait or sum(record.accounts) <= AT_ONCE:
        return _answered(_all_at_once(record, undo, now))
    _ask_for(record, undo, _parts(record))
    return undo


def take(message: str, now: datetime) -> None:
    """One message of the queue of parts that is about an undo: a part to do, or one to go on with."""
    business, key, *which = message.split(SEPARATOR)
    import_id = key.removeprefix(PREFIX)
    record, undo = businesses.load_import(business, import_id), undos.load_undo(business, import_id)
    if record is None or undo is None or undo.state not in UNDER_WAY:
        return
    if not which:
        _go_on(record, undo, now)
    elif which[0] == _step(undo) and int(which[1]) not in progress.done(business, which[0]):
        part = int(which[1])
        with desk_at(undo_place(record)) as desk:
            desk.note(_result(undo, part), Found(_do(record, undo, desk, part, now)))
        if progress.note_done(business, which[0], part, len(_parts(record)), now):
            _step_done(record, undo, now)


def is_mine(message: str) -> bool:
    """Whether a message of the queue of parts is about an undo."""
    return message.partition(SEPARATOR)[2].startswith(PREFIX)


def _refuse(record: Import, now: datetime) -> None:
    if record.state in RUNNING:
        raise Conflict("still_running")
    if record.state == "done" and not can_be_undone(record):
        raise Conflict("cannot_be_undone")
    if record.state != "done" or not any(record.accounts):
        raise Conflict("nothing_to_undo")
    if now > (record.finished_at or record.started_at) + UNDO_WITHIN:
        raise Conflict("undo_too_late")


def _answered(undo: ImportUndo) -> ImportUndo:
    told, count = msgspec.to_builtins(undo.moved), undo.moved_count
    if undo.state == "refused":
        raise Conflict("undo_moved", invoices=told, count=count)
    if undo.state == "partly":
        raise Conflict("undo_partly", invoices=told, count=count)
    return undo


def _all_at_once(record: Import, undo: ImportUndo, now: datetime) -> ImportUndo:
    with desk_at(undo_place(record)) as desk:
        for state in ("checking", "taking"):
            undo = _next(undo, state, now)
            moved = [one for part in _parts(record) for one in _do(record, undo, desk, part, now)]
            if moved or state == "taking":
                break
    return _end(record, undo, moved, now)


def _do(record: Import, undo: ImportUndo, desk: Desk, part: int, now: datetime) -> list[Moved]:
    """One part of one step: what was found to have moved."""
    act: Callable[[str], list[Moved]] = (
        (lambda debtor: look_at(record, debtor))
        if undo.state == "checking"
        else (lambda debtor: undo_account(record, debtor, undo.by, now))
    )
    return [one for found in each(act, touched_in(desk, part)) for one in found]


def _go_on(record: Import, undo: ImportUndo, now: datetime) -> None:
    """Its workers died, or its messages were lost."""
    if undos.save_undo(replace(undo, heartbeat_at=now), undo, due_at=now + SILENT_AFTER):
        left = set(_parts(record)) - progress.done(record.business, _step(undo))
        if left:
            _ask_for(record, undo, sorted(left))
        else:
            _step_done(record, undo, now)


def _step_done(record: Import, undo: ImportUndo, now: datetime) -> None:
    with desk_at(undo_place(record)) as desk:
        moved = [one for part in _parts(record) for one in desk.noted(_result(undo, part), Found).moved]
    if moved or undo.state == "taking":
        _end(record, undo, moved, now)
    else:
        _ask_for(record, _next(undo, "taking", now), _parts(record))


def _next(undo: ImportUndo, state: str, now: datetime) -> ImportUndo:
    after = replace(undo, state=state, heartbeat_at=now)
    undos.save_undo(after, undo, due_at=now + SILENT_AFTER)
    return after


def _end(record: Import, undo: ImportUndo, moved: Sequence[Moved], now: datetime) -> ImportUndo:
    state = "undone" if not moved else "refused" if undo.state == "checking" else "partly"
    ended = replace(undo, state=state, moved=tuple(moved[:TOLD]), moved_count=len(moved), finished_at=now)
    if undos.save_undo(ended, undo) and state != "refused":
        businesses.save_import(replace(record, undone_at=now), over="done")
    fact("import_undo", business=record.business, id=record.id, state=state, moved=len(moved))
    return ended


def _parts(record: Import) -> Sequence[int]:
    """The parts that touched an account."""
    return [part for part, count in enumerate(record.accounts) if count]


def _ask_for(record: Import, undo: ImportUndo, parts: Iterable[int]) -> None:
    key = wake_up(record.business, f"{PREFIX}{record.id}")
    queue.send((SEPARATOR.join((key, _step(undo), str(part))) for part in parts), queue.IMPORT_PARTS)


def _step(undo: ImportUndo) -> str:
    return f"{undo.id}#undo-{undo.round}#{undo.state}"


def _result(undo: ImportUndo, part: int) -> str:
    return f"{undo.round}-{undo.state}-{part:03}"
