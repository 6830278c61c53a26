"""Whatever a business calls its customers and invoices: found again, written to, paid, and harmless on every page."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote

import pytest

from tests.life.business import Business, new_business
from tests.life.client import Run

CUSTOMERS = {
    "our own marks": "A#1|b#DEBTOR",
    "a path": "../a/b?c=d&e",
    "quotes and scripts": "<script>alert('x')</script>",
    "letters of everywhere": "Ñandú № 7 · 東京 🙂",
    "as long as may be": "Ñ" * 100,
    "blanks and zeros": "000 12",
}
NUMBERS = {name: f"F/{number:03}#A|{name[:1]}" for number, name in enumerate(CUSTOMERS)}


@pytest.fixture(scope="module")
def shop(run: Run) -> Iterator[Business]:
    shop = new_business(run)
    tuesday = shop.quiet_monday() + timedelta(days=1)
    shop.walk(tuesday, 10)
    rows = [
        shop.invoice(
            NUMBERS[name], tuesday - timedelta(days=2), debtor, email=f"c{len(name)}@x.example", customer=debtor
        )
        for name, debtor in CUSTOMERS.items()
    ]
    shop.drop_invoices(*rows)
    run.do_what_is_due()
    yield shop
    shop.rest()


@pytest.mark.parametrize("name", CUSTOMERS)
def test_an_odd_name_lives_like_any_other(run: Run, shop: Business, name: str) -> None:
    debtor, number = CUSTOMERS[name], NUMBERS[name]
    key = quote(debtor, safe="")
    (message,) = shop.messages(debtor)
    assert message["invoices"] == [number]
    assert "<script" not in message["html"]
    assert [one["state"] for one in shop.notices(key)] == ["delivered"]  # feedback found it
    phone = shop.open_link(debtor)
    assert [debt["id"] for debt in phone.account()["debts"]] == [number]
    run.stripe(phone.pay(number)["next"]["session_id"], "paid")
    run.do_what_is_due()
    assert shop.invoices(key)[number]["state"] == "paid"
    assert len(shop.messages(debtor)) == 2


def test_the_whole_list_names_everybody(run: Run, shop: Business) -> None:
    found = run.get(f"/local/accounts/{shop.id}")
    assert {one["debtor"] for one in found} == set(CUSTOMERS.values())
