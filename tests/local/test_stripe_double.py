"""The double of Stripe, driven by the real stripe library and by plain HTTP as a browser would."""

import json
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlencode

import pytest
import stripe

from infra.local.stripe import form
from tests.local.conftest import START, Shop
from tests.local.stripe_openapi import object_faults, request_faults

PARAMS: Any = {
    "mode": "payment",
    "line_items": [
        {"price_data": {"currency": "mxn", "unit_amount": 150_000, "product_data": {"name": "F-1"}}, "quantity": 1},
        {"price_data": {"currency": "mxn", "unit_amount": 2_550, "product_data": {"name": "F-2 <b>"}}, "quantity": 2},
    ],
    "success_url": "https://example.com/es/#/receipt/a1",
    "cancel_url": "https://example.com/es/#/method/cancelled",
    "expires_at": START + 1800,
    "locale": "es-419",
    "metadata": {"attempt": "a1"},
    "payment_intent_data": {"metadata": {"attempt": "a1"}},
    "client_reference_id": "a1",
}
TOTAL = 155_100


def opened(shop: Shop, **changes: Any) -> stripe.checkout.Session:
    return shop.client.v1.checkout.sessions.create(PARAMS | changes)


def play(shop: Shop, session_id: str, **asked: Any) -> dict[str, Any]:
    return dict(call(f"{shop.origin}/local/stripe/sessions/{session_id}", json.dumps(asked).encode())[1])


def call(url: str, body: bytes | None = None) -> tuple[int, Any]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body), timeout=10) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def types(shop: Shop) -> list[str]:
    return [event.type for event in shop.events()]


def test_a_session_adds_its_lines_up_and_reads_back_the_same(shop: Shop) -> None:
    session = opened(shop)
    again = shop.client.v1.checkout.sessions.retrieve(session.id)
    assert (again.amount_total, again.currency, again.status, again.payment_status) == (TOTAL, "mxn", "open", "unpaid")
    assert again.url == session.url and again.url and again.url.endswith(session.id)


def test_our_request_is_one_that_stripe_describes() -> None:
    body = urlencode(
        [("line_items[0][price_data][unit_amount]", "5"), ("line_items[0][quantity]", "1"), ("expand[]", "x")]
    )
    assert form.decode(body.encode())["line_items"] == [{"price_data": {"unit_amount": "5"}, "quantity": "1"}]
    assert request_faults("/v1/checkout/sessions", PARAMS) == []


