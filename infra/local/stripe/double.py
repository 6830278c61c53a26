"""Puts the double together for one embedded run."""

from infra.local.doubles import Double, product_seconds
from infra.local.home import Home
from infra.local.stripe import api, control, control_cards, page
from infra.local.stripe.courier import Courier, poster
from infra.local.stripe.desk import Desk
from infra.local.stripe.records import Records


def stripe(home: Home) -> Double[Desk]:
    """It expires sessions and delivers again what the product refused."""
    records, now = Records(home.path / "stripe.sqlite"), product_seconds(home)
    courier = Courier(records, now, poster(f"{home.base_url}/api/stripe"))
    desk = Desk(records, courier, now, f"{home.base_url}{page.ROOT}")

    def look() -> None:
        courier.deliver(desk.expire_what_is_over())
        courier.retry()

    return Double("stripe", desk, (api, control, control_cards, page), look)
