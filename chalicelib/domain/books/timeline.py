"""What happened between a business and a debtor, as dated events that the debtor may look back on. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import time
from itertools import chain

from chalicelib.domain.account import Account
from chalicelib.domain.books.event import Event
from chalicelib.domain.books.timeline_books import booked, money, moved_days
from chalicelib.domain.calendar import instant, local_date
from chalicelib.domain.complaints.dispute import DEBTOR
from chalicelib.domain.entry import Entry
from chalicelib.domain.notice import Notice
from chalicelib.domain.paying.mandate import EXPIRED, PENDING

NO_CARD = frozenset({PENDING, EXPIRED})  # of autopay: agreed to, and no card was given
LEFT = frozenset({"sent", "delivered", "opened", "clicked", "complained"})
TOLD_AS = {"pre_due": "reminder", "collection": "reminder", "confirmation": "confirmation", "reply": "reply"}


def timeline(account: Account, entries: Sequence[Entry], notices: Iterable[Notice]) -> list[Event]:
    """All of it, the latest first. ``account``: the whole of it, ended things too."""
    zone = account.debtor.time_zone
    found = chain(
        booked(entries, account), moved_days(entries, account), money(entries, account, zone), _promises(account, zone),
        _agreements(account, zone), _extensions(account, zone), _disputes(account, zone), _reports(account, zone),
        _handled(account), _told(account, zone), _autopay(account, zone), _settings(account, zone),
        _messages(notices, zone),
    )  # fmt: skip
    return sorted(found, key=lambda one: (one.on, one.at), reverse=True)


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
    """What was written, but for the last word: how it ended says that."""
    for one in account.disputes:
        page = f"dispute/{one.id}"
        yield Event(one.opened_on, one.opened_at, "dispute.opened", number=one.invoice, screen=page)
        for said in one.messages:
            told = "dispute.written" if said.by == DEBTOR else "dispute.answered"
            if said.at != one.ended_at:
                yield Event(local_date(said.at, zone), said.at, told, number=one.invoice, screen=page)
        if one.ended_at:
            on = local_date(one.ended_at, zone)
            yield Event(on, one.ended_at, f"dispute.{one.state}", number=one.invoice, screen=page)


def _reports(account: Account, zone: str) -> Iterator[Event]:
    for one in account.reports:
        page, on = f"report/{one.id}", local_date(one.made_at, zone)
        yield Event(on, one.made_at, "report.told", one.amount_minor, one.currency, screen=page)
        if one.decided_at:
            minor = one.taken_minor or one.amount_minor
            on = local_date(one.decided_at, zone)
            yield Event(
                on, one.decided_at, f"report.{one.state}", minor, one.currency, payment=one.payment, screen=page
            )


def _handled(account: Account) -> Iterator[Event]:
    """Checks and pick-ups, each step of theirs."""
    for check in account.checks:
        for step in check.steps:
            yield Event(step.on, step.at, f"check.{step.state}", check.amount_minor, check.currency)
    for pickup in account.pickups:
        for step in pickup.steps:
            yield Event(step.on, step.at, f"pickup.{step.state}", pickup.amount_minor, pickup.currency, day=pickup.on)


def _told(account: Account, zone: str) -> Iterator[Event]:
    """That the debtor spoke, and not of what: what stood in the way, how it went, that an invoice arrived."""
    for one in account.excuses:
        yield Event(local_date(one.made_at, zone), one.made_at, "told")
    for opinion in account.opinions:
        if opinion.given_at and not opinion.unasked:
            yield Event(local_date(opinion.given_at, zone), opinion.given_at, "opinion")
    for invoice in account.invoices:
        if invoice.received_on:
            at = instant(invoice.received_on, time(12), zone)
            yield Event(invoice.received_on, at, "received", number=invoice.number)


def _autopay(account: Account, zone: str) -> Iterator[Event]:
    for one in account.mandates:
        if one.state not in NO_CARD:
            yield Event(local_date(one.accepted_at, zone), one.accepted_at, "autopay.on")
            if one.ended_at:
                yield Event(local_date(one.ended_at, zone), one.ended_at, "autopay.off")


def _settings(account: Account, zone: str) -> Iterator[Event]:
    for one in account.acceptances:
        yield Event(local_date(one.accepted_at, zone), one.accepted_at, "terms", document=f"terms-{one.id}")
    for said in account.consents:
        kind = "reminders.on" if said.given else "reminders.off"
        yield Event(local_date(said.at, zone), said.at, kind, channel=said.channel)


def _messages(notices: Iterable[Notice], zone: str) -> Iterator[Event]:
    """What left for the debtor; a rehearsal went to the business itself."""
    for one in notices:
        if one.sent_at and one.state in LEFT and not one.rehearsed and one.purpose != "report":
            kind = f"message.{TOLD_AS.get(one.purpose, 'other')}"
            yield Event(local_date(one.sent_at, zone), one.sent_at, kind, channel=one.channel)
