"""From the message's link to a receipt, each way of paying."""

import re

from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.journeys.product import SHOP, Product, until
from tests.journeys.steps import choose, enter, figures, forward, heading, overhear, pay_by, to_methods

STRIPE_CHOICE = "button[name=choice][value={}]"


def stripe_page(page: Page, chosen: str) -> None:
    page.locator(STRIPE_CHOICE.format(chosen)).click()


def test_link_verify_card_receipt_and_nothing_is_left_to_pay(page: Page, product: Product) -> None:
    debtor = product.debtor()
    enter(page, debtor)
    owed = page.locator(".figure").first.inner_text()
    assert figures(page.locator(".pay .btn").inner_text()) == figures(owed), "everything is chosen at first"
    to_methods(page)
    choose(page, "card")
    stripe_page(page, "pay")
    expect(page.locator(".tick")).to_be_visible(timeout=30_000)
    expect(heading(page)).to_have_text("Recibimos tu pago")
    assert figures(page.locator(".figure").inner_text()) == figures(owed)
    expect(page.locator("main")).to_contain_text("Estás al día")
    page.get_by_role("link", name="Tu saldo").click()
    expect(heading(page)).to_have_text("Estás al día")
    expect(page.locator(".pay")).to_have_count(0)
    until(lambda: [one for one in product.messages(debtor) if one["purpose"] == "confirmation"], "the receipt is sent")


def test_only_what_is_chosen_is_paid(page: Page, product: Product) -> None:
    enter(page, product.debtor())
    boxes = page.locator("input[type=checkbox]")
    expect(boxes).to_have_count(3)
    for box in (0, 2):
        boxes.nth(box).uncheck()
    chosen = page.locator(".card.debt").nth(1)
    amount = figures(chosen.locator(".amount").inner_text())
    to_methods(page)
    expect(page.locator("main")).to_contain_text(chosen_concept := "Mensualidad septiembre")
    choose(page, "card")
    expect(page.locator("body")).to_contain_text(amount)
    stripe_page(page, "pay")
    expect(page.locator(".tick")).to_be_visible(timeout=30_000)
    expect(page.locator(".rows")).to_contain_text(chosen_concept)
    page.get_by_role("link", name="Tu saldo").click()
    expect(page.locator(".card.debt")).to_have_count(2)


def test_nothing_chosen_says_what_to_do(page: Page, product: Product) -> None:
    enter(page, product.debtor())
    for box in page.locator("input[type=checkbox]").all():
        box.uncheck()
    page.locator(".pay .btn").click()
    expect(page.locator(".error-summary")).to_be_focused()
    assert page.title() == "Error: Mi cuenta"
    page.locator(".error-summary a").click()
    expect(page.locator("input[type=checkbox]").first).to_be_focused()


def test_coming_back_from_the_card_page_keeps_what_was_chosen(page: Page, product: Product) -> None:
    enter(page, product.debtor())
    page.locator("input[type=checkbox]").first.uncheck()
    amount = figures(page.locator(".pay .btn").inner_text())
    to_methods(page)
    choose(page, "card")
    stripe_page(page, "cancel")
    expect(page.locator("main")).to_contain_text("No se cobró nada")
    assert figures(page.locator("main strong", has_text=re.compile(r"\d")).first.inner_text()) == amount
    assert page.evaluate("sessionStorage.length") == 0


def test_a_payment_that_takes_days_is_not_paid_twice(page: Page, product: Product) -> None:
    pay_by(page, product.debtor(), "card")
    stripe_page(page, "later")
    expect(heading(page)).to_have_text("Lo estamos confirmando")
    expect(page.locator("main")).to_contain_text("No pagues otra vez")
    page.get_by_role("link", name="Tu saldo").click()
    expect(page.locator(".card.debt").first).to_contain_text("No pagues otra vez")
    expect(page.locator(".pay")).to_have_count(0)


def test_a_payment_that_fails_says_that_nothing_was_charged(page: Page, product: Product) -> None:
    started = overhear(page)
    pay_by(page, product.debtor(), "card")
    stripe_page(page, "later")
    expect(heading(page)).to_have_text("Lo estamos confirmando")
    product.settle(started["next"]["session_id"], "failed")
    expect(heading(page)).to_have_text("El pago no se completó")
    expect(heading(page)).to_be_focused()
    expect(page.locator("main")).to_contain_text("No se cobró nada")


