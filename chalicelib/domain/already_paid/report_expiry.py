"""By itself, with time: a payment that the debtor told us of and that nobody decided about is answered all the same."""

from collections.abc import Iterator
from datetime import datetime

from msgspec.structs import replace

from chalicelib.domain.already_paid.reports import news
from chalicelib.domain.draft import Draft


def expire_reports(draft: Draft) -> None:
    """The debtor is not left waiting: they are told. A person may still confirm it; the task stays."""
    for report in draft.reports.values():
        if report.state == "pending" and report.expires_at <= draft.now:
            draft.reports[report.id] = replace(report, state="expired", decided_at=draft.now)
            draft.notices += news(draft.debtor, report, "expired", draft.now)
            draft.reasons.append(f"report {report.id} expired")


def report_wakes(draft: Draft) -> Iterator[datetime]:
    return (report.expires_at for report in draft.reports.values() if report.state == "pending")
