"""Puts the double together for one embedded run."""

from infra.local.doubles import Double, product_seconds
from infra.local.home import Home
from infra.local.paypal import api, control, page
from infra.local.paypal.courier import Courier
from infra.local.paypal.desk import Desk
from infra.local.stripe.courier import poster
from infra.local.stripe.records import Records


def paypal(home: Home) -> Double[Desk]:
    """It delivers again what the product refused."""
    records, now = Records(home.path / "paypal.sqlite"), product_seconds(home)
    courier = Courier(records, now, poster(f"{home.base_url}/api/paypal"))
    desk = Desk(records, courier, now, f"{home.base_url}{page.ROOT}")
    return Double("paypal", desk, (api, control, page), courier.retry)
