"""The pages behind a message's links: one button, no login, and then a word that it is done.

They never say whose messages they are, nor from whom: whoever holds the link learns nothing.
"""

from html import escape

import msgspec

from chalicelib.messages.catalog import language, say
from chalicelib.messages.lite import lite_page


class Tap(msgspec.Struct, frozen=True):
    """Where the button posts to, and the keys of what is said before and after; empty: nothing is said there."""

    path: str
    heading: str
    text: str
    button: str
    done: str
    then: str = ""
    below: str = ""


STOP = Tap(
    "/api/optout/", "lite.stop.heading", "lite.stop.what", "lite.stop.button", "lite.stop.done", "lite.stop.still"
)
STOP_AUTOPAY = Tap(
    "/api/autopay/stop/", "autopay.stop.title", "autopay.stop.text", "autopay.stop.button", "autopay.stopped.title",
    "autopay.stopped.text",
)  # fmt: skip
RECEIVED = Tap(
    "/api/received/", "lite.received.heading", "", "lite.received.button", "lite.received.done",
    below="lite.received.problem",
)  # fmt: skip


def tap_page(tap: Tap, lang: str, key: str) -> str:
    lang = language(lang)
    form = (
        f'<form method="post" action="{tap.path}{escape(key)}">'
        f'<button class="btn">{escape(say(lang, tap.button))}</button></form>'
    )
    return lite_page(lang, _heading(lang, tap.heading) + _text(lang, tap.text) + form + _text(lang, tap.below))


def done_page(tap: Tap, lang: str) -> str:
    lang = language(lang)
    return lite_page(lang, _heading(lang, tap.done) + _text(lang, tap.then))


def _heading(lang: str, key: str) -> str:
    return f"<h1>{escape(say(lang, key))}</h1>"


def _text(lang: str, key: str) -> str:
    return f"<p>{escape(say(lang, key))}</p>" if key else ""
