"""Cards kept at Stripe for charges that a debtor agreed to: a page to give one, the charge, its trace, its removal."""

from typing import TYPE_CHECKING, Any

import msgspec

from chalicelib.domain.attempt import Attempt
from chalicelib.domain.errors import GiveUp
from chalicelib.domain.paying.mandate import Card, Mandate
from chalicelib.domain.paying.provider_news import ProviderNews
from chalicelib.gateways.providers import CardPage, Opened
from chalicelib.gateways.providers.stripe.client import client, reaching
from chalicelib.gateways.providers.stripe.customers import LOCALES, new_customer
from chalicelib.gateways.providers.stripe.events import AUTOPAY, MANDATE, charge_metadata, read_charge, read_session

if TYPE_CHECKING:
    from stripe import CardError
    from stripe.params import PaymentIntentCreateParams, PaymentIntentListParams
    from stripe.params.checkout import SessionCreateParams


def open_card_page(page: CardPage) -> Opened:
    """The page on which the debtor gives the card of a mandate; nothing is charged there. Raises TryAgain, GiveUp."""
    try:
        return _open(page)
    except GiveUp as refusal:
        if refusal.code != "customer_gone" or not page.customer:
            raise
    return _open(msgspec.structs.replace(page, customer=""))  # somebody deleted it at Stripe: a new one


def _open(page: CardPage) -> Opened:
    mandate = page.mandate
    customer = page.customer or new_customer(mandate.id, page.reference, page.language, page.email)
    params: SessionCreateParams = {
        "mode": "setup",
        "customer": customer,
        "currency": mandate.currency.lower(),
        "allowed_payment_method_types": ["card"],
        "client_reference_id": mandate.id,
        "metadata": {MANDATE: mandate.id},
        "setup_intent_data": {"metadata": {MANDATE: mandate.id}, "description": page.reference},
        "locale": LOCALES.get(page.language, "en"),
        "expires_at": int(page.expires_at.timestamp()),
        "success_url": page.success_url,
        "cancel_url": page.cancel_url,
    }
    with reaching():
        opened = client().v1.checkout.sessions.create(params, {"idempotency_key": f"{mandate.id}:card:{customer}"})
    if not opened.url:
        raise GiveUp("provider_refused")
    return Opened(opened.id, opened.url, customer)


def ask_card(mandate: Mandate) -> ProviderNews:
    """What became of the page whose webhook has not come. Raises TryAgain, GiveUp."""
    with reaching():
        content = client().v1.checkout.sessions.retrieve(mandate.page_id).to_dict()
    return read_session({"complete": "paid", "expired": "expired"}.get(content["status"], "ignored"), content)


def read_card(setup_id: str) -> Card:
    """The card that a debtor gave, once the page told us so. Raises TryAgain, GiveUp("no_card")."""
    with reaching():
        content = client().v1.setup_intents.retrieve(setup_id, {"expand": ["payment_method"]}).to_dict()
    given = content.get("payment_method")
    if content.get("status") != "succeeded" or not isinstance(given, dict) or not given.get("card"):
        raise GiveUp("no_card")
    return card_of(given)


def card_of(given: dict[str, Any]) -> Card:
    card = given["card"]
    return Card(given["id"], card.get("brand") or "", card["last4"], card["exp_month"], card["exp_year"])


def charge(attempt: Attempt, mandate: Mandate) -> ProviderNews:
    """Charge a card with its debtor away. The same attempt again is the same charge, whatever was lost on the way.

    A bank's no is news ("failed", with its code). Raises TryAgain: nobody knows; ask with ``find_charge``, or again.
    """
    import stripe

    params: PaymentIntentCreateParams = {
        "amount": attempt.amount_minor,
        "currency": attempt.currency.lower(),
        "customer": mandate.customer_id,
        "payment_method": mandate.card_id,
        "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},  # there is nowhere to return to
        "confirm": True,
        "off_session": True,
        "description": attempt.reference,
        "metadata": charge_metadata(attempt.id),
    }
    try:
        with reaching():
            made = client().v1.payment_intents.create(params, {"idempotency_key": f"{attempt.id}:charge"})
    except stripe.CardError as refused:
        return _refused(attempt, refused)
    except GiveUp as refusal:
        code = "card_removed" if refusal.code == "customer_gone" else refusal.code
        return ProviderNews("failed", attempt.id, code=code)
    return read_charge(made.to_dict())


def find_charge(attempt: Attempt, mandate: Mandate) -> ProviderNews | None:
    """What became of a charge whose answer was lost; None where none was ever begun. Raises TryAgain."""
    since = int((attempt.claimed_at or attempt.created_at).timestamp()) - 3600
    params: PaymentIntentListParams = {"customer": mandate.customer_id, "created": {"gte": since}, "limit": 100}
    with reaching():
        found = client().v1.payment_intents.list(params).to_dict()["data"]
    mine = [one for one in found if one.get("metadata") == charge_metadata(attempt.id)]
    return read_charge(mine[0]) if mine else None


def forget_card(mandate: Mandate) -> None:
    """The card is kept there no more. One that is gone already is as good. Raises TryAgain."""
    try:
        with reaching():
            client().v1.payment_methods.detach(
                mandate.card_id, {}, {"idempotency_key": f"{mandate.id}:{AUTOPAY}:detach"}
            )
    except GiveUp:
        return


def _refused(attempt: Attempt, error: "CardError") -> ProviderNews:
    """With the PaymentIntent that was left behind, as its own webhook tells it; or with the bank's reason alone."""
    body = error.json_body if isinstance(error.json_body, dict) else {}
    told: dict[str, Any] = body.get("error", {})
    if intent := told.get("payment_intent"):
        return read_charge(intent)
    return ProviderNews("failed", attempt.id, code=told.get("decline_code") or error.code or "card_declined")