def test_the_same_idempotency_key_opens_one_session(shop: Shop) -> None:
    first = shop.client.v1.checkout.sessions.create(PARAMS, {"idempotency_key": "a1-1"})
    assert shop.client.v1.checkout.sessions.create(PARAMS, {"idempotency_key": "a1-1"}).id == first.id
    with pytest.raises(stripe.IdempotencyError):
        shop.client.v1.checkout.sessions.create(PARAMS | {"locale": "en"}, {"idempotency_key": "a1-1"})


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"line_items": []}, "line_items"),
        ({"success_url": ""}, "success_url"),
        ({"expires_at": START + 60}, "expires_at"),
        ({"line_items": PARAMS["line_items"] * 51}, "line_items"),
        ({"metadata": {"k": "v" * 501}}, "metadata"),
    ],
)
def test_what_stripe_refuses_is_refused(shop: Shop, change: dict[str, Any], param: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        opened(shop, **change)
    assert refused.value.param == param


def test_a_wrong_key_is_refused(shop: Shop) -> None:
    client = stripe.StripeClient("sk_test_other", base_addresses={"api": f"{shop.origin}/local/stripe/api"})
    with pytest.raises(stripe.AuthenticationError):
        client.v1.checkout.sessions.create(PARAMS)


def test_paying_tells_the_product_once_and_every_object_is_what_stripe_describes(shop: Shop) -> None:
    session = opened(shop)
    shown = play(shop, session.id, outcome="paid")
    assert (shown["status"], shown["payment_status"], shown["amount_minor"]) == ("complete", "paid", TOTAL)
    (event,) = shop.events()
    assert event.type == "checkout.session.completed"
    assert event.data.object["metadata"]["attempt"] == "a1"
    intent = shop.client.v1.payment_intents.retrieve(shown["payment_intent"])
    assert (intent.status, intent.amount_received, intent.metadata["attempt"]) == ("succeeded", TOTAL, "a1")
    assert object_faults("event", json.loads(shop.product.heard[0][0])) == []
    ids = {"checkout.session": session.id, "payment_intent": intent.id, "charge": str(intent.latest_charge)}
    assert [fault for name, key in ids.items() for fault in object_faults(name, shop.desk.records.get(key))] == []


def test_the_same_outcome_again_is_the_same_event_unless_new_ids_are_asked_for(shop: Shop) -> None:
    session = opened(shop)
    play(shop, session.id, outcome="paid")
    play(shop, session.id, outcome="paid", times=9)
    assert len({event.id for event in shop.events()}) == 1 and len(shop.events()) == 10
    play(shop, session.id, outcome="paid", times=2, new_event_ids=True)
    assert len({event.id for event in shop.events()}) == 3
    assert len(shop.desk.records.where("payment_intent", "status", "succeeded")) == 1


def test_a_payment_that_takes_days_is_unpaid_first_and_paid_or_failed_later(shop: Shop) -> None:
    session = opened(shop)
    assert play(shop, session.id, outcome="processing")["payment_status"] == "unpaid"
    assert play(shop, session.id, outcome="succeeded_later")["payment_status"] == "paid"
    other = opened(shop)
    play(shop, other.id, outcome="processing")
    play(shop, other.id, outcome="failed")
    assert types(shop) == [
        "checkout.session.completed",
        "checkout.session.async_payment_succeeded",
        "checkout.session.completed",
        "payment_intent.payment_failed",
        "checkout.session.async_payment_failed",
    ]


def test_news_may_arrive_out_of_order(shop: Shop) -> None:
    session = opened(shop)
    play(shop, session.id, outcome="succeeded_later")
    assert play(shop, session.id, outcome="processing")["payment_status"] == "paid"
    late = shop.events()[-1]
    assert (late.type, late.data.object["payment_status"]) == ("checkout.session.completed", "unpaid")


def test_refunds_add_up_and_never_beyond_what_was_paid(shop: Shop) -> None:
    session = opened(shop)
    play(shop, session.id, outcome="paid")
    play(shop, session.id, outcome="refunded", amount_minor=55_100)
    play(shop, session.id, outcome="refunded")
    play(shop, session.id, outcome="refunded")
    told = [event for event in shop.events() if event.type == "charge.refunded"]
    assert [event.data.object["amount_refunded"] for event in told] == [55_100, TOTAL, TOTAL]
    assert told[1].id == told[2].id and told[1].data.object["metadata"]["attempt"] == "a1"
    body = json.dumps({"outcome": "refunded", "amount_minor": 1}).encode()
    assert call(f"{shop.origin}/local/stripe/sessions/{session.id}", body)[0] == 409


def test_a_refund_that_the_payers_bank_sends_back_is_given_back_no_more(shop: Shop) -> None:
    session = opened(shop)
    play(shop, session.id, outcome="paid")
    body = json.dumps({"outcome": "refund_failed"}).encode()
    assert call(f"{shop.origin}/local/stripe/sessions/{session.id}", body)[0] == 409
    play(shop, session.id, outcome="refunded", amount_minor=55_100)
    play(shop, session.id, outcome="refund_failed")
    told = shop.events()[-1]
    assert (told.type, told.data.object["amount"], told.data.object["status"]) == ("refund.failed", 55_100, "failed")
    assert object_faults("refund", told.data.object.to_dict()) == []
    play(shop, session.id, outcome="refunded")
    assert shop.events()[-1].data.object["amount_refunded"] == TOTAL


def test_a_refund_by_the_api_is_told_too(shop: Shop) -> None:
    session = opened(shop)
    intent = play(shop, session.id, outcome="paid")["payment_intent"]
    refund = shop.client.v1.refunds.create({"payment_intent": intent, "amount": 100})
    assert object_faults("refund", shop.desk.records.get(refund.id)) == []
    assert (refund.amount, refund.status) == (100, "succeeded")
    whole = shop.client.v1.refunds.create({"payment_intent": intent, "amount": 200, "expand": ["charge"]})
    assert whole.to_dict()["charge"]["amount_refunded"] == 300


def test_a_dispute_opens_and_closes(shop: Shop) -> None:
    session = opened(shop)
    play(shop, session.id, outcome="disputed")
    play(shop, session.id, outcome="dispute_lost")
    assert types(shop) == ["charge.dispute.created", "charge.dispute.closed"]
    dispute = shop.events()[-1].data.object
    assert (dispute["status"], dispute["amount"]) == ("lost", TOTAL)
    assert object_faults("dispute", shop.desk.records.get(dispute["id"])) == []


def test_a_paid_amount_may_differ_from_what_was_asked(shop: Shop) -> None:
    session = opened(shop)
    assert play(shop, session.id, outcome="paid", amount_minor=1)["amount_minor"] == 1
    assert shop.events()[0].data.object["amount_total"] == 1


def test_sessions_expire_by_the_clock_of_the_product(shop: Shop) -> None:
    opened(shop)
    assert shop.desk.next_expiry() == START + 1800
    assert shop.desk.expire_what_is_over() == []
    shop.moment[0] += 1800
    shop.desk.courier.deliver(shop.desk.expire_what_is_over())
    assert types(shop) == ["checkout.session.expired"] and shop.desk.next_expiry() is None


def test_a_webhook_is_repeated_until_the_product_answers(shop: Shop) -> None:
    shop.product.statuses = [500, 503, 200]
    shown = play(shop, opened(shop).id, outcome="paid")
    assert shown["webhooks"][0] | {"event": ""} == {
        "event": "", "type": "checkout.session.completed", "status": 200, "tries": 3
    }  # fmt: skip


def test_what_happened_is_known_after_a_restart(shop: Shop, tmp_path: Any) -> None:
    from infra.local.stripe.records import Records

    session = opened(shop)
    play(shop, session.id, outcome="paid")
    later = Records(tmp_path / "stripe.sqlite")
    assert (later.get(session.id) or {})["payment_status"] == "paid"
    later.close()


@pytest.mark.parametrize(
    ("body", "path"),
    [({}, "outcome"), ({"outcome": "won"}, "outcome"), ({"outcome": "paid", "times": 0}, "times"),
     ({"outcome": "paid", "amount_minor": "5"}, "amount_minor")],
)  # fmt: skip
def test_a_control_request_with_faults_names_them(shop: Shop, body: dict[str, Any], path: str) -> None:
    status, content = call(f"{shop.origin}/local/stripe/sessions/{opened(shop).id}", json.dumps(body).encode())
    assert status == 422 and [fault["path"] for fault in content["faults"]] == [path]


def test_an_unknown_session_is_not_found(shop: Shop) -> None:
    assert call(f"{shop.origin}/local/stripe/sessions/cs_test_no")[0] == 404
    with pytest.raises(stripe.InvalidRequestError, match="No such object"):
        shop.client.v1.checkout.sessions.retrieve("cs_test_no")


class StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def choose(url: str, choice: str) -> tuple[int, str, str]:
    opener = urllib.request.build_opener(StayHere)
    try:
        with opener.open(url, f"choice={choice}".encode()) as response:
            return response.status, response.read().decode(), ""
    except urllib.error.HTTPError as redirect:
        return redirect.code, "", redirect.headers["Location"]


def page_of(url: str) -> str:
    with urllib.request.urlopen(url) as response:
        return str(response.read().decode())


def test_the_page_shows_the_bill_and_pays_it(shop: Shop) -> None:
    session = opened(shop)
    html = page_of(str(session.url))
    assert "1,551.00 MXN" in html and "F-2 &lt;b&gt;" in html and 'lang="es"' in html
    assert choose(str(session.url), "pay")[::2] == (303, PARAMS["success_url"])
    assert types(shop) == ["checkout.session.completed"]
    assert "ya se recibió" in page_of(str(session.url))


def test_a_declined_card_leaves_the_page_open(shop: Shop) -> None:
    session = opened(shop)
    status, html, _ = choose(str(session.url), "decline")
    assert status == 200 and "No se cobró nada" in html
    assert types(shop) == ["payment_intent.payment_failed"]
    assert choose(str(session.url), "pay")[0] == 303


def test_leaving_the_page_changes_nothing(shop: Shop) -> None:
    session = opened(shop)
    assert choose(str(session.url), "cancel")[::2] == (303, PARAMS["cancel_url"])
    assert shop.client.v1.checkout.sessions.retrieve(session.id).status == "open" and not shop.product.heard


def test_a_page_whose_time_is_up_takes_no_money(shop: Shop) -> None:
    session = opened(shop, locale="pt-BR")
    shop.moment[0] += 1800
    assert "expirou" in page_of(str(session.url)) and choose(str(session.url), "pay")[0] == 200
    assert not shop.product.heard
