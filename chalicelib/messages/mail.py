"""An e-mail to a debtor, from what it has to say to subject, text, HTML and headers."""

import re
from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from chalicelib.messages import (
    agreed_mail,
    autopay_mail,
    dispute_mail,
    hand_mail,
    opinion_mail,
    payment_mail,
    plan_mail,
    reminder_mail,
    reported_mail,
)
from chalicelib.messages.blocks import Block, Button, Document, Heading, Note, Paragraph, Picture, Small
from chalicelib.messages.catalog import language, say, say_count
from chalicelib.messages.explain import tax_id_label
from chalicelib.messages.formats import day
from chalicelib.messages.letter import (
    AnswerNews,
    AutopayNews,
    Content,
    Creditor,
    DisputeNews,
    Envelope,
    HandNews,
    LinkRenewal,
    News,
    OpinionNews,
    PaymentNews,
    PlanNews,
    PromiseNews,
    Reminder,
    Rendered,
    ReportNews,
    SignCode,
)
from chalicelib.messages.mail_html import html
from chalicelib.messages.mail_text import plain
from chalicelib.messages.names import greeted, one_line

PAY_LINK = "pay-link"  # the content id of its QR code
_HTTP_URL = re.compile(
    r"https?://[!-;=?-~]{1,1000}"
)  # visible ASCII without the angle brackets that end a header's URL


def write(envelope: Envelope, content: Content) -> Rendered:
    """The whole e-mail. Pure; under a millisecond."""
    document = Document(
        lang=language(envelope.lang),
        subject=subject(envelope, content),
        preview=say(envelope.lang, "mail.preview", creditor=_creditor(envelope)),
        sender=_creditor(envelope),
        body=(*_rehearsed(envelope), *_said(envelope, content)),
        foot=tuple(_foot(envelope)),
    )
    codes = {PAY_LINK: envelope.link} if _code(envelope, content) else {}
    if envelope.rehearsed_for:
        document = replace(document, subject=say(envelope.lang, "mail.subject.rehearsed", subject=document.subject))
    return Rendered(document.subject, plain(document), html(document), _headers(envelope), codes)


def subject(envelope: Envelope, content: Content) -> str:
    """Never an amount or a word of debt. A person's is neutral; a company's may name the invoice and its date."""
    if envelope.type == "company" and isinstance(content, Reminder):
        return one_line(_company_subject(envelope, content), 150)
    name, creditor = greeted(envelope.name, envelope.type), _creditor(envelope)
    if isinstance(content, SignCode):
        return say(envelope.lang, "mail.subject.code", creditor=one_line(creditor, 70))
    kind = "news" if isinstance(content, News) else "link" if isinstance(content, LinkRenewal) else "message"
    key = f"mail.subject.{kind}" if name else f"mail.subject.{kind}.nameless"
    return one_line(say(envelope.lang, key, name=one_line(name, 40), creditor=one_line(creditor, 70)), 150)


def _said(envelope: Envelope, content: Content) -> tuple[Block, ...]:
    if envelope.rehearsed_sms:
        return (Paragraph(envelope.rehearsed_sms),)
    said = (*_greeting(envelope), *_body(envelope, content))
    if isinstance(content, SignCode):
        return said  # one code is enough
    return (*said, *_code(envelope, content), *_closing(envelope))


def _rehearsed(envelope: Envelope) -> tuple[Block, ...]:
    """What the business is to know of a message that it reads in a debtor's place."""
    if not envelope.rehearsed_for:
        return ()
    key = "mail.rehearsed.sms" if envelope.rehearsed_sms else "mail.rehearsed"
    return (Note(say(envelope.lang, key, to=one_line(envelope.rehearsed_for, 254))),)


def _company_subject(envelope: Envelope, reminder: Reminder) -> str:
    anchor = reminder_mail.anchor(reminder)
    named = say(
        envelope.lang,
        "mail.subject.company",
        creditor=one_line(envelope.creditor.name, 60),
        number=one_line(anchor.number, 30),
        date=day(anchor.issued_on, envelope.lang, envelope.today),
    )
    others = len(reminder.items) - 1
    return f"{named} {say_count(envelope.lang, 'mail.subject.and_more', others)}" if others else named


