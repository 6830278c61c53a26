"""The page behind a session in ``setup`` mode: which card would you like to give? Plain forms, no script."""

from infra.local.control.pages import document
from infra.local.control.web import Request, Response, page, see_other
from infra.local.stripe import cards
from infra.local.stripe.desk import Desk
from infra.local.stripe.records import Object
from infra.local.stripe.words import WORDS, language

OFFERED = ("4242", "0002", "3184")  # one that works, one that is refused, one that wants its holder


def show_setup(desk: Desk, request: Request, session: Object) -> Response:
    words = WORDS[lang := language(session["locale"], request.headers.get("accept-language", ""))]
    note = f'<p class="note">{words["note"]}</p>'
    ended = {"complete": "card_kept", "expired": "expired"}.get(session["status"])
    if ended or session["expires_at"] <= desk.now():
        body = f'<p role="status" class="notice">{words[ended or "expired"]}</p>'
    else:
        named = {f"card-{last4}": words[f"card_{last4}"].format(last4=last4) for last4 in OFFERED}
        named["cancel"] = words["cancel_card"]
        inside = "".join(f'<button name="choice" value="{name}">{text}</button>' for name, text in named.items())
        body = f'<p>{words["give_card"]}</p><form method="post" class="choices">{inside}</form>'
    return page(document(words["card_title"], note + body, lang, nav=""))


def choose_setup(desk: Desk, request: Request, session: Object) -> Response:
    chosen = request.form().get("choice", "")
    is_open = session["status"] == "open" and session["expires_at"] > desk.now()
    if is_open and chosen == "cancel":
        return see_other(session["cancel_url"] or session["success_url"])
    last4 = chosen.removeprefix("card-")
    if not is_open or last4 not in OFFERED:
        return show_setup(desk, request, session)
    desk.courier.deliver_in_turn(cards.give_card(desk, session["id"], last4))
    return see_other(session["success_url"])
