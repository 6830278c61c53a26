"""The same sixty days from every first day of a year, decided without a cloud: weekends, holidays and caps all meet."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from chalicelib.domain.account import Account
from chalicelib.domain.business import Business, Sender
from chalicelib.domain.countries import HOMES
from chalicelib.domain.debtor import Contact, Debtor
from chalicelib.domain.decide import decide
from chalicelib.domain.default_policy import DEFAULT_POLICY
from chalicelib.domain.invoice import Invoice
from tests.life.law import LAWS
from tests.life.test_whole_life import DUE, END, NOON, expected

YEAR = [date(2027, 1, 1) + timedelta(days=number) for number in range(365)]


@pytest.mark.parametrize("country", LAWS)
def test_from_every_first_day_each_step_has_its_lawful_day(country: str) -> None:
    law, home = LAWS[country], HOMES[country]
    business = Business(
        id="andina", name="Andina", country=country, time_zone=home.time_zone, currency=home.currency,
        language=home.language, sender=Sender("cobros@andina.example", "Andina"), policy=DEFAULT_POLICY,
    )  # fmt: skip
    for first in YEAR:
        assert sent(business, first) == expected(law, first, END), first


def sent(business: Business, first: date) -> list[tuple[date, str]]:
    """What an account that nobody pays is sent when it is woken at the times it asks for, and only then."""
    zone = ZoneInfo(business.time_zone)
    contacts = (Contact(email="maria@mail.example"),)
    debtor = Debtor("andina", "C1", "María", business.country, business.time_zone, business.language, contacts=contacts)
    due = first + timedelta(days=DUE)
    account = Account(debtor, (Invoice("F-1", business.currency, 90_000, 90_000, first, due),))
    now: datetime | None = datetime.combine(first, time(NOON), zone).astimezone(UTC)
    end = datetime.combine(first + timedelta(days=END), time(NOON), zone)
    found = []
    while now and now <= end:
        decision = decide(account, business, now)
        planned = [notice for notice in decision.notices if notice.state == "planned"]
        found += [(now.astimezone(zone).date(), str(notice.step)) for notice in planned]
        account = Account(decision.debtor, decision.invoices or account.invoices)
        assert decision.debtor.due_at is None or decision.debtor.due_at > now
        now = decision.debtor.due_at
    return found
