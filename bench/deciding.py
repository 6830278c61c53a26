"""How fast the pure parts are: deciding an account, asking for the lawful moment, writing an e-mail and a text."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial

from msgspec.structs import replace

from bench import Figure
from bench.portfolio import a_business
from chalicelib.domain.account import Account
from chalicelib.domain.charging import charges
from chalicelib.domain.charging.frozen_terms import freeze_terms
from chalicelib.domain.charging.late_rules import LateRules, SeriesRate
from chalicelib.domain.charging.rates import Rate, Rates
from chalicelib.domain.debtor import Contact, Debtor
from chalicelib.domain.decide import decide
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.notice import Notice
from chalicelib.messages import mail
from chalicelib.messages import sms as short
from chalicelib.messages.letter import Reminder
from chalicelib.workflows.contact import compose

_NOW = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
_TODAY = date(2026, 11, 24)
_SECONDS = 1.0
_BUSINESS = a_business()


def figures() -> list[Figure]:
    quiet, due, many = an_account(1, due_in=20), an_account(2, due_in=-10), an_account(25, due_in=-10)
    cases = (
        ("quiet account, 1 invoice", quiet),
        ("reminder due, 2 invoices", due),
        ("reminder due, 25 invoices", many),
    )
    rows = [_decisions(name, partial(decide, account, _BUSINESS, _NOW)) for name, account in cases]
    notice = decide(due, _BUSINESS, _NOW).notices[0]
    envelope = compose.envelope(_BUSINESS, due.debtor, _TODAY, "t" * 43, _BUSINESS.currency)
    letters = (
        ("E-mail of a reminder, 2 invoices", lambda: mail.write(envelope, _reminder(due, notice))),
        ("SMS of a reminder", lambda: short.sms(envelope, _reminder(due, notice))),
    )
    return rows + _charges() + [_written(name, write) for name, write in letters]


def an_account(invoices: int, due_in: int) -> Account:
    """Invoices a month apart, the oldest due in so many days; the debtor had the friendly notes."""
    terms = freeze_terms(_BUSINESS, _TODAY, "MXN")
    had = ("invoice", "due_soon_7", "due_soon_3", "due_today", "overdue_1", "grace_over", "call")
    listed = tuple(
        Invoice(
            number=f"A-{number}",
            currency="MXN",
            total_minor=145_000,
            principal_minor=145_000,
            issued_on=_TODAY + timedelta(days=due_in + 30 * number - 30),
            due_on=_TODAY + timedelta(days=due_in + 30 * number),
            concept="Servicio de internet y telefonía",
            terms=terms,
            steps=had if due_in < 0 and not number else ("invoice",),
        )
        for number in range(invoices)
    )
    contact = Contact(name="María", email="maria@cliente.example", phone="+525512345678")
    debtor = Debtor(
        "bench", "D1", "María López", "MX", "America/Mexico_City", "es",
        tax_id="LOHM850312QX4", type="person", contacts=(contact,), version=7,
    )  # fmt: skip
    return Account(replace(debtor, due_at=_NOW), listed)


def _charges() -> list[Figure]:
    """The figures of an invoice a year overdue: at a fixed rate, and by a year of published ones under a cap."""
    plain = replace(an_account(1, due_in=-365).invoices[0], due_on=_TODAY - timedelta(days=365))
    rules = LateRules(series=SeriesRate("TASA"), cap=SeriesRate("TOPE", kind="effective_year"))
    by_series = replace(plain, terms=replace(plain.terms, interest_rate=None, rules=rules))
    months = [_TODAY - timedelta(days=30 * number) for number in range(13, -1, -1)]
    rates = Rates({name: tuple(Rate(day, Decimal(20 + day.month)) for day in months) for name in ("TASA", "TOPE")})
    return [
        _charged("fixed rate, one segment", lambda: charges.figures(plain, _TODAY)),
        _charged("published rate and cap, 13 segments", lambda: charges.figures(by_series, _TODAY, rates)),
    ]


def _charged(name: str, work: Callable[[], object]) -> Figure:
    each = _cpu_seconds(work)
    return f"Charges per second, {name}", f"{1 / each:,.0f}", f"figures() alone, {each * 1e6:,.0f} µs CPU each"


def _reminder(account: Account, notice: Notice) -> Reminder:
    return compose.reminder(notice, account, _BUSINESS, _TODAY)


def _decisions(name: str, work: Callable[[], object]) -> Figure:
    each = _cpu_seconds(work)
    return f"Decisions per second, {name}", f"{1 / each:,.0f}", f"decide() alone, {each * 1e6:,.0f} µs CPU each"


def _written(name: str, work: Callable[[], object]) -> Figure:
    each = _cpu_seconds(work)
    return name, f"{each * 1000:.2f} ms", "figures gathered and rendered, subject, text and HTML; CPU, mean"


def _cpu_seconds(work: Callable[[], object]) -> float:
    work()
    times, started = 0, time.process_time()
    while (spent := time.process_time() - started) < _SECONDS:
        for _ in range(20):
            work()
        times += 20
    return spent / times
