"""The rules of late charges in words, and every charge line by line: which days, at which rate, on which base."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from chalicelib.domain.charging.indexation import Due
from chalicelib.domain.charging.late_rules import ChargeLine, CollectionFee, LateRules, SeriesRate
from chalicelib.domain.money import half_up
from chalicelib.messages.catalog import say, say_count
from chalicelib.messages.formats import dated, day, marks, money, percent, symbol
from chalicelib.messages.letter import PaidValue, Row


def rule_texts(lang: str, currency: str, rules: LateRules, country: str | None = None) -> Iterator[str]:
    """What governs an invoice's charges beside its fee and fixed rate; nothing where nothing does."""
    if rules.series:
        yield say(lang, "rule.series", formula=_formula(rules.series, lang, country))
    if rules.cap:
        yield say(lang, "rule.cap", formula=_formula(rules.cap, lang, country))
    if rules.compound_months:
        yield say_count(lang, "rule.compound", rules.compound_months)
    if rules.tax_percent:
        yield say(lang, "rule.tax", percent=percent(rules.tax_percent, lang, country))
    if rules.collection_fee:
        yield _collection_rule(rules.collection_fee, currency, lang, country)
    if rules.most_percent is not None:
        yield say(lang, "rule.most_percent", percent=percent(rules.most_percent, lang, country))
    if rules.most_minor:
        yield say(lang, "rule.most_minor", amount=money(rules.most_minor, currency, lang, country))


def clause_text(lang: str, rules: LateRules) -> str:
    """Where it was agreed."""
    return say(lang, "rule.clause", clause=rules.clause) if rules.clause else say(lang, "why.agreed")


def line_texts(
    lang: str,
    currency: str,
    lines: Sequence[ChargeLine],
    today: date,
    country: str | None = None,
    main: str | None = None,
) -> tuple[str, ...]:
    """One sentence for each stretch of interest and each tranche of a collection fee; the rules tell the rest."""

    def amount(exact: Decimal) -> str:
        return money(half_up(exact), currency, lang, country, main)

    told = [_line(one, lang, today, country, amount(one.base), amount(one.amount)) for one in lines]
    said = [text for text in told if text]
    several = sum(one.kind == "interest" and one.rate is not None for one in lines) > 1
    return (*said, say(lang, "line.rounded")) if several else tuple(said)


def parts_text(lang: str, parts: Sequence[tuple[str, str]]) -> str:
    """What a payment went to, in the order in which it did: part and amount as text."""
    told = "; ".join(say(lang, f"part.{part}", amount=amount) for part, amount in parts)
    return say(lang, "paid.parts", parts=told)


def value_row(lang: str, due: Due, unit: str, today: date, country: str | None = None) -> Row | None:
    """The row that turns a debt in a unit into local money, with the value and its date; None for any other debt."""
    if due.is_missing:
        return Row(say(lang, "row.index.missing", unit=symbol(unit)), "—", 0)
    if due.value is None:
        return None
    told, rate = unit_value(lang, unit, due.value.rate, due.currency, country)
    on = day(due.value.on, lang, today)
    label = say(lang, "row.index", currency=due.currency, date=on, unit=told, rate=rate)
    return Row(label, money(due.balance_minor, due.currency, lang, country), due.balance_minor)


def unit_value(lang: str, unit: str, rate: Decimal, currency: str, country: str | None) -> tuple[str, str]:
    """A unit's symbol, and what one of it is worth with every decimal that was published: (``UF``, ``$ 39.643,59``)."""
    return symbol(unit), f"{symbol(currency)}\u00a0{_grouped(rate, lang, country)}"


def value_text(lang: str, paid: PaidValue, country: str | None) -> str:
    """What local money paid of a debt in a unit: how much of it, at which value of which day."""
    unit, rate = unit_value(lang, paid.unit, paid.rate, paid.currency, country)
    units = money(paid.units_minor, paid.unit, lang, country)
    return say(lang, "receipt.index", units=units, date=dated(paid.on, lang), unit=unit, rate=rate)


def _grouped(value: Decimal, lang: str, country: str | None) -> str:
    """Every decimal as it was published, thousands apart."""
    group, decimal = marks(lang, country)
    whole, _, cents = f"{value:,f}".partition(".")
    return whole.replace(",", group) + (decimal + cents if cents else "")


def _line(line: ChargeLine, lang: str, today: date, country: str | None, base: str, amount: str) -> str:
    if line.kind == "collection_fee" and line.rate is not None:
        return say(lang, "line.collection", percent=percent(line.rate, lang, country), base=base, amount=amount)
    if line.kind != "interest" or line.first is None or line.last is None or not line.days:
        return ""
    days = {"first": day(line.first, lang, today), "last": day(line.last, lang, today)}
    if line.rate is None:
        return say_count(lang, "line.unknown", line.days, **days)
    rate = say(lang, f"rate.{line.rate_kind}", percent=percent(line.rate, lang, country))
    told = [say_count(lang, "line.interest", line.days, **days, rate=rate, base=base, amount=amount)]
    if line.published_on:
        told.append(say(lang, "line.published", series=line.series, date=day(line.published_on, lang, today)))
    if line.capped:
        told.append(say(lang, "line.capped"))
    return " ".join(told)


def _collection_rule(fee: CollectionFee, currency: str, lang: str, country: str | None) -> str:
    unit = symbol(fee.unit or currency)
    told = []
    for step in fee.steps:
        share = percent(step.percent, lang, country)
        up_to = step.up_to and f"{unit} {_number(step.up_to, lang, country)}"
        told.append(
            say(lang, "rule.step", percent=share, up_to=up_to) if up_to else say(lang, "rule.rest", percent=share)
        )
    return say(lang, "rule.collection", days=fee.after_days, steps="; ".join(told))


def _formula(rule: SeriesRate, lang: str, country: str | None) -> str:
    """``1,5 × USURA + 8 %``."""
    times = f"{_number(rule.times, lang, country)} × " if rule.times != 1 else ""
    plus = f" + {percent(rule.plus, lang, country)}" if rule.plus else ""
    return f"{times}{rule.series}{plus}"


def _number(value: Decimal, lang: str, country: str | None) -> str:
    return f"{value.normalize():f}".replace(".", marks(lang, country)[1])
