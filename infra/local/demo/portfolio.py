"""Who owes what to the demo's businesses, and when they pay it: read from ``data/`` and derived by habit. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
COUNTRIES = ("mx", "co", "pe", "cl", "br")
TERM = 15  # days from issue to due
MONTHS = (-75, -45, -15, 15)  # due dates, in days from the present
Paid = tuple[date, Decimal]

# Habit → for each month's bill, when it is paid (days from the due date) and what part of it.
HABITS: dict[str, tuple[tuple[tuple[int, str], ...], ...]] = {
    "early": (((-5, "saved"),),) * 4,
    "on_time": (((-1, "whole"),),) * 4,
    "late": (((4, "whole"),),) * 4,
    "slow": (((14, "whole"),),) * 4,
    "partial": (((4, "half"), (20, "rest")), ((4, "half"),), ((4, "half"),), ((4, "half"),)),
    "silent": (((-1, "whole"),), (), (), ()),
    "drifting": (((2, "whole"),), ((9, "whole"),), (), ()),
    "portal": ((), (), (), ()),  # by the link of a message, which is in nobody's books
}
_MONTHS = {
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro".split(),
}


@dataclass(frozen=True)
class Customer:
    id: str
    name: str
    type: str
    tax_id: str
    email: str
    phone: str
    plan: str  # what they are billed each month, in major units
    habit: str


@dataclass(frozen=True)
class Bill:
    """One invoice and, as only the demo knows, the payments that its customer will make."""

    number: str
    customer: Customer
    issued_on: date
    due_on: date
    total: Decimal
    concept: str
    payments: tuple[Paid, ...]

    def balance(self, day: date) -> Decimal:
        """What the business's own books say is open at the end of a day."""
        return self.total - sum((amount for on, amount in self.payments if on <= day), Decimal(0))


@dataclass(frozen=True)
class Portfolio:
    """One business of the demo: its settings as posted, and every bill of its four months."""

    country: str
    settings: Mapping[str, Any]
    bills: tuple[Bill, ...]

    @property
    def id(self) -> str:
        return str(self.settings["id"])


def read(country: str, today: date) -> Portfolio:
    """The portfolio as of a present day; the same day gives the same portfolio."""
    raw = json.loads((DATA / f"{country}.json").read_text())
    customers = [Customer(**one) for one in raw["debtors"]]
    return Portfolio(country, raw["business"], tuple(_bills(raw, customers, today)))


def _bills(raw: Mapping[str, Any], customers: list[Customer], today: date) -> list[Bill]:
    bills: list[Bill] = []
    words = _MONTHS["pt" if raw["business"]["country"] == "BR" else "es"]
    saving = Decimal(raw["business"]["policy"].get("early_discount", {}).get("percent", 0))
    for month, days in enumerate(MONTHS):
        due_on = today + timedelta(days=days)
        issued_on = due_on - timedelta(days=TERM)
        for customer in customers:
            total = Decimal(customer.plan)
            number = f"{raw['prefix']}{1001 + len(bills)}"
            concept = raw["concept"].format(month=words[issued_on.month - 1])
            paid = tuple(payments(customer.habit, month, due_on, total, saving))
            bills.append(Bill(number, customer, issued_on, due_on, total, concept, paid))
    return bills


def payments(habit: str, month: int, due_on: date, total: Decimal, saving: Decimal) -> list[Paid]:
    """What a customer of this habit pays of the bill of a month (0 is the first)."""
    half = (total / 2).quantize(Decimal(1))
    parts = {"whole": total, "half": half, "rest": total - half, "saved": total - total * saving}
    return [(due_on + timedelta(days=days), parts[part]) for days, part in HABITS[habit][month]]
