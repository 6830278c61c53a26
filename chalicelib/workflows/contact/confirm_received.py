"""One tap says that a message and its invoices arrived. Whoever taps learns nothing, right key or wrong."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from chalicelib.domain import links
from chalicelib.domain.calendar import local_date
from chalicelib.domain.charging.charges import SETTLED
from chalicelib.domain.errors import Refusal
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
        if account is None:
            return
        today = local_date(now, account.debtor.time_zone)
        told = (one for one in account.invoices if one.number in notice.invoices and one.state not in SETTLED)
        new = tuple(replace(one, received_on=today) for one in told if one.received_on is None)
        if new:
            accounts.save(account, Changes(account.debtor, invoices=new))
            fact("received", business=account_of(pk)[0], metrics={"Received": len(new)})

    again_on_conflict(once)
