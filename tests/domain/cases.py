"""Small believable cases: a business, a debtor, an invoice that was issued properly, and moments on a local clock."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.books.ledger import Moment, issue
from chalicelib.domain.business import Business, Policy, Sender
from chalicelib.domain.calendar import instant
from chalicelib.domain.debtor import Contact, Debtor
from chalicelib.domain.default_policy import DEFAULT_LADDER
from chalicelib.domain.draft import Decision
from chalicelib.domain.entry import Entry
from chalicelib.domain.invoice import Invoice, Terms
from chalicelib.domain.schedules.schedule import is_over

HOME = {
    "CO": ("America/Bogota", "COP"),
    "PE": ("America/Lima", "PEN"),
    "CL": ("America/Santiago", "CLP"),
    "MX": ("America/Mexico_City", "MXN"),
    "BR": ("America/Sao_Paulo", "BRL"),
    "AR": ("America/Argentina/Buenos_Aires", "ARS"),
    "EC": ("America/Guayaquil", "USD"),
    "ES": ("Europe/Madrid", "EUR"),
}
BOTH = (Contact(name="Ana", email="ana@cliente.example", phone="+525512345678"),)
DUE = date(2026, 6, 3)  # a Wednesday, and no holiday in the countries above
CHARGING = Terms(accepted=True, grace_days=2, percent=Decimal("0.02"), interest_rate=Decimal("0.03"))


def business(country: str = "MX", **changes: Any) -> Business:
    zone, currency = HOME[country]
    made = Business(
        id="acme",
        name="Acme",
        country=country,
        time_zone=zone,
        currency=currency,
        language="es",
        sender=Sender("cobros@acme.example", "Acme"),
        policy=Policy(ladder=DEFAULT_LADDER),
    )
    return replace(made, **changes)


def with_policy(of: Business, **changes: Any) -> Business:
    return replace(of, policy=replace(of.policy, **changes))


def debtor(country: str = "MX", **changes: Any) -> Debtor:
    made = Debtor(
        business="acme", id="c1", name="Ana López", country=country, time_zone=HOME[country][0], language="es",
        contacts=BOTH,
    )  # fmt: skip
    return replace(made, **changes)


def invoice(number: str = "F1", due_on: date = DUE, **changes: Any) -> Invoice:
    """Issued thirty days before it is due; nothing of the ladder happened yet."""
    total = changes.pop("total_minor", 100_000)
    made = Invoice(
        number=number,
        currency="MXN",
        total_minor=total,
        principal_minor=total,
        issued_on=due_on - timedelta(days=30),
        due_on=due_on,
    )
    return replace(made, **changes)


def account(*invoices: Invoice, country: str = "MX", **changes: Any) -> Account:
    return Account(debtor(country, **changes), invoices)


def at(day: date, clock: str = "12:00", zone: str = "America/Mexico_City") -> datetime:
    return instant(day, time.fromisoformat(clock), zone)


def moment(day: date = DUE, cause: str = "m1", **changes: Any) -> Moment:
    return Moment(day, at(day), cause, **changes)


def issued(total_minor: int = 100_000, terms: Terms = CHARGING, **changes: Any) -> tuple[Invoice, list[Entry]]:
    """An invoice and the ledger of its first day."""
    booked = issue(invoice(total_minor=total_minor, terms=terms, **changes), total_minor, moment(cause="i1"))
    return booked.invoice, list(booked.entries)


def after(before: Account, decision: Decision) -> Account:
    """The account once a decision is written, as the store keeps it: what is settled or ended is not loaded again."""
    invoices = {one.number: one for one in before.invoices} | {one.number: one for one in decision.invoices}
    attempts = {one.id: one for one in before.attempts} | {one.id: one for one in decision.attempts}
    schedules = {one.id: one for one in before.schedules} | {one.id: one for one in decision.schedules}
    tasks = {one.id: one for one in before.tasks} | {one.id: one for one in decision.tasks}
    reports = {one.id: one for one in before.reports} | {one.id: one for one in decision.reports}
    return Account(
        decision.debtor,
        tuple(one for one in invoices.values() if one.state not in {"paid", "withdrawn", "written_off"}),
        tuple(one for one in attempts.values() if one.state == "pending"),
        tuple(one for one in schedules.values() if not is_over(one)),
        reports=tuple(one for one in reports.values() if one.state == "pending"),
        tasks=tuple(one for one in tasks.values() if one.state == "open"),
    )
