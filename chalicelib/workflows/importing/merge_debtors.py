"""A debtors file: who debtors are and how they like to be reached. Several rows of a debtor are several contacts."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec.structs import replace

from chalicelib.domain.business import Business
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.importing.debtors import Told, first_met, learn
from chalicelib.intake.records import DebtorRow
from chalicelib.store import accounts
from chalicelib.store.changes import Changes
from chalicelib.store.glances import NOBODY, Wanted, batches, glance
from chalicelib.workflows.at_once import each
from chalicelib.workflows.decide_account import again_on_conflict
from chalicelib.workflows.importing.draft import Outcome


def merge_debtors(business: Business, rows: Iterable[DebtorRow], now: datetime) -> list[Outcome]:
    """One outcome a debtor, told at their first row."""
    by_debtor: dict[str, list[DebtorRow]] = {}
    for row in rows:
        by_debtor.setdefault(row.debtor, []).append(row)

    def merge(wanted: Sequence[Wanted]) -> list[Outcome]:
        known = glance(business.id, wanted)
        return [
            _merge(business, one.debtor, by_debtor[one.debtor], now, known.get(one.debtor, NOBODY).debtor)
            for one in wanted
        ]

    return [outcome for outcomes in each(merge, batches(map(Wanted, by_debtor))) for outcome in outcomes]


def _merge(business: Business, debtor: str, rows: Sequence[DebtorRow], now: datetime, known: Debtor | None) -> Outcome:
    """A debtor of whom the file says nothing new costs no further look at the account."""

    def once() -> Outcome:
        account = accounts.load(business.id, debtor)
        before = account.debtor if account else None
        learned = _learned(business, debtor, rows, before)
        if learned != before:
            accounts.save(account, Changes(replace(learned, due_at=now)))
        outcome = "created" if before is None else "unchanged" if learned == before else "changed"
        return Outcome(rows[0].line, outcome, business.currency, 0)

    if known and _learned(business, debtor, rows, known) == known:
        return Outcome(rows[0].line, "unchanged", business.currency, 0)
    return again_on_conflict(once)


def _learned(business: Business, debtor: str, rows: Sequence[DebtorRow], known: Debtor | None) -> Debtor:
    learned = learn(known or first_met(business, debtor), [_told(row) for row in rows])
    return replace(learned, name=learned.name or debtor)


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
        discount=row.discount,
    )
