"""What a payment under an agreement asks for: the installment, more of it, or all of it at once. Pure."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from chalicelib.domain.account import Account, Invoice, QuoteLine
from chalicelib.domain.agreement import Agreement
from chalicelib.domain.errors import NotFound, Refusal
from chalicelib.domain.ledger import owed
from chalicelib.domain.money import half_up
from chalicelib.domain.plan_progress import Progress, covered, progress
from chalicelib.domain.quote import Quote


def quote_plan(account: Account, plan: str, today: date, amount_minor: int | None = None, whole: bool = False) -> Quote:
    """The installments that are due, or the next one; ``amount_minor``: another amount, not less; ``whole``: all of it,
    without the interest that is not earned yet. Raises NotFound and Refusal."""
    agreement = find_running(account, plan)
    so_far = progress(agreement, account.invoices, today, account.debtor.country)
    if not so_far.remaining_minor:
        raise Refusal("nothing_to_pay", field="plan")
    saving = unearned(agreement, so_far, covered(agreement, account.invoices), today)
    most = so_far.remaining_minor - saving
    least = min(due_now(so_far, today), most)
    asked = least if amount_minor is None else amount_minor
    if not whole:
        _check(asked, least, most, agreement.currency)
    if whole or asked == most:
        return _quote(agreement, account, most, saving, today)
    return _quote(agreement, account, asked, 0, today)


def find_running(account: Account, plan: str) -> Agreement:
    """Raises NotFound: another account's, or one that is not kept any more."""
    found = next((one for one in account.agreements if one.id == plan and one.state in {"signed", "active"}), None)
    if found is None:
        raise NotFound("not_found", field="plan")
    return found


def due_now(so_far: Progress, today: date) -> int:
    """What is unpaid of the installments that are due; where none is, of the next one. Minor units."""
    unpaid = [one for one in so_far.standings if one.unpaid_minor]
    due = [one for one in unpaid if one.installment.due_on <= today] or unpaid[:1]
    return sum(one.unpaid_minor for one in due)


def unearned(agreement: Agreement, so_far: Progress, mine: Sequence[Invoice], today: date) -> int:
    """The interest of the days to come, which paying all today saves. Minor units."""
    if not agreement.interest_minor or not mine:
        return 0
    saved = agreement.interest_minor - earned(agreement, today)
    return max(min(saved, mine[-1].principal_minor, owed(mine[-1]) - 1, so_far.remaining_minor - 1), 0)


def earned(agreement: Agreement, today: date) -> int:
    """The interest of the periods that are over, and of the days gone by of the one that runs; rounded once."""
    exact, start = Decimal(0), agreement.quoted_on
    for one in agreement.installments:
        if not one.number:
            continue
        length = max((one.due_on - start).days, 1)
        gone = min(max((today - start).days, 0), length)
        exact += Decimal(one.interest_minor * gone) / length
        start = one.due_on
    return half_up(exact)


def _quote(agreement: Agreement, account: Account, amount_minor: int, saving_minor: int, today: date) -> Quote:
    """Oldest due first. No discount of an invoice's own terms; what settling all saves is on the line of the last."""
    mine, lines, left = covered(agreement, account.invoices), [], amount_minor
    for invoice in mine:
        saving = saving_minor if invoice is mine[-1] else 0
        taken = min(left, owed(invoice) - saving)
        if taken > 0:
            lines.append(QuoteLine(invoice.number, taken, saving))
            left -= taken
    return Quote(agreement.currency, amount_minor, tuple(lines), today)


def _check(amount_minor: int, least: int, most: int, currency: str) -> None:
    if amount_minor > most:
        raise Refusal("amount_above_balance", field="amount_minor", minor=most, currency=currency)
    if amount_minor < least:
        raise Refusal("amount_below_installment", field="amount_minor", minor=least, currency=currency)
