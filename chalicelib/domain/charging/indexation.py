"""Debts in a unit of account (UF, UVA, UDI, UVR) or a foreign currency, paid in local money at the day's value.

Such an invoice keeps its books in its own unit, and interest with it; only what is asked, paid and given back is local
money, at a value that is frozen with the quote. A value older than the terms allow is none: then a person is asked.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_FLOOR, Decimal

import msgspec
from msgspec.structs import replace

from chalicelib.domain.attempt import QuoteLine
from chalicelib.domain.books.entry_kinds import effect_of
from chalicelib.domain.books.ledger import GIVEN_BACK, Booked, Moment, owed, pay, reverse, round_off, settle_state
from chalicelib.domain.charging.charges import figures
from chalicelib.domain.charging.rates import NO_RATES, Rates
from chalicelib.domain.entry import Entry
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.money import allocate, half_up, to_decimal


class Value(msgspec.Struct, frozen=True):
    """What one unit is worth in local money (``currency``), and the day of which that is."""

    currency: str
    rate: Decimal
    on: date


class Due(msgspec.Struct, frozen=True):
    """What settles an invoice in the money that it is paid in, minor units. ``units_minor``: in its own currency.

    ``value`` None: it is paid in its own currency, or (``is_missing``) nobody knows the value of its unit.
    """

    currency: str
    balance_minor: int
    discount_minor: int
    units_minor: int
    value: Value | None = None
    is_missing: bool = False


def pays_in(invoice: Invoice) -> str:
    """The currency in which an invoice is asked for."""
    return invoice.terms.pay_in or invoice.currency


def value_on(invoice: Invoice, as_of: date, rates: Rates) -> Value | None:
    """The unit's value of the day, or the last one within the days that the terms allow; None: there is none."""
    if pays_in(invoice) == invoice.currency:
        return None
    rate = rates.on(invoice.currency, as_of, invoice.terms.value_days + 1)
    return Value(pays_in(invoice), rate.value, rate.on) if rate and rate.value > 0 else None


def due_on(invoice: Invoice, as_of: date, rates: Rates = NO_RATES) -> Due:
    """What settles it on a day, in the money that it is paid in."""
    found = figures(invoice, as_of, rates)
    units = found.balance_minor
    value = value_on(invoice, as_of, rates)
    if value is None:
        missing = pays_in(invoice) != invoice.currency
        return Due(invoice.currency, units, found.discount_minor, units, is_missing=missing)
    saving = in_cash(found.discount_minor, invoice, value)
    return Due(value.currency, in_cash(units, invoice, value), saving, units, value)


def owed_in(currency: str, invoices: Iterable[Invoice], as_of: date, rates: Rates = NO_RATES) -> int:
    """What settles all that is paid in a currency, minor units; without what has no value yet."""
    due = (due_on(invoice, as_of, rates) for invoice in invoices)
    return sum(one.balance_minor for one in due if one.currency == currency)


def in_cash(units_minor: int, invoice: Invoice, value: Value) -> int:
    """Units as local money, rounded once, half up."""
    return half_up(_exact(units_minor, invoice, value))


def payable(invoices: Iterable[Invoice], currency: str) -> list[Invoice]:
    """Those that money of this currency may pay, in their order."""
    return [one for one in invoices if currency in {one.currency, pays_in(one)}]


def line_for(
    invoice: Invoice, amount_minor: int, currency: str, as_of: date, rates: Rates = NO_RATES
) -> QuoteLine | None:
    """So much of ``currency`` for an invoice, at most what settles it; None: nothing is owed, or no value is known."""
    if currency == invoice.currency:
        taken = min(amount_minor, figures(invoice, as_of, rates).balance_minor)
        return QuoteLine(invoice.number, taken) if taken > 0 else None
    due = due_on(invoice, as_of, rates)
    if due.value is None or due.currency != currency or due.balance_minor <= 0 or amount_minor <= 0:
        return None
    units = due.units_minor if amount_minor >= due.balance_minor else _units(amount_minor, invoice, due.value)
    taken = min(amount_minor, due.balance_minor)
    return QuoteLine(invoice.number, taken, None, units, currency, due.value.rate, due.value.on) if units else None


