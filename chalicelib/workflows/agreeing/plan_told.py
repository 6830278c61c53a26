"""What a payment did for an agreement, in words: for its receipt, by mail and on the page."""

from datetime import date

from chalicelib.domain.account import Account
from chalicelib.domain.agreeing.agreement import Agreement, is_running
from chalicelib.domain.agreeing.plan_progress import progress
from chalicelib.domain.attempt import Attempt
from chalicelib.domain.business import Business
from chalicelib.messages.catalog import say
from chalicelib.messages.formats import dated, money
from chalicelib.store.things import load_thing


def plan_notes(attempt: Attempt, account: Account, business: Business, lang: str, today: date) -> tuple[str, ...]:
    """How far the agreement is and what comes next, or that it is completed; nothing for any other payment."""
    if not attempt.plan or attempt.state != "paid":
        return ()
    agreement = _find(attempt.plan, account)
    if agreement is None or not (is_running(agreement) or agreement.state == "completed"):
        return ()
    so_far = progress(agreement, account.invoices, today, account.debtor.country)
    if so_far.next is None:
        return (say(lang, "plan.completed"),)

    def text(minor: int) -> str:
        return money(minor, agreement.currency, lang, business.country, business.currency)

    paid = say(lang, "plan.paid_part", paid=text(so_far.paid_minor), total=text(so_far.total_minor))
    due = dated(so_far.next.installment.due_on, lang)
    return paid, say(lang, "plan.paid_next", amount=text(so_far.next.unpaid_minor), date=due)


def _find(plan: str, account: Account) -> Agreement | None:
    found = next((one for one in account.agreements if one.id == plan), None)
    return found or load_thing(account.debtor.business, account.debtor.id, Agreement, plan)
