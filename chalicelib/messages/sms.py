"""Text messages: one segment of 160 GSM-7 characters, neutral, never an amount or a word of debt."""

import unicodedata

from chalicelib.messages.catalog import say
from chalicelib.messages.letter import Content, Envelope, LinkRenewal, News, SignCode
from chalicelib.messages.names import greeted, one_line

SEGMENT = 160
# 3GPP TS 23.038, 6.2.1: the default alphabet, and the extension whose characters cost two.
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€")
_LOOKALIKES = str.maketrans("‘’“”«»–—−ºª\u00a0", '\'\'""""---oa ', "…´`¨")


def sms(envelope: Envelope, content: Content) -> str:
    """The first wording that fits one segment: with both names, a shorter creditor, no greeting, the creditor, none."""
    if isinstance(content, SignCode):
        named = _short(envelope.creditor.name, 40)
        return gsm7(say(envelope.lang, "sms.code", code=content.code, creditor=named, minutes=content.minutes))
    written = ""
    for written in _wordings(envelope, content):
        if septets(written) <= SEGMENT:
            return written
    return written


def septets(text: str) -> int:
    """The length that counts for a segment, for text made of GSM-7 characters."""
    return len(text) + sum(mark in _EXTENDED for mark in text)


def gsm7(text: str) -> str:
    """``text`` in the GSM-7 alphabet: ñ, é and à stay, á í ó ú lose their accent, what has no likeness is dropped."""
    return "".join(_plain(mark) for mark in text.translate(_LOOKALIKES))


def _plain(mark: str) -> str:
    if mark in _BASIC or mark in _EXTENDED:
        return mark
    base = unicodedata.normalize("NFKD", mark)[0]
    return base if base in _BASIC else ""


def _wordings(envelope: Envelope, content: Content) -> list[str]:
    kind = "news" if isinstance(content, News) else "link" if isinstance(content, LinkRenewal) else "message"
    name = _short(greeted(envelope.name, envelope.type), 20)
    full, shorter = _short(envelope.creditor.name, 40), _short(envelope.creditor.name, 18)
    forms = [(f"sms.{kind}", full), (f"sms.{kind}", shorter)] if name else []
    forms += [(f"sms.{kind}.nameless", full), (f"sms.{kind}.nameless", shorter), ("sms.short", shorter)]
    said = [_say(envelope, key, name, creditor) for key, creditor in forms] if full else []
    return [*said, _say(envelope, "sms.anonymous", "", "")]


def _say(envelope: Envelope, key: str, name: str, creditor: str) -> str:
    # The link is added as it is: changing one character of a token would break it.
    return gsm7(say(envelope.lang, key, name=name, creditor=creditor, link="")) + envelope.link


def _short(name: str, limit: int) -> str:
    """A name cut at a word, without leaving a stump of a sentence."""
    name = " ".join(gsm7(one_line(name, 200)).split())
    if len(name) <= limit:
        return name
    return name[: limit + 1].rsplit(" ", 1)[0][:limit].rstrip(" ,.-&")
