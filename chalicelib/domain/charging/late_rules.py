"""Late-charge rules beyond a plain rate, as data that a policy names and an invoice's terms freeze."""

from datetime import date
from decimal import Decimal

import msgspec

INTEREST_KINDS = ("simple_month_30", "simple_year_365", "simple_year_360", "simple_year_30_360", "effective_year")
PARTS = ("interest", "tax", "fee", "principal")  # what a payment may go to, in the order of the default allocation


class SeriesRate(msgspec.Struct, frozen=True, omit_defaults=True):
    """A rate that a series publishes: ``value * times + plus``, as a fraction, never below zero.

    ``kind`` is the series' own where it is a cap; empty: the kind of the rule that it belongs to.
    """

    series: str
    times: Decimal = Decimal(1)
    plus: Decimal = Decimal(0)
    holds_days: int = 31
    kind: str = ""


class FeeStep(msgspec.Struct, frozen=True, omit_defaults=True):
    """The share of the debt between the step before and ``up_to`` units (None: everything beyond)."""

    percent: Decimal
    up_to: Decimal | None = None


class CollectionFee(msgspec.Struct, frozen=True, omit_defaults=True):
    """A fee once, after so many days of delay, by tranches of the unpaid principal counted in ``unit``."""

    after_days: int
    steps: tuple[FeeStep, ...]
    unit: str = ""  # a series; empty: the invoice's own currency
    holds_days: int = 5


class LateRules(msgspec.Struct, frozen=True, omit_defaults=True):
    """What else governs the charges of an invoice. Everything is off by default.

    ``most_percent`` and ``most_minor`` bound all fees and interest ever charged, tax apart. ``rules`` and ``clause``
    name where a charge comes from: the ready-made set, and the contract's own clause.
    """

    series: SeriesRate | None = None  # the interest rate, in place of a fixed one
    cap: SeriesRate | None = None  # the highest lawful interest rate
    compound_months: int = 0  # unpaid interest bears interest after so many months; 0: never
    tax_percent: Decimal | None = None  # on interest
    collection_fee: CollectionFee | None = None
    most_percent: Decimal | None = None
    most_minor: int = 0
    allocation: tuple[str, ...] = ()  # empty: ``PARTS``
    rules: str = ""
    clause: str = ""


NO_RULES = LateRules()


class BouncedCheckFee(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a check that the bank did not pay costs: fixed, a share of it, or both; ``most_minor`` 0: no limit."""

    flat_minor: int = 0
    percent: Decimal | None = None
    most_minor: int = 0


class Indexation(msgspec.Struct, frozen=True):
    """Which units (or foreign currencies) are paid in local money at the day's value, and how old that may be."""

    units: tuple[str, ...]
    max_age_days: int = 3


class ChargeLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """How one part of a charge came about: ``amount`` in exact minor units, before the charge's one rounding.

    ``first`` and ``last`` are the days that it counts, both included. An interest line without a ``rate`` bore nothing,
    for none was known. ``kind``: flat_fee, percent_fee, collection_fee, interest, earlier_interest, tax.
    """

    kind: str
    amount: Decimal
    first: date | None = None
    last: date | None = None
    days: int = 0
    base: Decimal = Decimal(0)
    rate: Decimal | None = None
    rate_kind: str = ""
    series: str = ""
    published_on: date | None = None
    capped: bool = False
