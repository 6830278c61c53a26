"""The body of the news about an installment agreement or more time, and of a one-time code to sign with."""

from collections.abc import Iterable

from chalicelib.messages.blocks import Block, Button, Facts, Figure, Note, Paragraph
from chalicelib.messages.catalog import say
from chalicelib.messages.formats import dated, money
from chalicelib.messages.letter import Envelope, PlanNews, SignCode
from chalicelib.messages.names import one_line

REMINDERS = frozenset({"soon", "due", "late"})


def body(envelope: Envelope, news: PlanNews) -> tuple[Block, ...]:
    """What is up, how much, the dates, and that nothing paid is lost."""
    lang = envelope.lang
    facts = tuple(_facts(envelope, news))
    return (
        Paragraph(say(lang, f"plan.{news.told}.lead", creditor=one_line(envelope.creditor.name))),
        *_figure(envelope, news),
        *((Facts(facts),) if facts else ()),
        Note(say(lang, f"plan.{news.told}.{'next_kept' if news.keeps else 'next'}")),
        Button(say(lang, "payment.button"), envelope.link),
    )


def code(envelope: Envelope, told: SignCode) -> tuple[Block, ...]:
    """Without a link: whoever wants the code has the page open."""
    lang = envelope.lang
    return (
        Paragraph(say(lang, "plan.code.lead", creditor=one_line(envelope.creditor.name))),
        Figure(say(lang, "plan.code.label"), told.code),
        Note(say(lang, "plan.code.next", minutes=told.minutes)),
    )


def _figure(envelope: Envelope, news: PlanNews) -> Iterable[Block]:
    if news.amount_minor is None:
        return
    lang = envelope.lang
    if news.told in REMINDERS:
        named = say(lang, "plan.soon.amount", number=news.number, parts=news.parts)
        label = named if news.number else say(lang, "plan.down.amount")
    else:
        label = say(lang, "plan.breached.amount" if news.told in {"breached", "cancelled"} else "plan.total.amount")
    yield Figure(label, _money(envelope, news.amount_minor, news))


def _facts(envelope: Envelope, news: PlanNews) -> Iterable[tuple[str, str]]:
    lang, reminds = envelope.lang, news.told in REMINDERS
    if news.on:
        label = "due" if reminds else "new_date" if news.told == "extended" else "first"
        yield say(lang, f"plan.fact.{label}"), dated(news.on, lang)
    if news.until:
        label = "until" if reminds else "valid" if news.told == "offered" else "last"
        yield say(lang, f"plan.fact.{label}"), dated(news.until, lang)
    if news.parts and not reminds:
        yield say(lang, "plan.fact.parts"), str(news.parts)
    if news.left_minor:
        yield say(lang, "plan.fact.left"), _money(envelope, news.left_minor, news)
    if news.text:
        yield say(lang, "plan.fact.why"), one_line(news.text, 300)
    if news.seal:
        yield say(lang, "plan.fact.seal"), news.seal


def _money(envelope: Envelope, minor: int, news: PlanNews) -> str:
    return money(minor, news.currency, envelope.lang, envelope.country, envelope.currency)
