"""What happens to disputes by themselves: their invoice rests, whoever was asked too long ago is told, and what was
settled meanwhile is over. Pure."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from msgspec.structs import replace

from chalicelib.domain.calendar import instant, local_date
from chalicelib.domain.charging.charges import SETTLED as PAID
from chalicelib.domain.complaints.charge_rest import begin_charge_rest, end_charge_rest
from chalicelib.domain.complaints.dispute import DISPUTED, EXPIRED, OPEN, SETTLED, Dispute, is_live
from chalicelib.domain.complaints.dispute_ends import news, tasks_over, wakened
from chalicelib.domain.contact.ladder import CHASED
from chalicelib.domain.draft import Draft
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.promising.promises import woken

DAY = timedelta(days=1)


def watch_disputes(draft: Draft) -> None:
    for dispute in draft.disputes.values():
        if is_live(dispute):
            draft.disputes[dispute.id] = _watched(draft, dispute)
    _wake_the_rest(draft)


def dispute_wakes(draft: Draft) -> Iterator[datetime]:
    """The midnight after the day by which somebody is to answer."""
    for dispute in draft.disputes.values():
        if is_live(dispute) and dispute.waits_until and not dispute.late:
            yield instant(dispute.waits_until + DAY, time(0), draft.debtor.time_zone)


def _watched(draft: Draft, dispute: Dispute) -> Dispute:
    invoice = draft.invoices.get(dispute.invoice)
    if invoice is None or invoice.state in PAID:
        return _closed(draft, replace(dispute, state=SETTLED, ended_at=draft.now, waits_until=None), invoice)
    if dispute.waits_until is None or draft.today <= dispute.waits_until or dispute.late:
        return _at_rest(draft, dispute, invoice)
    if dispute.state == OPEN:
        return _at_rest(draft, _told_late(draft, dispute), invoice)
    ended = replace(dispute, state=EXPIRED, ended_at=draft.now, waits_until=None)
    draft.notices += news(draft.before, ended, EXPIRED, draft.now)
    return _closed(draft, ended, invoice)


def _at_rest(draft: Draft, dispute: Dispute, invoice: Invoice) -> Dispute:
    """Whatever happened to its books meanwhile (a payment that came, or went back)."""
    if invoice.state in CHASED:
        draft.put(begin_charge_rest(replace(invoice, state=DISPUTED), draft.today))
    return dispute


def _told_late(draft: Draft, dispute: Dispute) -> Dispute:
    """The business did not answer in time: the debtor is not made to pay for that, and the invoice keeps resting."""
    today = local_date(draft.now, draft.business.time_zone)
    facts = {"on": today, "about": dispute.id}
    draft.ask("dispute_late", dispute.invoice, f"dispute {dispute.id} until {dispute.waits_until}", **facts)
    return replace(dispute, late=True)


def _closed(draft: Draft, ended: Dispute, invoice: Invoice | None) -> Dispute:
    draft.reasons.append(f"dispute {ended.id} {ended.state}")
    draft.tasks |= {one.id: one for one in tasks_over(draft.tasks.values(), ended, draft.now, "")}
    if invoice and invoice.charges_rest_from:
        awake = wakened(invoice, ended, draft.today, draft.before.rates)
        draft.put(woken(awake) if awake.state == DISPUTED and not awake.disputed_by else awake)
    return ended


def _wake_the_rest(draft: Draft) -> None:
    """Paid in the middle of a dispute, which ended it, and owed again since: its charges rest no longer."""
    held = {one.invoice for one in draft.disputes.values() if is_live(one)}
    for invoice in list(draft.invoices.values()):
        if invoice.charges_rest_from and invoice.number not in held and invoice.state not in PAID:
            draft.put(end_charge_rest(invoice, draft.today, draft.before.rates, charges_return=False))
