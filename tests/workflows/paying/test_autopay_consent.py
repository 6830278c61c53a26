"""Turning autopay on and off: what was read is what is kept, and whoever wants out is out."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.errors import Conflict, NotFound, Refusal
from chalicelib.domain.links import stop_key
from chalicelib.domain.paying.asking import CARD_AGAIN
from chalicelib.domain.paying.mandate import CARD_LIFE, Mandate, text_hash
from chalicelib.domain.paying.provider_news import ProviderNews
from chalicelib.store import accounts, businesses, mandates
from chalicelib.workflows.contact.stop_reminders import stop_reminders
from chalicelib.workflows.decide_account import decide_account
from chalicelib.workflows.paying.hear_provider import hear_provider
from chalicelib.workflows.paying.start_autopay import come_back_with_card, start_autopay
from chalicelib.workflows.paying.stop_autopay import change_by_person, forget_card, stop_by_link, stop_now
from chalicelib.workflows.paying.view_autopay import list_evidence, view_autopay
from tests.domain.cases import DUE, invoice
from tests.workflows import autopay
from tests.workflows.autopay import CARD, Keeper, agreed, given, keeper
from tests.workflows.cases import NOW, PK, SESSION, TOKEN, created, linked, owing, whole

pytestmark = pytest.mark.usefixtures("cloud")
LATER = NOW + timedelta(minutes=3)


@pytest.fixture(autouse=True)
def bank(cloud: object, monkeypatch: pytest.MonkeyPatch) -> Keeper:
    created()
    owing(invoice("F1", DUE + timedelta(days=20)))
    return keeper(monkeypatch)


def accept(limit: int = 0, currency: str = "MXN", accepted: str = "") -> dict[str, str]:
    told = accepted or autopay.text_hash(NOW, limit)
    return start_autopay(SESSION, currency, told, limit, "192.0.2.7", NOW)


def the_mandate() -> Mandate:
    (found,) = mandates.list_all("acme", "c1")
    return found


def active() -> Mandate:
    accept()
    assert hear_provider(given(the_mandate().id), LATER) == "active"
    return the_mandate()


def templates() -> list[str]:
    return sorted(one.template for one in whole().notices if one.template)


def test_what_was_read_is_kept_word_by_word_with_who_when_and_from_where(bank: Keeper) -> None:
    shown = view_autopay(SESSION, NOW)
    answer = accept()

    kept = the_mandate()
    assert answer == {"kind": "redirect", "url": "https://checkout.example/cs_card"}
    assert (list(kept.text), kept.text_hash, kept.text_version) == (
        shown["text"], shown["text_hash"], shown["text_version"]
    )  # fmt: skip
    assert text_hash(kept.text) == kept.text_hash
    assert (kept.accepted_at, kept.accepted_by, kept.address, kept.language) == (NOW, "hash", "192.0.2.7", "es")
    assert kept.state == "pending" and whole().debtor.customers == {"stripe": "cus_1"}
    assert bank.pages[0].mandate.id == kept.id


def test_the_text_says_what_is_charged_when_and_how_it_ends() -> None:
    text = " ".join(view_autopay(SESSION, NOW, 50_000)["text"])

    for part in ("Acme", "3 días", "$\u00a0500.00", "vencimiento", "detenerlo", "Stripe"):
        assert part in text, part


@pytest.mark.parametrize("lang", ["es", "en", "pt"])
def test_the_text_is_in_the_debtors_language(lang: str) -> None:
    text = view_autopay(replace(SESSION, language=lang), NOW)["text"]
    assert {"es": "Autorizo a", "en": "I authorize", "pt": "Autorizo"}[lang] in text[0]


def test_a_text_that_changed_meanwhile_is_read_again_before_it_counts() -> None:
    old = autopay.text_hash(NOW)
    before = businesses.load("acme")
    terms = replace(before.policy.autopay, notice_days=7)
    businesses.change(replace(before, policy=replace(before.policy, autopay=terms)))

    with pytest.raises(Conflict, match="text_changed"):
        accept(accepted=old)
    with pytest.raises(Conflict, match="text_changed"):
        accept(limit=100, accepted=old)
    assert mandates.list_all("acme", "c1") == []


@pytest.mark.parametrize("changes", [{"live": False}, {"offered": False}, {"stripe": False}])
def test_what_is_not_offered_cannot_be_accepted(changes: dict[str, bool]) -> None:
    told, before = autopay.text_hash(NOW), businesses.load("acme")
    policy = replace(before.policy, autopay=replace(before.policy.autopay, offered=changes.get("offered", True)))
    methods = replace(before.payment_methods, stripe=changes.get("stripe", True))
    businesses.change(replace(before, live=changes.get("live", True), policy=policy, payment_methods=methods))

    with pytest.raises(Refusal, match="autopay_unavailable"):
        accept(accepted=told)
    assert view_autopay(SESSION, NOW)["state"] == "unavailable"


def test_another_currency_than_is_owed_is_refused_and_so_is_a_provider_that_says_no(bank: Keeper) -> None:
    with pytest.raises(Refusal, match="autopay_unavailable"):
        accept(currency="USD")
    bank.says = "refuses"
    with pytest.raises(Refusal, match="autopay_unavailable"):
        accept()
    assert mandates.list_all("acme", "c1") == []


def test_nobody_gives_cards_all_day() -> None:
    for _ in range(10):
        accept()
    with pytest.raises(Refusal, match="too_many"):
        accept()
    assert [one.state for one in mandates.list_all("acme", "c1")].count("pending") == 1


def test_the_card_makes_it_active_and_a_copy_of_what_was_agreed_is_sent() -> None:
    found = active()

    assert (found.state, found.last4, found.card_id, found.customer_id) == ("active", "4242", CARD.id, "cus_1")
    assert templates() == ["autopay_on"]
    assert whole().debtor.due_at == LATER
    assert hear_provider(given(found.id), LATER) == "known"
    assert view_autopay(SESSION, LATER)["card_text"] == "Visa ···4242"


def test_a_lost_webhook_is_made_up_for_when_the_debtor_comes_back() -> None:
    accept()
    come_back_with_card(SESSION, LATER)
    assert the_mandate().state == "active"


def test_a_lost_webhook_is_found_by_the_sweep_when_the_debtor_never_comes_back(bank: Keeper) -> None:
    accept()
    bank.page = "silent"
    end = NOW + CARD_LIFE
    assert whole().debtor.due_at == end, "when the page is over"
    decide_account(businesses.load("acme"), "c1", end)
    assert (the_mandate().state, whole().debtor.due_at) == ("pending", end + CARD_AGAIN), "nobody could say"

    bank.page = "card_given"
    decide_account(businesses.load("acme"), "c1", end + CARD_AGAIN)
    assert (the_mandate().state, the_mandate().last4, templates()) == ("active", "4242", ["autopay_on"])


def test_the_sweep_hears_that_a_page_was_left_and_asks_no_more(bank: Keeper) -> None:
    accept()
    bank.page = "card_not_given"
    decide_account(businesses.load("acme"), "c1", NOW + CARD_LIFE)
    assert (the_mandate().state, the_mandate().reason) == ("expired", "no_card")
    decide_account(businesses.load("acme"), "c1", NOW + timedelta(days=3), force=True)
    assert bank.asked == 1


def test_a_page_of_which_nobody_ever_says_anything_is_over_after_two_days(bank: Keeper) -> None:
    accept()
    bank.page = "silent"
    while (due := whole().debtor.due_at) and the_mandate().state == "pending":
        decide_account(businesses.load("acme"), "c1", due)
    assert (the_mandate().state, the_mandate().ended_at, bank.asked) == ("expired", NOW + timedelta(days=2), 8)


def test_a_page_left_without_a_card_is_over() -> None:
    accept()
    assert hear_provider(replace(given(the_mandate().id), kind="card_not_given"), LATER) == "expired"
    assert view_autopay(SESSION, LATER)["state"] == "off"


def test_a_page_that_took_no_card_after_all_changes_nothing() -> None:
    accept()
    assert hear_provider(replace(given(the_mandate().id), setup_id="seti_none"), LATER) == "ignored"
    assert the_mandate().state == "pending"


def test_a_new_card_takes_the_place_of_the_old_one(bank: Keeper) -> None:
    first = active()
    accept()
    second = next(one for one in mandates.list_all("acme", "c1") if one.state == "pending")
    hear_provider(given(second.id), LATER)

    states = {one.id: one.state for one in mandates.list_all("acme", "c1")}
    assert states == {first.id: "revoked", second.id: "active"}
    assert forget_card(PK, first.id, LATER) == "forgotten"


def test_a_card_that_comes_after_it_was_stopped_is_taken_away_again(bank: Keeper) -> None:
    accept()
    stop_now("acme", "c1", "debtor", "stopped", NOW)
    hear_provider(given(the_mandate().id), LATER)

    found = the_mandate()
    assert (found.state, found.card_id) == ("revoked", CARD.id)
    assert (PK, f"MANDATE#{found.id}") in list(accounts.all_due(LATER + timedelta(minutes=6)))
    assert forget_card(PK, found.id, LATER) == "forgotten" and bank.forgotten == [CARD.id]


def test_one_tap_stops_it_and_the_card_is_gone_from_the_provider(bank: Keeper) -> None:
    agreed("F1")
    assert stop_now("acme", "c1", "debtor", "stopped", LATER) == 1

    found = the_mandate()
    assert (found.state, found.forgotten_at, bank.forgotten) == ("revoked", LATER, ["pm_1"])
    assert [plan.ended for plan in found.planned] == ["stopped"]
    assert templates() == ["autopay_off"]
    assert stop_now("acme", "c1", "debtor", "stopped", LATER) == 0, "and again changes nothing"


def test_a_provider_that_is_silent_forgets_the_card_later(bank: Keeper) -> None:
    agreed("F1")
    bank.says = "silent"
    stop_now("acme", "c1", "debtor", "stopped", LATER)
    assert the_mandate().state == "revoked" and the_mandate().forgotten_at is None

    bank.says = "paid"
    assert forget_card(PK, "ma_1", LATER + timedelta(minutes=5)) == "forgotten"
    assert (PK, "MANDATE#ma_1") not in list(accounts.all_due(LATER + timedelta(days=1)))


@pytest.mark.parametrize("stop", [stop_by_link, stop_reminders])
def test_the_link_in_a_message_about_it_stops_it_without_signing_in(stop: Callable[[str, datetime], None]) -> None:
    agreed("F1")
    linked(id=f"{DUE}#autopay_notice-ma_1-1#email", template="autopay_notice", data={"mandate": "ma_1"})
    stop(stop_key(TOKEN), LATER)
    assert the_mandate().state == "revoked"


@pytest.mark.parametrize("stop", [stop_by_link, stop_reminders])
def test_the_link_of_another_message_or_a_made_up_one_stops_nothing(stop: Callable[[str, datetime], None]) -> None:
    agreed("F1")
    linked()
    for key in (stop_key(TOKEN), "x" * 40, ""):
        stop(key, LATER)
    assert the_mandate().state == "active"


def test_a_card_removed_at_the_provider_ends_it() -> None:
    agreed("F1")
    gone = ProviderNews("card_gone", card=CARD, provider="stripe")
    assert hear_provider(gone, LATER) == "failed"
    assert (the_mandate().reason, templates()) == ("card_removed", ["autopay_off"])
    assert hear_provider(gone, LATER) == "known"


def test_a_card_that_its_bank_replaced_goes_on_under_its_new_date() -> None:
    agreed("F1", card_told="2026-06")
    renewed = ProviderNews("card_changed", card=replace(CARD, last4="5555", exp_year=2035), provider="stripe")
    hear_provider(renewed, LATER)

    found = the_mandate()
    assert (found.last4, found.exp_year, found.card_told, found.state) == ("5555", 2035, "", "active")


def test_news_of_a_card_that_is_nobodys_is_let_go() -> None:
    other = ProviderNews("card_gone", card=replace(CARD, id="pm_else"), provider="stripe")
    assert hear_provider(other, LATER) == "ignored"
    assert hear_provider(given("ma_unknown"), LATER) == "ignored"


def test_the_business_pauses_resumes_and_stops_it_with_a_reason() -> None:
    agreed("F1")
    for action, state in (("pause", "paused"), ("resume", "active"), ("stop", "revoked")):
        assert change_by_person("acme", "c1", "ma_1", action, "person:u-1", "asked by phone", LATER)["state"] == state
    assert (the_mandate().ended_by, the_mandate().reason) == ("person:u-1", "asked by phone")


def test_a_mandate_of_somebody_else_is_not_found() -> None:
    agreed("F1")
    with pytest.raises(NotFound):
        change_by_person("acme", "c1", "ma_other", "stop", "person:u-1", "why", LATER)
    with pytest.raises(NotFound):
        list_evidence("acme", "nobody")
    assert the_mandate().state == "active"


def test_the_evidence_is_whole_also_after_it_ended() -> None:
    found = active()
    stop_now("acme", "c1", "debtor", "stopped", LATER)

    (told,) = list_evidence("acme", "c1")
    assert told["text"] == list(found.text) and told["text_hash"] == found.text_hash
    assert (told["address"], told["session"], told["state"]) == ("192.0.2.7", "hash", "revoked")
    assert told["card"] == {"brand": "visa", "last4": "4242", "exp_month": 12, "exp_year": 2031}


def test_home_says_when_what_is_charged_to_which_card() -> None:
    active()
    told = view_autopay(SESSION, LATER)

    assert told["line"] == "Se cobrará el 23 de junio a tu tarjeta ···4242"
    assert [(one["id"], one["amount_text"]) for one in told["coming"]] == [("F1", "$\u00a01,000.00")]


def test_a_paused_or_stopped_one_promises_no_charge() -> None:
    agreed("F1", state="paused")
    told = view_autopay(SESSION, LATER)
    assert (told["state"], told["line"], told["coming"]) == ("paused", None, [])
