"""Figures turned into sentences: when an invoice is due, what its amount is made of, why, and what changes tomorrow.

Plain arguments (minor units, dates, ``Decimal`` fractions); the arithmetic was done by the domain.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from chalicelib.domain.calendar import local_date
from chalicelib.domain.charging.late_rules import NO_RULES, LateRules
from chalicelib.domain.paying.providers import title_of
from chalicelib.messages.catalog import language, say, say_count, words
from chalicelib.messages.charge_texts import clause_text, rule_texts
from chalicelib.messages.formats import clock, day, moment, money, percent
from chalicelib.messages.letter import Row

_TAX_ID = {
    "AR": "CUIT", "BO": "NIT", "BR": "CNPJ", "CL": "RUT", "CO": "NIT", "CR": "Cédula jurídica", "DO": "RNC",
    "EC": "RUC", "ES": "NIF", "GT": "NIT", "HN": "RTN", "MX": "RFC", "NI": "RUC", "PA": "RUC", "PE": "RUC",
    "PY": "RUC", "SV": "NIT", "US": "EIN", "UY": "RUT", "VE": "RIF",
}  # fmt: skip


def tax_id_label(country: str) -> str:
    """What a business's tax id is called in its country."""
    return _TAX_ID.get(country, "ID")


def due_text(due_on: date, today: date, lang: str) -> str:
    """``Venció el 4 de septiembre · hace 78 días``; ``Vence hoy, …``; ``Vence mañana, …``."""
    written, days = day(due_on, lang, today), (due_on - today).days
    if days == 0:
        return say(lang, "due.today", date=written)
    return say_count(lang, "due.in" if days > 0 else "due.overdue", abs(days), date=written)


def charge_rows(
    lang: str,
    currency: str,
    *,
    total_minor: int,
    principal_minor: int,
    fee_minor: int = 0,
    check_fee_minor: int = 0,
    interest_minor: int = 0,
    tax_minor: int = 0,
    discount_minor: int = 0,
    discount_until: date | None = None,
    today: date | None = None,
    country: str | None = None,
    main: str | None = None,
) -> tuple[Row, ...]:
    """What the balance is made of. Rows sum to principal + fee + interest + tax − discount; zeros are left out.

    ``check_fee_minor`` is part of ``fee_minor``: what a check that was not paid cost.
    """
    until = day(discount_until or today or date.min, lang, today)
    parts = (
        (say(lang, "row.invoice"), total_minor),
        (say(lang, "row.paid"), principal_minor - total_minor),
        (say(lang, "row.fee"), fee_minor - check_fee_minor),
        (say(lang, "row.check_fee"), check_fee_minor),
        (say(lang, "row.interest"), interest_minor),
        (say(lang, "row.tax"), tax_minor),
        (say(lang, "row.discount", date=until), -discount_minor),
    )
    return tuple(
        Row(label, money(minor, currency, lang, country, main), minor)
        for index, (label, minor) in enumerate(parts)
        if minor or index == 0
    )


def why(
    lang: str,
    currency: str,
    *,
    due_on: date,
    today: date,
    accepted: bool,
    grace_days: int = 0,
    flat_minor: int = 0,
    percent_fee: Decimal | None = None,
    interest_rate: Decimal | None = None,
    interest_kind: str = "simple_month_30",
    discount_percent: Decimal | None = None,
    discount_minor: int = 0,
    discount_until: date | None = None,
    country: str | None = None,
    rules: LateRules = NO_RULES,
) -> tuple[str, ...]:
    """The rules behind an amount, and those that will apply later. Without accepted terms nothing is charged."""
    said = []
    if accepted and (flat_minor or percent_fee or interest_rate or rules.series or rules.collection_fee):
        grace_end = due_on + timedelta(days=grace_days)
        if today <= grace_end:
            said.append(say(lang, "why.grace", date=day(grace_end, lang, today)))
        said.extend(fee_rule(lang, currency, flat_minor, percent_fee, country))
        if interest_rate and not rules.series:
            rate = percent(interest_rate, lang, country)
            said.append(say(lang, f"why.interest.{interest_kind}", percent=rate))
        said.extend(rule_texts(lang, currency, rules, country))
        said.append(clause_text(lang, rules))
    if discount_percent and discount_until and today <= discount_until:
        until = day(discount_until, lang, today)
        said.append(say(lang, "why.discount", percent=percent(discount_percent, lang, country), date=until))
    elif discount_minor and discount_until and today <= discount_until:
        amount, until = money(discount_minor, currency, lang, country), day(discount_until, lang, today)
        said.append(say(lang, "why.discount_amount", amount=amount, date=until))
    return tuple(said)


