"""The payable page behind a session's ``url``: what Stripe's hosted Checkout is on AWS. Plain forms, no script."""

from html import escape

from chalicelib.domain.money import EXPONENT, to_decimal
from infra.local.control.pages import document
from infra.local.control.web import Request, Response, Routes, page, see_other
from infra.local.stripe.card_page import choose_setup, show_setup
from infra.local.stripe.desk import Desk
from infra.local.stripe.outcomes import NotPossible
from infra.local.stripe.payment import Payment
from infra.local.stripe.records import Object
from infra.local.stripe.words import WORDS, language

ROOT = "/local/stripe/pay"
_OUTCOMES = {"pay": "paid", "later": "processing", "transfer": "bank_transfer", "decline": "declined"}
_LATER = {"mxn": "OXXO", "brl": "boleto"}


def add_routes(routes: Routes, desk: Desk) -> None:
    def get(request: Request, key: str) -> Response:
        setup = _setup(desk, key)
        return show_setup(desk, request, setup) if setup else show(desk, request, key)

    def post(request: Request, key: str) -> Response:
        setup = _setup(desk, key)
        return choose_setup(desk, request, setup) if setup else choose(desk, request, key)

    routes.add("GET", f"{ROOT}/{{key}}", get)
    routes.add("POST", f"{ROOT}/{{key}}", post)


def show(desk: Desk, request: Request, key: str, said: str = "") -> Response:
    payment = desk.payment(key)
    lang = language(payment.session["locale"] if payment else None, request.headers.get("accept-language", ""))
    words = WORDS[lang]
    if payment is None:
        return page(document(words["title"], f"<p>{words['missing']}</p>", lang, nav=""), 404)
    ended = _ended(payment, desk.now())
    body = _bill(payment, words) + (_notice(words[ended]) if ended else _choices(payment.session, words, said))
    return page(document(words["title"], body, lang, nav=""))


def choose(desk: Desk, request: Request, key: str) -> Response:
    """One of the page's buttons: let it happen, tell the product, and send the payer on."""
    chosen = request.form().get("choice", "")
    payment = desk.payment(key)
    if payment is None or _ended(payment, desk.now()):
        return show(desk, request, key)
    if chosen == "cancel":
        return see_other(payment.session["cancel_url"] or payment.session["success_url"])
    if chosen not in _OUTCOMES:
        return show(desk, request, key)
    try:
        desk.courier.deliver(desk.happen(key, _OUTCOMES[chosen]))
    except NotPossible:
        return show(desk, request, key)
    if chosen == "decline":
        return show(desk, request, key, said="declined")
    return see_other(payment.session["success_url"].replace("{CHECKOUT_SESSION_ID}", key))


def _setup(desk: Desk, key: str) -> Object | None:
    session = desk.records.get(key) or {}
    return session if session.get("mode") == "setup" else None


def _ended(payment: Payment, now: int) -> str:
    session = payment.session
    if session["status"] == "complete":
        return "complete" if payment.paid else "waiting"
    return "expired" if session["status"] == "expired" or session["expires_at"] <= now else ""


def _bill(payment: Payment, words: dict[str, str]) -> str:
    currency = payment.session["currency"]
    lines = [(line["description"], line["amount_total"]) for line in payment.draft["lines"]]
    rows = "".join(f"<tr><td>{escape(name)}<td>{amount(minor, currency)}" for name, minor in lines)
    total = amount(payment.session["amount_total"], currency)
    note = f'<p class="note">{words["note"]}</p>'
    return f'{note}<table>{rows}<tr class="total"><th scope="row">{words["total"]}<td>{total}</table>'


def amount(minor: int, currency: str) -> str:
    """``1,234.50 MXN``: this page stands in for another company's, so it keeps that company's neutral form."""
    code = currency.upper()
    return f"{to_decimal(minor, code) if code in EXPONENT else minor:,} {code}"


def _choices(session: Object, words: dict[str, str], said: str) -> str:
    later = words["later"].format(method=_LATER.get(session["currency"], words["transfer"]))
    transfer = {"transfer": words["by_transfer"]} if "customer_balance" in session["payment_method_types"] else {}
    buttons = {"pay": words["pay"], "later": later, **transfer, "decline": words["decline"], "cancel": words["cancel"]}
    inside = "".join(f'<button name="choice" value="{name}">{text}</button>' for name, text in buttons.items())
    return (_notice(words[said]) if said else "") + f'<form method="post" class="choices">{inside}</form>'


def _notice(text: str) -> str:
    return f'<p role="status" class="notice">{text}</p>'
