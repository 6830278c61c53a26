"""Somebody who has paid already says so and shows it, on a phone: a real picture to the real bucket."""

import base64
import re
from typing import Any

import boto3
import pytest
from botocore.config import Config
from playwright.sync_api import FilePayload, Page, Request, Route, expect

from chalicelib.domain.already_paid.proofs import look
from tests.domain.proof_files import EVIL, pdf
from tests.journeys.product import Product
from tests.journeys.steps import enter, forward, heading, pay_by
from tests.journeys.test_everybody import faults

PLACE = b"\xff\xe1\x00\x1eExif\x00\x00 taken at 16.5S 68.1W"  # a segment as telephones write it
DRAW = """() => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 2400, height: 1800 });
  const pen = canvas.getContext("2d");
  for (let at = 0; at < 60; at++) {
    pen.fillStyle = `hsl(${at * 6} 80% 60%)`;
    pen.fillRect(at * 40, at * 30, 900, 500);
  }
  return canvas.toDataURL("image/jpeg", 0.9).split(",")[1];
}"""


def photo(page: Page) -> FilePayload:
    """A picture as a telephone takes it: large, and it says where."""
    drawn = base64.b64decode(page.evaluate(DRAW))
    return file("IMG_1.jpg", "image/jpeg", drawn[:2] + PLACE + drawn[2:])