def fee_rule(
    lang: str, currency: str, flat_minor: int, percent_fee: Decimal | None, country: str | None
) -> Iterable[str]:
    """The late fee in a sentence; nothing where there is none."""
    amount = money(flat_minor, currency, lang, country)
    if flat_minor and percent_fee:
        yield say(lang, "why.fee_both", amount=amount, percent=percent(percent_fee, lang, country))
    elif percent_fee:
        yield say(lang, "why.fee_percent", percent=percent(percent_fee, lang, country))
    elif flat_minor:
        yield say(lang, "why.fee_flat", amount=amount)


def tomorrow_line(lang: str, tomorrow_text: str, today: date) -> str:
    """``Desde mañana, 23 de noviembre, serán Y.``: stands beside the amount of today. The amount comes as text."""
    tomorrow = day(today + timedelta(days=1), lang, today)
    return say(lang, "money.tomorrow", tomorrow=tomorrow_text, date=tomorrow)


def saving_text(lang: str, amount: str, until: date, today: date) -> str:
    """What paying by ``until`` (inclusive) saves; the balance shown has it taken off already."""
    key = "money.saving_today" if until == today else "money.saving"
    return say(lang, key, amount=amount, date=day(until, lang, today))


def kept_text(lang: str, amount: str, *, ahead: bool = False) -> str:
    """The benefit that a payment in time, or ahead of time, kept."""
    return say(lang, "money.kept_ahead" if ahead else "money.kept", amount=amount)


def next_text(lang: str, due_on: date, today: date) -> str:
    """The next date that something falls due."""
    return say(lang, "money.next", date=day(due_on, lang, today))


def as_of_text(lang: str, now: datetime, time_zone: str) -> str:
    """``Actualizado hoy a las 10:32``, local time."""
    return say(lang, "money.as_of", time=clock(now, time_zone))


def expires_text(lang: str, expires_at: datetime, time_zone: str, now: datetime) -> str:
    """Until when a quoted payment holds: ``23 de noviembre, 10:41``. The page says the "valid until" around it."""
    return moment(expires_at, time_zone, lang, local_date(now, time_zone))


def paid_text(lang: str, paid_on: date, today: date) -> str:
    """``Pagada el 4 de septiembre``."""
    return say(lang, "debt.paid", date=day(paid_on, lang, today))


def debt_note(lang: str, state: str) -> str | None:
    """What an invoice's state means for the debtor; ``open`` and the closed states need no note."""
    noted = ("paying", "partly_paid", "promised", "in_plan", "disputed")
    return say(lang, f"debt.note.{state}") if state in noted else None


def attempt_message(lang: str, state: str, *, processing: bool = False) -> str:
    """What became of a payment attempt, and whether money moved."""
    return say(lang, f"attempt.{'processing' if processing and state == 'pending' else state}")


def part_message(lang: str, arrived: str, lacking: str) -> str:
    return say(lang, "attempt.part", arrived=arrived, lacking=lacking)


def method_label(lang: str, method: str) -> str:
    """The name of a way to pay: card, transfer, pix, qr (the business's bank QR), page_qr (of a payment page), cash.

    One that has no words of its own is a provider's page, and is named as the provider is.
    """
    return _of_method(lang, method, "label")


def method_hint(lang: str, method: str, *, hours: str = "") -> str:
    """What choosing it means, in one line. ``hours``: the counter's, for cash."""
    return _of_method(lang, method, "hint", hours=hours)


def card_hint(lang: str, offers: Sequence[str]) -> str:
    """What the card page offers, named: ``Tarjeta, OXXO o transferencia. …``; as usual where it is cards alone."""
    named = [say(lang, f"method.offer.{offer}") for offer in offers]
    if len(named) < 2:
        return method_hint(lang, "card")
    told = say(lang, "method.offers.or", first=", ".join(named[:-1]), last=named[-1])
    return say(lang, "method.card.hint.offers", offers=told)


def _of_method(lang: str, method: str, part: str, **params: object) -> str:
    own = f"method.{method}.{part}"
    return say(lang, own if own in words(language(lang)) else f"method.page.{part}", name=title_of(method), **params)


def link_requested(lang: str) -> str:
    """The answer to anybody who asks for a new link: it tells nothing about who is registered."""
    return say(lang, "session.renewed")
