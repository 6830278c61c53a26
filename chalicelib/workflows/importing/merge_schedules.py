"""A file about recurring charges: what each debtor pays again and again. Billing itself follows on its day."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec.structs import replace

from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.importing.debtors import Told, first_met, learn
from chalicelib.domain.schedules.schedule import Schedule
from chalicelib.domain.schedules.schedule_told import agreed
from chalicelib.intake.records import ScheduleRow
from chalicelib.store import accounts
from chalicelib.store.changes import Changes
from chalicelib.workflows.decide_account import again_on_conflict
from chalicelib.workflows.importing.draft import Outcome

ROWS_AT_ONCE = 40


def merge_schedules(business: Business, rows: Iterable[ScheduleRow], now: datetime) -> list[Outcome]:
    """One outcome a row."""
    by_debtor: dict[str, list[ScheduleRow]] = {}
    for row in rows:
        by_debtor.setdefault(row.debtor, []).append(row)
    return [
        outcome
        for debtor, mine in by_debtor.items()
        for start in range(0, len(mine), ROWS_AT_ONCE)
        for outcome in _merge(business, debtor, mine[start : start + ROWS_AT_ONCE], now)
    ]


def _merge(business: Business, debtor: str, rows: Sequence[ScheduleRow], now: datetime) -> list[Outcome]:
    def once() -> list[Outcome]:
        account = accounts.load(business.id, debtor)
        known = accounts.load_schedules(business.id, debtor) if account else {}
        head = account.debtor if account else first_met(business, debtor)
        today = local_date(now, head.time_zone)
        merged = [agreed(known.get(row.told.id), row.told, today) for row in rows]
        used = [row for row, one in zip(rows, merged, strict=True) if isinstance(one, Schedule)]
        changed = tuple(one for one in merged if isinstance(one, Schedule) and one != known.get(one.id))
        learned = learn(head, [_told(row) for row in used])
        learned = replace(learned, name=learned.name or debtor)
        if used and (changed or account is None or learned != account.debtor):
            accounts.save(account, Changes(replace(learned, due_at=now), schedules=changed))
        return [_outcome(row, one, known.get(row.told.id)) for row, one in zip(rows, merged, strict=True)]

    return again_on_conflict(once)


def _outcome(row: ScheduleRow, merged: Schedule | str, known: Schedule | None) -> Outcome:
    if isinstance(merged, str):
        return Outcome(row.line, "rejected", row.told.currency, 0, merged)
    outcome = "created" if known is None else "unchanged" if merged == known else "changed"
    return Outcome(row.line, outcome, merged.currency, 0)


def _told(row: ScheduleRow) -> Told:
    return Told(
        name=row.customer,
        tax_id=row.tax_id,
        type=row.customer_type,
        email=row.email,
        phone=row.phone,
        language=row.language,
        time_zone=row.time_zone,
    )
