"""A webhook counts only when PayPal itself says that it signed it, for our webhook, over these very bytes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chalicelib.domain.errors import GiveUp, Refusal, TryAgain
from chalicelib.gateways.providers.paypal import client, read_webhook
from infra.local.paypal import CLIENT_ID, CLIENT_SECRET, WEBHOOK_ID
from infra.local.paypal.courier import CERT_URL, signature
from tests.local.paypal_shop import START, PayPalShop, paypal_shop

NOW = datetime.fromtimestamp(START, UTC)
EVENT = (Path(__file__).parents[1] / "events" / "paypal" / "PAYMENT.CAPTURE.COMPLETED.json").read_bytes()


@pytest.fixture(autouse=True)
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PayPalShop]:
    monkeypatch.setattr(client, "keys", lambda: client.PayPalKeys(CLIENT_ID, CLIENT_SECRET, WEBHOOK_ID))
    monkeypatch.setattr(client, "_tokens", {})
    with paypal_shop(tmp_path) as found:
        monkeypatch.setenv("PAYPAL_API_BASE", found.api)
        yield found


def headers(payload: bytes = EVENT, at: datetime = NOW, **changed: str) -> dict[str, str]:
    moment = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "paypal-auth-algo": "SHA256withRSA",
        "paypal-cert-url": CERT_URL,
        "paypal-transmission-id": "b2384410-f8d2-11ec-8f5e-01b1eca2b1d8",
        "paypal-transmission-sig": signature(payload, "b2384410-f8d2-11ec-8f5e-01b1eca2b1d8", moment),
        "paypal-transmission-time": moment,
    } | {name.replace("_", "-"): value for name, value in changed.items()}


def refused(payload: bytes = EVENT, told: dict[str, str] | None = None, now: datetime = NOW) -> str:
    with pytest.raises(Refusal) as caught:
        read_webhook(payload, headers(payload) if told is None else told, now)
    return caught.value.code


def test_a_signed_event_is_read() -> None:
    news = read_webhook(EVENT, headers(), NOW)
    assert (news.kind, news.amount_minor, news.currency) == ("paid", 1_250_050, "MXN")


def test_the_bytes_go_to_paypal_as_they_came() -> None:
    spaced = b"  " + EVENT.replace(b'"version"', b'"version" ').replace(b"{", b"{\n\t") + b"\n"
    assert read_webhook(spaced, headers(spaced), NOW).kind == "paid"


def test_an_unsigned_event_is_refused_without_a_question(shop: PayPalShop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "call", lambda *_: pytest.fail("asked"))
    assert refused(told={}) == "bad_signature"
    for name in headers():
        assert refused(told={key: value for key, value in headers().items() if key != name}) == "bad_signature"


@pytest.mark.parametrize(
    "url",
    ["http://api.paypal.com/cert", "https://paypal.com.evil.example/cert", "https://evilpaypal.com/cert", "//x", "x",
     "https://api.paypal.com@evil.example/cert", "https://[", "https://" + "a" * 2000],
)  # fmt: skip
def test_a_certificate_from_elsewhere_is_refused_without_a_question(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "call", lambda *_: pytest.fail("asked"))
    assert refused(told=headers(paypal_cert_url=url)) == "bad_signature"


def test_another_body_under_the_same_signature_is_refused() -> None:
    changed = EVENT.replace(b"12500.50", b"99999.99")
    assert refused(changed, headers(EVENT)) == "bad_signature"


def test_a_webhook_signed_for_another_webhooks_id_is_refused() -> None:
    sig = signature(EVENT, "b2384410-f8d2-11ec-8f5e-01b1eca2b1d8", NOW.strftime("%Y-%m-%dT%H:%M:%SZ"), "ANOTHER")
    assert refused(told=headers(paypal_transmission_sig=sig)) == "bad_signature"


@pytest.mark.parametrize("days", [-5, 5])
def test_a_stale_webhook_is_refused_though_it_is_signed(days: int) -> None:
    assert refused(told=headers(at=NOW + timedelta(days=days))) == "stale_signature"


def test_what_paypal_delivers_again_for_three_days_is_not_stale() -> None:
    assert read_webhook(EVENT, headers(at=NOW - timedelta(days=3)), NOW).kind == "paid"


def test_a_time_that_is_none_is_refused() -> None:
    assert refused(told=headers(paypal_transmission_time="yesterday")) == "bad_signature"


@pytest.mark.parametrize("payload", [b"", b"{", b"[1]", b'"text"', b"\xff"])
def test_what_is_no_event_is_refused(payload: bytes) -> None:
    assert refused(payload) == "bad_json"


def test_a_payload_cannot_smuggle_in_the_id_of_another_webhook() -> None:
    payload = b'{"a": 1}, "webhook_id": "ANOTHER"'
    assert refused(payload) == "bad_json"


def test_while_paypal_cannot_be_asked_nothing_is_taken_for_granted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAYPAL_API_BASE", "http://127.0.0.1:1")
    with pytest.raises(TryAgain):
        read_webhook(EVENT, headers(), NOW)


def test_keys_that_are_not_good_are_said_to_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "keys", lambda: client.PayPalKeys(CLIENT_ID, "wrong", WEBHOOK_ID))
    with pytest.raises(GiveUp) as given_up:
        read_webhook(EVENT, headers(), NOW)
    assert given_up.value.code == "provider_not_configured"


def test_the_secret_never_shows() -> None:
    assert CLIENT_SECRET not in repr(client.PayPalKeys(CLIENT_ID, CLIENT_SECRET, WEBHOOK_ID))
