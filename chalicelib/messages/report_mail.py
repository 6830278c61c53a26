"""E-mails to the business itself: how they all look, and the one about a payment that needs a person."""

from collections.abc import Iterable

import msgspec

from chalicelib.messages.blocks import Block, Document, Facts, Heading, Paragraph, Small
from chalicelib.messages.catalog import language, say
from chalicelib.messages.formats import money
from chalicelib.messages.letter import Rendered
from chalicelib.messages.mail_html import html
from chalicelib.messages.mail_text import plain
from chalicelib.messages.names import one_line

_SENDER = "Puntual"
PARKED_REASONS = frozenset(
    ("unknown_payment", "paid_twice", "amount_mismatch", "currency_mismatch", "left_over", "refund_failed")
)


class ParkedPayment(msgspec.Struct, frozen=True, kw_only=True):
    """A payment that could not be applied. ``reason``: one of ``PARKED_REASONS``; any other reads as a mismatch."""

    lang: str
    business: str
    reason: str
    amount_minor: int
    currency: str
    provider_id: str
    country: str = ""
    expected_minor: int | None = None
    debtor: str = ""


def parked_payment(parked: ParkedPayment) -> Rendered:
    """A payment to look at: why it was not applied, how much, and what to do."""
    lang, reason = parked.lang, parked.reason if parked.reason in PARKED_REASONS else "other"
    subject = say(lang, "report.parked.subject")
    blocks = (
        Heading(headline(subject)),
        Paragraph(say(lang, "report.parked.lead")),
        Paragraph(say(lang, f"report.parked.reason.{reason}"), strong=True),
        Facts(tuple(_parked_facts(parked))),
        Paragraph(say(lang, "report.parked.next")),
    )
    return rendered(lang, parked.business, subject, blocks)


def headline(subject: str) -> str:
    """The subject without the sender's name, as a title."""
    title = subject.removeprefix(f"{_SENDER}: ")
    return title[:1].upper() + title[1:]


def rendered(lang: str, business: str, subject: str, body: tuple[Block, ...]) -> Rendered:
    """The whole e-mail around a body."""
    document = Document(
        lang=language(lang),
        subject=one_line(subject, 150),
        preview=say(lang, "report.preview"),
        sender=_SENDER,
        body=body,
        foot=(Small(say(lang, "report.foot", business=one_line(business))),),
    )
    return Rendered(document.subject, plain(document), html(document), {})


def _parked_facts(parked: ParkedPayment) -> Iterable[tuple[str, str]]:
    lang = parked.lang
    yield say(lang, "report.parked.amount"), money(parked.amount_minor, parked.currency, lang, parked.country)
    if parked.expected_minor is not None:
        expected = money(parked.expected_minor, parked.currency, lang, parked.country)
        yield say(lang, "report.parked.expected"), expected
    if parked.debtor:
        yield say(lang, "report.parked.debtor"), one_line(parked.debtor)
    yield say(lang, "report.parked.provider"), one_line(parked.provider_id)
