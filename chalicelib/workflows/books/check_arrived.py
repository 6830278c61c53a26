"""The nightly check of what no account alone can tell: bank's lines and parked payments, against the accounts."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from chalicelib.domain.bank.bank_payment import BankPayment
from chalicelib.domain.books.arrived import Arrived, what_arrived_is_in_one_place
from chalicelib.gateways.logs import fact
from chalicelib.store import accounts, bank_payments, businesses
from chalicelib.store.businesses import Parked
from chalicelib.workflows.bank.apply_bank_payment import PROVIDER

WITHIN = timedelta(days=3)  # of coming, or of a person's word: what is older was checked in earlier nights
AT_REST = frozenset({"applied", "accepted", "proposed", "unmatched", "rejected"})
APPLIED = frozenset({"applied", "accepted"})
_PAID = ".paid"


def check_arrived(business: str, now: datetime) -> list[str]:
    """What does not hold; told, counted and alarmed. Empty when all is in one place."""
    lines = (one for one in bank_payments.list_all(business, AT_REST) if now - (one.decided_at or one.at) <= WITHIN)
    parked = (one for one in businesses.list_parked(business) if one.fact.endswith(_PAID))
    arrived = (*(_line(business, one) for one in lines), *_parked(business, parked))
    found = list(what_arrived_is_in_one_place(arrived))
    if found:
        rules = {what_arrived_is_in_one_place.__name__: found}
        fact("books_broken", business=business, rules=rules, metrics={"BooksBroken": 1})
    return found


def _line(business: str, line: BankPayment) -> Arrived:
    debtors = {line.debtor, *(one.debtor for one in line.fits)} - {""}
    booked = any(accounts.was_claimed(business, debtor, PROVIDER, line.fact) for debtor in sorted(debtors))
    return Arrived(f"bank {line.fact}", line.state in APPLIED, booked)


def _parked(business: str, parked: Iterator[Parked]) -> Iterator[Arrived]:
    """A payment that was parked, by the account that its id leads to, if any."""
    for one in parked:
        payment = one.fact.removesuffix(_PAID)
        pointer = accounts.pointed(payment)
        booked = pointer is not None and pointer.business == business
        booked = booked and accounts.was_claimed(business, pointer.debtor if pointer else "", one.provider, payment)
        yield Arrived(f"parked {one.provider} {payment}", is_applied=False, is_booked=booked)
