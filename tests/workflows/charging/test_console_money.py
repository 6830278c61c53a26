"""What people decide about money from the console: who and why, once, in the ledger, and for nobody else's account."""

from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.charging.charges import discount
from chalicelib.gateways import clock
from chalicelib.store import businesses
from tests.domain.cases import CHARGING, DUE, at, debtor, invoice
from tests.tables import Cloud
from tests.workflows.cases import books_are_in_order, created, one_invoice, owing, pending, whole
from tests.workflows.console import CLIENT, ask

NOW = at(DUE.replace(day=13))  # ten days late
INVOICE = "accounts/{debtor}/invoices/{number}/"
CREDIT = "accounts/{debtor}/unapplied/"


@pytest.fixture(autouse=True)
def signed_in(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSOLE_CLIENT_ID", CLIENT)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    businesses.create(replace(created(), id="other"))


def decide(what: str, key: str = "k1", who: str = "c1", number: str = "F1", **body: Any) -> tuple[int, Any]:
    told = {"reason": "agreed on the phone"} | body
    return ask("POST", INVOICE + what, body=told, headers={"idempotency-key": key}, debtor=who, number=number)


def credit(what: str, key: str = "k1", **body: Any) -> tuple[int, Any]:
    told = {"reason": "asked for it"} | body
    return ask("POST", CREDIT + what, body=told, headers={"idempotency-key": key}, debtor="c1")


def booked(kind: str) -> list[tuple[str | None, int, str, str]]:
    return [(one.invoice, one.amount_minor, one.by, one.reason) for one in whole().entries if one.kind == kind]


def test_charges_are_waived_with_who_and_why_and_the_same_request_again_is_the_same_decision() -> None:
    owing(invoice(terms=CHARGING))
    first = decide("waive")
    again = decide("waive")

    assert first[0] == 200 and first == again
    assert (first[1]["invoice"]["charges_minor"], first[1]["invoice"]["balance_minor"]) == (0, 100_000)
    assert booked("waiver") == [
        ("F1", -1_000, "u-1", "agreed on the phone"), ("F1", -2_000, "u-1", "agreed on the phone"),
    ]  # fmt: skip
    assert books_are_in_order()


def test_a_debt_is_given_up_and_taken_back_by_its_name_once() -> None:
    owing()
    _, given_up = decide("write-off")
    assert given_up["invoice"]["state"] == "written_off"

    back = decide("reverse", key="k2", decision=given_up["decision"])
    assert (back[0], back[1]["invoice"]["state"], back[1]["invoice"]["balance_minor"]) == (200, "open", 100_000)
    assert decide("reverse", key="k3", decision=given_up["decision"])[1]["code"] == "nothing_to_reverse"
    assert decide("reverse", key="k4", decision="write_off-nothing")[0] == 422
    assert books_are_in_order()


def test_a_discount_is_offered_told_used_to_the_cent_and_may_be_taken_back() -> None:
    owing()
    status, made = decide("discount", percent="0.1", until="2026-06-20")

    assert (status, made["invoice"]["balance_minor"], made["invoice"]["discount_minor"]) == (200, 90_000, 10_000)
    (offer,) = made["invoice"]["offers"]
    assert (offer["text"], offer["until"], offer["by"], offer["reason"]) == (
        "10%", "2026-06-20", "u-1", "agreed on the phone",
    )  # fmt: skip
    assert any("20 June" in one for one in made["invoice"]["why"])
    assert discount(one_invoice(), DUE.replace(day=21)) == 0
    taken = decide("reverse", key="k2", decision=made["decision"])
    assert (taken[0], taken[1]["invoice"]["balance_minor"]) == (200, 100_000)


def test_a_discount_on_all_open_invoices_tells_where_it_makes_no_sense() -> None:
    owing(invoice("F1"), invoice("F2", total_minor=40_000), invoice("F3", currency="USD"))
    body = {"amount_minor": 50_000, "until": "2026-06-20", "reason": "a good customer"}
    status, made = ask(
        "POST", "accounts/{debtor}/discount", body=body, headers={"idempotency-key": "k1"}, debtor="c1"
    )  # fmt: skip

    assert (status, list(made["decisions"]), made["left_out"]) == (
        200, ["F1"], {"F2": "discount_amount", "F3": "currency_not_owed"},
    )  # fmt: skip
    share = {"percent": "0.05", "until": "2026-06-20", "reason": "a good customer"}
    path, key = "accounts/{debtor}/discount", {"idempotency-key": "k2"}
    assert len(ask("POST", path, body=share, headers=key, debtor="c1")[1]["decisions"]) == 3


def test_money_in_favor_pays_the_oldest_at_once_and_nothing_that_is_being_paid_or_disputed() -> None:
    owing(
        invoice("F1"), invoice("F2", DUE.replace(day=1), state="disputed"), invoice("F3", DUE.replace(day=9)),
        unapplied={"MXN": 130_000},
    )  # fmt: skip
    status, told = credit("apply")

    assert (status, told["used"], told["invoices"]) == (200, {"MXN": 130_000}, ["F1", "F3"])
    assert [one_invoice(number).principal_minor for number in ("F1", "F2", "F3")] == [0, 100_000, 70_000]
    assert credit("apply", key="k2")[1]["code"] == "no_credit_to_use"


def test_money_in_favor_is_handed_back_with_who_how_and_why_and_never_more_than_there_is() -> None:
    owing(unapplied={"MXN": 5_000})
    back: dict[str, Any] = {"amount_minor": 4_000, "currency": "MXN", "method": "transfer", "reference": "SPEI 77"}
    status, told = credit("refund", **back)
    again = credit("refund", **back)

    assert (status, told["refunded"], told["credit"][0]["minor"]) == (200, {"MXN": 4_000}, 1_000)
    assert again == (status, told), "the same request again is the same refund"
    (line,) = [one for one in whole().entries if one.kind == "refund"]
    assert (line.part, line.amount_minor, line.by, line.reference) == ("unapplied", 4_000, "u-1", "transfer SPEI 77")
    status, refused = credit("refund", key="k2", **back)
    assert (status, refused["code"]) == (422, "refund_above_credit")
    assert "$" in refused["message"] and "10.00" in refused["message"]


@pytest.mark.parametrize(
    ("what", "body", "status", "code"),
    [
        ("waive", {"reason": "  "}, 422, "reason_required"),
        ("waive", {"part": "principal"}, 422, "nothing_to_waive"),
        ("waive", {"amount_minor": 999_999}, 422, "nothing_to_waive"),
        ("waive", {"amount_minor": -5}, 422, "nothing_to_waive"),
        ("waive", {"amount_minor": 1.5}, 422, "faulty"),
        ("discount", {"percent": "1.5", "until": "2026-06-20"}, 422, "faulty"),
        ("discount", {"percent": "-0.1", "until": "2026-06-20"}, 422, "faulty"),
        ("discount", {"percent": 0.1, "until": "2026-06-20"}, 422, "faulty"),
        ("discount", {"percent": "0.1", "amount_minor": 5, "until": "2026-06-20"}, 422, "faulty"),
        ("discount", {"percent": "0.1"}, 422, "faulty"),
        ("discount", {"percent": "0.1", "until": "31/12/2026"}, 422, "faulty"),
        ("discount", {"amount_minor": 100_000, "until": "2026-06-20"}, 422, "discount_amount"),
        ("discount", {"percent": "0.1", "until": "2026-06-12"}, 422, "discount_day"),
        ("discount", {"percent": "0.1", "until": "2028-01-01"}, 422, "discount_day"),
        ("reverse", {"decision": "waive-never"}, 422, "nothing_to_reverse"),
        ("unapplied/refund", {"amount_minor": 0, "currency": "MXN"}, 422, "bad_amount"),
        ("unapplied/refund", {"amount_minor": -1, "currency": "MXN"}, 422, "bad_amount"),
        ("unapplied/refund", {"amount_minor": 1, "currency": "MXN"}, 422, "no_credit_to_use"),
        ("unapplied/refund", {"amount_minor": 1, "currency": "XXX"}, 422, "no_credit_to_use"),
        ("unapplied/refund", {"amount_minor": 1, "currency": "MXN", "reason": ""}, 422, "reason_required"),
        ("unapplied/apply", {}, 422, "no_credit_to_use"),
    ],
)  # fmt: skip
def test_bad_input_is_answered_with_a_code_and_words_and_changes_nothing(
    what: str, body: dict[str, Any], status: int, code: str
) -> None:
    before = owing(invoice(terms=CHARGING))
    path = f"accounts/{{debtor}}/{what}" if "unapplied" in what else INVOICE + what
    names: dict[str, Any] = {"debtor": "c1"} if "unapplied" in what else {"debtor": "c1", "number": "F1"}
    told, messages = {"reason": "agreed"} | body, set()
    for lang in ("es", "en", "pt"):
        headers = {"idempotency-key": lang, "x-language": lang}
        answer = ask("POST", path, body=told, headers=headers, **names)
        messages.add(answer[1]["message"])
        assert (answer[0], answer[1]["code"]) == (status, code)

    assert len(messages) == 3 and all(one.endswith(".") and "{" not in one for one in messages)
    assert list(whole().entries) == before


@pytest.mark.parametrize("what", ["waive", "write-off", "reverse", "discount"])
def test_another_businesss_account_looks_like_a_missing_one(what: str) -> None:
    owing(invoice(terms=CHARGING))
    told = {"percent": "0.1", "until": "2026-06-20"} if what == "discount" else {"decision": "x"}
    body = {"reason": "mine now"} | told
    key, other = {"idempotency-key": "k"}, {"idempotency-key": "k2"}
    foreign = ask("POST", INVOICE + what, "other", body, headers=key, debtor="c1", number="F1")
    missing = ask("POST", INVOICE + what, "other", body, headers=other, debtor="nobody", number="F1")

    assert foreign == missing and (foreign[0], foreign[1]["code"]) == (404, "not_found")
    for rest in ("unapplied/apply", "unapplied/refund", "discount"):
        more = {"until": "2026-06-20"} if rest == "discount" else {"currency": "MXN"}
        wanted = {"reason": "mine", "amount_minor": 1} | more
        assert (
            ask("POST", f"accounts/{{debtor}}/{rest}", "other", wanted, headers={"idempotency-key": rest}, debtor="c1")[
                0
            ]
            == 404
        )


def test_a_decision_without_a_key_or_from_another_page_is_refused() -> None:
    owing()
    names: dict[str, Any] = {"debtor": "c1", "number": "F1"}
    assert ask("POST", INVOICE + "write-off", body={"reason": "x"}, **names)[1]["code"] == "idempotency_missing"
    evil = {"origin": "https://evil.example", "idempotency-key": "k"}
    assert ask("POST", INVOICE + "write-off", body={"reason": "x"}, headers=evil, **names)[0] == 403
    assert ask("POST", INVOICE + "write-off", None, {"reason": "x"}, headers=evil, **names)[0] in {401, 403}
    assert one_invoice().state == "open"


def test_an_offer_that_somebody_is_paying_by_stays() -> None:
    owing()
    _, made = decide("discount", percent="0.1", until="2026-06-20")
    pending(("F1", 90_000))

    assert decide("reverse", key="k2", decision=made["decision"])[1]["code"] == "payment_in_progress"


def test_two_debtors_never_share_a_decision() -> None:
    owing()
    owing(who=debtor(id="c2", tax_id="12345678-5"))
    decide("write-off")

    assert (one_invoice().state, one_invoice(who="c2").state) == ("written_off", "open")