def test_a_transfer_is_copied_datum_by_datum(context: BrowserContext, page: Page, product: Product) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    pay_by(page, product.debtor(), "transfer")
    rows = page.locator("dl.copies > div")
    account = rows.filter(has_text="CLABE")
    account.get_by_role("button", name="Copiar CLABE").click()
    expect(account.get_by_role("button", name="Copiado CLABE")).to_be_visible()
    expect(page.locator("#live")).to_have_text("Copiado")
    assert page.evaluate("navigator.clipboard.readText()") == "012180001234567899"
    assert account.locator("dd button").count() == 1
    reference = rows.filter(has_text="Referencia").locator("dd span").first.inner_text()
    page.reload()
    expect(rows.filter(has_text=reference)).to_be_visible()


def test_a_closed_clipboard_selects_the_datum_instead(page: Page, product: Product) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    pay_by(page, product.debtor(), "transfer")
    page.get_by_role("button", name="Copiar Referencia").click()
    assert page.evaluate("String(getSelection())") == page.locator("#copy-reference").inner_text()


def test_pix_is_a_code_to_scan_or_to_copy(page: Page, product: Product) -> None:
    enter(page, product.debtor(SHOP), "pt")
    page.locator(".pay .btn").click()
    expect(heading(page)).to_have_text("Pague com Pix")
    assert page.locator("img.qr").evaluate("(image) => image.decode().then(() => image.naturalWidth > 0)")
    code = page.locator("#copy-code").inner_text()
    assert code.startswith("000201")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Salvar imagem").click()
    assert saved.value.suggested_filename.endswith(".png")


def test_a_slip_for_the_counter_prints_on_one_page(page: Page, product: Product) -> None:
    pay_by(page, product.debtor(), "cash")
    expect(page.locator("main .rows")).to_contain_text("Av. Central 12")
    page.emulate_media(media="print")
    for hidden in (".btn", ".back", ".bar a", ".foot nav"):
        expect(page.locator(hidden).first).to_be_hidden()


def test_another_amount_says_what_it_covers_first(page: Page, product: Product) -> None:
    enter(page, product.debtor())
    page.get_by_role("link", name="Pagar otro monto").click()
    page.locator("#amount").fill("mil")
    forward(page).click()
    expect(page.locator(".error-summary")).to_contain_text("Escribe el monto con números")
    page.locator("#amount").fill("999999")
    forward(page).click()
    expect(page.locator("#amount-fault")).to_contain_text("que es tu saldo")
    page.locator("#amount").fill("100.50")
    expect(page.locator("main [role=status]")).to_have_text("Cubre primero: Mensualidad agosto.")
    forward(page).click()
    choose(page, "card")
    expect(page.locator("body")).to_contain_text("100.50")
    stripe_page(page, "pay")
    expect(page.locator(".tick")).to_be_visible(timeout=30_000)
    page.get_by_role("link", name="Tu saldo").click()
    expect(page.locator(".card.debt")).to_have_count(3)


def test_an_amount_below_the_minimum_comes_back_to_its_field(page: Page, product: Product) -> None:
    enter(page, product.debtor())
    page.get_by_role("link", name="Pagar otro monto").click()
    page.locator("#amount").fill("0.01")
    forward(page).click()
    choose(page, "card")
    expect(page.locator(".error-summary")).to_contain_text("mínimo")
    expect(page.locator("#amount")).to_have_value("0.01")


def test_two_taps_make_one_payment(page: Page, product: Product) -> None:
    posts: list[Request] = []
    page.on("request", lambda one: posts.append(one) if one.url.endswith("/api/payments") else None)
    enter(page, product.debtor())
    to_methods(page)
    page.locator("label[for=by-transfer]").click()
    forward(page).dblclick()
    expect(page.locator("dl.copies")).to_be_visible()
    assert len(posts) == 1
    assert posts[0].headers["idempotency-key"]
