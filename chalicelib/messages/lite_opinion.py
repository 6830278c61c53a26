"""The page behind the question in a message: two questions, one tap, no login. It does not say who asks, or whom."""

from html import escape

from chalicelib.domain.complaints.satisfaction import SCORES
from chalicelib.messages.catalog import language, say
from chalicelib.messages.lite import lite_page

FACES = {1: "😞", 2: "🙁", 3: "😐", 4: "🙂", 5: "😀"}


def lite_opinion(lang: str, key: str, error: str = "") -> str:
    lang = language(lang)
    faces = "".join(_face(lang, score) for score in SCORES)
    wrong = f'<p class="note" role="alert">{escape(error)}</p>' if error else ""
    content = (
        f"<h1>{_said(lang, 'opinion.question')}</h1>{wrong}"
        f'<form method="post" action="/api/satisfied/{escape(key)}">'
        f'<fieldset><legend class="sr">{_said(lang, "opinion.question")}</legend>{faces}</fieldset>'
        f'<div class="field"><label for="text">{_said(lang, "opinion.words")}</label>'
        f'<p class="hint" id="text-hint">{_said(lang, "opinion.optional")}</p>'
        '<textarea id="text" name="text" rows="4" maxlength="500" aria-describedby="text-hint"></textarea></div>'
        f'<button class="btn">{_said(lang, "opinion.send")}</button></form>'
    )
    return lite_page(lang, content)


def lite_opinion_done(lang: str) -> str:
    lang = language(lang)
    return lite_page(lang, f"<h1>{_said(lang, 'opinion.done')}</h1>")


def _face(lang: str, score: int) -> str:
    return (
        f'<div class="choice"><input type="radio" name="score" id="score-{score}" value="{score}" required>'
        f'<label for="score-{score}"><span aria-hidden="true">{FACES[score]}</span> '
        f"{_said(lang, f'opinion.score.{score}')}</label></div>"
    )


def _said(lang: str, key: str) -> str:
    return escape(say(lang, key))
