"""A payment that fits nothing waits in its business's own list until somebody says what became of it."""

import pytest

from chalicelib.gateways import clock
from chalicelib.store import businesses
from chalicelib.workflows.paying.hear_provider import hear_provider
from tests.domain.cases import invoice
from tests.workflows.cases import NOW, created, owing, pending, recorded
from tests.workflows.console import CLIENT, ask

SETTLE = "parked/{parked_id}/settle"


@pytest.fixture(autouse=True)
def a_payment_of_another_amount(cloud: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSOLE_CLIENT_ID", CLIENT)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    created()
    owing(invoice("F1"))
    pending(("F1", 100_000))
    told()


def told() -> str:
    return hear_provider(recorded("checkout.session.completed.paid", amount_minor=99_999), NOW)


def test_it_says_what_came_why_it_waits_and_whose_it_is() -> None:
    status, answer = ask("GET", "parked")
    (one,) = answer["parked"]
    assert (status, one["reason"], one["amount_minor"], one["debtor"]) == (200, "amount_mismatch", 99_999, "c1")
    assert (one["why"], one["provider_text"]) == ("The amount received is not the one quoted.", "Stripe")
    assert ask("GET", "parked", None)[0] == 401


def test_settled_it_waits_no_more_though_the_provider_tells_it_again_and_who_did_it_is_kept() -> None:
    key = ask("GET", "parked")[1]["parked"][0]["id"]
    settled = {"id": key, "state": "settled"}
    for _ in range(2):
        assert ask("POST", SETTLE, body={"note": "Refunded in Stripe"}, parked_id=key) == (200, settled)
    assert told() == "parked"
    assert ask("GET", "parked")[1] == {"parked": []}
    payment = recorded("checkout.session.completed.paid").payment_id
    kept = businesses.load_parked("acme", "stripe", f"{payment}.paid")
    assert kept and (kept.settled_by, kept.note, kept.settled_at) == ("u-1", "Refunded in Stripe", NOW)


@pytest.mark.parametrize("key", ["", "x", "%%%", "c3RyaXBl", "AAAA", "ÿ"])
def test_what_is_not_there_is_not_found(key: str) -> None:
    assert ask("POST", SETTLE, body={"note": "x"}, parked_id=key)[0] == 404


def test_another_business_sees_and_settles_nothing_and_nobody_without_a_word() -> None:
    key = ask("GET", "parked")[1]["parked"][0]["id"]
    created(id="other")
    assert ask("GET", "parked", "other")[1] == {"parked": []}
    assert ask("POST", SETTLE, "other", {"note": "mine"}, parked_id=key)[0] == 404
    assert ask("POST", SETTLE, body={"note": " "}, parked_id=key)[1]["code"] == "reason_required"
    assert ask("POST", SETTLE, body={}, parked_id=key)[0] == 422
