"""A decision in the making: what the account looks like so far, and what has been decided. Each duty adds its part."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.agreeing.agreement import Agreement
from chalicelib.domain.agreeing.extension import Extension
from chalicelib.domain.already_paid.payment_report import PaymentReport
from chalicelib.domain.attempt import Attempt
from chalicelib.domain.business import Business
from chalicelib.domain.by_hand.paper_check import PaperCheck
from chalicelib.domain.by_hand.pickup import Pickup
from chalicelib.domain.calendar import local_date
from chalicelib.domain.complaints.dispute import Dispute
from chalicelib.domain.complaints.satisfaction import Opinion
from chalicelib.domain.contact.rehearsal import ESCALATED, forget_rehearsal
from chalicelib.domain.contact.rests import running
from chalicelib.domain.debtor import Debtor, Reached
from chalicelib.domain.entry import Entry
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.notice import Notice
from chalicelib.domain.paying.mandate import Mandate
from chalicelib.domain.promising.excuse import Excuse
from chalicelib.domain.promising.promise import Promise
from chalicelib.domain.schedules.schedule import Schedule
from chalicelib.domain.task import Task

REMEMBER_DAYS = 31
MOST_AT_ONCE = 40  # fees and tasks of one decision: each is two of the hundred rows that a transaction holds
Thing = TypeVar("Thing")


class Decision(msgspec.Struct, frozen=True):
    """What to write, in one transaction: only what changed. ``reasons`` say why; the other fields are ``Changes``'."""

    debtor: Debtor
    invoices: tuple[Invoice, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    entries: tuple[Entry, ...] = ()
    notices: tuple[Notice, ...] = ()
    tasks: tuple[Task, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    checks: tuple[PaperCheck, ...] = ()
    pickups: tuple[Pickup, ...] = ()
    promises: tuple[Promise, ...] = ()
    excuses: tuple[Excuse, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    reports: tuple[PaymentReport, ...] = ()
    mandates: tuple[Mandate, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    extensions: tuple[Extension, ...] = ()
    reasons: tuple[str, ...] = ()


class Draft:
    """The account so far (``before``: as it was loaded), and what is to be written with it.

    ``silence``: why nothing is said to this debtor at all; empty where we may speak. ``spoken_for``: invoices that are
    going to be paid by themselves, or whose remedy is under way, so that nobody is reminded; of these, ``spared`` are
    late only by our own rule.
    """

    def __init__(self, account: Account, business: Business, now: datetime) -> None:
        self.business, self.now, self.before = business, now, account
        self.today: date = local_date(now, account.debtor.time_zone)
        self.debtor = replace(
            account.debtor, reached=_recent(account.debtor, self.today), rests=running(account.debtor, now)
        )
        self.invoices = {invoice.number: invoice for invoice in account.invoices}
        self.attempts = by_id(account.attempts)
        self.schedules = by_id(account.schedules)
        self.entries: list[Entry] = []
        self.notices: list[Notice] = []
        self.checks = by_id(account.checks)
        self.pickups = by_id(account.pickups)
        self.promises = by_id(account.promises)
        self.excuses = by_id(account.excuses)
        self.disputes = by_id(account.disputes)
        self.opinions = by_id(account.opinions)
        self.reports = by_id(account.reports)
        self.mandates = by_id(account.mandates)
        self.agreements = by_id(account.agreements)
        self.extensions = by_id(account.extensions)
        self.tasks = by_id(account.tasks)
        self.reasons: list[str] = []
        self.spoken_for: frozenset[str] = frozenset()
        self.spared: frozenset[str] = frozenset()
        self.held_until: datetime | None = None  # the moment at which a question may be asked
        self.silence = "" if business.live else "business not live"
        if self.silence:
            self.reasons.append(f"rests: {self.silence}")
        if not business.test_mode and (self.debtor.rehearsed or any(one.rehearsed for one in self.debtor.reached)):
            self.debtor, self.invoices = forget_rehearsal(self.debtor, self.invoices)

    def had(self, number: str, step: str) -> None:
        """A step was taken; one that only the business reads is forgotten when it has done rehearsing."""
        current = self.invoices[number]
        escalated = step == ESCALATED
        steps = current.steps if escalated else (*current.steps, step)
        self.put(replace(current, steps=steps, escalated=escalated or current.escalated))
        if self.business.test_mode:
            self.debtor = replace(self.debtor, rehearsed=(*self.debtor.rehearsed, (number, step)))

    def put(self, invoice: Invoice) -> None:
        self.invoices[invoice.number] = invoice

    def chased(self) -> list[Invoice]:
        """The invoices that a reminder may be about."""
        return [invoice for invoice in self.invoices.values() if invoice.number not in self.spoken_for]

    def ask(self, kind: str, number: str | None, reason: str, **told: Any) -> None:
        """Ask a person, once for the same need: what is asked for already stays as it is. ``told``: fields of Task."""
        key = f"{kind}#{number or told.get('about') or self.debtor.id}"
        if key in self.tasks and self.tasks[key].state == "open":
            return
        self.tasks[key] = Task(key, kind, self.now, number, reason, **told)
        self.reasons.append(f"asks a person: {kind} {number or ''}".rstrip())

    def notice_id(self, about: str, channel: str) -> str:
        """One message of a kind a day; what only the business reads does not take the place of the debtor's own."""
        return f"{self.today}#{about}#{channel}{'#test' if self.business.test_mode else ''}"

    @property
    def is_full(self) -> bool:
        """Whether what is left waits for the next decision, a second later."""
        return len(self.entries) + len(self._new_tasks()) >= MOST_AT_ONCE

    def decision(self, due_at: datetime | None) -> Decision:
        return Decision(
            debtor=replace(self.debtor, due_at=due_at),
            invoices=changed(self.invoices, {one.number: one for one in self.before.invoices}),
            attempts=changed(self.attempts, by_id(self.before.attempts)),
            entries=tuple(self.entries),
            notices=tuple(self.notices),
            tasks=self._new_tasks(),
            schedules=changed(self.schedules, by_id(self.before.schedules)),
            checks=changed(self.checks, by_id(self.before.checks)),
            pickups=changed(self.pickups, by_id(self.before.pickups)),
            promises=changed(self.promises, by_id(self.before.promises)),
            excuses=changed(self.excuses, by_id(self.before.excuses)),
            disputes=changed(self.disputes, by_id(self.before.disputes)),
            opinions=changed(self.opinions, by_id(self.before.opinions)),
            reports=changed(self.reports, by_id(self.before.reports)),
            mandates=changed(self.mandates, by_id(self.before.mandates)),
            agreements=changed(self.agreements, by_id(self.before.agreements)),
            extensions=changed(self.extensions, by_id(self.before.extensions)),
            reasons=tuple(self.reasons),
        )

    def _new_tasks(self) -> tuple[Task, ...]:
        return changed(self.tasks, by_id(self.before.tasks))


def by_id(things: Iterable[Any]) -> dict[str, Any]:
    return {thing.id: thing for thing in things}


def changed(now: dict[str, Thing], before: dict[str, Thing]) -> tuple[Thing, ...]:
    """What is new, or other than it was."""
    return tuple(thing for key, thing in now.items() if thing != before.get(key))


def _recent(debtor: Debtor, today: date) -> tuple[Reached, ...]:
    return tuple(one for one in debtor.reached if (today - one.on).days < REMEMBER_DAYS)
