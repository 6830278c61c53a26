"""About a disputed invoice: what the debtor reads, and what the business reads. No subject tells of it."""

from collections.abc import Iterable
from datetime import date

import msgspec

from chalicelib.messages.blocks import Block, Button, Facts, Figure, Heading, Note, Paragraph
from chalicelib.messages.catalog import say
from chalicelib.messages.formats import day, money
from chalicelib.messages.letter import DisputeNews, Envelope, Rendered
from chalicelib.messages.names import one_line
from chalicelib.messages.report_mail import headline, rendered

LONGEST = 1000


class DisputeTold(msgspec.Struct, frozen=True, kw_only=True):
    """What the business is told: ``opened``, ``written`` or ``late``. ``until``: the local day by which to answer."""

    lang: str
    business: str
    told: str
    debtor: str
    invoice: str
    reason: str
    today: date
    text: str = ""
    has_file: bool = False
    until: date | None = None


def body(envelope: Envelope, news: DisputeNews) -> tuple[Block, ...]:
    """To the debtor: what became of it, the words of the other side, and what comes next."""
    lang, creditor = envelope.lang, one_line(envelope.creditor.name)
    until = day(news.until, lang, envelope.today) if news.until else ""
    waits = "next" if news.until or news.told != "answered" else "next.open"
    return (
        Paragraph(say(lang, f"dispute.{news.told}.lead", creditor=creditor, number=one_line(news.invoice, 40))),
        *((Note(one_line(news.text, LONGEST)),) if news.text else ()),
        *_credit(envelope, news),
        Paragraph(say(lang, f"dispute.{news.told}.{waits}", creditor=creditor, date=until)),
        Button(say(lang, "dispute.button"), envelope.link),
    )


def dispute_told(told: DisputeTold) -> Rendered:
    """To the business. The subject names nobody and no amount."""
    lang = told.lang
    subject = say(lang, f"report.dispute.{told.told}.subject")
    blocks: tuple[Block, ...] = (
        Heading(headline(subject)),
        Paragraph(say(lang, f"report.dispute.{told.told}.lead", customer=one_line(told.debtor))),
        Facts(tuple(_facts(told))),
        *((Note(one_line(told.text, LONGEST)),) if told.text else ()),
        Paragraph(_what_next(told)),
    )
    return rendered(lang, told.business, subject, blocks)


def _credit(envelope: Envelope, news: DisputeNews) -> Iterable[Block]:
    if news.credit_minor:
        amount = money(news.credit_minor, news.currency, envelope.lang, envelope.country, envelope.currency)
        yield Figure(say(envelope.lang, "dispute.credit"), amount)


def _facts(told: DisputeTold) -> Iterable[tuple[str, str]]:
    yield say(told.lang, "report.dispute.debtor"), one_line(told.debtor)
    yield say(told.lang, "report.dispute.invoice"), one_line(told.invoice, 40)
    yield say(told.lang, "report.dispute.reason"), say(told.lang, f"dispute.reason.{told.reason}")
    if told.has_file:
        yield say(told.lang, "report.dispute.file"), say(told.lang, "report.dispute.file.yes")


def _what_next(told: DisputeTold) -> str:
    until = day(told.until, told.lang, told.today) if told.until else ""
    return say(told.lang, f"report.dispute.{'late.next' if told.told == 'late' else 'next'}", date=until)
