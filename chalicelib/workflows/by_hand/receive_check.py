"""A check came over the counter: written down once, told to the debtor, and what it covers rests."""

from datetime import datetime
from typing import Any

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.became import Became
from chalicelib.domain.business import Business
from chalicelib.domain.by_hand.check_rest import covered
from chalicelib.domain.by_hand.check_settings import CheckTold, debtor_named, parse_check
from chalicelib.domain.by_hand.hand_notices import tell_of_check
from chalicelib.domain.by_hand.paper_check import PaperCheck, check_id, first_state
from chalicelib.domain.calendar import local_date
from chalicelib.domain.errors import Conflict, NotFound
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.paying.attempts import RESTING
from chalicelib.gateways.logs import fact
from chalicelib.store import accounts
from chalicelib.store.changes import Changes
from chalicelib.store.things import load_thing
from chalicelib.workflows.decide_account import again_on_conflict

Kept = tuple[str, PaperCheck]  # whose it is, and the check


def receive_check(business: Business, raw: Any, by: str, now: datetime) -> Kept:
    """Write a check down. Raises NotFound, Faulty, Refusal, and Conflict("check_known"): the same paper came before."""
    debtor = debtor_named(raw)

    def once() -> PaperCheck:
        account = accounts.load(business.id, debtor)
        if account is None:
            raise NotFound("not_found", field="debtor")
        today = local_date(now, account.debtor.time_zone)
        told = parse_check(raw, account.debtor.name, business.currency, account.debtor.country, today)
        before = find_check(business.id, check_id(told.bank, told.number, told.drawer))
        if before and before[1].state != "withdrawn":
            raise Conflict("check_known", field="number")
        check = _check(told, by, now, before[1] if before else None)
        check = replace(check, covers=covered(check, _with_settled(account, check.debts), account.rates))
        accounts.save(account, _changes(account, check, before is None, now))
        return check

    check = again_on_conflict(once)
    fact("check_received", business=business.id, state=check.state, metrics={"ChecksReceived": 1})
    return debtor, check


def find_check(business: str, check: str) -> Kept | None:
    """Whose check it is, and what became of it; None: nobody's here."""
    pointer = accounts.pointed(pointer_of(business, check))
    found = load_thing(business, pointer.debtor, PaperCheck, check) if pointer else None
    return (pointer.debtor, found) if pointer and found else None


def pointer_of(business: str, check: str) -> str:
    return f"check#{business}#{check}"


def _check(told: CheckTold, by: str, now: datetime, before: PaperCheck | None) -> PaperCheck:
    """One that was withdrawn and comes again keeps its story."""
    state = first_state(told.date_on, told.received_on)
    steps = (*(before.steps if before else ()), Became(state, told.received_on, now, by))
    return PaperCheck(
        id=check_id(told.bank, told.number, told.drawer),
        bank=told.bank,
        number=told.number,
        drawer=told.drawer,
        amount_minor=told.amount_minor,
        currency=told.currency,
        received_on=told.received_on,
        date_on=told.date_on,
        state=state,
        steps=steps,
        debts=told.debts,
    )


def _changes(account: Account, check: PaperCheck, is_new: bool, now: datetime) -> Changes:
    name = pointer_of(account.debtor.business, check.id)
    resting = (one for one in account.invoices if one.number in check.covers and one.state in RESTING)
    return Changes(
        debtor=replace(account.debtor, due_at=now),
        invoices=tuple(replace(one, state="paying") for one in resting),
        checks=(check,),
        notices=tell_of_check(account.debtor, "check_received", check, now),
        unique=(name,) if is_new else (),
        pointers={} if is_new else {name: check.id},
    )


def _with_settled(account: Account, numbers: tuple[str, ...]) -> list[Invoice]:
    """A debt that was paid meanwhile is theirs still: it is answered as paid, not as unknown."""
    missing = set(numbers) - {one.number for one in account.invoices}
    settled = accounts.load_invoices(account.debtor.business, account.debtor.id, sorted(missing)) if missing else {}
    return [*account.invoices, *settled.values()]
