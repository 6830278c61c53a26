"""An agreement begins to be kept: its invoices under it, another one ended first, what it makes idle closed; in one
transaction, once."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.agreeing import plan_books
from chalicelib.domain.agreeing.agreed_news import told
from chalicelib.domain.agreeing.agreement import RUNNING, Agreement
from chalicelib.domain.agreeing.evidence import Evidence
from chalicelib.domain.books.claim import Claim
from chalicelib.domain.books.ledger import Moment
from chalicelib.domain.calendar import local_date
from chalicelib.domain.charging.charges import SETTLED
from chalicelib.domain.contact.rests import end_rest
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.entry import Entry
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.promising.promise import WITHDRAWN
from chalicelib.domain.promising.promises import recorded
from chalicelib.store.changes import Changes
from chalicelib.workflows.showing.viewer import Viewer


def begun(viewer: Viewer, agreement: Agreement, evidence: tuple[Evidence, ...], news: str) -> Changes:
    """All that beginning to keep an agreement writes, in one transaction."""
    account, now = viewer.account, viewer.now
    moment = Moment(viewer.today, now, f"sign-{agreement.id}", rates=account.rates)
    ended, entries, invoices = _old_ended(account, agreement.replaces, moment)
    started = plan_books.begin(agreement, {one.number: one for one in invoices}, moment)
    debtor, promises = _without_promises(viewer, agreement)
    changed = {one.number: one for one in (*ended, *started.invoices)}
    old = tuple(replace(one, state="renegotiated", ended_at=now) for one in _kept(account, agreement.replaces))
    others = tuple(replace(one, state="expired", ended_at=now) for one in _other_quotes(account, agreement))
    tasks = tuple(
        replace(one, state="done", done_at=now) for one in account.tasks if one.about in {agreement.id, *_ids(others)}
    )
    claim = Claim("agreement", f"begun-{agreement.id}", agreement.total_minor, agreement.currency, now)
    return Changes(
        debtor=replace(end_rest(debtor, agreement.id), due_at=now),
        invoices=tuple(changed.values()),
        entries=(*entries, *started.entries),
        agreements=(*old, *others, agreement),
        evidence=evidence,
        promises=promises,
        notices=told(news, account.debtor, agreement, now),
        tasks=tasks,
        claims=(claim,),
    )


def _old_ended(
    account: Account, replaced: str, moment: Moment
) -> tuple[tuple[Invoice, ...], tuple[Entry, ...], list[Invoice]]:
    """The books of the agreement that another one replaces, ended first; and all invoices as they are then."""
    invoices = {one.number: one for one in account.invoices}
    ended: list[Invoice] = []
    entries: list[Entry] = []
    for old in _kept(account, replaced):
        moved = plan_books.end(old, account.invoices, replace(moment, cause=f"renew-{old.id}"), charges_return=False)
        ended += moved.invoices
        entries += moved.entries
    invoices |= {one.number: one for one in ended}
    return tuple(ended), tuple(entries), list(invoices.values())


def as_if_ended(account: Account, replaced: str, now: datetime) -> Sequence[Invoice]:
    """The invoices as they would be without the agreement of that id, where it is kept; "": as they are."""
    moment = Moment(local_date(now, account.debtor.time_zone), now, "trial", rates=account.rates)
    return _old_ended(account, replaced, moment)[2]


def still_owed(agreement: Agreement, invoices: Iterable[Invoice]) -> tuple[str, ...]:
    """Of what it covers, what was not settled since: nobody agrees again on what is paid."""
    open_now = {one.number for one in invoices if one.state not in SETTLED}
    return tuple(number for number in agreement.debt_ids if number in open_now)


def _kept(account: Account, plan: str) -> list[Agreement]:
    return [one for one in account.agreements if one.id == plan and one.state in RUNNING]


def _other_quotes(account: Account, agreement: Agreement) -> list[Agreement]:
    """Of the same money: nobody signs two."""
    mine = set(agreement.debt_ids)
    return [
        one
        for one in account.agreements
        if one.id != agreement.id and one.state not in RUNNING and mine & set(one.debt_ids)
    ]


def _ids(those: Sequence[Agreement]) -> set[str]:
    return {one.id for one in those}


def _without_promises(viewer: Viewer, agreement: Agreement) -> tuple[Debtor, tuple[Any, ...]]:
    """A promise about the same money gives way to the agreement: it is neither kept nor broken."""
    debtor, mine = viewer.debtor, set(agreement.debt_ids)
    given = [one for one in viewer.account.promises if one.state == "open" and mine & set(one.debt_ids)]
    for _ in given:
        debtor = replace(debtor, promises=recorded(debtor.promises, WITHDRAWN, viewer.today))
    return debtor, tuple(replace(one, state=WITHDRAWN, ended_at=viewer.now, told=True) for one in given)
