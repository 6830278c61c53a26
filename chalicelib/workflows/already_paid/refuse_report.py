"""A person found no such money, or the debtor takes it back: the reminders go on where they were."""

from collections.abc import Callable
from datetime import datetime

from chalicelib.domain.account import Account
from chalicelib.domain.already_paid.payment_report import PaymentReport
from chalicelib.domain.already_paid.reports import at_rest_no_more, news, refuse, rests_after_no, task_over, withdraw
from chalicelib.domain.errors import NotFound
from chalicelib.gateways.logs import fact
from chalicelib.store import accounts
from chalicelib.store.changes import Changes
from chalicelib.store.things import load_thing
from chalicelib.workflows.decide_account import again_on_conflict


def refuse_report(
    business: str, debtor: str, report_id: str, reason: str, text: str, user: str, now: datetime
) -> PaymentReport:
    """The debtor is told why, and what to do. Again answers the same. Raises NotFound, Conflict, Faulty."""

    def decide(report: PaymentReport) -> PaymentReport:
        if report.state == "refused":
            return report
        return refuse(report, reason, " ".join(text.split()), user, now)

    return _end(business, debtor, report_id, decide, "refused", user, now)


def withdraw_report(business: str, debtor: str, report_id: str, now: datetime) -> PaymentReport:
    """Nothing was paid after all, or not so. Again answers the same. Raises NotFound, Conflict."""

    def decide(report: PaymentReport) -> PaymentReport:
        return report if report.state == "withdrawn" else withdraw(report, now)

    return _end(business, debtor, report_id, decide, "", "", now)


def _end(
    business: str,
    debtor: str,
    report_id: str,
    decide: Callable[[PaymentReport], PaymentReport],
    told: str,
    user: str,
    now: datetime,
) -> PaymentReport:
    """``told``: the news for the debtor; empty for none."""

    def once() -> PaymentReport:
        account, report = accounts.load(business, debtor), load_thing(business, debtor, PaymentReport, report_id)
        if account is None or report is None:
            raise NotFound("not_found")
        done = decide(report)
        if done != report:
            accounts.save(account, _changes(account, done, told, user, now))
            fact(f"report_{done.state}", business=business, reason=done.reason)
        return done

    return again_on_conflict(once)


def _changes(account: Account, done: PaymentReport, told: str, user: str, now: datetime) -> Changes:
    return Changes(
        (rests_after_no if told else at_rest_no_more)(account.debtor, done, now),
        reports=(done,),
        tasks=task_over(account.tasks, done, now, user),
        notices=news(account.debtor, done, told, now) if told else (),
    )
