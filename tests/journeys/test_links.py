"""The link, the identity question and the session: who gets in, who does not, and how to go on."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from tests.journeys.product import Product, until
from tests.journeys.steps import answer, enter, heading, to_methods


def test_five_wrong_answers_lock_the_account_and_say_what_to_do(page: Page, product: Product) -> None:
    page.goto(product.debtor().link)
    answer(page, "")
    expect(page.locator(".error-summary")).to_contain_text("Escribe los últimos 4")
    for left in (4, 3, 2):
        answer(page, "0000")
        expect(page.locator("#answer-fault")).to_have_text(f"Ese dato no coincide. Te quedan {left} intentos")
        expect(page.locator(".error-summary")).to_be_focused()
    assert page.title() == "Error: Mi cuenta"
    answer(page, "0000")
    expect(page.locator("#answer-fault")).to_have_text("Ese dato no coincide. Te queda 1 intento")
    answer(page, "0000")
    expect(heading(page)).to_have_text("Vamos a esperar un poco")
    expect(page.locator("main")).to_contain_text("24 horas")
    expect(page.locator("main a[href^='mailto:']")).to_be_visible()


def test_a_locked_account_stays_locked_for_another_try_with_the_link(page: Page, product: Product) -> None:
    debtor = product.debtor()
    page.goto(debtor.link)
    for _ in range(5):
        answer(page, "0000")
        expect(page.locator("main form .btn:not([aria-disabled]), main h1", has_text="").first).to_be_visible()
    expect(heading(page)).to_have_text("Vamos a esperar un poco")
    page.goto("about:blank")
    page.goto(debtor.link)
    expect(heading(page)).to_have_text("Vamos a esperar un poco")


def test_a_whole_document_typed_is_as_good_as_its_end(page: Page, product: Product) -> None:
    page.goto(product.debtor().link)
    answer(page, "12.345.678-5")
    expect(page.locator(".figure")).to_be_visible()


def test_the_error_leads_to_its_field(page: Page, product: Product) -> None:
    page.goto(product.debtor().link)
    answer(page, "1")
    page.locator(".error-summary a").click()
    expect(page.locator("#answer")).to_be_focused()
    assert page.locator("#answer").get_attribute("aria-invalid") == "true"
    assert "answer-fault" in (page.locator("#answer").get_attribute("aria-describedby") or "")


def test_the_language_changes_in_place_and_the_session_goes_on(page: Page, product: Product) -> None:
    enter(page, product.debtor())
    page.locator("input[type=checkbox]").first.uncheck()
    page.get_by_role("link", name="English").click()
    expect(heading(page)).to_have_text("Hello, María")
    assert page.url.split("#")[0].endswith("/en/")
    assert page.locator("html").get_attribute("lang") == "en"
    expect(page.locator(".card.debt").first).to_contain_text("days ago")
    expect(page.locator("input[type=checkbox]").first).not_to_be_checked()
    page.reload()
    expect(heading(page)).to_have_text("Hello, María")


def test_the_language_can_change_before_the_question_is_answered(page: Page, product: Product) -> None:
    page.goto(product.debtor().link)
    page.get_by_role("link", name="Português").click()
    expect(heading(page)).to_have_text("Primeiro, confirme que é você")
    answer(page)
    expect(page.locator(".figure")).to_be_visible()


def test_a_page_loaded_again_still_asks_its_question(page: Page, product: Product) -> None:
    page.goto(product.debtor().link)
    expect(page.locator("#answer")).to_be_visible()
    page.reload()
    answer(page)
    expect(page.locator(".figure")).to_be_visible()


def test_a_screen_that_does_not_fit_the_state_is_the_balance(page: Page, product: Product) -> None:
    enter(page, product.debtor())
    for place in ("#/nowhere", "#/verify", "#/receipt/pa_0000", "#/transfer/pa_0000"):
        page.evaluate("(place) => (location.hash = place)", place)
        expect(heading(page)).to_have_text("Hola, María")


def test_back_and_forward_walk_the_screens(page: Page, product: Product) -> None:
    enter(page, product.debtor())
    to_methods(page)
    page.go_back()
    expect(heading(page)).to_have_text("Hola, María")
    page.go_forward()
    expect(heading(page)).to_have_text("¿Cómo quieres pagar?")


def test_another_link_in_the_same_page_is_opened(page: Page, product: Product) -> None:
    enter(page, product.debtor())
    other = product.debtor()
    page.evaluate("(link) => (location.href = link)", other.link)
    expect(heading(page)).to_have_text("Primero, confirma que eres tú")
    assert "#t=" not in page.url


def test_signing_out_leaves_nothing_on_the_screen(page: Page, product: Product) -> None:
    enter(page, product.debtor())
    page.get_by_role("button", name="Cerrar sesión").click()
    expect(heading(page)).to_have_text("Abre otra vez el enlace de tu mensaje")
    expect(page.locator("body")).not_to_contain_text("Academia Andina")
    page.reload()
    expect(heading(page)).to_have_text("Abre otra vez el enlace de tu mensaje")


def test_an_unknown_link_promises_nothing(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/es/#t={'x' * 43}")
    expect(heading(page)).to_have_text("Este enlace ya venció")
    expect(page.get_by_role("button", name="Enviarme un enlace nuevo")).to_have_count(0)


def test_an_expired_link_asks_for_a_new_one_with_one_tap(page: Page, product: Product) -> None:
    debtor = product.debtor()
    product.turn_clock(product.now() + timedelta(days=30))
    told = len(product.messages(debtor))
    page.goto(debtor.link)
    expect(heading(page)).to_have_text("Este enlace ya venció")
    page.get_by_role("button", name="Enviarme un enlace nuevo").click()
    expect(page.locator("main [role=status]")).to_have_text("Si el dato está registrado, te llegará en un minuto.")
    product.turn_clock(product.now())
    renewed = until(lambda: [m for m in product.messages(debtor)[told:] if m["purpose"] == "reply"], "a new link")[-1]
    page.goto(renewed["link"])
    answer(page)
    expect(page.locator(".figure")).to_be_visible()
