"""Requests that are broken, forged, late or repeated: the right status, a stable code, words for the debtor."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from tests.embedded import Embedded
from tests.life.business import Business, new_business
from tests.life.client import Answer, Run
from tests.life.cloud import Cloud, at_once
from tests.life.phone import ANSWER, Phone, token_of

DEBTORS = ("C1", "C2", "C3", "C4")


@pytest.fixture(scope="module")
def shop(run: Run) -> Iterator[Business]:
    """Four debtors, each with a fresh link and two invoices."""
    shop = new_business(run, payment_methods={"stripe": True, "cash": {"place": "Av. Central 12", "hours": "9 a 17"}})
    tuesday = shop.quiet_monday() + timedelta(days=1)
    shop.walk(tuesday, 10)
    due = tuesday - timedelta(days=4)
    shop.drop_invoices(*(shop.invoice(f"F-{one}-{n}", due, one) for one in DEBTORS for n in (1, 2)))
    run.do_what_is_due()
    yield shop
    shop.rest()


@pytest.fixture(scope="module")
def phone(shop: Business) -> Phone:
    return shop.open_link("C1")


def link(shop: Business, debtor: str) -> str:
    return token_of([one["link"] for one in shop.messages(debtor) if one["link"]][-1])


def refusal(answer: Answer) -> tuple[int, str]:
    assert answer.body["message"]
    return answer.status, answer.body["code"]


def test_a_body_that_is_not_json_is_refused(phone: Phone) -> None:
    assert refusal(phone.post("/api/payments", raw=b'{"method": "card"')) == (400, "bad_json")
    assert refusal(phone.post("/api/session", raw=b"\xff\xfe\x00")) == (400, "bad_json")


def test_a_body_with_faults_names_each_path(phone: Phone) -> None:
    answer = phone.post("/api/payments", {"method": 7, "debt_ids": []})
    assert refusal(answer) == (422, "faulty")
    assert answer.body["faults"][0]["path"] == "method" and answer.body["faults"][0]["message"]


def test_an_oversized_body_is_refused(phone: Phone) -> None:
    assert refusal(phone.post("/api/session", {"token": "x" * 70_000})) == (413, "too_large")
    assert refusal(phone.post("/api/session", {"token": "x" * (7 << 20)})) == (413, "too_large")


def test_another_content_type_is_refused(phone: Phone) -> None:
    answer = phone.post("/api/session", {"token": "x"}, Content_Type="text/plain")
    assert refusal(answer) == (415, "unsupported_media")


def test_no_session_and_a_forged_cookie_are_refused(run: Run, phone: Phone) -> None:
    assert refusal(Phone(run).get("/api/account")) == (401, "no_session")
    forged = Phone(run, cookie=f"{phone.cookie[:-4]}AAAA")
    assert refusal(forged.get("/api/account")) == (401, "no_session")
    assert refusal(forged.post("/api/session/verify", {"answer": ANSWER})) == (401, "no_session")
    assert refusal(Phone(run, cookie="session=;;\x7f").get("/api/account")) == (401, "no_session")


def test_a_session_ends_by_itself_and_on_request(run: Run, shop: Business) -> None:
    phone = shop.open_link("C2")
    assert phone.get("/api/account").status == 200
    assert phone.post("/api/session/end").body == {"state": "ended"}
    assert refusal(phone.get("/api/account")) == (401, "no_session")
    phone = shop.open_link("C2")
    run.walk(run.now() + timedelta(minutes=31))
    assert refusal(phone.get("/api/account")) == (401, "no_session")


def test_a_foreign_origin_may_write_nothing(shop: Business, phone: Phone) -> None:
    answer = phone.post("/api/payments", {"debt_ids": ["F-C1-1"], "method": "cash"}, Origin="https://evil.example")
    assert refusal(answer) == (403, "bad_origin")
    assert shop.account("C1")["attempts"] == []


@pytest.mark.parametrize("token", ["x", "x" * 43, ""])
def test_an_unknown_link_looks_like_an_expired_one(run: Run, token: str) -> None:
    answer = Phone(run).open(token)
    assert refusal(answer) == (410, "link_expired")
    assert answer.body["renew"] is False


def test_someone_elses_invoice_and_payment_are_not_found(run: Run, shop: Business) -> None:
    mine, theirs = shop.open_link("C1"), shop.open_link("C3")
    answer = mine.post("/api/payments", {"debt_ids": ["F-C3-1"], "method": "cash"})
    assert refusal(answer) == (404, "not_found")
    started = theirs.pay("F-C3-1", method="cash")
    assert refusal(mine.get(f"/api/payments/{started['id']}")) == (404, "not_found")
    assert theirs.get(f"/api/payments/{started['id']}").status == 200


def test_a_repeated_key_gets_the_first_answer_and_another_request_under_it_is_refused(shop: Business) -> None:
    phone = shop.open_link("C1")
    wanted = {"debt_ids": ["F-C1-1"], "method": "cash"}
    first = phone.post("/api/payments", wanted, key="key-1")
    again = phone.post("/api/payments", wanted, key="key-1")
    assert (first.status, again.status) == (201, 201)
    assert first.body == again.body
    assert len(shop.account("C1")["attempts"]) == 1
    other = phone.post("/api/payments", {"debt_ids": ["F-C1-2"], "method": "cash"}, key="key-1")
    assert refusal(other) == (409, "idempotency_conflict")
    refused = {"debt_ids": ["F-NONE"], "method": "cash"}
    answers = [phone.post("/api/payments", refused, key="key-2") for _ in range(2)]
    assert [refusal(one) for one in answers] == [(404, "not_found")] * 2


def test_one_key_five_times_at_once_starts_one_payment(shop: Business) -> None:
    phone = shop.open_link("C3")
    before = len(shop.account("C3")["attempts"])
    wanted = {"debt_ids": ["F-C3-2"], "method": "cash"}
    answers = at_once([lambda: phone.post("/api/payments", wanted, key="key-3")] * 5)
    done = [one.body for one in answers if one.status == 201]
    assert done and all(one == done[0] for one in done)
    assert {one.body["code"] for one in answers if one.status != 201} <= {"in_progress"}
    assert len(shop.account("C3")["attempts"]) == before + 1


def test_a_phone_without_scripts_gets_in_by_short_code_and_answer(run: Run, shop: Business) -> None:
    code = shop.messages("C2")[-1]["short_code"]
    form = {"Content-Type": "application/x-www-form-urlencoded", "Accept-Language": "es"}

    def enter(code: str, answer: str, **more: str) -> Answer:
        fields = urlencode({"code": code, "answer": answer, "lang": "es"})
        return run.ask("POST", "/lite", raw=fields.encode(), headers=form | more)

    assert "<form" in run.ask("GET", "/lite").body
    inside = enter(f" {code[:4].lower()}-{code[4:].lower()} ", ANSWER)
    cookie = inside.headers["Set-Cookie"].partition(";")[0]
    assert (inside.status, inside.headers["Location"]) == (303, "/lite?lang=es")
    assert "1,020.00" in run.ask("GET", "/lite?lang=es", headers={"Cookie": cookie}).body
    assert "1,020.00" not in run.ask("GET", "/lite?lang=es").body
    assert enter("22222222", ANSWER).status == 403
    assert enter(code, "0000").status == 403
    assert enter(code, ANSWER, Origin="https://evil.example").status == 403


def test_five_wrong_answers_lock_the_account_for_a_day_whatever_the_session(run: Run, shop: Business) -> None:
    token = link(shop, "C4")
    for left in (4, 3, 2, 1):
        phone = Phone(run)
        assert phone.open(token).body["tries_left"] == left + 1
        wrong = phone.post("/api/session/verify", {"answer": "0000"}, key="same")
        assert refusal(wrong) == (403, "wrong_answer")
        assert wrong.body["tries_left"] == left
        assert phone.post("/api/session/verify", {"answer": "0000"}, key="same").body == wrong.body  # counted once
    assert refusal(phone.post("/api/session/verify", {"answer": "1111"})) == (423, "locked")
    assert refusal(phone.post("/api/session/verify", {"answer": ANSWER})) == (423, "locked")
    assert Phone(run).open(token).body["state"] == "locked"
    run.walk(run.now() + timedelta(hours=25))
    assert shop.open_link("C4").get("/api/account").status == 200


def test_refusals_speak_the_readers_language(run: Run) -> None:
    said = {lang: Phone(run, lang).open("x" * 43).body["message"] for lang in ("es", "en", "pt", "pt-BR,pt;q=0.9")}
    assert len({said["es"], said["en"], said["pt"]}) == 3
    assert said["pt"] == said["pt-BR,pt;q=0.9"]
    assert Phone(run, "de").open("x" * 43).body["message"] == said["es"]  # the language of whoever has none of ours


def test_an_expired_link_offers_a_new_one_that_arrives(run: Run, shop: Business) -> None:
    old = link(shop, "C3")
    opened_before = Phone(run).open(old)
    assert opened_before.status == 200
    run.walk(run.now() + timedelta(days=8))
    expired = Phone(run).open(old)
    assert refusal(expired) == (410, "link_expired")
    assert expired.body["renew"] is True
    said = len(shop.messages("C3"))
    for _ in range(3):
        assert Phone(run).post("/api/session/renew", {"token": old}).status == 202
    run.do_what_is_due()
    (reply,) = shop.messages("C3")[said:]
    assert (reply["purpose"], reply["step"]) == ("reply", None)
    assert Phone(run).open(token_of(reply["link"])).body["state"] == "verify"
    assert Phone(run).post("/api/session/renew", {"token": "x" * 43}).status == 202  # says nothing of who exists


def test_tokens_stand_in_no_log(living: Embedded, cloud: Cloud, shop: Business) -> None:
    tokens = {token_of(one["link"]) for debtor in DEBTORS for one in shop.messages(debtor) if one["link"]}
    assert tokens
    logs = {path.name: path.read_text(errors="replace") for path in living.home.glob("*.log")}
    logs |= {"output": living.output.read_text(), **cloud.function_logs()}
    assert {"access.log", "cloud.log"} < logs.keys()
    assert "POST /api/session" in logs["access.log"] and "notice_sent" in "".join(logs.values())
    for name, written in logs.items():
        assert not [token for token in tokens if token in written], name
