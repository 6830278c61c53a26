"""What the business is told of disputes by mail: opened, written to, and left without an answer for too long."""

from collections.abc import Iterable
from datetime import datetime

from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.complaints.dispute import Dispute, is_live
from chalicelib.domain.debtor import Debtor
from chalicelib.messages.dispute_mail import DisputeTold
from chalicelib.workflows.contact.tell_business import tell_business


def tell_dispute(business: Business, debtor: Debtor, dispute: Dispute, told: str, now: datetime) -> None:
    """``told``: opened, written or late. Once each: told again after a crash it is the same notice."""
    last = dispute.messages[-1].text if dispute.messages and told == "written" else dispute.text
    report = DisputeTold(
        lang=business.language,
        business=business.name,
        told=told,
        debtor=debtor.name,
        invoice=dispute.invoice,
        reason=dispute.reason,
        text=last,
        has_file=dispute.file is not None,
        until=dispute.waits_until,
        today=local_date(now, business.time_zone),
    )
    count = f".{len(dispute.messages)}.{dispute.files}" if told == "written" else ""
    tell_business(business, "dispute", f"{told}-{dispute.id}{count}", report, now)


def tell_late(business: Business, debtor: Debtor, disputes: Iterable[Dispute], now: datetime) -> None:
    """Those of a decision that found the business's time over."""
    for dispute in disputes:
        if dispute.late and is_live(dispute):
            tell_dispute(business, debtor, dispute, "late", now)
