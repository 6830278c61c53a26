"""Autopay on a phone: read, agreed, a card given, told on home when it is charged, and stopped in one tap."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.product import Debtor, Product, until
from tests.journeys.steps import enter, forward, heading
from tests.journeys.test_everybody import AXE

COMING = re.compile(r"Se cobrará el \d+ de \w+( de \d+)? a tu tarjeta ···4242\.")


def to_autopay(page: Page, debtor: Debtor, lang: str = "es") -> None:
    enter(page, debtor, lang)
    page.locator("a[href='#/autopay']").click()
    expect(page.locator(".agreed li").first).to_be_visible()


def give(page: Page, card: str = "card-4242") -> None:
    """On the page of whoever keeps the cards."""
    page.locator(f"button[name=choice][value={card}]").click()


def turn_on(page: Page, debtor: Debtor) -> None:
    to_autopay(page, debtor)
    page.locator(".pay .btn").click()
    give(page)
    expect(page.get_by_role("button", name="Detener el pago automático")).to_be_visible()


def test_it_is_read_agreed_to_seen_on_home_and_stopped_in_one_tap(page: Page, product: Product) -> None:
    debtor = product.debtor()
    to_autopay(page, debtor)
    expect(heading(page)).to_have_text("Pago automático")
    expect(page.locator("main")).to_contain_text("Autorizo a Academia Andina a cobrar a mi tarjeta")
    assert Axe().run(page, options=AXE).violations_count == 0

    page.locator(".pay .btn").click()
    expect(page).to_have_url(re.compile("/local/stripe/pay/"))
    give(page)
    expect(page.locator(".note.good").first).to_have_text("El pago automático está activado.")
    expect(page.locator("main")).to_contain_text("Visa ···4242")
    assert Axe().run(page, options=AXE).violations_count == 0
    page.get_by_role("link", name="Tu saldo").click()
    expect(page.locator(".note.good").filter(has_text=COMING)).to_be_visible()

    page.locator("a[href='#/autopay']").click()
    page.get_by_role("button", name="Detener el pago automático").click()
    expect(page.locator("main")).to_contain_text("No cobraremos más a tu tarjeta")
    page.get_by_role("link", name="Tu saldo").click()
    expect(page.locator(".figure").first).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("···4242")
    account = product.call("GET", f"/local/account/{debtor.business}/{debtor.id}")
    assert account["attempts"] == [], "nothing was charged by turning it on and off"


def test_a_limit_becomes_part_of_what_is_read(page: Page, product: Product) -> None:
    to_autopay(page, product.debtor())
    page.locator("summary").filter(has_text="Poner un límite").click()
    page.locator("#limit").fill("mucho")
    page.get_by_role("button", name="Usar este límite").click()
    expect(page.locator(".error-summary")).to_contain_text("Escribe el límite con números")
    page.locator("#limit").fill("1500")
    page.get_by_role("button", name="Usar este límite").click()
    expect(page.locator("main")).to_contain_text(re.compile(r"ningún día se cobran más de \$\s*1,500\.00"))


def test_coming_back_without_a_card_turns_nothing_on(page: Page, product: Product) -> None:
    to_autopay(page, product.debtor())
    page.locator(".pay .btn").click()
    give(page, "cancel")
    expect(page.locator("main")).to_contain_text("Volviste sin dejar una tarjeta")
    expect(page.locator("main")).to_contain_text("No se cobró nada")
    expect(page.locator(".pay .btn")).to_be_visible()


@pytest.mark.parametrize(
    ("lang", "button"), [("en", "Agree and give my card"), ("pt", "Aceitar e cadastrar meu cartão")]
)
def test_it_is_read_in_each_language(page: Page, product: Product, lang: str, button: str) -> None:
    to_autopay(page, product.debtor(), lang)
    expect(forward(page).last).to_have_text(button)


def stop_links(product: Product, debtor: Debtor) -> list[str]:
    texts = [one["text"] for one in product.messages(debtor)]
    return [link for text in texts for link in re.findall(r"\S+/api/autopay/stop/\S+", text)]


def test_the_link_of_a_message_stops_it_without_signing_in(page: Page, product: Product) -> None:
    debtor = product.debtor()
    turn_on(page, debtor)
    links: list[str] = until(lambda: stop_links(product, debtor), "the copy of what was agreed")
    page.goto(links[0])
    expect(heading(page)).to_have_text("Detener el pago automático")
    page.locator("button.btn").click()
    expect(heading(page)).to_have_text("Listo, está detenido")
