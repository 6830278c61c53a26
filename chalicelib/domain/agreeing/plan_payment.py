"""What a payment under an agreement asks for: the installment, more of it, or all of it at once. Pure."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from chalicelib.domain.account import Account
from chalicelib.domain.agreeing.agreement import Agreement, is_running
from chalicelib.domain.agreeing.plan_progress import Progress, covered, progress
from chalicelib.domain.attempt import QuoteLine
from chalicelib.domain.books.ledger import owed
from chalicelib.domain.charging.indexation import pays_in
from chalicelib.domain.errors import NotFound, Refusal
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.money import half_up
from chalicelib.domain.paying.quote import MOST_DEBTS, QUOTABLE, Quote, quote_amount, quote_debts, quote_part

OfPlan = Callable[[Account, str, date], Quote]


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


def quote_next(account: Account, plan: str, today: date) -> Quote:
    """The next installment alone, also where others are due by now. Raises NotFound and Refusal."""
    agreement = find_running(account, plan)
    coming = progress(agreement, account.invoices, today, account.debtor.country).next
    if coming is None:
        raise Refusal("nothing_to_pay", field="plan")
    return _quote(agreement, account, coming.unpaid_minor, 0, today)


def quote_named(account: Account, numbers: Sequence[str], today: date, of_plan: OfPlan = quote_plan) -> Quote:
    """Debts that were named: whole, and of those under an agreement what ``of_plan`` asks: as usual, all that is due.

    Raises NotFound, Refusal.
    """
    plan_of = {one.number: one.plan for one in account.invoices if one.plan}
    plans = dict.fromkeys(plan_of[number] for number in numbers if number in plan_of)
    if not plans:
        return quote_debts(account, numbers, today)
    quotes = [of_plan(account, plan, today) for plan in plans]
    if others := [number for number in numbers if number not in plan_of]:
        quotes.append(quote_debts(account, others, today))
    if len({quote.currency for quote in quotes}) > 1:
        raise Refusal("mixed_currencies", field="debt_ids")
    lines = tuple(line for quote in quotes for line in quote.lines)
    if len(lines) > MOST_DEBTS:
        raise Refusal("too_many_debts", field="debt_ids", most=MOST_DEBTS)
    return Quote(quotes[0].currency, sum(line.amount_minor for line in lines), lines, today)


def quote_part_of(account: Account, numbers: Sequence[str], amount_minor: int, today: date) -> Quote:
    """An amount for debts that were named; where they are those of an agreement, for it. Raises NotFound, Refusal."""
    plans = {one.plan for one in account.invoices if one.number in set(numbers)}
    if len(plans) == 1 and (plan := plans.pop()):
        return quote_plan(account, plan, today, amount_minor)
    if any(plans):
        raise Refusal("debt_agreed", field="debt_ids")
    return quote_part(account, numbers, amount_minor, today)


def quote_any(account: Account, amount_minor: int, currency: str, today: date) -> Quote:
    """An amount without a name: for what is asked for, oldest first; where that is only an agreement, for it."""
    mine = [one for one in kept(account, today) if one.currency == currency]
    asked_for = any(pays_in(one) == currency for one in account.invoices if one.state in QUOTABLE and not one.plan)
    if mine and not asked_for:
        return quote_plan(account, mine[0].id, today, amount_minor)
    return quote_amount(account, amount_minor, currency, today)


def kept(account: Account, today: date) -> list[Agreement]:
    """Every agreement that is kept, the one that asks for something soonest first."""
    coming = {one.id: progress(one, account.invoices, today).next for one in filter(is_running, account.agreements)}
    days = {name: one.installment.due_on for name, one in coming.items() if one}
    return sorted((one for one in account.agreements if one.id in days), key=lambda one: (days[one.id], one.id))


def find_running(account: Account, plan: str) -> Agreement:
    """Raises NotFound: another account's, or one that is not kept any more."""
    found = next((one for one in account.agreements if one.id == plan and is_running(one)), None)
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
