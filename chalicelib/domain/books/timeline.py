"""What happened between a business and a debtor, as dated events that the debtor may look back on. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import chain

import msgspec

from chalicelib.domain.account import Account
from chalicelib.domain.calendar import local_date
from chalicelib.domain.entry import Entry
from chalicelib.domain.notice import Notice
from chalicelib.domain.paying.mandate import EXPIRED, PENDING

MOST = 100
BOOKED = {
    "issue": "invoice",
    "opening_payment": "paid_before",
    "fee": "charges",
    "collection_fee": "charges",
    "bounced_check_fee": "charges",
    "interest": "charges",
    "tax": "charges",
    "discount": "discount",
    "discount_reversal": "discount_back",
    "credit_note": "credit_note",
    "waiver": "waiver",
    "waiver_reversal": "waiver_back",
    "transfer_in": "credit_used",
    "withdrawal": "invoice_withdrawn",
}
"""Ledger entries that are told. Money is told by its receipts; what the business writes off is its own affair."""
NO_CARD = frozenset({PENDING, EXPIRED})  # of autopay: agreed to, and no card was given
LEFT = frozenset({"sent", "delivered", "opened", "clicked", "complained"})
TOLD_AS = {"pre_due": "reminder", "collection": "reminder", "confirmation": "confirmation", "reply": "reply"}


class Event(msgspec.Struct, frozen=True):
    """``kind`` on the debtor's local day ``on``; ``at`` orders a day. ``amount_minor`` None: it is about no amount.

    ``number``: of the invoice; ``day``: the one agreed; ``payment``: the attempt; ``document``: the paper's id.
    """

    on: date
    at: datetime
    kind: str
    amount_minor: int | None = None
    currency: str = ""
    number: str = ""
    day: date | None = None
    channel: str = ""
    payment: str = ""
    document: str = ""


def timeline(account: Account, entries: Sequence[Entry], notices: Iterable[Notice]) -> list[Event]:
    """The latest first, at most ``MOST``. ``account``: the whole of it, ended things too."""
    zone = account.debtor.time_zone
    found = chain(
        _booked(entries, account), _money(account, zone), _promises(account, zone), _agreements(account, zone),
        _extensions(account, zone), _disputes(account, zone), _reports(account, zone), _handled(account),
        _told(account, zone), _autopay(account, zone), _settings(account, zone), _messages(notices, zone),
    )  # fmt: skip
    return sorted(found, key=lambda one: (one.on, one.at), reverse=True)[:MOST]


def _booked(entries: Iterable[Entry], account: Account) -> Iterator[Event]:
    """One line for what one day did to one invoice, whatever its parts. An invoice counts from the day on its paper,
    not from the day on which a file brought it."""
    issued = {one.number: one.issued_on for one in account.invoices}
    grouped: dict[tuple[str, str, str, date], list[Entry]] = {}
    for one in entries:
        if one.kind in BOOKED:
            number = one.invoice or ""
            on = issued.get(number, one.on) if one.kind == "issue" else one.on
            grouped.setdefault((BOOKED[one.kind], number, one.currency, on), []).append(one)
    for (kind, number, currency, on), lines in grouped.items():
        minor = sum(one.amount_minor for one in lines)
        told = "charges_back" if kind == "charges" and minor < 0 else kind
        if minor:
            yield Event(on, max(one.at for one in lines), told, abs(minor), currency, number=number)


def _money(account: Account, zone: str) -> Iterator[Event]:
    """Every movement has its receipt; payments from before there were receipts are told by their attempts."""
    for one in account.receipts:
        paper = f"receipt-{int(one.id)}"
        minor = abs(one.amount_minor)
        yield Event(one.on, one.at, one.kind, minor, one.currency, payment=one.payment, document=paper)
    for paid in account.attempts:
        if paid.paid_at and not paid.receipt:
            on = local_date(paid.paid_at, zone)
            yield Event(on, paid.paid_at, "payment", paid.amount_minor, paid.currency, payment=paid.id)


def _promises(account: Account, zone: str) -> Iterator[Event]:
    for one in account.promises:
        made = local_date(one.made_at, zone)
        yield Event(made, one.made_at, "promise.made", one.amount_minor, one.currency, day=one.on)
        if one.ended_at:
            yield Event(local_date(one.ended_at, zone), one.ended_at, f"promise.{one.state}", day=one.on)


def _agreements(account: Account, zone: str) -> Iterator[Event]:
    for one in account.agreements:
        if not one.signed_at:
            continue
        paper = f"agreement-{one.id}" if one.evidence else ""
        signed = local_date(one.signed_at, zone)
        yield Event(signed, one.signed_at, "agreement.signed", one.total_minor, one.currency, document=paper)
        if one.ended_at:
            yield Event(local_date(one.ended_at, zone), one.ended_at, f"agreement.{one.state}", document=paper)


def _extensions(account: Account, zone: str) -> Iterator[Event]:
    for one in account.extensions:
        yield Event(local_date(one.asked_at, zone), one.asked_at, "extension.asked", day=one.until)
        if one.decided_at:
            yield Event(local_date(one.decided_at, zone), one.decided_at, f"extension.{one.state}", day=one.until)


def _disputes(account: Account, zone: str) -> Iterator[Event]:
    for one in account.disputes:
        yield Event(one.opened_on, one.opened_at, "dispute.opened", number=one.invoice)
        if one.ended_at:
            yield Event(local_date(one.ended_at, zone), one.ended_at, f"dispute.{one.state}", number=one.invoice)


def _reports(account: Account, zone: str) -> Iterator[Event]:
    for one in account.reports:
        yield Event(local_date(one.made_at, zone), one.made_at, "report.told", one.amount_minor, one.currency)
        if one.decided_at:
            minor = one.taken_minor or one.amount_minor
            on = local_date(one.decided_at, zone)
            yield Event(on, one.decided_at, f"report.{one.state}", minor, one.currency, payment=one.payment)


def _handled(account: Account) -> Iterator[Event]:
    """Checks and pick-ups, each step of theirs."""
    for check in account.checks:
        for step in check.steps:
            yield Event(step.on, step.at, f"check.{step.state}", check.amount_minor, check.currency)
    for pickup in account.pickups:
        for step in pickup.steps:
            yield Event(step.on, step.at, f"pickup.{step.state}", pickup.amount_minor, pickup.currency, day=pickup.on)


def _told(account: Account, zone: str) -> Iterator[Event]:
    """What stood in the way, as the debtor said: that they did, not what it was."""
    for one in account.excuses:
        yield Event(local_date(one.made_at, zone), one.made_at, "told")


def _autopay(account: Account, zone: str) -> Iterator[Event]:
    for one in account.mandates:
        if one.state not in NO_CARD:
            yield Event(local_date(one.accepted_at, zone), one.accepted_at, "autopay.on")
            if one.ended_at:
                yield Event(local_date(one.ended_at, zone), one.ended_at, "autopay.off")


def _settings(account: Account, zone: str) -> Iterator[Event]:
    for one in account.acceptances:
        yield Event(local_date(one.accepted_at, zone), one.accepted_at, "terms", document="terms")
    for said in account.consents:
        kind = "reminders.on" if said.given else "reminders.off"
        yield Event(local_date(said.at, zone), said.at, kind, channel=said.channel)


def _messages(notices: Iterable[Notice], zone: str) -> Iterator[Event]:
    """What left for the debtor; a rehearsal went to the business itself."""
    for one in notices:
        if one.sent_at and one.state in LEFT and not one.rehearsed and one.purpose != "report":
            kind = f"message.{TOLD_AS.get(one.purpose, 'other')}"
            yield Event(local_date(one.sent_at, zone), one.sent_at, kind, channel=one.channel)