def _greeting(envelope: Envelope) -> tuple[Block, ...]:
    name = greeted(envelope.name, envelope.type)
    return (
        Heading(say(envelope.lang, "mail.hello", name=name) if name else say(envelope.lang, "mail.hello.nameless")),
    )


def _body(envelope: Envelope, content: Content) -> tuple[Block, ...]:
    return _WRITERS[type(content)](envelope, content)


def _renewal(envelope: Envelope, content: LinkRenewal) -> tuple[Block, ...]:
    return (
        Paragraph(say(envelope.lang, "mail.link.body", creditor=_creditor(envelope))),
        Button(say(envelope.lang, "mail.link.button"), envelope.link),
        Paragraph(say_count(envelope.lang, "mail.link.days", content.days)),
    )


def _code(envelope: Envelope, content: Content) -> tuple[Block, ...]:
    """The link as a QR code: for whoever reads on a computer and pays by phone, or prints the letter."""
    if not envelope.link or isinstance(content, News | SignCode):
        return ()
    return (Picture(PAY_LINK, say(envelope.lang, "mail.qr")),)


def _closing(envelope: Envelope) -> tuple[Block, ...]:
    """The way in for phones that cannot open the link."""
    if not (envelope.short_code and envelope.lite_url):
        return ()
    return (Small(say(envelope.lang, "mail.lite", url=envelope.lite_url, code=envelope.short_code)),)


def _foot(envelope: Envelope) -> list[Small]:
    """Who writes, how to disagree, how to stay safe, how to stop."""
    lang = envelope.lang
    foot = [Small(identity(lang, envelope.creditor)), Small(disagree(lang, envelope.creditor))]
    foot.append(Small(say(lang, "mail.safety")))
    if envelope.unsubscribe_url:
        foot.append(Small(say(lang, "mail.stop"), say(lang, "mail.stop.label"), envelope.unsubscribe_url))
    return foot


def identity(lang: str, creditor: Creditor) -> str:
    """``Te escribe Academia Andina (NIT 1023456021).``"""
    name = one_line(creditor.name)
    if not creditor.tax_id:
        return say(lang, "mail.identity.nameonly", creditor=name)
    tax_id = f"{tax_id_label(creditor.country)} {one_line(creditor.tax_id, 30)}"
    return say(lang, "mail.identity", creditor=name, tax_id=tax_id)


def disagree(lang: str, creditor: Creditor) -> str:
    """How to say that something is wrong, with the addresses that the business gave."""
    email, phone = one_line(creditor.email, 254), one_line(creditor.phone, 30)
    if email and phone:
        return say(lang, "mail.disagree.both", email=email, phone=phone)
    if email or phone:
        return say(lang, "mail.disagree.email" if email else "mail.disagree.phone", email=email, phone=phone)
    return say(lang, "mail.disagree.reply")


def _headers(envelope: Envelope) -> dict[str, str]:
    """One-click unsubscribe (RFC 8058). An address that could break out of its header is left out."""
    if not _HTTP_URL.fullmatch(envelope.unsubscribe_url):
        return {}
    return {
        "List-Unsubscribe": f"<{envelope.unsubscribe_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _creditor(envelope: Envelope) -> str:
    return one_line(envelope.creditor.name)


_WRITERS: dict[type[Any], Callable[[Envelope, Any], tuple[Block, ...]]] = {
    Reminder: reminder_mail.body,
    PaymentNews: payment_mail.body,
    HandNews: hand_mail.body,
    ReportNews: reported_mail.body,
    AutopayNews: autopay_mail.body,
    PromiseNews: agreed_mail.body,
    AnswerNews: agreed_mail.body,
    DisputeNews: dispute_mail.body,
    OpinionNews: opinion_mail.body,
    PlanNews: plan_mail.body,
    SignCode: plan_mail.code,
    LinkRenewal: _renewal,
}
