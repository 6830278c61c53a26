"""From the message's link to a receipt by PayPal, and every other way back from its page."""

from playwright.sync_api import Page, expect

from tests.journeys.product import SCHOOL, Product, until
from tests.journeys.steps import choose, enter, figures, heading, overhear, pay_by, to_methods

WORKSHOP = SCHOOL | {
    "id": "journeys-paypal",
    "name": "Taller Quiroga",
    "payment_methods": {"stripe": False, "paypal": True, "cash": {"place": "Av. Sur 4", "hours": "9 a 17"}},
}


def on_paypals_page(page: Page, chosen: str) -> None:
    expect(heading(page)).to_have_text("PayPal")
    page.locator(f"button[name=choice][value={chosen}]").click()


def test_link_verify_paypal_receipt_and_nothing_is_left_to_pay(page: Page, product: Product) -> None:
    debtor = product.debtor(WORKSHOP)
    enter(page, debtor)
    owed = figures(page.locator(".figure").first.inner_text())
    to_methods(page)
    expect(page.locator("label[for=by-paypal]")).to_contain_text("PayPal")
    choose(page, "paypal")
    on_paypals_page(page, "agree")
    expect(page.locator(".tick")).to_be_visible(timeout=30_000)
    assert page.url.endswith(f"/es/#/receipt/{page.url.rpartition('/')[2]}"), "PayPal's query is gone from the address"
    assert "?" not in page.url
    assert figures(page.locator(".figure").inner_text()) == owed
    expect(page.locator("main")).to_contain_text("PayPal")
    page.get_by_role("link", name="Tu saldo").click()
    expect(heading(page)).to_have_text("Estás al día")
    until(lambda: [one for one in product.messages(debtor) if one["purpose"] == "confirmation"], "the receipt is sent")


def test_who_cancels_at_paypal_hears_that_nothing_was_charged(page: Page, product: Product) -> None:
    enter(page, product.debtor(WORKSHOP))
    page.locator("input[type=checkbox]").first.uncheck()
    amount = figures(page.locator(".pay .btn").inner_text())
    to_methods(page)
    choose(page, "paypal")
    on_paypals_page(page, "cancel")
    expect(page.locator("main")).to_contain_text("No se cobró nada")
    assert "?" not in page.url
    assert figures(page.locator("main strong", has_text=amount).first.inner_text()) == amount


def test_who_is_back_while_the_webhook_is_lost_sees_the_receipt_all_the_same(page: Page, product: Product) -> None:
    started = overhear(page)
    pay_by(page, product.debtor(WORKSHOP), "paypal")
    expect(heading(page)).to_have_text("PayPal")
    order = started["next"]["session_id"]
    product.call("POST", f"/local/paypal/orders/{order}", {"outcome": "approved", "silent": True})
    page.goto(f"{product.base_url}/es/?to=receipt/{started['id']}&token={order}&PayerID=X")
    expect(page.locator(".tick")).to_be_visible(timeout=30_000)


def test_a_payment_that_paypal_refuses_says_that_nothing_was_charged(page: Page, product: Product) -> None:
    pay_by(page, product.debtor(WORKSHOP), "paypal")
    on_paypals_page(page, "decline")
    expect(page.locator("main")).to_contain_text("No se cobró nada", timeout=30_000)
    page.get_by_role("link", name="Elegir otra vez").click()
    expect(page.locator(".pay .btn")).to_be_visible()


def test_a_payment_that_paypal_looks_into_is_not_paid_twice(page: Page, product: Product) -> None:
    pay_by(page, product.debtor(WORKSHOP), "paypal")
    on_paypals_page(page, "later")
    expect(page.locator("main")).to_contain_text("No pagues otra vez", timeout=30_000)
    page.get_by_role("link", name="Tu saldo").click()
    expect(page.locator(".pay")).to_have_count(0)
