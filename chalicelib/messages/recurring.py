"""Recurring charges in words: how often, what comes next, and what paying ahead saves. Amounts come as text."""

from datetime import date

from chalicelib.messages.catalog import say
from chalicelib.messages.formats import day

_UNITS = {"week": "week", "month": "month"}  # any other rhythm counts its charges


def every_text(lang: str, every: str) -> str:
    """``Cada mes``."""
    return say(lang, f"recurring.every.{every}")


def next_charge_text(lang: str, amount: str, due_on: date, today: date) -> str:
    """``El próximo cobro es de $ 450.00 y vence el 10 de julio.``"""
    return say(lang, "recurring.next", amount=amount, date=day(due_on, lang, today))


def ahead_label(lang: str, every: str, periods: int) -> str:
    """``3 meses``."""
    return say(lang, f"recurring.ahead.{_UNITS.get(every, 'charges')}", count=periods)


def covers_text(lang: str, first: date, last: date, today: date) -> str:
    """Which due dates are paid: the first and the last."""
    return say(lang, "recurring.covers", first=day(first, lang, today), last=day(last, lang, today))


def saving_ahead_text(lang: str, amount: str) -> str:
    return say(lang, "recurring.saving", amount=amount)


def offer_text(lang: str, ahead: str, amount: str, saving: str) -> str:
    """The offer as a sentence of a message."""
    return say(lang, "recurring.offer", ahead=ahead, amount=amount, saving=saving)


def credit_text(lang: str, amount: str) -> str:
    """What lies unapplied is the debtor's own."""
    return say(lang, "recurring.credit", amount=amount)
