"""Cards kept for later: one contract for Stripe and for the double, and every request as Stripe describes it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import stripe
from msgspec.structs import replace

from chalicelib.domain.errors import GiveUp, TryAgain
from chalicelib.domain.paying.mandate import Mandate
from chalicelib.domain.paying.provider_news import ProviderNews
from chalicelib.gateways.providers import CardPage
from chalicelib.gateways.providers.stripe import cards as kept
from chalicelib.gateways.providers.stripe import events
from infra.local.stripe import cards
from tests.gateways.stripe_line import Line, connected
from tests.gateways.test_stripe_checkout import ATTEMPT, CANCEL, NOW, SUCCESS
from tests.local.conftest import Shop, shop  # noqa: F401 - the double, as a fixture

MANDATE = Mandate("ma_1", "MXN", "es", ("Autorizo",), "1", "hash", NOW, "session", provider="stripe")
CHARGE = replace(ATTEMPT, id="ap_1_20260603_20260603", method="autopay", mandate="ma_1", claimed_at=NOW)
PAGE = CardPage(MANDATE, "P-2222-2222", "es", NOW + timedelta(hours=1), SUCCESS, CANCEL, "ana@cliente.example")
INTENTS = "/v1/payment_intents"


@pytest.fixture
def line(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:  # noqa: F811
    yield from connected(shop, monkeypatch)


def given(line: Line, last4: str = "4242") -> Mandate:
    """A mandate whose card was given on the page."""
    page = kept.open_card_page(replace(PAGE, mandate=replace(MANDATE, id=f"ma_{last4}")))
    cards.give_card(line.shop.desk, page.id, last4)
    setup = (line.shop.desk.records.get(page.id) or {})["setup_intent"]
    card = kept.read_card(setup)
    return replace(MANDATE, customer_id=page.customer, card_id=card.id, state="active")


def test_the_page_asks_for_a_card_and_for_nothing_else(line: Line) -> None:
    page = kept.open_card_page(PAGE)

    assert line.form("/v1/checkout/sessions") == {
        "mode": "setup",
        "customer": page.customer,
        "currency": "mxn",
        "allowed_payment_method_types": ["card"],
        "client_reference_id": "ma_1",
        "metadata": {"mandate": "ma_1"},
        "setup_intent_data": {"metadata": {"mandate": "ma_1"}, "description": "P-2222-2222"},
        "locale": "es-419",
        "expires_at": str(int((NOW + timedelta(hours=1)).timestamp())),
        "success_url": SUCCESS,
        "cancel_url": CANCEL,
    }
    assert kept.open_card_page(PAGE) == page, "asked again, the same page"


def test_a_customer_that_was_deleted_is_made_anew(line: Line) -> None:
    assert kept.open_card_page(replace(PAGE, customer="cus_deleted")).customer != "cus_deleted"


def test_the_card_is_known_by_what_the_debtor_sees_on_it(line: Line) -> None:
    page = kept.open_card_page(PAGE)
    setup = (line.shop.desk.records.get(page.id) or {})["setup_intent"]
    with pytest.raises(GiveUp, match="no_card"):
        kept.read_card(setup)

    cards.give_card(line.shop.desk, page.id, "4242")
    card = kept.read_card(setup)
    assert (card.brand, card.last4, card.exp_month) == ("visa", "4242", 12)


def test_a_charge_is_made_with_nobody_there_and_only_once(line: Line) -> None:
    mandate = given(line)
    news = kept.charge(CHARGE, mandate)

    assert (news.kind, news.attempt_id, news.amount_minor, news.currency) == ("paid", CHARGE.id, 1_250_050, "MXN")
    form = line.form(INTENTS)
    assert (form["confirm"], form["off_session"], form["amount"]) == ("true", "true", "1250050")
    assert form["metadata"] == {"attempt": CHARGE.id, "via": "autopay"}
    assert line.keys(INTENTS) == [f"{CHARGE.id}:charge"]
    assert kept.charge(CHARGE, mandate) == news
    assert len(line.shop.desk.records.where("payment_intent", "status", "succeeded")) == 1


@pytest.mark.parametrize(
    ("last4", "code"),
    [("0002", "generic_decline"), ("9995", "insufficient_funds"), ("3184", "authentication_required"),
     ("0069", "expired_card")],
)  # fmt: skip
def test_the_banks_no_is_news_with_its_reason(line: Line, last4: str, code: str) -> None:
    mandate = given(line, last4)
    news = kept.charge(CHARGE, mandate)

    assert (news.kind, news.code, news.attempt_id) == ("failed", code, CHARGE.id)
    assert kept.charge(CHARGE, mandate) == news, "and stays so under the same key"


def test_a_bank_that_thinks_about_it_is_not_paid_yet(line: Line) -> None:
    assert kept.charge(CHARGE, given(line, "0077")).kind == "processing"


def test_a_card_that_is_kept_no_longer_is_no_bug(line: Line) -> None:
    mandate = given(line)
    kept.forget_card(mandate)
    kept.forget_card(mandate)

    assert kept.charge(CHARGE, mandate).code == "card_removed"
    assert kept.charge(replace(CHARGE, id="ap_2"), replace(mandate, customer_id="cus_gone")).code == "card_removed"


def test_a_charge_whose_answer_was_lost_is_found_again_and_one_that_never_began_is_not(line: Line) -> None:
    mandate = given(line)
    assert kept.find_charge(CHARGE, mandate) is None

    news = kept.charge(CHARGE, mandate)
    assert kept.find_charge(CHARGE, mandate) == news
    assert kept.find_charge(replace(CHARGE, id="ap_9"), mandate) is None


def test_a_refused_charge_is_found_as_refused(line: Line) -> None:
    mandate = given(line, "9995")
    kept.charge(CHARGE, mandate)

    found = kept.find_charge(CHARGE, mandate)
    assert found and (found.kind, found.code) == ("failed", "insufficient_funds")


def test_no_answer_is_no_news(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    mandate = given(line)

    def lost(*_: object, **__: object) -> None:
        raise stripe.APIConnectionError("timed out")  # type: ignore[no-untyped-call]

    monkeypatch.setattr(stripe.RequestsClient, "request", lost)
    with pytest.raises(TryAgain):
        kept.charge(CHARGE, mandate)


def told(line: Line, kind: str) -> ProviderNews:
    (event,) = line.shop.desk.records.where("event", "type", kind)
    return replace(events.read_event(event), event_id="", created=None)


def test_what_the_webhooks_tell_is_what_the_calls_answered(line: Line) -> None:
    paid = kept.charge(CHARGE, given(line))
    assert told(line, "payment_intent.succeeded") == paid

    other = replace(CHARGE, id="ap_2")
    refused = kept.charge(other, given(line, "9995"))
    assert told(line, "payment_intent.payment_failed") == refused


def test_the_webhooks_tell_of_a_card_that_was_given_and_of_one_that_is_gone(line: Line) -> None:
    mandate = given(line)
    news = told(line, "checkout.session.completed")
    assert (news.kind, news.mandate_id, news.customer_id) == ("card_given", "ma_4242", mandate.customer_id)

    kept.forget_card(mandate)
    gone = told(line, "payment_method.detached")
    assert (gone.kind, gone.card and gone.card.id) == ("card_gone", mandate.card_id)
