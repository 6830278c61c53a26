"""Reports to the business itself: planned once, delivered by the same outbox as everything else."""

from datetime import datetime

import msgspec

from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.notice import Notice
from chalicelib.messages.dispute_mail import DisputeTold, dispute_told
from chalicelib.messages.import_mail import ImportReport, import_report
from chalicelib.messages.letter import Rendered
from chalicelib.messages.rates_mail import MissingRate, missing_rate
from chalicelib.messages.report_mail import ParkedPayment, parked_payment
from chalicelib.messages.reported_mail import ReportedPayment, reported_payment
from chalicelib.store import notices

KINDS = {
    "import": (ImportReport, import_report),
    "parked": (ParkedPayment, parked_payment),
    "rates": (MissingRate, missing_rate),
    "reported": (ReportedPayment, reported_payment),
    "dispute": (DisputeTold, dispute_told),
}


def tell_business(
    business: Business,
    kind: str,
    about: str,
    report: ImportReport | ParkedPayment | ReportedPayment | MissingRate | DisputeTold,
    now: datetime,
) -> None:
    """Plan one e-mail to the business about one fact; planning it again changes nothing."""
    notice = Notice(
        id=f"{local_date(now, business.time_zone)}#{kind}-{about}#email",
        step=None,
        purpose="report",
        tone="neutral",
        channel="email",
        planned_at=now,
        template=kind,
        data={"report": msgspec.json.encode(report).decode()},
    )
    notices.plan(own_partition(business.id), notice)


def own_partition(business: str) -> str:
    """Where a business's own notices lie: a partition no debtor can have, for a debtor's id is never empty."""
    return f"{business}#"


def render(notice: Notice) -> Rendered:
    shape, write = KINDS[notice.template]
    rendered: Rendered = write(msgspec.json.decode(notice.data["report"], type=shape))  # type: ignore[operator]
    return rendered
