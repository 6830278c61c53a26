"""The kinds of things an account is made of beside its head: the row of each, and when a decision still needs it.

A new kind is a struct in the domain, a tuple of it on ``Account`` and on ``Changes``, and one line here.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from chalicelib.domain.agreeing import agreement, extension
from chalicelib.domain.agreeing.acceptance import Acceptance
from chalicelib.domain.agreeing.evidence import Evidence
from chalicelib.domain.already_paid.payment_report import PaymentReport, listing
from chalicelib.domain.attempt import Attempt
from chalicelib.domain.books.receipt import Receipt
from chalicelib.domain.by_hand.paper_check import PaperCheck, is_live
from chalicelib.domain.by_hand.pickup import Pickup, is_open
from chalicelib.domain.complaints import dispute, satisfaction
from chalicelib.domain.contact.consent import Consent
from chalicelib.domain.paying.autopay_charge import carry_out_at
from chalicelib.domain.paying.mandate import LIVE, Mandate, forget_at
from chalicelib.domain.promising import excuse, promise
from chalicelib.domain.schedules.schedule import Schedule, is_over
from chalicelib.domain.task import Task


class Kind(msgspec.Struct, frozen=True):
    """``prefix`` of the sort key and of its list; ``field`` of ``Account`` and ``Changes``; ``is_live``: a decision
    loads it; ``began``: the field with the instant from which it is."""

    prefix: str
    field: str
    shape: type[Any]
    is_live: Callable[[Any], bool]
    listed: Callable[[Any], str] = lambda thing: ""  # its place in the business's list of its kind; empty for none
    due: Callable[[Any], datetime | None] = lambda thing: None  # when the clock is to wake it, for itself
    began: str = ""

    def key(self, thing: Any) -> str:
        return f"{self.prefix}#{thing.id}"

    def live_key(self, thing: Any) -> str | None:
        return self.key(thing) if self.is_live(thing) else None

    def listing(self, thing: Any) -> str | None:
        place = self.listed(thing)
        return f"{self.prefix}#{place}" if place else None

    def order(self, thing: Any) -> tuple[Any, ...]:
        return (getattr(thing, self.began), thing.id) if self.began else (thing.id,)


def _waiting(task: Task) -> str:
    return str(task.on or task.created_at) if task.state == "open" else ""


def _held(check: PaperCheck) -> str:
    return str(check.date_on) if is_live(check) else ""


def _appointed(pickup: Pickup) -> str:
    return str(pickup.on) if is_open(pickup) else ""


KINDS = (
    Kind("ATTEMPT", "attempts", Attempt, lambda attempt: attempt.state == "pending", due=carry_out_at),
    Kind("SCHEDULE", "schedules", Schedule, lambda schedule: not is_over(schedule)),
    Kind("MANDATE", "mandates", Mandate, lambda mandate: mandate.state in LIVE, due=forget_at),
    Kind("CHECK", "checks", PaperCheck, is_live, _held),
    Kind("PICKUP", "pickups", Pickup, is_open, _appointed),
    Kind("REPORT", "reports", PaymentReport, lambda report: report.state == "pending", listing, began="made_at"),
    Kind("PROMISE", "promises", promise.Promise, promise.is_live, promise.listing, began="made_at"),
    Kind("EXCUSE", "excuses", excuse.Excuse, excuse.is_open, excuse.listing, began="made_at"),
    Kind("DISPUTE", "disputes", dispute.Dispute, dispute.is_live, dispute.listing, began="opened_at"),
    Kind("OPINION", "opinions", satisfaction.Opinion, satisfaction.is_live, satisfaction.listing),
    Kind("TASK", "tasks", Task, lambda task: task.state == "open", _waiting),
    Kind("RECEIPT", "receipts", Receipt, lambda receipt: False),
    Kind("CONSENT", "consents", Consent, lambda consent: False),
    Kind("TERMS", "acceptances", Acceptance, lambda acceptance: False, began="accepted_at"),
    Kind("AGREEMENT", "agreements", agreement.Agreement, agreement.is_live, agreement.listing, began="quoted_at"),
    Kind("EXTENSION", "extensions", extension.Extension, extension.is_live, began="asked_at"),
    Kind("EVIDENCE", "evidence", Evidence, lambda evidence: False),
)
