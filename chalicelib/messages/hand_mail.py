"""The body of the news about a check or a pick-up: what it is about, and what comes next."""

from collections.abc import Iterable

from chalicelib.messages.blocks import Block, Button, Facts, Figure, Note, Paragraph
from chalicelib.messages.catalog import say
from chalicelib.messages.formats import day, money
from chalicelib.messages.letter import Envelope, HandNews
from chalicelib.messages.names import one_line


def body(envelope: Envelope, news: HandNews) -> tuple[Block, ...]:
    lang, creditor = envelope.lang, one_line(envelope.creditor.name)
    figure = () if news.amount_minor is None else (
        Figure(say(lang, f"hand.amount.{news.told.split('_')[0]}"), _money(envelope, news.amount_minor, news)),
    )  # fmt: skip
    return (
        Paragraph(say(lang, f"hand.{news.told}.lead", creditor=creditor)),
        *figure,
        Facts(tuple(_facts(envelope, news))),
        *(Note(text) for text in _notes(envelope, news, creditor)),
        Button(say(lang, "payment.button"), envelope.link),
    )


def _facts(envelope: Envelope, news: HandNews) -> Iterable[tuple[str, str]]:
    lang = envelope.lang
    if news.number:
        yield say(lang, "hand.number"), one_line(news.number, 40)
    if news.bank:
        yield say(lang, "hand.bank"), one_line(news.bank, 80)
    if news.on and news.told != "check_bounced":
        label = "hand.deposit_on" if news.told.startswith("check") else "hand.day"
        yield say(lang, label), day(news.on, lang, envelope.today)
    if news.hours:
        yield say(lang, "hand.hours"), news.hours.replace("-", " – ")
    if news.place:
        yield say(lang, "hand.place"), one_line(news.place, 200)


def _notes(envelope: Envelope, news: HandNews, creditor: str) -> Iterable[str]:
    yield say(envelope.lang, f"hand.{news.told}.next", creditor=creditor)
    if news.fee_minor and news.told == "check_bounced":
        yield say(envelope.lang, "hand.fee", amount=_money(envelope, news.fee_minor, news))


def _money(envelope: Envelope, minor: int, news: HandNews) -> str:
    return money(minor, news.currency, envelope.lang, envelope.country, envelope.currency)
