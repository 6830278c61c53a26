"""Put what became of a reported payment into a message."""

from chalicelib.domain.already_paid.payment_report import PaymentReport
from chalicelib.domain.notice import Notice
from chalicelib.messages.letter import ReportNews
from chalicelib.store.keys import account_of
from chalicelib.store.things import load_thing


def report_news(pk: str, notice: Notice) -> ReportNews:
    report = load_thing(*account_of(pk), PaymentReport, notice.data["report"])
    if report is None:
        raise LookupError("a notice of a report that is not there")
    return ReportNews(
        told=notice.template.removeprefix("report_"),
        amount_minor=report.amount_minor,
        currency=report.currency,
        paid_on=report.paid_on,
        method=report.method,
        invoices=report.debt_ids,
        rests=report.rested,
        reason=report.reason,
        text=report.text,
    )
