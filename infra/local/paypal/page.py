"""The page behind an order's link: what PayPal's own pages are on AWS. Plain forms, no script."""

from html import escape
from urllib.parse import urlencode

from infra.local.control.pages import document
from infra.local.control.web import Request, Response, Routes, page, see_other
from infra.local.paypal.desk import OPEN, Desk
from infra.local.paypal.words import WORDS
from infra.local.stripe.records import Object
from infra.local.stripe.words import language

ROOT = "/local/paypal/pay"
_HOW = {"agree": "COMPLETED", "later": "PENDING", "decline": "DECLINED"}


def add_routes(routes: Routes, desk: Desk) -> None:
    routes.add("GET", f"{ROOT}/{{key}}", lambda request, key: show(desk, request, key))
    routes.add("POST", f"{ROOT}/{{key}}", lambda request, key: choose(desk, request, key))


def show(desk: Desk, request: Request, key: str) -> Response:
    order = desk.order(key)
    locale = order["experience_context"].get("locale") if order else None
    lang = language(locale, request.headers.get("accept-language", ""))
    words = WORDS[lang]
    if order is None:
        return page(document(words["title"], f"<p>{words['missing']}</p>", lang, nav=""), 404)
    said = "" if order["status"] in OPEN else words["over"]
    body = _bill(order, words) + (f'<p role="status" class="notice">{said}</p>' if said else _choices(words))
    return page(document(words["title"], body, lang, nav=""))


def choose(desk: Desk, request: Request, key: str) -> Response:
    """One of the page's buttons: agree, tell the product, and send the payer back with what PayPal adds."""
    chosen = request.form().get("choice", "")
    order = desk.order(key)
    if order is None or order["status"] not in OPEN:
        return show(desk, request, key)
    context = order["experience_context"]
    if chosen == "cancel":
        return see_other(_with(context["cancel_url"], token=key))
    if chosen not in _HOW:
        return show(desk, request, key)
    desk.courier.deliver(desk.approve(order, _HOW[chosen]))
    return see_other(_with(context["return_url"], token=key, PayerID="EMBEDDEDPAYER"))


def _with(url: str, **added: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode(added)}"


def _bill(order: Object, words: dict[str, str]) -> str:
    unit = order["purchase_units"][0]
    rows = "".join(f"<tr><td>{escape(item['name'])}<td>{_text(item['unit_amount'])}" for item in unit.get("items", []))
    total = f'<tr class="total"><th scope="row">{words["total"]}<td>{_text(unit["amount"])}'
    return f'<p class="note">{words["note"]}</p><table>{rows}{total}</table>'


def _text(amount: Object) -> str:
    return escape(f"{amount['value']} {amount['currency_code']}")


def _choices(words: dict[str, str]) -> str:
    buttons = "".join(
        f'<button name="choice" value="{name}">{words[name]}</button>'
        for name in ("agree", "later", "decline", "cancel")
    )
    return f'<form method="post" class="choices">{buttons}</form>'
