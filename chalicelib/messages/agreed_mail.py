"""About what was agreed or told: a promise saved, changed, taken back, or near; and the business's answer."""

from collections.abc import Iterable, Mapping
from datetime import date

from chalicelib.messages.blocks import Block, Button, Facts, Figure, Note, Paragraph
from chalicelib.messages.catalog import say
from chalicelib.messages.formats import day, money
from chalicelib.messages.letter import AnswerNews, Envelope, PromiseNews
from chalicelib.messages.names import one_line


def body(envelope: Envelope, news: PromiseNews | AnswerNews) -> tuple[Block, ...]:
    return _promise(envelope, news) if isinstance(news, PromiseNews) else _answer(envelope, news)


def not_kept(envelope: Envelope, agreed: Mapping[str, str]) -> str:
    """What had been agreed, for the first message after it did not come. ``agreed``: as the notice holds it."""
    currency, paid = agreed["promised_currency"], int(agreed["promised_paid"])
    return say(
        envelope.lang,
        "promise.not_kept.partly" if paid else "promise.not_kept",
        amount=_money(envelope, int(agreed["promised_minor"]), currency),
        date=day(date.fromisoformat(agreed["promised_on"]), envelope.lang, envelope.today),
        paid=_money(envelope, paid, currency),
    )


def _promise(envelope: Envelope, news: PromiseNews) -> tuple[Block, ...]:
    """What was agreed, and what follows from it."""
    lang, creditor = envelope.lang, one_line(envelope.creditor.name)
    return (
        Paragraph(say(lang, f"promise.{news.told}.lead", creditor=creditor)),
        Figure(say(lang, "promise.amount"), _money(envelope, news.amount_minor, news.currency)),
        Facts(tuple(_facts(envelope, news))),
        Note(say(lang, f"promise.{news.told if news.reminds else 'saved_quiet'}.next")),
        Button(say(lang, f"promise.button.{news.told}"), envelope.link),
    )


def _answer(envelope: Envelope, news: AnswerNews) -> tuple[Block, ...]:
    """The words of a person at the business."""
    lang = envelope.lang
    return (
        Paragraph(say(lang, "answered.lead", creditor=one_line(envelope.creditor.name))),
        Note(one_line(news.text, 500)),
        Paragraph(say(lang, "answered.next")),
        Button(say(lang, "promise.button.saved"), envelope.link),
    )


def _facts(envelope: Envelope, news: PromiseNews) -> Iterable[tuple[str, str]]:
    lang = envelope.lang
    yield say(lang, "promise.date"), day(news.on, lang, envelope.today)
    if 0 < news.paid_minor < news.amount_minor:
        yield say(lang, "promise.left"), _money(envelope, news.amount_minor - news.paid_minor, news.currency)
    yield say(lang, "promise.invoices"), ", ".join(one_line(number, 40) for number in news.invoices[:12])


def _money(envelope: Envelope, minor: int, currency: str) -> str:
    return money(minor, currency, envelope.lang, envelope.country, envelope.currency)
