"""What a payment would settle, decided by us: the debtor names debts or an amount, never a price. Pure."""

from collections.abc import Sequence
from datetime import date

import msgspec

from chalicelib.domain.account import Account
from chalicelib.domain.attempt import QuoteLine
from chalicelib.domain.books.cash import oldest_lines
from chalicelib.domain.charging.indexation import due_on, line_for, owed_in, pays_in
from chalicelib.domain.contact.ladder import oldest_first
from chalicelib.domain.errors import NotFound, Refusal
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.money import EXPONENT
from chalicelib.domain.schedules.schedule import Charge

MOST_DEBTS = 40  # of one payment: each is two of the hundred rows that one transaction holds
QUOTABLE = frozenset({"open", "partly_paid", "promised", "in_plan", "disputed"})


class Quote(msgspec.Struct, frozen=True):
    """What will be asked for, as of the local day ``on``: minor units of one currency, line by line.

    Periods paid ahead name their ``schedule``, and each as the invoice that it is or becomes.
    """

    currency: str
    amount_minor: int
    lines: tuple[QuoteLine, ...]
    on: date
    schedule: str = ""
    charges: tuple[Charge, ...] = ()


def quote_debts(account: Account, numbers: Sequence[str], today: date) -> Quote:
    """Whole invoices. Raises NotFound (not theirs, or not known) and Refusal."""
    chosen = _chosen(account, numbers)
    lines = [_whole(invoice, today, account) for invoice in chosen]
    return _quote(pays_in(chosen[0]), tuple(line for line in lines if line), today)


def quote_part(account: Account, numbers: Sequence[str], amount_minor: int, today: date) -> Quote:
    """A part of the invoices that were named, oldest due first. Raises as ``quote_debts`` and ``quote_amount`` do."""
    chosen = sorted(_chosen(account, numbers), key=lambda one: (one.due_on, one.issued_on, one.number))
    return _part(chosen, amount_minor, pays_in(chosen[0]), today, account)


def quote_amount(account: Account, amount_minor: int, currency: str, today: date) -> Quote:
    """Part of what is owed, oldest due first. Raises Refusal below the minimum and above the balance."""
    theirs = [i for i in oldest_first(account.invoices) if pays_in(i) == currency]
    return _part(theirs, amount_minor, currency, today, account)


def _chosen(account: Account, numbers: Sequence[str]) -> list[Invoice]:
    by_number = {invoice.number: invoice for invoice in account.invoices}
    chosen = []
    for number in dict.fromkeys(numbers):
        if number not in by_number:
            raise NotFound("not_found", field="debt_ids")
        chosen.append(_payable(by_number[number]))
    if not chosen:
        raise Refusal("nothing_to_pay", field="debt_ids")
    if len({pays_in(invoice) for invoice in chosen}) > 1:
        raise Refusal("mixed_currencies", field="debt_ids")
    return chosen


def _part(theirs: Sequence[Invoice], amount_minor: int, currency: str, today: date, account: Account) -> Quote:
    owed = owed_in(currency, theirs, today, account.rates)
    if not owed:
        raise Refusal("nothing_to_pay", field="amount_minor")
    if amount_minor > owed:
        raise Refusal("amount_above_balance", field="amount_minor", minor=owed, currency=currency)
    least = min(minimum(currency), owed)
    if amount_minor < least:
        raise Refusal("amount_below_minimum", field="amount_minor", minor=least, currency=currency)
    return _quote(currency, oldest_lines(theirs, amount_minor, today, account.rates, currency), today)


def minimum(currency: str) -> int:
    """The least that may be paid in part, minor units: below it a provider's fee eats the payment."""
    least = {"CLP": 1000, "COP": 5000, "PYG": 10000, "ARS": 1000, "CRC": 1000}.get(currency, 10)
    return int(least * 10 ** EXPONENT[currency])


def _whole(invoice: Invoice, today: date, account: Account) -> QuoteLine | None:
    """Raises Refusal where the value of its unit is not known: a person is asked, nobody guesses."""
    due = due_on(invoice, today, account.rates)
    if due.is_missing:
        raise Refusal("rate_missing", field="debt_ids", unit=invoice.currency)
    return line_for(invoice, due.balance_minor, due.currency, today, account.rates)


def _payable(invoice: Invoice) -> Invoice:
    if invoice.state == "paying":
        raise Refusal("payment_in_progress", field="debt_ids")
    if invoice.state not in QUOTABLE:
        raise Refusal("already_paid", field="debt_ids")
    return invoice


def _quote(currency: str, lines: tuple[QuoteLine, ...], today: date) -> Quote:
    amount = sum(line.amount_minor for line in lines)
    if amount <= 0:
        raise Refusal("nothing_to_pay", field="debt_ids")
    if len(lines) > MOST_DEBTS:
        raise Refusal("too_many_debts", field="debt_ids", most=MOST_DEBTS)
    return Quote(currency, amount, lines, today)
