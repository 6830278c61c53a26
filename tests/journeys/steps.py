"""What a debtor does on the phone, named as the debtor would. Screens are told apart by what they ask or show."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, Route, expect

from tests.journeys.product import ANSWER, Debtor


def answer(page: Page, text: str = ANSWER) -> None:
    page.locator("#answer").fill(text)
    forward(page).click()


def forward(page: Page) -> Locator:
    """The one button that leads on."""
    return page.locator("main form .btn")


def enter(page: Page, debtor: Debtor, lang: str = "es") -> None:
    """Open the link and answer the identity question: the balance is on the screen."""
    page.goto(debtor.in_language(lang))
    answer(page)
    expect(page.locator(".figure").first).to_be_visible()


def to_methods(page: Page) -> None:
    page.locator(".pay .btn").click()
    expect(page).to_have_url(re.compile("#/method"))
    expect(page.locator("input[name=method]").first).to_be_visible()


def choose(page: Page, method: str) -> None:
    page.locator(f"label[for=by-{method}]").click()
    forward(page).click()


def pay_by(page: Page, debtor: Debtor, method: str) -> None:
    enter(page, debtor)
    to_methods(page)
    choose(page, method)


def overhear(page: Page) -> dict[str, Any]:
    """What the next payment's answer holds; filled when it comes."""
    heard: dict[str, Any] = {}

    def listen(route: Route) -> None:
        response = route.fetch()
        heard.update(response.json())
        route.fulfill(response=response)

    page.route("**/api/payments", listen)
    return heard


def answering(told: dict[str, Any]) -> Callable[[Route], None]:
    """A stand-in for the API where a test is about what the page makes of its answer."""
    return lambda route: route.fulfill(json=told)


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def figures(text: str) -> str:
    """An amount without its symbol and spaces, to compare what different screens say."""
    return re.sub(r"[^\d.,]", "", text)
