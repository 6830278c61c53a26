"""Carry out what a person at the business decided about one invoice, once, with who and why."""

from collections.abc import Callable
from datetime import datetime

import msgspec
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.books.claim import Claim
from chalicelib.domain.books.ledger import Booked, Moment
from chalicelib.domain.calendar import local_date
from chalicelib.domain.errors import NotFound
from chalicelib.domain.invoice import Invoice
from chalicelib.gateways.logs import fact
from chalicelib.store import accounts
from chalicelib.store.changes import Changes
from chalicelib.workflows.decide_account import again_on_conflict

PERSON = "person"


class Asked(msgspec.Struct, frozen=True):
    """Which invoice, by whom and why. ``request`` is the asker's own id of it: the same one twice counts once."""

    business: str
    debtor: str
    invoice: str
    by: str
    why: str
    request: str


def carry_out(asked: Asked, verb: str, decide: Callable[[Account, Invoice, Moment], Booked], now: datetime) -> str:
    """Book what ``decide`` makes of the invoice; returns the decision's cause, by which it can be taken back.

    Raises NotFound, and Refusal as ``decide`` does.
    """
    cause = f"{verb}-{asked.request}"

    def once() -> str:
        account = accounts.load(asked.business, asked.debtor)
        found = accounts.load_invoices(asked.business, asked.debtor, [asked.invoice])
        if account is None or asked.invoice not in found:
            raise NotFound("not_found", field="invoice")
        if accounts.was_claimed(asked.business, asked.debtor, PERSON, cause):
            return cause
        invoice = next((one for one in account.invoices if one.number == asked.invoice), found[asked.invoice])
        today = local_date(now, account.debtor.time_zone)
        moment = Moment(today, now, cause, asked.why, rates=account.rates, by=asked.by)
        booked = decide(account, invoice, moment)
        claim = Claim(PERSON, cause, sum(one.amount_minor for one in booked.entries), invoice.currency, now)
        debtor = replace(account.debtor, due_at=now)
        accounts.save(account, Changes(debtor, (booked.invoice,), entries=booked.entries, claims=(claim,)))
        fact(f"{verb}_by_person", business=asked.business)
        return cause

    return again_on_conflict(once)
