"""The body of the messages about autopay: turned on, told before a charge, refused, stopped, a card about to end."""

from collections.abc import Iterable

from chalicelib.messages.autopay_texts import card_text
from chalicelib.messages.blocks import Block, Bullets, Button, Entry, Figure, Note, Paragraph, Small
from chalicelib.messages.catalog import say
from chalicelib.messages.formats import day, money
from chalicelib.messages.letter import AutopayLine, AutopayNews, Envelope
from chalicelib.messages.names import one_line
from chalicelib.messages.part_name import part_name

RUNNING = frozenset({"on", "notice", "card"})  # there is still something to stop
ASKS_FOR_HOLDER = "authentication_required"


def body(envelope: Envelope, news: AutopayNews) -> tuple[Block, ...]:
    lang = envelope.lang
    return (
        Paragraph(_lead(envelope, news)),
        *((Bullets(news.text),) if news.text else ()),
        *_figure(envelope, news),
        *(_entry(envelope, news, line) for line in news.lines),
        Note(_next(envelope, news)),
        Button(say(lang, "autopay.button.pay" if news.told == "failed" else "autopay.button"), envelope.link),
        *_stop(envelope, news),
    )


def _lead(envelope: Envelope, news: AutopayNews) -> str:
    lang = envelope.lang
    confirm = news.told == "failed" and news.reason == ASKS_FOR_HOLDER
    return say(
        lang,
        "autopay.failed.confirm" if confirm else f"autopay.{news.told}.lead",
        creditor=one_line(envelope.creditor.name),
        card=card_text(lang, news.brand, news.last4),
        date=day(news.on, lang, envelope.today) if news.on else "",
        month=news.month,
    )


def _next(envelope: Envelope, news: AutopayNews) -> str:
    if news.told != "failed":
        return say(envelope.lang, f"autopay.{news.told}.next")
    if news.ended:
        return say(envelope.lang, "autopay.failed.ended")
    if news.on:
        return say(envelope.lang, "autopay.failed.again", date=day(news.on, envelope.lang, envelope.today))
    return say(envelope.lang, "autopay.failed.next")


def _figure(envelope: Envelope, news: AutopayNews) -> Iterable[Block]:
    if news.amount_minor:
        date = day(news.on, envelope.lang, envelope.today) if news.on else ""
        label = say(envelope.lang, f"autopay.{news.told}.amount", date=date)
        yield Figure(label, _money(envelope, news.amount_minor, news.currency))


def _entry(envelope: Envelope, news: AutopayNews, line: AutopayLine) -> Entry:
    lang, number = envelope.lang, one_line(line.number, 40)
    title = say(lang, "mail.item", number=number) if line.part is None else part_name(lang, line.part)
    return Entry(title, _money(envelope, line.minor, news.currency))


def _stop(envelope: Envelope, news: AutopayNews) -> Iterable[Block]:
    """One tap, without signing in: the same right as to stop reminders."""
    if news.told in RUNNING and envelope.stop_url:
        yield Small(say(envelope.lang, "autopay.stop"), say(envelope.lang, "autopay.stop.label"), envelope.stop_url)


def _money(envelope: Envelope, minor: int, currency: str) -> str:
    return money(minor, currency, envelope.lang, envelope.country, envelope.currency)
