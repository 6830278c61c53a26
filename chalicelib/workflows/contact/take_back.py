"""A message that did not reach the debtor counts for nothing: the step is open again, the caps are free."""

from datetime import datetime, time, timedelta

from msgspec.structs import replace

from chalicelib.domain.agreeing.plan_watch import untold
from chalicelib.domain.calendar import instant, local_date
from chalicelib.domain.debtor import Contact, Debtor
from chalicelib.domain.notice import Notice
from chalicelib.store import accounts, notices
from chalicelib.store.changes import Changes
from chalicelib.store.keys import account_of
from chalicelib.workflows.decide_account import again_on_conflict

REHEARSAL_FAILED = "rehearsal_failed"  # it went to the business itself: no address of the debtor's is to blame
RETRIED_TOMORROW = frozenset(
    {"sender_not_verified", "sender_suspended", "rejected", "soft_bounce", REHEARSAL_FAILED}
)  # no other channel would help


def take_back(pk: str, notice_id: str, state: str, reason: str, now: datetime, drop_address: str = "") -> None:
    """Mark a notice ``withheld``, ``failed`` or ``bounced`` and have the account decided again.

    ``drop_address``: that address is dead, so the next decision falls back to the next channel.
    """

    def once() -> None:
        notice = notices.load(pk, notice_id)
        if notice is None or notice.state not in {"claimed", "sent", "delivered"}:
            return
        account = accounts.load(*account_of(pk))
        if account is None:
            return
        debtor = _without(notice, account.debtor)
        told = REHEARSAL_FAILED if notice.rehearsed else reason
        if drop_address and not notice.rehearsed:
            debtor = _drop(debtor, notice.channel, {drop_address.lower(), notice.to.lower()}, state)
        steps = [
            replace(invoice, steps=invoice.steps[:-1])
            for invoice in account.invoices
            if invoice.number == notice.anchor and invoice.steps[-1:] == (notice.step,)  # nothing firmer went since
        ]
        changed = Changes(
            debtor=replace(debtor, due_at=_again_at(debtor, told, now)),
            invoices=tuple(steps),
            agreements=() if notice.rehearsed else untold(notice, account.agreements),
            taken_back=(replace(notice, state=state, reason=told),),
        )
        accounts.save(account, changed)

    again_on_conflict(once)


def _without(notice: Notice, debtor: Debtor) -> Debtor:
    return replace(debtor, reached=tuple(one for one in debtor.reached if one.notice != notice.id))


def _drop(debtor: Debtor, channel: str, dead: set[str], state: str) -> Debtor:
    """Providers repeat an address in another case, or another address than we wrote to: ours is dead all the same."""
    return replace(debtor, contacts=tuple(_marked(contact, channel, dead, state) for contact in debtor.contacts))


def _marked(contact: Contact, channel: str, dead: set[str], state: str) -> Contact:
    if channel == "email" and contact.email and contact.email.lower() in dead:
        return replace(contact, email_state=state)
    if channel == "sms" and contact.phone and contact.phone in dead:
        return replace(contact, phone_state=state)
    return contact


def _again_at(debtor: Debtor, reason: str, now: datetime) -> datetime:
    if reason not in RETRIED_TOMORROW:
        return now
    tomorrow = local_date(now, debtor.time_zone) + timedelta(days=1)
    return instant(tomorrow, time(0), debtor.time_zone)
