"""The console's look at accounts: page by page, one account's whole story in three languages, and nobody else's."""

from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.books.entry_kinds import KINDS
from chalicelib.domain.path_names import from_path_name, path_name
from chalicelib.gateways import clock
from chalicelib.messages.catalog import LANGUAGES, words
from chalicelib.store import audit, businesses
from tests.domain.cases import CHARGING, DUE, at, debtor, invoice
from tests.tables import Cloud
from tests.workflows.cases import created, linked, one_invoice, owing, pending
from tests.workflows.console import CLIENT, ask

NOW = at(DUE.replace(day=13))
NAMES: dict[str, Any] = {"debtor": "c1", "number": "F1"}


@pytest.fixture(autouse=True)
def signed_in(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSOLE_CLIENT_ID", CLIENT)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    businesses.create(replace(created(), id="other"))


def story(who: str = "c1", lang: str = "en", business: str = "acme") -> tuple[int, Any]:
    return ask("GET", "accounts/{debtor}", business, headers={"x-language": lang}, debtor=who)


def test_accounts_come_page_by_page_in_the_order_of_their_ids() -> None:
    for name in ("c3", "c1", "c2"):
        owing(invoice(), who=debtor(id=name, name=f"Ana {name}"))
    status, first = ask("GET", "accounts", query={"limit": "2"})
    _, second = ask("GET", "accounts", query={"limit": "2", "after": first["next"]})

    assert status == 200
    assert [one["debtor"] for one in first["accounts"]] == ["c1", "c2"]
    assert [one["debtor"] for one in second["accounts"]] == ["c3"]
    assert (first["next"], second["next"]) == ("c2", None)
    assert first["accounts"][0]["principal"] == [{"currency": "MXN", "minor": 100_000, "text": "$\u00a01,000.00"}]
    assert ask("GET", "accounts", "other")[1] == {"accounts": [], "next": None}


@pytest.mark.parametrize("limit", ["0", "-1", "x", "99999999"])
def test_a_strange_limit_is_answered_all_the_same(limit: str) -> None:
    owing()
    assert len(ask("GET", "accounts", query={"limit": limit})[1]["accounts"]) == 1


def test_an_account_tells_its_whole_story() -> None:
    owing(invoice(terms=CHARGING), invoice("F2", total_minor=5_000), unapplied={"MXN": 700})
    pending(("F2", 5_000))
    linked()
    status, told = story()

    assert status == 200
    first = next(one for one in told["invoices"] if one["number"] == "F1")
    assert (first["days_overdue"], first["charges_minor"], first["balance_minor"]) == (10, 3_000, 103_000)
    assert sum(row["minor"] for row in first["rows"]) == first["balance_minor"]
    assert any("3%" in one for one in first["why"]) and any("10 days" in one for one in first["why"])
    assert [(one["kind"], one["label"]) for one in told["entries"]] == [("issue", "Invoice issued")] * 2
    assert (told["attempts"][0]["method"], told["notices"][0]["step"]) == ("card", "overdue_1")
    assert told["credit"][0]["minor"] == 700 and "7.00" in told["credit"][0]["told"]
    assert told["debtor"]["contacts"][0]["email"] == "ana@cliente.example"


def test_a_decision_is_listed_with_its_name_until_it_is_taken_back() -> None:
    owing()
    path = "accounts/{debtor}/invoices/{number}/"
    body, key = {"reason": "cannot pay"}, {"idempotency-key": "k1"}
    _, done = ask("POST", f"{path}write-off", body=body, headers=key, **NAMES)
    (entry,) = [one for one in story()[1]["entries"] if one["kind"] == "write_off"]
    assert (entry["decision"], entry["by"], entry["reason"]) == (done["decision"], "u-1", "cannot pay")

    body |= {"decision": entry["decision"]}
    assert ask("POST", f"{path}reverse", body=body, headers={"idempotency-key": "k2"}, **NAMES)[0] == 200
    assert all(one["decision"] is None for one in story()[1]["entries"])


def test_somebody_elses_account_looks_like_a_missing_one() -> None:
    owing()
    assert story(business="other") == story("nobody")
    assert story(business="other")[0] == 404


def test_a_story_is_told_in_the_language_of_who_asks() -> None:
    owing()
    labels = {lang: story(lang=lang)[1]["entries"][0]["label"] for lang in LANGUAGES}
    assert labels == {"es": "Factura emitida", "en": "Invoice issued", "pt": "Fatura emitida"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_of_entry_has_words(lang: str) -> None:
    assert {key.removeprefix("entry.") for key in words(lang) if key.startswith("entry.")} == KINDS.keys()


@pytest.mark.parametrize("name", ["C-1", "900.123", "A/1", "F 1#2", "ñandú", "~x", "..", ""])
def test_an_id_survives_its_way_through_an_address(name: str) -> None:
    written = path_name(name)
    assert from_path_name(written) == name
    assert not set(written) & set("/#?% ")


def test_what_is_no_code_is_nobodys_account() -> None:
    assert story("~%%%")[0] == story("~AAA")[0] == 404


def test_ready_made_rules_are_told_by_country_with_law_source_and_charges() -> None:
    told = {lang: ask("GET", "charge-rules", headers={"x-language": lang})[1] for lang in LANGUAGES}
    (rule,) = told["es"]["rules"]

    assert (told["es"]["country"], told["es"]["adopted"], rule["id"]) == ("MX", None, "mx_commerce")
    assert rule["source"] == "diputados.gob.mx/LeyesBiblio/pdf/CCom.pdf" and not rule["adopted"]
    assert len({told[lang]["rules"][0]["title"] for lang in LANGUAGES}) == 3
    assert rule["charges"] == ["El interés es 6\u00a0% al año (365 días), contado día por día desde el vencimiento."]
    chile = ask("GET", "charge-rules", query={"country": "cl"})[1]["rules"]
    assert [one["needs"] for one in chile] == [["CL_CORRIENTE"], ["CL_CORRIENTE", "CL_MAXIMA", "CLF"]]
    assert ask("GET", "charge-rules", query={"country": "ZZ"})[1]["rules"] == []


def test_adopted_rules_are_a_new_version_that_charges_nobody_backward() -> None:
    owing(invoice(terms=CHARGING))
    before = businesses.load("acme").policy.version
    path, why = "charge-rules/{rules_id}/adopt", {"reason": "our lawyer agreed"}
    status, told = ask("POST", path, body=why, headers={"idempotency-key": "k"}, rules_id="mx_commerce")
    again = ask("POST", path, body=why, headers={"idempotency-key": "k"}, rules_id="mx_commerce")

    assert (status, told["version"]) == (200, before + 1) and again == (status, told)
    assert businesses.load("acme").policy.late_fee.rules.rules == "mx_commerce"
    assert one_invoice().terms == CHARGING
    noted = audit.newest("acme", "rules_adopted")
    assert noted and (noted.by, noted.reason) == ("u-1", "our lawyer agreed")
    for wrong, status, code in (("br_standard", 422, "rules_of_another_country"), ("none", 404, "not_found")):
        found = ask("POST", path, body=why, headers={"idempotency-key": wrong}, rules_id=wrong)
        assert (found[0], found[1]["code"]) == (status, code)
    empty = ask("POST", path, body={"reason": " "}, headers={"idempotency-key": "e"}, rules_id="mx_commerce")
    assert (empty[0], empty[1]["code"]) == (422, "reason_required")


def test_parts_of_the_policy_are_replaced_and_wrong_ones_are_told_with_their_paths() -> None:
    body = {"policy": {"grace_days": 9}, "reason": "kinder"}
    status, told = ask("PUT", "policy", body=body, headers={"idempotency-key": "k"})
    assert (status, told["policy"]["grace_days"]) == (200, 9)
    assert told["policy"]["ladder"] == ask("GET", "policy")[1]["policy"]["ladder"] != []

    for wrong, path in (
        ({"late_fee": {"percent": "-0.1"}}, "policy.late_fee.percent"),
        ({"late_fee": {"interest": {"rate": "-0.02"}}}, "policy.late_fee.interest.rate"),
        ({"rounding_minor": 101}, "policy.rounding_minor"),
        ({"late_fee": {"rules": "nobody"}}, "policy.late_fee.rules"),
    ):
        found = ask("PUT", "policy", body={"policy": wrong, "reason": "x"}, headers={"idempotency-key": str(wrong)})
        assert (found[0], [one["path"] for one in found[1]["faults"]]) == (422, [path])
    assert businesses.load("acme").policy.grace_days == 9


def test_the_list_counts_what_a_decision_changed() -> None:
    owing(invoice("F1"), invoice("F2"))
    key = {"idempotency-key": "k"}
    ask("POST", "accounts/{debtor}/invoices/{number}/write-off", body={"reason": "gone"}, headers=key, **NAMES)

    (line,) = ask("GET", "accounts")[1]["accounts"]
    assert (line["open_invoices"], line["principal"][0]["minor"]) == (1, 100_000)
