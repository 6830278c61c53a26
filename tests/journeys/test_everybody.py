"""The portal for everybody: three languages, light and dark, keyboard only, large text, small screens, paper."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from tests.journeys.product import ANSWER, SHOP, Debtor, Product
from tests.journeys.steps import answer, answering, choose, enter, forward, heading, to_methods

AXE = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
DARK = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
"""In the dark only colors are others."""
SMALL = """() => [...document.querySelectorAll('a, button, summary, input')]
    .filter((one) => one.checkVisibility() && !one.matches('.skip, .sr, dd a, p:not(.back, .go) a'))
    .map((one) => {
      const boxed = one.matches('[type=checkbox], [type=radio]');
      const area = boxed ? getComputedStyle(one.labels[0], '::before') : one.getBoundingClientRect();
      return [one.outerHTML.slice(0, 80), Math.round(parseFloat(area.height))];
    })
    .filter(([, height]) => height < 44)"""
"""Targets too low for a thumb; links inside sentences are excepted (WCAG 2.5.8)."""


AGREEING = {
    "promise": "input[name=day]", "extension": "input[name=until]", "problem": "input[name=problem]", "proof": "#paid",
    "preferences": "select", "terms": "section.card", "documents": "main .card", "history": "main .quiet",
    "autopay": "section.card", "plan/own": "#parts", "plan": "input[name=offer]",
}  # fmt: skip
"""What else an account leads to, and what shows that it is there."""


def walk(page: Page, lang: str, debtor: Debtor, shopper: Debtor, locked: Debtor) -> Iterator[str]:
    """Every screen of the portal, by name, as it stands before the reader."""
    page.goto(debtor.in_language(lang))
    expect(page.locator("#answer")).to_be_visible()
    yield "verify"
    answer(page, "0000")
    expect(page.locator(".error-summary")).to_be_visible()
    yield "wrong answer"
    answer(page)
    expect(page.locator(".figure").first).to_be_visible()
    page.locator(".debt summary").first.click()
    yield "home"
    yield from elsewhere(page, "help", "main h2")
    yield from elsewhere(page, "amount", "#amount")
    forward(page).click()
    expect(page.locator(".error-summary")).to_be_visible()
    yield "amount with a fault"
    for place, shown in AGREEING.items():
        yield from elsewhere(page, place, shown)
    forward(page).click()
    expect(page.locator("#name")).to_be_visible()
    yield "sign"
    yield from everything_at_once(page)
    yield from elsewhere(page, "method", "input[name=method]")
    for method, seen in (("transfer", "dl.copies"), ("qr", "img.qr"), ("cash", "main .rows")):
        choose(page, method)
        expect(page.locator(seen)).to_be_visible()
        yield method
        page.locator(".back a").click()
    choose(page, "card")
    page.locator("button[name=choice][value=cancel]").click()
    expect(page.locator("main [role=status]").last).to_be_visible()
    yield "cancelled"
    yield from results(page)
    choose(page, "card")
    page.locator("button[name=choice][value=pay]").click()
    expect(page.locator(".tick")).to_be_visible(timeout=30_000)
    yield "receipt"
    page.locator("main .go a").last.click()
    expect(page.locator("h1:focus")).to_be_visible()
    yield "up to date"
    yield from stops(page, lang, debtor, locked)
    page.goto(shopper.in_language(lang))
    answer(page)
    page.locator(".pay .btn").click()
    expect(page.locator("img.qr")).to_be_visible()
    yield "pix"


def everything_at_once(page: Page) -> Iterator[str]:
    """Home, with each thing that can be agreed or wait: a long day of a real account."""

    def also(route: Route) -> None:
        account = route.fetch().json()
        (currency,) = {one["currency"] for one in account["totals"]}
        said, paid = {"id": "x1", "state": "pending", "text": "F-1 · $ 1,234,567.89"}, {"amount_text": "$ 1,234,567.89"}
        report = said | paid | {"paid_on_text": "23/11/2026", "method_label": "", "message": "", "payment": None}
        account |= {"checks": [said], "reports": [report], "pickup": {"fixed": said, "offer": None}}
        account |= {"credit": [{"currency": currency, "minor": 5, "text": said["text"], "usable": True}]}
        account["promise"]["open"], account["help"]["open"] = [said], [said]
        account["autopay"] |= {"state": "active", "line": said["text"]}
        route.fulfill(json=account)

    page.route("**/api/account", also)
    page.evaluate("location.hash = '#/home'")
    page.reload()
    expect(page.locator(".note")).to_have_count(7)
    expect(page.locator(".pay .btn")).to_be_in_viewport()
    yield "home with everything"
    page.unroute("**/api/account")


def elsewhere(page: Page, place: str, seen: str) -> Iterator[str]:
    page.evaluate("(place) => (location.hash = place)", f"#/{place}")
    expect(page.locator(seen).first).to_be_visible()
    yield place


def results(page: Page) -> Iterator[str]:
    """What became of a payment, in every state, told by an API that answers each of them."""
    for state in ("processing", "failed", "expired", "refunded"):
        told: dict[str, Any] = {
            "id": f"pa_{state}", "state": state, "reference": "P-7KQ2-M9", "amount_text": "$ 450.00", "lines": [],
            "method_label": "Card", "paid_at_text": None, "balance_text": "$ 450.00", "up_to_date": False,
            "kept_text": None, "next_text": None, "message": "…", "expires_text": "23:59",
        }  # fmt: skip
        page.route(f"**/api/payments/pa_{state}", answering(told))
        yield from elsewhere(page, f"receipt/pa_{state}", "main .rows")
    yield from elsewhere(page, "method", "input[name=method]")


def stops(page: Page, lang: str, debtor: Debtor, locked: Debtor) -> Iterator[str]:
    """Everything that can stand in the way."""

    def fail(how: str) -> None:
        page.route("**/api/account", lambda route: failing(route, how))
        page.reload()
        expect(page.locator("main button.btn")).to_be_visible()
        page.unroute("**/api/account")

    for how in ("offline", "failed", "busy"):
        fail(how)
        yield how
    page.locator("main button.btn").click()
    page.locator(".foot .link").click()
    expect(page.locator("main a[href^='/lite']")).to_be_visible()
    yield "ended"
    page.goto(f"{debtor.in_language(lang)}x")
    expect(page.locator("main a[href^='/lite']")).to_be_visible()
    expect(page.locator("main button.btn")).to_have_count(0)
    yield "unknown link"
    page.route("**/api/session", lambda route: route.fulfill(status=410, json={"code": "link_expired", "renew": True}))
    page.goto("about:blank")
    page.goto(debtor.in_language(lang))
    expect(page.locator("main .btn")).to_be_visible()
    yield "expired"
    page.unroute("**/api/session")
    page.goto("about:blank")
    page.goto(locked.in_language(lang))
    for _ in range(5):
        answer(page, "0000")
        expect(page.locator("[aria-disabled]")).to_have_count(0)
    expect(page.locator("#answer")).to_have_count(0)
    yield "locked"


def failing(route: Route, how: str) -> None:
    if how == "offline":
        return route.abort()
    return route.fulfill(status=500 if how == "failed" else 429, json={"code": how, "message": ""})


def faults(page: Page) -> list[str]:
    """What keeps somebody from using the screen as it stands."""
    found = [f"{height} px low: {target}" for target, height in page.evaluate(SMALL)]
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        result = Axe().run(page, options=AXE if scheme == "light" else DARK)
        found += [f"{scheme}: {result.generate_report()}"] if result.violations_count else []
    page.set_viewport_size({"width": 320, "height": 640})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    if (width := page.evaluate("document.documentElement.scrollWidth")) > 320:
        found.append(f"{width} px wide on a screen of 320 with text twice as large")
    page.evaluate("document.documentElement.removeAttribute('style')")
    page.set_viewport_size({"width": 360, "height": 640})
    return found


@pytest.mark.parametrize("lang", ["es", "en", "pt"])
def test_every_screen_is_for_everybody(page: Page, product: Product, lang: str) -> None:
    screens = walk(page, lang, product.debtor(), product.debtor(SHOP), product.debtor())
    assert {screen: found for screen in screens if (found := faults(page))} == {}


def test_the_whole_way_works_with_the_keyboard_alone(
    browser: Browser, browser_context_args: dict[str, Any], product: Product
) -> None:
    desk = {**browser_context_args, "is_mobile": False, "has_touch": False, "viewport": {"width": 1000, "height": 700}}
    with browser.new_context(**desk) as context:
        page = context.new_page()
        page.goto(product.debtor().link)
        expect(page.locator("#answer")).to_be_visible()
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#main")).to_be_focused()
        page.keyboard.press("Tab")
        expect(page.locator("#answer")).to_be_focused()
        page.keyboard.type(ANSWER)
        page.keyboard.press("Enter")
        expect(heading(page)).to_have_text("Hola, María")
        expect(heading(page)).to_be_focused()
        tab_to(page, ".debt input")
        page.keyboard.press("Space")
        expect(page.locator(".debt input").first).not_to_be_checked()
        tab_to(page, ".pay .btn")
        page.keyboard.press("Enter")
        expect(heading(page)).to_have_text("¿Cómo quieres pagar?")
        expect(heading(page)).to_be_focused()
        tab_to(page, "input[name=method]")
        while not page.locator("#by-transfer").is_checked():
            page.keyboard.press("ArrowDown")
        tab_to(page, "form .btn")
        page.keyboard.press("Enter")
        expect(page.locator("dl.copies")).to_be_visible()
        tab_to(page, ".copy")
        page.evaluate("location.hash = '#/promise'")
        expect(heading(page)).to_have_text("¿Cuándo puedes pagar?")
        expect(heading(page)).to_be_focused()
        tab_to(page, "input[name=day]")
        page.keyboard.press("ArrowDown")
        expect(page.locator("#day-1")).to_be_checked()
        tab_to(page, "form .btn")
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_contain_text("Dijiste que pagarías")
        expect(heading(page)).to_be_focused()


def tab_to(page: Page, place: str) -> None:
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.locator(f"{place}:focus").count():
            return
    raise AssertionError(f"the keyboard does not reach {place}")


def test_a_receipt_prints_on_one_page_without_buttons(page: Page, product: Product) -> None:
    page.emulate_media(color_scheme="dark")
    enter(page, product.debtor())
    to_methods(page)
    choose(page, "card")
    page.locator("button[name=choice][value=pay]").click()
    expect(page.locator(".tick")).to_be_visible(timeout=30_000)
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator("main .btn:visible")).to_have_count(0)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    paper = page.pdf(format="A4")
    assert paper.count(b"/Type /Page\n") == 1


@pytest.mark.parametrize("lang", ["es", "en", "pt"])
def test_the_console_page_says_honestly_that_it_is_not_there_yet(page: Page, base_url: str, lang: str) -> None:
    page.goto(f"{base_url}/console/")
    expect(page.locator(f":lang({lang})").first).to_be_attached()
    assert Axe().run(page, options=AXE).violations_count == 0


def test_a_low_screen_keeps_its_button_in_the_flow(page: Page, product: Product) -> None:
    enter(page, product.debtor())
    assert page.locator(".pay").evaluate("(bar) => getComputedStyle(bar).position") == "sticky"
    page.set_viewport_size({"width": 640, "height": 320})
    assert page.locator(".pay").evaluate("(bar) => getComputedStyle(bar).position") == "static"
