"""A file about debtors themselves: contacts, preferences, terms. Several rows of one debtor are several contacts."""

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from chalicelib.domain.business import Business
from chalicelib.domain.debtors import Told, first_met, learn
from chalicelib.intake.records import DebtorRow, Reading
from chalicelib.store import accounts
from chalicelib.store.accounts import Changes
from chalicelib.workflows.decide_account import again_on_conflict
from chalicelib.workflows.merge_rows import Outcome


def merge_debtors(business: Business, reading: Reading, now: datetime) -> list[Outcome]:
    """One outcome a debtor, told at their first row."""
    by_debtor: dict[str, list[DebtorRow]] = {}
    for row in reading.debtors():
        by_debtor.setdefault(row.debtor, []).append(row)
    return [_merge(business, debtor, rows, now) for debtor, rows in by_debtor.items()]


def _merge(business: Business, debtor: str, rows: Sequence[DebtorRow], now: datetime) -> Outcome:
    def once() -> Outcome:
        account = accounts.load(business.id, debtor)
        known = account.debtor if account else None
        learned = learn(known or first_met(business, debtor), [_told(row) for row in rows])
        learned = replace(learned, name=learned.name or debtor)
        if learned != known:
            accounts.save(account, Changes(replace(learned, due_at=now)))
        outcome = "created" if known is None else "unchanged" if learned == known else "changed"
        return Outcome(rows[0].line, outcome, business.currency, 0)

    return again_on_conflict(once)


def _told(row: DebtorRow) -> Told:
    return Told(
        name=row.customer,
        tax_id=row.tax_id,
        type=row.customer_type,
        email=row.email,
        phone=row.phone,
        contact=row.contact,
        role=row.role,
        language=row.language,
        time_zone=row.time_zone,
        preferred_channel=row.preferred_channel,
        hour_from=row.hour_from,
        hour_to=row.hour_to,
        terms_days=row.terms_days,
    )
