"""The Stripe keys: read once in a while, never empty, never printed."""

import time
from collections.abc import Callable

import pytest
from botocore.stub import Stubber

from chalicelib.domain.errors import GiveUp
from chalicelib.gateways import secrets

Stub = Callable[[str], Stubber]


@pytest.fixture(autouse=True)
def secret_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRIPE_SECRET", "puntual/stripe")


def answer(stubber: Stubber, text: str) -> None:
    stubber.add_response("get_secret_value", {"SecretString": text}, {"SecretId": "puntual/stripe"})


def test_the_keys_are_read_once_and_again_when_they_may_have_changed(
    stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = stub("secretsmanager")
    answer(manager, '{"api_key": "sk_test_1", "webhook_secret": "whsec_1"}')
    answer(manager, '{"api_key": "sk_test_2", "webhook_secret": "whsec_1"}')
    monkeypatch.setattr(time, "monotonic", lambda: 1000.0)

    assert secrets.stripe().api_key == "sk_test_1"
    assert secrets.stripe().api_key == "sk_test_1"
    monkeypatch.setattr(time, "monotonic", lambda: 1300.0)
    assert secrets.stripe().api_key == "sk_test_2"


@pytest.mark.parametrize("text", ['{"api_key": "sk", "webhook_secret": ""}', '{"api_key": "sk"}', "null"])
def test_an_empty_or_missing_key_does_not_load(stub: Stub, text: str) -> None:
    answer(stub("secretsmanager"), text)

    with pytest.raises(GiveUp, match="provider_not_configured"):
        secrets.stripe()


def test_keys_are_not_printed() -> None:
    assert "sk_live" not in repr(secrets.StripeKeys("sk_live_1", "whsec_1"))