def file(name: str, kind: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": kind, "buffer": content}


def posted(page: Page) -> list[Request]:
    """Every write of the page from now on, to us and to the bucket."""
    found: list[Request] = []
    page.on("request", lambda one: found.append(one) if one.method == "POST" and "/events" not in one.url else None)
    return found


def told(requests: list[Request]) -> list[str]:
    """The last words of their addresses; the bucket's is its own."""
    return [re.sub(r"(pa|rp)_\w+", "…", one.url.partition("/api/")[2]) or "bucket" for one in requests]


def kept(product: Product, asked: Request) -> bytes:
    """What lies in the bucket for a report that was asked for."""
    response = asked.response()
    assert response
    known = product.call("GET", "/local/s3")
    s3 = boto3.client(
        "s3", endpoint_url=known["endpoint"], region_name=known["region"],
        aws_access_key_id=known["access_key"], aws_secret_access_key=known["secret_key"],
        config=Config(s3={"addressing_style": "path"}),
    )  # fmt: skip
    content: bytes = s3.get_object(Bucket=known["bucket"], Key=response.json()["upload"]["fields"]["key"])[
        "Body"
    ].read()
    return content


def to_form(page: Page) -> None:
    page.get_by_role("link", name="Ya pagué").click()
    expect(heading(page)).to_have_text("Cuéntanos de tu pago")


def test_a_photo_is_made_small_and_bare_sent_and_kept(page: Page, product: Product) -> None:
    debtor = product.debtor()
    enter(page, debtor)
    to_form(page)
    assert faults(page) == []
    page.locator("label[for=paid-0]").click()
    expect(page.locator("#paid")).to_have_value(re.compile(r"45\d"))
    page.locator("label[for=paid_day-yesterday]").click()
    page.locator("#file").set_input_files(photo(page))
    expect(page.locator("img.preview")).to_be_visible()
    assert faults(page) == []
    requests = posted(page)
    forward(page).click()

    expect(heading(page)).to_have_text("Gracias por avisar")
    expect(page.locator("main .rows")).to_contain_text("Recibido.")
    assert faults(page) == []
    assert told(requests) == ["reports", "bucket", "reports/…/sent"]
    picture = kept(product, requests[0])
    assert b"taken at" not in picture
    assert (look(picture).width, look(picture).height) == (1600, 1200)

    page.locator(".back a").click()
    expect(page.locator(".badge").first).to_have_text("Estamos revisando tu pago")
    expect(page.locator(".debt input")).to_have_count(2)
    expect(page.locator(".note", has_text="Lo estamos revisando")).to_have_count(1)
    assert faults(page) == []


def test_what_cannot_be_sent_is_said_before_anything_leaves(page: Page, product: Product) -> None:
    enter(page, product.debtor())
    to_form(page)
    requests = posted(page)
    for chosen, said in (
        (file("a.jpg", "image/jpeg", EVIL["a page named jpg"][0]), "No pudimos abrir esa foto"),
        (file("a.svg", "image/svg+xml", EVIL["a drawing"][0]), "No pudimos abrir esa foto"),
        (file("a.pdf", "application/pdf", pdf() + b" " * (10 << 20)), "más de 10 MB"),
        (file("a.jpg", "image/jpeg", b""), "vacío"),
        (file("a.zip", "application/zip", b"PK"), "Elige una foto o un PDF"),
    ):
        page.locator("#file").set_input_files(chosen)
        expect(page.locator(".error-summary")).to_contain_text(said)
        expect(page.locator(".error-summary")).to_be_focused()
    assert faults(page) == []
    page.locator("#paid").fill("")
    forward(page).click()
    expect(page.locator("#paid-fault")).to_be_visible()
    page.locator("#paid").fill("450")
    page.locator("label[for=paid_day-other]").click()
    forward(page).click()
    expect(page.locator("#paid_on-fault")).to_be_visible()
    assert faults(page) == []
    page.locator("#paid").fill("99999")
    page.locator("label[for=paid_day-today]").click()
    forward(page).click()
    expect(page.locator("#paid-fault")).to_contain_text("mucho más que tu saldo")
    assert told(requests) == ["reports"]


def test_a_file_that_only_the_server_sees_through_is_refused_kindly_and_another_one_kept(
    page: Page, product: Product
) -> None:
    enter(page, product.debtor())
    to_form(page)
    page.locator("#paid").fill("300")
    page.locator("#file").set_input_files(file("a.pdf", "application/pdf", EVIL["a pdf with a script"][0]))
    expect(page.locator("main form [role=status]")).to_contain_text("a.pdf")
    forward(page).click()
    expect(page.locator("main .note").nth(1)).to_contain_text("lleva algo más que una imagen")
    assert faults(page) == []
    page.locator("#file").set_input_files(file("b.pdf", "application/pdf", pdf()))
    expect(page.locator("main form [role=status]")).to_contain_text("b.pdf")
    forward(page).click()
    expect(page.locator("main .rows")).to_contain_text("Recibido.")


@pytest.mark.parametrize("lost", ["reports", "bucket", "sent"])
def test_a_lost_signal_at_any_step_goes_on_where_it_was(page: Page, product: Product, lost: str) -> None:
    enter(page, product.debtor())
    to_form(page)
    page.locator("#paid").fill("200")
    page.locator("#file").set_input_files(photo(page))
    expect(page.locator("img.preview")).to_be_visible()
    lost_ones: list[str] = []

    def lose_one(route: Route, request: Request) -> Any:
        if request.method != "POST" or lost_ones:
            return route.continue_()
        lost_ones.append(request.url)
        if lost != "bucket":
            route.fetch()  # it arrived; its answer did not
        return route.abort("connectionreset")

    places = {
        "reports": re.compile(r"/api/reports$"),
        "bucket": re.compile(r":\d+/[\w-]+/$"),
        "sent": re.compile("/sent$"),
    }
    page.route(places[lost], lose_one)
    forward(page).click()
    expect(heading(page)).to_have_text("Se fue la señal")
    page.get_by_role("button", name="Intentar de nuevo").click()
    expect(heading(page)).to_have_text("Gracias por avisar")
    expect(page.locator("main .rows")).to_contain_text("Recibido.")
    page.locator(".back a").click()
    expect(page.locator(".note", has_text="Lo estamos revisando")).to_have_count(1)
    assert len(lost_ones) == 1


def test_from_the_transfer_the_amount_is_known_and_the_same_told_twice_is_said(page: Page, product: Product) -> None:
    pay_by(page, product.debtor(), "transfer")
    expect(page.locator("dl.copies")).to_be_visible()
    page.get_by_role("link", name="Ya pagué").click()
    expect(page.locator("#paid")).to_have_value(re.compile(r"1[,.]\d{3}"))
    forward(page).click()
    expect(heading(page)).to_have_text("Gracias por avisar")
    page.go_back()
    expect(heading(page)).to_have_text("Cuéntanos de tu pago")
    page.locator("#paid").fill(page.locator("#paid").input_value())
    forward(page).click()
    expect(page.locator("main .note").first).to_contain_text("Ya nos contaste de este pago")


def test_who_was_mistaken_takes_it_back_with_the_keyboard_alone(page: Page, product: Product) -> None:
    enter(page, product.debtor())
    link = page.get_by_role("link", name="Ya pagué")
    link.focus()
    page.keyboard.press("Enter")
    expect(heading(page)).to_be_focused()
    page.locator("#paid").focus()
    page.keyboard.type("150")
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text("Gracias por avisar")
    expect(heading(page)).to_be_focused()
    page.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main [role=status]").first).to_contain_text("Retiraste este aviso")
    expect(page.locator(".pay .btn")).to_be_visible()
