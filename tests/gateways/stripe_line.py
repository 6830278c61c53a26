"""The line to Stripe as the gateway tests use it: the double behind it, every request kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import stripe

from chalicelib.gateways import secrets
from infra.local.stripe import API_KEY, api, form
from tests.gateways.stripe_requests import faults_of, request_faults
from tests.local.conftest import Shop


@dataclass
class Line:
    """``sent``: method, path, idempotency key and form of each request, oldest first."""

    shop: Shop
    sent: list[tuple[str, str, str, bytes]]

    def form(self, path: str) -> dict[str, Any]:
        """The form of the last request to a path; every one of them is as Stripe describes it."""
        bodies = [body for method, to, _, body in self.sent if (method, to) == ("post", path)]
        assert [request_faults(path, body) for body in bodies] == [[]] * len(bodies)
        return form.decode(bodies[-1])

    def keys(self, path: str) -> list[str]:
        return [key for method, to, key, _ in self.sent if (method, to) == ("post", path)]


def connected(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    """The gateway speaks to the double of ``shop``: every request is one that Stripe describes, and nothing is written
    without an idempotency key."""
    line, real, base = Line(shop, []), stripe.RequestsClient.request, f"{shop.origin}{api.ROOT}"

    def request(self: Any, method: str, url: str, headers: Any, post_data: Any = None) -> Any:
        path, _, query = url.removeprefix(base).partition("?")
        key, body = headers.get("Idempotency-Key", ""), (post_data or "").encode()
        assert key or method != "post", f"no idempotency key on {path}"
        assert faults_of(method, path, query, body) == []
        line.sent.append((method, path, key, body))
        return real(self, method, url, headers, post_data)

    monkeypatch.setattr(stripe.RequestsClient, "request", request)
    monkeypatch.setattr(secrets, "stripe", lambda: secrets.StripeKeys(API_KEY, "whsec"))
    monkeypatch.setenv("STRIPE_API_BASE", base)
    yield line
