"""The body of the news about a payment: received, being confirmed, not completed, taken back, refunded."""

from collections.abc import Iterable

from chalicelib.messages.blocks import Block, Button, Entry, Facts, Figure, Note, Paragraph
from chalicelib.messages.catalog import say
from chalicelib.messages.charge_texts import parts_text, value_text
from chalicelib.messages.explain import kept_text, method_label, next_text
from chalicelib.messages.formats import moment, money
from chalicelib.messages.letter import Envelope, PaymentNews
from chalicelib.messages.names import one_line


def body(envelope: Envelope, news: PaymentNews) -> tuple[Block, ...]:
    """What happened, how much, to which invoices, what is left and what comes next."""
    lang = envelope.lang
    return (
        Paragraph(say(lang, f"payment.{news.state}.lead", creditor=one_line(envelope.creditor.name))),
        Figure(say(lang, f"payment.{news.state}.amount"), _money(envelope, news.amount_minor, news.currency)),
        Facts(_facts(envelope, news)),
        *_lines(envelope, news),
        Facts(((say(lang, "payment.balance"), _money(envelope, news.balance_minor, news.currency)),)),
        *(Note(text) for text in _after(envelope, news)),
        Button(say(lang, "payment.button"), envelope.link),
    )


def _facts(envelope: Envelope, news: PaymentNews) -> tuple[tuple[str, str], ...]:
    lang = envelope.lang
    lacks = ((say(lang, "payment.part.lacking"), _money(envelope, news.lacking_minor, news.currency)),)
    return (
        *(((say(lang, "payment.receipt"), news.receipt),) if news.receipt else ()),
        *(lacks if news.lacking_minor else ()),
        (say(lang, "payment.reference"), one_line(news.reference, 40)),
        (say(lang, "payment.date"), moment(news.at, news.time_zone, lang, envelope.today)),
        (say(lang, "payment.method"), method_label(lang, news.method)),
    )


def _lines(envelope: Envelope, news: PaymentNews) -> Iterable[Entry]:
    for line in news.lines:
        number = say(envelope.lang, "mail.item", number=one_line(line.number, 40))
        concept = one_line(line.concept, 80)
        title = f"{number} · {concept}" if concept else number
        yield Entry(title, _money(envelope, line.amount_minor, news.currency))


def _after(envelope: Envelope, news: PaymentNews) -> Iterable[str]:
    """The benefit kept, whether anything is left, and the next date; or what to do when the money did not arrive."""
    lang = envelope.lang
    if news.state != "paid":
        yield say(lang, f"payment.{news.state}.next")
        return
    yield from news.notes
    if news.promise_kept:
        yield say(lang, "promise.kept")
    if news.parts:
        yield parts_text(lang, [(part, _money(envelope, minor, news.currency)) for part, minor in news.parts])
    for value in news.values:
        yield value_text(lang, value, envelope.country)
    if news.kept_minor:
        yield kept_text(lang, _money(envelope, news.kept_minor, news.currency), ahead=news.ahead)
    if news.up_to_date or news.balance_minor == 0:
        yield say(lang, "payment.up_to_date")
    if news.next_due_on:
        yield next_text(lang, news.next_due_on, envelope.today)


def _money(envelope: Envelope, minor: int, currency: str) -> str:
    return money(minor, currency, envelope.lang, envelope.country, envelope.currency)
