"""The double of Stripe on a loopback port, with a clock that a test sets and a product that only listens."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import stripe

from infra.local.control.web import Request, Response, Routes
from infra.local.stripe import API_KEY, WEBHOOK_SECRET, api, control, control_cards, page
from infra.local.stripe.courier import Courier, poster
from infra.local.stripe.desk import Desk
from infra.local.stripe.records import Records
from tests.local.front import serving

START = 1_795_000_000


@dataclass
class Product:
    """What the product was told: payload and signature header of every webhook; it answers ``statuses`` in turn."""

    heard: list[tuple[bytes, str]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    def listen(self, request: Request) -> Response:
        self.heard.append((request.bytes(), request.headers["stripe-signature"]))
        return Response(self.statuses.pop(0) if self.statuses else 200)


@dataclass
class Shop:
    """The double as a test uses it: the origin, its desk, the real library as client, and the listening product."""

    origin: str
    desk: Desk
    client: stripe.StripeClient
    product: Product
    moment: list[int]

    def events(self) -> list[stripe.Event]:
        """What the product was told so far, its signatures checked by the real library."""
        secret = WEBHOOK_SECRET
        return [
            stripe.Webhook.construct_event(payload, header, secret, tolerance=None)  # type: ignore[arg-type]
            for payload, header in self.product.heard
        ]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    product, moment, desks = Product(), [START], []

    def make(origin: str) -> Routes:
        records = Records(tmp_path / "stripe.sqlite")
        courier = Courier(records, lambda: moment[0], poster(f"{origin}/api/stripe"))
        desks.append(Desk(records, courier, lambda: moment[0], f"{origin}{page.ROOT}"))
        routes = Routes()
        routes.add("POST", "/api/stripe", product.listen)
        for part in (api, control, control_cards, page):
            part.add_routes(routes, desks[0])
        return routes

    with serving(make) as origin:
        client = stripe.StripeClient(API_KEY, base_addresses={"api": f"{origin}{api.ROOT}"}, max_network_retries=0)
        yield Shop(origin, desks[0], client, product, moment)
    desks[0].courier.stop()
    desks[0].records.close()
