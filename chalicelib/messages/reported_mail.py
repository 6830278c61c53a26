"""About a payment that the debtor told us of: what the debtor reads, and what the business reads."""

from collections.abc import Iterable
from datetime import date

import msgspec

from chalicelib.messages.blocks import Block, Button, Facts, Figure, Heading, Note, Paragraph
from chalicelib.messages.catalog import say
from chalicelib.messages.formats import day, money
from chalicelib.messages.letter import Envelope, Rendered, ReportNews
from chalicelib.messages.names import one_line
from chalicelib.messages.report_mail import headline, rendered


class ReportedPayment(msgspec.Struct, frozen=True, kw_only=True):
    """What the business is told. ``rests_until``: the local day on which reminders to this debtor go on; None: they do
    not rest. ``expires_on``: the last day on which it waits."""

    lang: str
    business: str
    debtor: str
    amount_minor: int
    currency: str
    paid_on: date
    method: str
    told_on: date
    expires_on: date
    rests_until: date | None = None
    country: str = ""
    invoices: tuple[str, ...] = ()
    note: str = ""


def body(envelope: Envelope, news: ReportNews) -> tuple[Block, ...]:
    """To the debtor: what became of it, the facts as they told them, and what comes next."""
    lang, creditor = envelope.lang, one_line(envelope.creditor.name)
    amount = money(news.amount_minor, news.currency, lang, envelope.country, envelope.currency)
    key = "next_no_rest" if news.told == "received" and not news.rests else "next"
    return (
        Paragraph(say(lang, f"reported.{news.told}.lead", creditor=creditor)),
        Figure(say(lang, f"reported.{news.told}.amount"), amount),
        Facts(tuple(_facts(lang, news.paid_on, news.method, news.invoices, envelope.today, reason_text(lang, news)))),
        Note(say(lang, f"reported.{news.told}.{key}", creditor=creditor)),
        Button(say(lang, "payment.button"), envelope.link),
    )


def reason_text(lang: str, news: ReportNews) -> str:
    """Why it was not confirmed, with the person's own words after the reason."""
    return why_not(lang, news.reason, news.text) if news.told == "refused" else ""


def why_not(lang: str, reason: str, text: str) -> str:
    said = say(lang, f"reported.reason.{reason}", text=one_line(text, 300))
    return said if reason == "other" or not text else f"{said} {one_line(text, 300)}"


def reported_payment(told: ReportedPayment) -> Rendered:
    """To the business: who says so and what they say. The subject names nobody and no amount."""
    lang = told.lang
    subject = say(lang, "report.reported.subject")
    blocks: tuple[Block, ...] = (
        Heading(headline(subject)),
        Paragraph(say(lang, "report.reported.lead", customer=one_line(told.debtor))),
        Facts(tuple(_to_business(told))),
        *(Note(text) for text in _until(told)),
    )
    return rendered(lang, told.business, subject, blocks)


def _to_business(told: ReportedPayment) -> Iterable[tuple[str, str]]:
    yield say(told.lang, "report.reported.debtor"), one_line(told.debtor)
    yield say(told.lang, "report.reported.amount"), money(told.amount_minor, told.currency, told.lang, told.country)
    yield from _facts(told.lang, told.paid_on, told.method, told.invoices, told.told_on, "")
    if told.note:
        yield say(told.lang, "report.reported.note"), one_line(told.note, 300)


def _until(told: ReportedPayment) -> Iterable[str]:
    if told.rests_until:
        yield say(told.lang, "report.reported.rests", date=day(told.rests_until, told.lang, told.told_on))
    else:
        yield say(told.lang, "report.reported.no_rest")
    yield say(told.lang, "report.reported.expires", date=day(told.expires_on, told.lang, told.told_on))


def _facts(
    lang: str, paid_on: date, method: str, invoices: tuple[str, ...], today: date, reason: str
) -> Iterable[tuple[str, str]]:
    yield say(lang, "reported.paid_on"), day(paid_on, lang, today)
    yield say(lang, "reported.method"), by_text(lang, method)
    if invoices:
        yield say(lang, "reported.invoices"), ", ".join(one_line(number, 40) for number in invoices)
    if reason:
        yield say(lang, "reported.why"), reason


def by_text(lang: str, method: str) -> str:
    return say(lang, f"reported.by.{method}")
