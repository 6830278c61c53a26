"""The double of PayPal on a loopback port, with a clock that a test sets and a product that only listens."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from infra.local.control.web import Request, Response, Routes
from infra.local.paypal import api, control, page
from infra.local.paypal.courier import Courier
from infra.local.paypal.desk import Desk
from infra.local.stripe.courier import poster
from infra.local.stripe.records import Records
from tests.local.front import serving

START = 1_795_000_000


@dataclass
class Listener:
    """What the product was told: the payload and the headers of every webhook."""

    heard: list[tuple[bytes, dict[str, str]]] = field(default_factory=list)

    def listen(self, request: Request) -> Response:
        self.heard.append((request.bytes(), dict(request.headers)))
        return Response(200)


@dataclass
class PayPalShop:
    origin: str
    desk: Desk
    product: Listener
    moment: list[int]

    @property
    def api(self) -> str:
        return f"{self.origin}{api.ROOT}"


@contextmanager
def paypal_shop(folder: Path) -> Iterator[PayPalShop]:
    product, moment, desks = Listener(), [START], []

    def make(origin: str) -> Routes:
        records = Records(folder / "paypal.sqlite")
        courier = Courier(records, lambda: moment[0], poster(f"{origin}/api/paypal"))
        desks.append(Desk(records, courier, lambda: moment[0], f"{origin}{page.ROOT}"))
        routes = Routes()
        routes.add("POST", "/api/paypal", product.listen)
        for part in (api, control, page):
            part.add_routes(routes, desks[0])
        return routes

    with serving(make) as origin:
        yield PayPalShop(origin, desks[0], product, moment)
        desks[0].courier.stop()
    desks[0].records.close()
