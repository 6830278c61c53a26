"""Put what became of a reported payment into a message."""

from chalicelib.domain.notice import Notice
from chalicelib.messages.letter import ReportNews
from chalicelib.store import reports
from chalicelib.store.keys import account_of


def report_news(pk: str, notice: Notice) -> ReportNews:
    report = reports.load(*account_of(pk), notice.data["report"])
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