def pay_line(invoice: Invoice, line: QuoteLine, cash_minor: int, as_of: date, moment: Moment) -> tuple[Booked, int]:
    """Apply cash to one line of a quote; also how much of it was used. The entries say what each took of the cash."""
    if line.rate is None:
        booked = pay(invoice, cash_minor, as_of, moment, line.discount_minor)
        return booked, cash_minor - booked.left_minor
    units = line.units_minor if cash_minor >= line.amount_minor else line.units_minor * cash_minor // line.amount_minor
    booked = pay(invoice, units, as_of, moment, line.discount_minor)
    taken = units - booked.left_minor
    used = cash_minor if taken == units else cash_minor * taken // units if units else 0
    if not taken:
        return Booked(invoice, ()), 0
    value = Value(line.currency, line.rate, line.rate_on or as_of)
    booked = _rounded(booked, value, moment)
    return Booked(booked.invoice, _told(booked.entries, moment.cash_kind or "payment", used, value)), used


def _rounded(booked: Booked, value: Value, moment: Moment) -> Booked:
    """What is left may be worth less than half a minor unit of the money it is paid in: nobody could ever pay that."""
    left = owed(booked.invoice)
    if not left or in_cash(left, booked.invoice, value):
        return booked
    invoice, off = round_off(booked.invoice, moment)
    return Booked(settle_state(invoice, moment.on), (*booked.entries, *off))


def take_back_line(invoice: Invoice, paid: Sequence[Entry], cash_minor: int, moment: Moment) -> tuple[Booked, int]:
    """Give back what a payment did to an invoice, at most ``cash_minor``; also how much cash that gave back."""
    first = next((line for line in paid if line.kind == "payment" and line.rate is not None), None)
    if first is None or first.rate is None:
        booked = reverse(invoice, paid, cash_minor, moment)
        return booked, cash_minor - booked.left_minor
    brought = sum(line.cash_minor for line in paid if line.kind == "payment")
    units = -sum(line.amount_minor for line in paid if line.kind == "payment")
    back = min(cash_minor, brought)
    share = units if back == brought else units * back // brought
    if not share:
        return Booked(invoice, ()), 0
    booked = reverse(invoice, paid, share, moment)
    value = Value(first.cash_currency, first.rate, first.rate_on or moment.on)
    return Booked(booked.invoice, _told(booked.entries, moment.cash_kind or "refund", -back, value)), back


def cash_of(entry: Entry) -> int:
    """What an entry took off in the money that was paid, minor units."""
    return entry.cash_minor if entry.cash_currency else -entry.amount_minor


def _told(entries: Sequence[Entry], kind: str, cash_minor: int, value: Value) -> tuple[Entry, ...]:
    """The entries of a kind with their shares of the cash, which sum back exactly; discount and rounding with their
    worth."""
    mine = [line for line in entries if line.kind == kind]
    shares = dict(
        zip((line.id for line in mine), allocate(cash_minor, [abs(line.amount_minor) for line in mine]), strict=True)
    )
    worth = {"cash_currency": value.currency, "rate": value.rate, "rate_on": value.on}
    return tuple(
        replace(line, cash_minor=shares[line.id], **worth)
        if line.id in shares
        else replace(line, cash_minor=half_up(_exact_of(-line.amount_minor, line.currency, value)), **worth)
        if effect_of(line) in GIVEN_BACK
        else line
        for line in entries
    )


def _units(cash_minor: int, invoice: Invoice, value: Value) -> int:
    """Local money as whole minor units of the invoice's own currency, never more than it is worth."""
    return int((cash_minor / _exact(1, invoice, value)).to_integral_value(ROUND_FLOOR))


def _exact(units_minor: int, invoice: Invoice, value: Value) -> Decimal:
    return _exact_of(units_minor, invoice.currency, value)


def _exact_of(units_minor: int, unit: str, value: Value) -> Decimal:
    return to_decimal(units_minor, unit) * value.rate / to_decimal(1, value.currency)
