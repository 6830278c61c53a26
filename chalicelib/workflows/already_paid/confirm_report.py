"""A person found the money that the debtor told us of: it counts, once, and the debtor gets the receipt."""

from datetime import date, datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.already_paid.payment_report import PaymentReport
from chalicelib.domain.already_paid.reports import about, at_rest_no_more, confirm, news, task_over
from chalicelib.domain.already_paid.reports_settled import SAME_WITHIN
from chalicelib.domain.books.claim import Claim
from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.contact.rests import end_rest
from chalicelib.domain.errors import Conflict, NotFound
from chalicelib.gateways.logs import fact
from chalicelib.messages.formats import day, money
from chalicelib.store import accounts
from chalicelib.store.changes import Changes
from chalicelib.store.things import load_thing, load_things
from chalicelib.workflows.already_paid.settle_report import REPORT
from chalicelib.workflows.decide_account import again_on_conflict
from chalicelib.workflows.paying.take_money import Beside, Taken, attempt_of, take_money

_NO_MONEY = frozenset({REPORT, "person", "credit_note"})  # claims that brought none


class Found(msgspec.Struct, frozen=True):
    """What a person found. Nothing said: as the debtor told it. ``same_as``: the payment that is this very money, "" if
    it is none of those that are known."""

    amount_minor: int | None = None
    paid_on: date | None = None
    debt_ids: list[str] | None = None
    same_as: str | None = None


class Known(msgspec.Struct, frozen=True):
    """Money of the same amount that the account has from these days, and no other report has told of."""

    payment: str
    amount_minor: int
    currency: str
    on: date
    provider: str


def confirm_report(
    business: Business, debtor: str, report_id: str, found: Found, user: str, now: datetime
) -> PaymentReport:
    """Again answers the same. Raises NotFound, Conflict ``report_decided`` and ``payment_known`` (with ``payments``:
    the same amount is counted already, so a person says whether it is that), Refusal as ``take_money`` does."""
    report = find(business.id, debtor, report_id)
    if report.state == "confirmed":
        return report
    taken = _taken(report, found, user)
    known = known_payments(business.id, debtor, report, taken.amount_minor, taken.on)
    if found.same_as and found.same_as not in {one.payment for one in known}:
        raise NotFound("not_found", field="same_as")
    if known and found.same_as is None:
        raise Conflict("payment_known", payments=[known_view(one, business, business.language) for one in known])
    if found.same_as:
        _link(business, debtor, report_id, next(one for one in known if one.payment == found.same_as), user, now)
    else:
        _take(business.id, debtor, report_id, taken, now)
    fact("report_confirmed", business=business.id, metrics={"ReportsConfirmed": 1})
    return find(business.id, debtor, report_id)


def find(business: str, debtor: str, report_id: str) -> PaymentReport:
    report = load_thing(business, debtor, PaymentReport, report_id)
    if report is None:
        raise NotFound("not_found")
    return report


def _taken(report: PaymentReport, found: Found, user: str) -> Taken:
    amount = report.amount_minor if found.amount_minor is None else found.amount_minor
    debts = tuple(report.debt_ids if found.debt_ids is None else found.debt_ids)
    quoted = report.attempt if amount == report.amount_minor and found.debt_ids is None else ""
    on = found.paid_on or report.paid_on
    return Taken(REPORT, report.id, amount, report.currency, report.method, on, user, debts, quoted)


def _take(business: str, debtor: str, report_id: str, taken: Taken, now: datetime) -> None:
    """Money, report and task in one transaction: refused meanwhile, nothing is taken."""

    taken = _still_quoted(business, debtor, taken)

    def beside(account: Account) -> Beside:
        report = find(business, debtor, report_id)
        payment = taken.attempt or attempt_of(REPORT, report.id)
        done = confirm(report, payment, taken.amount_minor, taken.by, now)
        finished = task_over(account.tasks, report, now, taken.by)
        return Beside(end_rest(account.debtor, about(report)), {"reports": (done,), "tasks": finished})

    take_money(business, debtor, taken, now, beside)


def _still_quoted(business: str, debtor: str, taken: Taken) -> Taken:
    """The page's payment holds only while nobody paid it, and no provider's page is behind it."""
    attempt = accounts.load_attempt(business, debtor, taken.attempt) if taken.attempt else None
    return taken if attempt is None or not (attempt.paid_at or attempt.url) else replace(taken, attempt="")


def _link(business: Business, debtor: str, report_id: str, known: Known, user: str, now: datetime) -> None:
    """It is money that counts already: only the report changes, and the debtor is told that all is well."""

    def once() -> None:
        account, report = accounts.load(business.id, debtor), find(business.id, debtor, report_id)
        if account is None:
            raise NotFound("not_found")
        done = confirm(report, known.payment, known.amount_minor, user, now)
        changes = Changes(
            at_rest_no_more(account.debtor, report, now),
            reports=(done,),
            tasks=task_over(account.tasks, report, now, user),
            notices=news(account.debtor, report, "matched", now),
        )
        accounts.save(account, changes)

    again_on_conflict(once)


def known_payments(business: str, debtor: str, report: PaymentReport, amount_minor: int, on: date) -> list[Known]:
    """What else brought the same amount in these days, by the day nearest to the report's."""
    told = {one.payment for one in load_things(business, debtor, PaymentReport) if one.payment and one.id != report.id}
    same = [
        claim
        for claim in accounts.list_claims(business, debtor)
        if claim.provider not in _NO_MONEY and (claim.amount_minor, claim.currency) == (amount_minor, report.currency)
    ]
    account = accounts.load(business, debtor)
    zone = account.debtor.time_zone if account else "UTC"
    found = [_known(business, debtor, claim, zone) for claim in same if claim.attempt not in told]
    near = [one for one in found if one and abs(one.on - on) <= SAME_WITHIN]
    return sorted(near, key=lambda one: (abs(one.on - on), one.payment))


def _known(business: str, debtor: str, claim: Claim, zone: str) -> Known | None:
    """None for money that went back, and for what came by card at once: nobody reports that."""
    attempt = accounts.load_attempt(business, debtor, claim.attempt) if claim.attempt else None
    if attempt and (attempt.state != "paid" or attempt.method == "card"):
        return None
    on = attempt.quoted_on if attempt else local_date(claim.at, zone)
    payment = attempt.id if attempt else f"{claim.provider}-{claim.fact}"
    return Known(payment, claim.amount_minor, claim.currency, on, claim.provider)


def known_view(one: Known, business: Business, lang: str) -> dict[str, Any]:
    return {
        "id": one.payment,
        "amount_minor": one.amount_minor,
        "currency": one.currency,
        "amount_text": money(one.amount_minor, one.currency, lang, business.country, business.currency),
        "on": str(one.on),
        "on_text": day(one.on, lang),
        "provider": one.provider,
    }
