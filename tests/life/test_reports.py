"""A debtor says that they paid and shows it: the file goes to the bucket, a person confirms, it counts once."""

import secrets
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest

from tests.domain.proof_files import EVIL, jpeg
from tests.life.business import Business
from tests.life.client import Json, Run, until
from tests.life.console import sign_in
from tests.life.phone import Phone

Make = Callable[..., Business]


@pytest.fixture
def owing(business: Make) -> Business:
    """A debtor with a first reminder in their hands."""
    made = business()
    due = made.quiet_monday()
    made.drop_invoices(made.invoice("F1", due), made.invoice("F2", due, total="500.00"))
    made.walk(due, 23)
    until(made.messages, "the first reminder")
    return made


def send(form: Json, content: bytes, origin: str = "", **changed: str) -> tuple[int, str, Any]:
    """The form as a browser posts it: status, the bucket's words, headers."""
    mark = secrets.token_hex(8)
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in (form["fields"] | changed).items()
    ]
    head = (
        f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    )
    body = b"".join((*parts, head.encode(), content, f"\r\n--{mark}--\r\n".encode()))
    headers = {"Content-Type": f"multipart/form-data; boundary={mark}"} | ({"Origin": origin} if origin else {})
    request = urllib.request.Request(form["url"], body, headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status, response.read().decode(), response.headers
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read().decode(), refusal.headers


def tell(phone: Phone, owing: Business, **more: Any) -> Json:
    said = {"amount_minor": 100_000, "paid_on": str(owing.today()), "method": "transfer", "debt_ids": ["F1"]}
    answer = phone.post("/api/reports", said | more)
    assert answer.status == 201, answer
    found: Json = answer.body
    return found


def test_the_proof_goes_to_the_bucket_the_person_sees_it_and_the_receipt_comes(run: Run, owing: Business) -> None:
    phone, picture = owing.open_link(), jpeg(comment=b"from a phone")
    told = tell(phone, owing, proof={"type": "image/jpeg", "size": len(picture)})
    status, _, headers = send(told["upload"], picture, origin=run.base_url)
    assert (status, headers["Access-Control-Allow-Origin"]) == (201, run.base_url)
    sent = phone.post(f"/api/reports/{told['id']}/sent", {})
    assert (sent.status, sent.body["proof"]["state"], sent.body["proof"]["size"]) == (200, "kept", len(picture))

    mail = until(lambda: [one for one in owing.messages(None) if "dice que pagó" in one["subject"]], "mail to business")
    assert "María Quispe Rojas" in mail[0]["text"] and "María" not in mail[0]["subject"]
    console = sign_in(run, owing.id)
    opened = console.get(f"/reports/{told['id']}")
    with urllib.request.urlopen(opened["proof_link"], timeout=60) as link:
        assert link.read() == picture
        assert (
            link.headers["Content-Disposition"].startswith("attachment")
            and link.headers["Content-Type"] == "image/jpeg"
        )
    done = console.ask("POST", f"/reports/{told['id']}/confirm", {}, Origin=run.base_url)
    assert (done.status, done.body["state"]) == (200, "confirmed")

    until(lambda: [one for one in owing.messages() if "Recibimos tu pago" in one["text"]], "the receipt")
    assert owing.invoices()["F1"]["state"] == "paid" and owing.invoices()["F2"]["principal_minor"] == 50_000
    assert phone.get(f"/api/payments/{done.body['payment']}").body["state"] == "paid"


def test_the_bucket_takes_nothing_but_what_the_form_is_for(run: Run, owing: Business) -> None:
    phone = owing.open_link()
    told = tell(phone, owing, proof={"type": "image/jpeg", "size": 1000})
    form, picture = told["upload"], jpeg()
    key = form["fields"]["key"]

    assert "EntityTooLarge" in send(form, picture + b"\0" * (10 << 20))[1]
    assert "EntityTooSmall" in send(form, b"")[1]
    for changed in (
        {"key": f"{key}x"},
        {"key": "inbox/a/invoices/update/a.csv"},
        {"Content-Type": "text/html"},
        {"acl": "public-read"},
    ):
        assert send(form, picture, **changed)[0] == 403, changed
    for taken in ("policy", "x-amz-signature"):
        spoiled = form["fields"][taken][:-4] + "AAAA"
        assert send(form, picture, **{taken: spoiled})[0] in {400, 403}, taken
    assert send(form, picture, origin="https://evil.example")[2].get("Access-Control-Allow-Origin") is None
    assert phone.post(f"/api/reports/{told['id']}/sent", {}).status == 200


def test_an_evil_file_is_gone_and_the_report_stays(run: Run, owing: Business) -> None:
    phone = owing.open_link()
    told = tell(phone, owing, proof={"type": "application/pdf", "size": 1000})
    early = phone.post(f"/api/reports/{told['id']}/sent", {})
    assert (early.status, early.body["code"]) == (409, "proof_missing")
    for name in ("a pdf with a script packed away", "a page named jpg"):
        place = phone.post(f"/api/reports/{told['id']}/proof", {"type": "application/pdf", "size": 9}).body["upload"]
        assert send(place, EVIL[name][0])[0] == 201
        answer = phone.post(f"/api/reports/{told['id']}/sent", {})
        assert (answer.status, answer.body["code"]) == (422, EVIL[name][1])
    assert phone.get(f"/api/reports/{told['id']}").body["state"] == "pending"
    assert sign_in(run, owing.id).get(f"/reports/{told['id']}")["proof_link"] is None


def test_reminders_rest_while_it_is_checked_and_go_on_once_it_is_refused(run: Run, owing: Business) -> None:
    phone, steps = owing.open_link(), len(owing.steps())
    told = tell(phone, owing, amount_minor=150_000, debt_ids=[])
    day = owing.today()
    owing.walk(day.fromordinal(day.toordinal() + 4), 23)
    assert len(owing.steps()) == steps
    refused = sign_in(run, owing.id).ask(
        "POST", f"/reports/{told['id']}/refuse", {"reason": "not_received"}, Origin=run.base_url
    )
    assert refused.status == 200, refused

    until(lambda: [one for one in owing.messages() if "No encontramos ese dinero" in one["text"]], "the refusal")
    owing.walk(day.fromordinal(day.toordinal() + 8), 23)
    assert len(owing.steps()) == steps + 1


def test_ten_who_tell_the_same_at_once_are_one_report(run: Run, owing: Business) -> None:
    from concurrent.futures import ThreadPoolExecutor

    phone = owing.open_link()
    said = {"amount_minor": 100_000, "paid_on": str(owing.today()), "method": "transfer"}
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda n: phone.post("/api/reports", said, key=f"k-{n}"), range(10)))
    assert sorted(one.status for one in answers) == [201, *[409] * 9]
    assert len(phone.account()["reports"]) == 1
