"""Whether the values of a column can be a field's, and how surely they alone say that they are; in whole percent."""

from collections.abc import Callable

from chalicelib.intake.mapping.facts import Facts

DATES = frozenset({"issued_on", "due_on", "paid_on"})
AMOUNTS = frozenset({"total", "balance", "paid", "amount"})
_PART = 30  # of the cells, that an optional column may have filled and still count

Measure = Callable[[Facts], int]


def fit(field: str, facts: Facts, is_named: bool = False) -> int:
    """The share of the values that the field could hold. A blank column fits nothing.

    Five bare digits are a date, as Excel counts days, only where the column's name says so.
    """
    if not facts.filled:
        return 0
    if is_named and field in DATES:
        return max(facts.dates, facts.serials)
    return _FITS.get(field, _anything)(facts)


def alone(field: str, facts: Facts) -> int:
    """How surely values without any name are this field's. Most fields need a name to be told apart."""
    return _ALONE.get(field, _never)(facts) * fit(field, facts) // 100


def _anything(facts: Facts) -> int:
    return 100 - facts.dates


def _never(facts: Facts) -> int:
    return 0


def _date(facts: Facts) -> int:
    return facts.dates


def _amount(facts: Facts) -> int:
    return facts.amounts if facts.filled >= _PART else facts.amounts // 2


def _number(facts: Facts) -> int:
    """Codes or bare digits. Many different ones: an invoice's own name is rarely somebody else's."""
    if facts.distinct < 20 or facts.dates >= 60:
        return 0
    return max(facts.codes - facts.fractions, facts.whole)


def _customer(facts: Facts) -> int:
    return facts.names


def _customer_id(facts: Facts) -> int:
    return 0 if facts.own_tax_id else max(facts.codes - facts.dates - facts.fractions, facts.whole, facts.names // 2)


def _tax_id(facts: Facts) -> int:
    return 0 if facts.own_tax_id else max(facts.tax_ids, facts.tax_like - facts.dates)


def _email(facts: Facts) -> int:
    return facts.emails


def _phone(facts: Facts) -> int:
    return 0 if facts.dates >= 50 else max(facts.phones - facts.fractions, 0)


def _currency(facts: Facts) -> int:
    return facts.currencies


def _words(facts: Facts) -> int:
    return max(facts.names, facts.codes - facts.amounts)


_FITS: dict[str, Measure] = {
    **dict.fromkeys(DATES, _date),
    **dict.fromkeys(AMOUNTS, _amount),
    "number": _number,
    "customer": _customer,
    "customer_id": _customer_id,
    "tax_id": _tax_id,
    "email": _email,
    "phone": _phone,
    "currency": _currency,
    "concept": _words,
    "contact": _customer,
    "terms_days": lambda facts: facts.whole,
}

_ALONE: dict[str, Measure] = {
    "issued_on": lambda facts: 60,
    "due_on": lambda facts: 60,
    "paid_on": lambda facts: 70,
    "total": lambda facts: 66 if facts.fractions >= 30 else 40 if facts.whole < 100 or facts.distinct < 95 else 25,
    "balance": lambda facts: 35 if facts.fractions >= 30 else 20,
    "amount": lambda facts: 70 if facts.fractions >= 30 else 45,
    "number": lambda facts: (66 if facts.codes > facts.whole else 48) if facts.distinct >= 95 else 20,
    "customer": lambda facts: 68 if facts.phrases >= 40 else 45,
    "customer_id": lambda facts: 34,
    "tax_id": lambda facts: 88 if facts.tax_ids >= 80 else 30,
    "email": lambda facts: 92,
    "phone": lambda facts: 70 if facts.whole < 50 else 40,
    "currency": lambda facts: 90,
    "reference": lambda facts: 30 if facts.distinct >= 95 and facts.codes >= 50 else 0,
}
