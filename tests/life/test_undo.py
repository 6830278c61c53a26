"""The wrong file, taken back in the running system: before anybody heard of it, and never after."""

from collections.abc import Callable
from datetime import timedelta

from tests.life.business import Business
from tests.life.client import Json, Run, until
from tests.life.console import Console, sign_in

Make = Callable[..., Business]


def taken_back(console: Console, record: Json) -> Json:
    """The import once its undo has ended."""

    def look() -> Json | None:
        found = console.get(f"/imports/{record['id']}")
        return found if found["undo"]["state"] not in {"checking", "taking"} else None

    return until(look, f"undo of {record['id']} ends")


def test_the_wrong_file_goes_as_if_it_had_never_come_and_the_right_one_comes(run: Run, business: Make) -> None:
    shop = business()
    console, due = sign_in(run, shop.id), shop.today() + timedelta(days=40)
    shop.drop_invoices(shop.invoice("F-1", due), shop.invoice("F-2", due))
    before = shop.invoices()
    wrong = shop.drop(
        "number,customer_id,customer,due_on,total,balance\n"
        f"F-1,C1,María Quispe Rojas,{due},900.00,900.00\nF-9,C1,María Quispe Rojas,{due},5.00,5.00\n",
        folder="invoices/snapshot", file="wrong.csv",
    )  # fmt: skip
    assert (wrong["created"], wrong["changed"], wrong["settled"]) == (1, 1, 1)

    answer = console.ask("POST", f"/imports/{wrong['id']}/undo", {})
    assert (answer.status, answer.body["undo"]["state"]) == (202, "undone"), answer
    after = shop.invoices()
    assert (after.pop("F-9")["state"], after) == ("withdrawn", before)
    again = shop.drop_invoices(shop.invoice("F-9", due), file="right.csv")
    assert (again["created"], shop.invoices()["F-9"]["state"]) == (1, "open")


def test_many_customers_are_taken_back_over_the_queue(run: Run, business: Make) -> None:
    shop = business()
    due = shop.today() + timedelta(days=40)
    record = shop.drop_invoices(*(shop.invoice(f"F-{number}", due, f"C{number}") for number in range(80)))
    console = sign_in(run, shop.id)
    answer = console.ask("POST", f"/imports/{record['id']}/undo", {})
    assert (answer.status, answer.body["undo"]["state"]) == (202, "checking"), answer
    assert taken_back(console, record)["undo"]["state"] == "undone"
    assert shop.invoices("C79")["F-79"]["state"] == "withdrawn"
    run.do_what_is_due()
    assert shop.messages("C79") == []


def test_what_a_customer_has_been_told_stays(run: Run, business: Make) -> None:
    shop = business()
    run.walk(shop.at(shop.quiet_monday(), 11))
    record = shop.drop_invoices(shop.invoice("F-1", shop.today() - timedelta(days=5)))
    run.do_what_is_due()
    assert shop.messages()
    answer = sign_in(run, shop.id).ask("POST", f"/imports/{record['id']}/undo", {})
    assert (answer.status, answer.body["code"]) == (409, "undo_moved")
    assert answer.body["invoices"][0]["invoice"] == "F-1"
    assert shop.invoices()["F-1"]["state"] == "open"
