"""What the messages about agreements and more time tell of, at the moment at which they are sent."""

from datetime import date

from chalicelib.domain.account import Account
from chalicelib.domain.agreeing.agreement import Agreement, is_running
from chalicelib.domain.agreeing.evidence import Evidence
from chalicelib.domain.agreeing.installments import pay_by
from chalicelib.domain.agreeing.plan_progress import breach_day, progress
from chalicelib.domain.agreeing.plan_watch import BREACHED, INSTALLMENT
from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.notice import Notice
from chalicelib.messages.letter import PlanNews
from chalicelib.store.keys import account_of
from chalicelib.store.things import load_thing

SIGNED = "plan_signed"
TEMPLATES = frozenset(
    {INSTALLMENT, BREACHED, SIGNED, "plan_set", "plan_offered", "plan_refused", "plan_unanswered", "plan_cancelled",
     "plan_extended", "plan_extension_refused", "plan_extension_unanswered"}
)  # fmt: skip


def plan_news(pk: str, notice: Notice, account: Account, business: Business, today: date) -> PlanNews:
    what = notice.template.removeprefix("plan_")
    if "agreement" not in notice.data:
        until = notice.data.get("until")
        on = date.fromisoformat(until) if until else None
        return PlanNews(told=what, currency=business.currency, on=on, text=notice.data.get("why", ""))
    agreement = load_thing(*account_of(pk), Agreement, notice.data["agreement"])
    if agreement is None:
        raise LookupError("a notice of an agreement that is not there")
    if notice.template == INSTALLMENT:
        return _reminder(notice, agreement, account, today)
    if notice.template in {BREACHED, "plan_cancelled"}:
        paid, why = int(notice.data["paid_minor"]), notice.data.get("why", "")
        return PlanNews(told=what, currency=agreement.currency, amount_minor=paid, text=why)
    return _terms(pk, notice, agreement, what, account)


def enclosed(pk: str, notice: Notice, business: Business) -> dict[str, bytes]:
    """The signed copy, with the message that says so."""
    if notice.template != SIGNED or notice.channel != "email":
        return {}
    from chalicelib.messages.documents.pdf import pdf
    from chalicelib.workflows.agreeing.plan_paper import agreement_of

    paper = agreement_of(business, account_of(pk)[1], notice.data["agreement"])
    return {f"{paper.file_name}.pdf": pdf(paper)}


def _reminder(notice: Notice, agreement: Agreement, account: Account, today: date) -> PlanNews:
    """With the figures of this very moment."""
    country = account.debtor.country
    so_far = progress(agreement, account.invoices, today, country)
    number = int(notice.data["number"])
    one = next(one for one in so_far.standings if one.installment.number == number)
    last = breach_day(agreement, one, country)
    late = notice.data["step"] == "late"
    in_time = date.fromordinal(last.toordinal() - 1) if late else pay_by(one.installment.due_on, country)
    return PlanNews(
        told=notice.data["step"],
        currency=agreement.currency,
        amount_minor=one.unpaid_minor,
        number=number,
        parts=agreement.choice.parts,
        on=one.installment.due_on,
        until=in_time if in_time != one.installment.due_on else None,
        left_minor=so_far.remaining_minor,
    )


def _terms(pk: str, notice: Notice, agreement: Agreement, what: str, account: Account) -> PlanNews:
    evidence = load_thing(*account_of(pk), Evidence, agreement.id) if what == "signed" else None
    days = [one.due_on for one in agreement.installments]
    valid = local_date(agreement.valid_until, account.debtor.time_zone)
    is_over = what in {"refused", "unanswered"}
    return PlanNews(
        told=what,
        currency=agreement.currency,
        amount_minor=agreement.total_minor,
        parts=agreement.choice.parts,
        on=None if is_over else days[0],
        until=None if is_over else valid if what == "offered" else days[-1],
        keeps=is_over and any(one.id == agreement.replaces for one in account.agreements if is_running(one)),
        seal=evidence.seal if evidence else "",
        text=notice.data.get("why", ""),
    )
