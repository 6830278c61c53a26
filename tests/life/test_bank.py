"""Money by bank transfer, from the reference in the message to the receipt; a person decides where it is doubtful."""

import base64
from collections.abc import Callable
from datetime import timedelta

from tests.life.business import Business
from tests.life.client import until
from tests.life.console import sign_in

CLABE = {"kind": "clabe", "account": "032180000118359719", "bank": "Banco Uno", "holder": "Academia Andina"}
HEADER = "Fecha,Concepto,Abono,Cargo,Ordenante,Clave de rastreo\n"


def test_a_transfer_with_its_reference_is_known_applied_once_and_thanked_for(
    business: Callable[..., Business],
) -> None:
    shop = business(payment_methods={"transfer": CLABE})
    shop.walk(shop.quiet_monday(), 9)
    shop.drop_invoices(shop.invoice("F-1", shop.today() + timedelta(days=3)))
    shop.walk(shop.today(), 12)
    (message,) = shop.messages()
    assert '<img src="cid:pay-link"' in message["html"] and "http" not in message["html"].split("<img")[1][:200]
    assert base64.b64decode(message["pictures"]["pay-link"]).startswith(b"\x89PNG")

    phone = shop.open_link()
    asked = phone.post("/api/payments", {"debt_ids": ["F-1"], "method": "transfer"})
    assert asked.status == 201, asked
    text = phone.get(f"/api/transfer.txt?payment={asked.body['id']}").body
    assert asked.body["reference"] in text and CLABE["account"] in text

    line = f"{shop.today()},SPEI RECIBIDO {asked.body['reference'].replace('-', '')},1000.00,,MARIA QUISPE,BN1\n"
    found = shop.drop(HEADER + line, folder="bank", file="junio.csv")
    assert (found["state"], found["created"], found["proposed"]) == ("done", 1, 0)
    assert shop.invoices()["F-1"]["state"] == "paid"
    until(lambda: "confirmation" in shop.purposes(), "the receipt")

    again = shop.drop(HEADER + line, folder="bank", file="otra-vez.csv")
    assert (again["created"], again["unchanged"]) == (0, 1)
    assert shop.purposes().count("confirmation") == 1


def test_a_doubtful_payment_rests_the_reminders_until_a_person_says_whose_it_is(
    business: Callable[..., Business],
) -> None:
    shop = business()
    shop.walk(shop.quiet_monday(), 8)
    shop.drop_invoices(shop.invoice("F-1", shop.today() - timedelta(days=1)))
    line = f"{shop.today()},SPEI,1000.00,,MARIA QUISPE,BN2\n"
    assert shop.drop(HEADER + line, folder="bank", file="hoy.csv")["proposed"] == 1
    shop.walk(shop.today(), 18)
    assert shop.steps() == [], "they may have paid"

    console = sign_in(shop.run, shop.id)
    (proposal,) = console.get("/proposals")["proposals"]
    assert proposal["candidates"][0]["name"] == "María Quispe Rojas"
    accepted = console.ask("POST", f"/proposals/{proposal['id']}/accept", {"debtor": "C1"})
    assert accepted.status == 200, accepted
    assert shop.invoices()["F-1"]["principal_minor"] == 0
    assert console.get("/proposals") == {"proposals": []}


def test_a_doubt_that_nobody_settles_rests_them_for_three_days_only(business: Callable[..., Business]) -> None:
    shop = business()
    monday = shop.quiet_monday()
    shop.walk(monday, 8)
    shop.drop_invoices(shop.invoice("F-1", monday - timedelta(days=1)))
    shop.drop(f"{HEADER}{monday},SPEI,1000.00,,MARIA QUISPE,BN3\n", folder="bank", file="hoy.csv")
    shop.walk(monday + timedelta(days=2), 18)
    assert shop.steps() == []
    shop.walk(monday + timedelta(days=4), 18)
    assert shop.steps()
