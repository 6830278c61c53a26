"""Published rates: kept by day, and read only where an invoice's terms name them."""

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace

from chalicelib.domain.charging.late_rules import LateRules, SeriesRate
from chalicelib.domain.charging.rates import NO_RATES, Rate
from chalicelib.domain.invoice import Invoice, Terms
from chalicelib.store import accounts, rates
from chalicelib.store.changes import Changes
from chalicelib.store.rows import BusinessRow
from tests.domain.cases import DUE, debtor, invoice

pytestmark = pytest.mark.usefixtures("cloud")
BY_SERIES = Terms(accepted=True, rules=LateRules(series=SeriesRate("TIIE", plus=Decimal("0.08"), holds_days=31)))


def owing(*invoices: Invoice) -> None:
    accounts.save(None, Changes(debtor(), invoices))


def test_values_come_back_by_day_exactly_and_from_the_first_day_asked_for() -> None:
    rates.save("acme", "CLF", {date(2026, 6, 2): Decimal("39643.59"), date(2026, 5, 31): Decimal("39600.10")})
    rates.save("acme", "CLF2", {date(2026, 6, 1): Decimal(1)})
    rates.save("other", "CLF", {date(2026, 6, 1): Decimal(7)})

    assert rates.load("acme", "CLF", date(2026, 5, 31)) == (
        Rate(date(2026, 5, 31), Decimal("39600.10")),
        Rate(date(2026, 6, 2), Decimal("39643.59")),
    )
    assert rates.load("acme", "CLF", date(2026, 6, 1)) == (Rate(date(2026, 6, 2), Decimal("39643.59")),)


def test_a_day_that_was_known_gets_the_corrected_value() -> None:
    rates.save("acme", "CLF", {DUE: Decimal(1)})
    rates.save("acme", "CLF", {DUE: Decimal(2)})

    assert rates.load("acme", "CLF", DUE) == (Rate(DUE, Decimal(2)),)


def test_an_account_whose_terms_name_a_series_comes_with_it() -> None:
    rates.save("acme", "TIIE", {date(2026, 4, 1): Decimal(9), date(2026, 5, 28): Decimal(8)})
    owing(invoice(terms=BY_SERIES), invoice("F2"))

    found = accounts.load("acme", "c1")
    assert found
    assert found.rates.series == {"TIIE": (Rate(date(2026, 5, 28), Decimal(8)),)}


def test_an_account_of_plain_terms_asks_for_no_rates(monkeypatch: pytest.MonkeyPatch) -> None:
    owing(invoice(terms=replace(BY_SERIES, rules=LateRules(), interest_rate=Decimal("0.02"))))
    monkeypatch.setattr(BusinessRow, "query", lambda *_, **__: pytest.fail("a request that nobody needs"))

    found = accounts.load("acme", "c1")
    assert found
    assert found.rates is NO_RATES
