"""One tap says that a message and its invoices arrived, or a person heard it. Whoever taps learns nothing."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from chalicelib.domain import links
from chalicelib.domain.account import Account
from chalicelib.domain.calendar import local_date
from chalicelib.domain.charging.charges import SETTLED
from chalicelib.domain.errors import Fault, Faulty, NotFound, Refusal
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.notice import Notice
from chalicelib.gateways.logs import fact
from chalicelib.store import accounts, notices, sessions
from chalicelib.store.changes import Changes
from chalicelib.store.keys import account_of
from chalicelib.workflows.decide_account import again_on_conflict

TAPS_AN_HOUR = 60  # of one caller


def confirm_received(key: str, now: datetime, caller: str) -> None:
    """Note the day on the invoices of the message whose ``links.received_key`` this is. Raises Refusal("too_many")."""
    if sessions.count(f"received#{caller}#{now:%Y-%m-%dT%H}", now + timedelta(hours=2)) > TAPS_AN_HOUR:
        raise Refusal("too_many")
    found = notices.find_by_hash(key[:32], key[32:], links.received_hash) if len(key) == links.STOP_KEY_LENGTH else None
    if found:
        _note(*found, now)


def _note(pk: str, notice: Notice, now: datetime) -> None:
    def once() -> None:
        account = accounts.load(*account_of(pk))
        if account:
            _write(account, notice.invoices, now)

    again_on_conflict(once)


def hear_received(business: str, debtor: str, debt_ids: Sequence[str], now: datetime) -> dict[str, str]:
    """The day on which each of these invoices was said to be there. Raises NotFound (a debt that is not theirs, too)
    and Faulty."""
    if not debt_ids:
        raise Faulty([Fault("debt_ids", "required")])

    def once() -> dict[str, str]:
        account = accounts.load(business, debtor)
        if account is None:
            raise NotFound("not_found")
        if set(debt_ids) - {one.number for one in account.invoices}:
            raise NotFound("not_found", field="debt_ids")
        known = {one.number: one for one in (*account.invoices, *_write(account, debt_ids, now))}
        return {number: str(known[number].received_on) for number in debt_ids}

    return again_on_conflict(once)


def _write(account: Account, numbers: Sequence[str], now: datetime) -> tuple[Invoice, ...]:
    today = local_date(now, account.debtor.time_zone)
    told = (one for one in account.invoices if one.number in numbers and one.state not in SETTLED)
    new = tuple(replace(one, received_on=today) for one in told if one.received_on is None)
    if new:
        accounts.save(account, Changes(account.debtor, invoices=new))
        fact("received", business=account.debtor.business, metrics={"Received": len(new)})
    return new
