"""A receipt for the narrow paper of a till: forty columns of plain text, printed or read aloud as it is."""

import textwrap
from collections.abc import Iterator
from datetime import date

import msgspec

from chalicelib.domain.books.receipt import Receipt
from chalicelib.messages.catalog import say
from chalicelib.messages.explain import method_label, tax_id_label
from chalicelib.messages.formats import day, moment, money
from chalicelib.messages.names import one_line

WIDTH = 40


class Till(msgspec.Struct, frozen=True):
    """``currency``: the business's own; ``is_undone``: this payment was taken back since."""

    lang: str
    receipt: Receipt
    reference: str
    country: str
    currency: str
    is_undone: bool
    today: date


def till_paper(till: Till) -> str:
    """Every line at most ``WIDTH`` characters."""
    return "\n".join(_lines(till)) + "\n"


def _lines(till: Till) -> Iterator[str]:
    lang, receipt = till.lang, till.receipt
    yield from _centered(receipt.payee.name)
    if receipt.payee.tax_id:
        yield from _centered(f"{tax_id_label(receipt.payee.country)} {receipt.payee.tax_id}")
    yield "-" * WIDTH
    yield from _centered(say(lang, "till.receipt", number=receipt.number))
    if till.is_undone:
        yield from _centered(say(lang, "till.undone"))
    yield from _pair(say(lang, "payment.date"), moment(receipt.at, receipt.time_zone, lang, till.today))
    yield from _pair(say(lang, "till.payer"), receipt.payer.name)
    yield from _pair(say(lang, "payment.reference"), till.reference)
    yield from _pair(say(lang, "payment.method"), method_label(lang, receipt.method))
    yield "-" * WIDTH
    for line in receipt.lines:
        yield from _pair(line.invoice, _money(till, line.amount_minor))
    if receipt.unapplied_minor:
        yield from _pair(say(lang, "till.unapplied"), _money(till, receipt.unapplied_minor))
    yield from _pair(say(lang, "till.total"), _money(till, receipt.amount_minor))
    yield "-" * WIDTH
    yield from _pair(say(lang, "payment.balance"), _money(till, receipt.balance_minor))
    if receipt.next_due_on:
        yield from _pair(say(lang, "till.next"), day(receipt.next_due_on, lang, till.today))


def _centered(text: str) -> Iterator[str]:
    return (part.center(WIDTH).rstrip() for part in textwrap.wrap(one_line(text), WIDTH))


def _pair(label: str, value: str) -> Iterator[str]:
    """Label left and value right; on two lines where they do not fit one."""
    label, value = one_line(label), one_line(value)
    gap = WIDTH - len(label) - len(value)
    if gap >= 1:
        yield label + " " * gap + value
        return
    yield from textwrap.wrap(label, WIDTH)
    yield from (part.rjust(WIDTH) for part in textwrap.wrap(value, WIDTH))


def _money(till: Till, minor: int) -> str:
    return money(minor, till.receipt.currency, till.lang, till.country, till.currency)
