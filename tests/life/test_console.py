"""The console's API with a real sign-in: who gets in, what each sees, and a file that is explained and goes on."""

import base64
import json
from collections.abc import Callable

import pytest

from tests.life.business import Business
from tests.life.client import Run
from tests.life.console import Console, refused_sign_in, sign_in

Make = Callable[..., Business]
HEADER = "aa;bb;cc;dd;ee\n"
ROWS = "".join(f"R-{n};Ana Ruiz {n};0{n}/05/2027;0{n}/06/2027;1.{n}00,50\n" for n in range(1, 6))


def test_a_file_is_explained_once_and_the_next_one_passes_by_itself(run: Run, business: Make) -> None:
    shop = business("CO")
    console = sign_in(run, shop.id)
    waiting = shop.drop(HEADER + ROWS, file="mayo.csv")
    assert waiting["state"] == "needs_mapping" and waiting["reason"]

    view = console.get(f"/imports/{waiting['id']}/mapping")
    assert view["mapping"]["columns"] == {"number": 0, "customer": 1, "issued_on": 2, "due_on": 3, "total": 4}
    assert [one["header"] for one in view["columns"]] == ["aa", "bb", "cc", "dd", "ee"]
    assert view["preview"][0]["becomes"]["total_text"] == "$\u00a01,100.50"

    bad = console.ask("PUT", f"/imports/{waiting['id']}/mapping", {"columns": {"number": 1, "total": 1}})
    assert (bad.status, bad.body["code"]) == (422, "faulty")
    assert {one["path"] for one in bad.body["faults"]} >= {"columns.total", "columns.customer"}
    assert all(one["message"] for one in bad.body["faults"])

    told = console.ask("PUT", f"/imports/{waiting['id']}/mapping", view["mapping"])
    assert (told.status, told.body["state"]) == (202, "queued")
    done = shop.finished(waiting["id"])
    assert (done["state"], done["created"], done["rejected"]) == ("done", 5, 0)
    assert shop.drop(HEADER + ROWS.replace("R-", "S-"), file="junio.csv")["state"] == "done"

    listed = console.get("/imports")["imports"]
    assert [(one["file"], one["state"]) for one in listed] == [("junio.csv", "done"), ("mayo.csv", "done")]
    shown = console.get(f"/imports/{waiting['id']}")
    assert (shown["created"], shown["problems"]) == (5, [])


def test_the_business_is_told_by_mail_what_waits_for_it(run: Run, business: Make) -> None:
    shop = business("CO")
    shop.drop(HEADER + ROWS, file="mayo.csv")
    run.do_what_is_due()
    (report,) = shop.messages(None)
    assert "mayo.csv" in report["subject"]
    assert "Total de la factura: “ee”" in report["text"]


def test_nobody_gets_in_without_a_token_of_the_console(run: Run, business: Make) -> None:
    shop = business()
    done = shop.drop_invoices(shop.invoice("F-1", shop.today()))
    known = sign_in(run, shop.id).token
    head, claims, signature = known.split(".")
    forged = json.loads(base64.urlsafe_b64decode(claims + "=="))
    forged["custom:business"] = "another"
    other = base64.urlsafe_b64encode(json.dumps(forged).encode()).decode().rstrip("=")
    nothing = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    for token in ("", "nonsense", f"{head}.{other}.{signature}", f"{nothing}.{other}.", f"{head}.{claims}.AAAA"):
        for path in ("/imports", f"/imports/{done['id']}", f"/imports/{done['id']}/mapping"):
            answer = Console(run, token).ask("GET", path)
            assert (answer.status, answer.body["code"]) == (401, "not_signed_in")
            assert answer.body["message"]
    access = sign_in(run, shop.id, "AccessToken").ask("GET", "/imports")
    assert (access.status, access.body["code"]) == (401, "not_signed_in"), "it tells no business"
    assert sign_in(run, shop.id).ask("GET", "/imports").status == 200


def test_a_wrong_password_and_an_unknown_address_are_refused_alike(run: Run, business: Make) -> None:
    settings = run.get(f"/local/console/{business().id}")
    assert refused_sign_in(settings, password="Wrong-password-1!") == 400
    assert refused_sign_in(settings, email="nobody@nowhere.example") == 400


def test_another_business_sees_none_of_it(run: Run, business: Make) -> None:
    shop, stranger = business("CO"), business("CO")
    waiting = shop.drop(HEADER + ROWS)
    refused = shop.drop("number,customer,due_on,total\nF-1,Ana,2027-05-01,x\n", file="b.csv")
    other = sign_in(run, stranger.id)
    assert other.get("/imports") == {"imports": []}
    for verb, path in (("GET", ""), ("GET", "/mapping"), ("PUT", "/mapping"), ("POST", "/confirm")):
        body = {"columns": {"number": 0}} if verb == "PUT" else {} if verb == "POST" else None
        answer = other.ask(verb, f"/imports/{waiting['id']}{path}", body)
        assert (answer.status, answer.body["code"]) == (404, "unknown_import")
    assert other.ask("GET", f"/imports/{refused['id']}/rejected.csv").status == 404
    mine = sign_in(run, shop.id).ask("GET", f"/imports/{refused['id']}/rejected.csv")
    assert mine.status == 200 and "F-1" in mine.body
    assert stranger.drop(HEADER + ROWS)["state"] == "needs_mapping", "what one has explained another has not"


def test_a_snapshot_is_confirmed_once_however_often_it_is_asked(run: Run, business: Make) -> None:
    shop = business()
    rows = [shop.invoice(f"F-{number}", shop.today(), f"C{number % 3}") for number in range(24)]
    shop.drop_invoices(*rows)
    asking = shop.drop("number,customer_id,customer,due_on,total\n", "invoices/snapshot")
    assert asking["state"] == "needs_confirmation"
    console = sign_in(run, shop.id)
    first = console.ask("POST", f"/imports/{asking['id']}/confirm", {}, **{"Idempotency-Key": "once"})
    again = console.ask("POST", f"/imports/{asking['id']}/confirm", {}, **{"Idempotency-Key": "once"})
    assert (first.status, first.body) == (again.status, again.body) == (202, {"id": asking["id"], "state": "queued"})
    assert shop.finished(asking["id"])["settled"] == 24
    assert console.ask("POST", f"/imports/{asking['id']}/confirm", {}).body["code"] == "nothing_to_confirm"


@pytest.mark.parametrize(
    ("raw", "kind", "status"),
    [(b"{", "application/json", 400), (b"{}", "text/plain", 415), (b" " * 70_000, "application/json", 413),
     (b"[" * 9_000, "application/json", 400), (b"[]", "application/json", 422)],
)  # fmt: skip
def test_a_body_that_is_no_mapping_is_refused_with_the_reason(
    run: Run, business: Make, raw: bytes, kind: str, status: int
) -> None:
    shop = business("CO")
    waiting = shop.drop(HEADER + ROWS)
    console = sign_in(run, shop.id)
    headers = {"Authorization": console.token, "Content-Type": kind}
    answer = run.ask("PUT", f"/api/console/imports/{waiting['id']}/mapping", raw=raw, headers=headers)
    assert answer.status == status and answer.body["code"] and answer.body["message"]
