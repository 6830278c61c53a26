"""What stands in the way, as it is written: its remedy, the person who is asked, the answer, and the wrong person."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain import links
from chalicelib.domain.business import ExtensionTerms
from chalicelib.domain.errors import Conflict, Faulty, NotFound, Refusal
from chalicelib.domain.promising.excuses import Told
from chalicelib.domain.promising.promises import Author
from chalicelib.domain.promising.remedies import catalogue
from chalicelib.messages import mail
from chalicelib.messages.letter import Rendered
from chalicelib.store import accounts, businesses, sessions
from chalicelib.workflows import portal_session
from chalicelib.workflows.complaints.dispute_invoice import withdraw_dispute
from chalicelib.workflows.contact import compose
from chalicelib.workflows.contact.confirm_received import confirm_received, hear_received
from chalicelib.workflows.contact.drop_contact import drop_contact
from chalicelib.workflows.contact.notice_content import content_of
from chalicelib.workflows.decide_account import decide_account
from chalicelib.workflows.promising import desk_agreed, portal_agreed
from chalicelib.workflows.promising.promise_payment import Who
from chalicelib.workflows.showing.view_account import view_account
from chalicelib.workflows.showing.view_story import view_story
from tests.domain.cases import DUE, at, debtor, invoice
from tests.workflows.cases import NOW, PK, SESSION, TOKEN, created, linked, one_invoice, owing, whole

pytestmark = pytest.mark.usefixtures("cloud")
LATE = at(DUE + timedelta(days=5))
MONDAY = replace(SESSION, expires_at=LATE + timedelta(minutes=30))


@pytest.fixture(autouse=True)
def somebody(cloud: object) -> None:
    created()
    owing(invoice("F1", steps=("overdue_1",)), invoice("F2", DUE + timedelta(days=2), total_minor=50_000))


def told(code: str, *debts: str, text: str = "", key: str = "k1") -> dict[str, Any]:
    return portal_agreed.tell(MONDAY, Told(code, debts, text), LATE, key)


def texts() -> list[str]:
    return [one.text for one in mails()]


def mails() -> list[Rendered]:
    account, business = accounts.load("acme", "c1"), businesses.load("acme")
    assert account
    envelope = compose.envelope(business, account.debtor, LATE.date(), "token", "MXN")
    planned = [one for one in whole().notices if one.state == "planned"]
    return [mail.write(envelope, content_of(PK, one, account, business, LATE)) for one in planned]


def test_an_invoice_that_did_not_come_is_sent_at_once_with_what_it_says() -> None:
    answer = told("not_received", "F1")
    assert answer["message"].startswith("Listo. Te la enviamos.")
    (text,) = texts()
    assert "Gracias por avisar que no te había llegado" in text and "F1" in text and "F2" not in text
    assert str(one_invoice().resent_on) == "2026-06-08"
    with pytest.raises(Conflict, match="already_resent"):
        told("not_received", "F1", key="k2")


def test_the_same_request_is_one_excuse() -> None:
    first = told("talk")
    assert told("talk")["id"] == first["id"]
    with pytest.raises(Conflict, match="already_told"):
        told("talk", key="k2")
    assert len(whole().excuses) == 1 and len(whole().tasks) == 1


def test_the_page_offers_every_remedy_and_says_what_is_under_way() -> None:
    options = {one["code"]: one for one in view_account(MONDAY, LATE)["help"]["options"]}
    assert options.keys() == catalogue().keys()
    assert (options["already_paid"]["leads_to"], options["talk"]["leads_to"]) == ("report", None)
    assert options["no_cash"]["leads_to"] in {"plan", "promise"}
    assert options["invoice_wrong"]["leads_to"] == "dispute"
    told("order_missing", "F1", text="Falta la OC 77")
    (open_one,) = view_account(MONDAY, LATE)["help"]["open"]
    said = "Nos contaste: Falta una orden de compra o una aprobación. Te respondemos hasta el 15 de junio."
    assert open_one["text"] == said


def test_a_person_answers_and_the_debtor_reads_it() -> None:
    made = told("order_missing", "F1", text="<b>No</b> es mi total")
    business = businesses.load("acme")
    (waiting,) = desk_agreed.open_excuses(business, "es", LATE)["excuses"]
    assert (waiting["debtor"], waiting["words"], waiting["rests"]) == ("c1", "<b>No</b> es mi total", "invoice")
    desk_agreed.answer(business, "c1", made["id"], "Lo corregimos: <gracias>", "rosa", "es", LATE)
    (text,) = texts()
    assert "Acme respondió a lo que nos contaste" in text and "Lo corregimos: <gracias>" in text
    assert "<gracias>" not in mails()[0].html and "&lt;gracias&gt;" in mails()[0].html
    assert [one.state for one in whole().tasks] == ["done"]
    assert desk_agreed.open_excuses(business, "es", LATE)["excuses"] == []
    with pytest.raises(Conflict, match="excuse_done"):
        desk_agreed.answer(business, "c1", made["id"], "", "rosa", "es", LATE)


def test_nobody_is_reminded_while_it_is_under_way_and_everybody_after_it() -> None:
    told("talk")
    decide_account(businesses.load("acme"), "c1", LATE, force=True)
    assert [one.step for one in whole().notices if one.step] == []
    later = at(DUE + timedelta(days=8))
    decide_account(businesses.load("acme"), "c1", later, force=True)
    assert [one.step for one in whole().notices if one.step] == ["grace_over"]
    assert sorted(one.kind for one in whole().tasks) == ["remedy_late", "talk"]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (Told("wrong_person"), Faulty),
        (Told("because"), Faulty),
        (Told("invoice_wrong"), Faulty),
        (Told("invoice_wrong", ("X9",)), NotFound),
        (Told("talk", text="x" * 501), Faulty),
    ],
)
def test_what_is_refused_changes_nothing(said: Told, kind: type[Refusal]) -> None:
    owing(invoice("X9"), who=debtor(id="c2"))
    with pytest.raises(kind):
        portal_agreed.tell(MONDAY, said, LATE, "k1")
    assert (whole().excuses, whole().tasks, whole().notices) == ((), (), ())


def test_of_several_wrong_invoices_all_are_disputed_or_none() -> None:
    told("invoice_wrong", "F2")
    with pytest.raises(Conflict, match="already_disputed"):
        told("invoice_wrong", "F1", "F2", key="k2")
    assert one_invoice("F1").state == "open", "nothing is written of what is refused"
    withdraw_dispute(Who(businesses.load("acme"), "c1", Author("s")), whole().disputes[0].id, LATE)
    first = told("invoice_wrong", "F1", "F2", text="Los dos", key="k3")
    assert {one.number: one.state for one in whole().invoices} == {"F1": "disputed", "F2": "disputed"}
    assert told("invoice_wrong", "F1", "F2", text="Los dos", key="k3") == first, "asked again after a crash"
    assert len(whole().disputes) == 3 and [one.kind for one in whole().tasks if one.state == "open"] == ["dispute"] * 2


def test_the_business_writes_down_what_it_heard_and_nobody_elses() -> None:
    rosa = Who(businesses.load("acme"), "c1", Author("rosa", True, "Ana"), "k1")
    made = desk_agreed.hear_excuse(rosa, Told("order_missing", ("F2",), "Falta la OC 77"), "es", LATE)
    assert (made["by_business"], made["told_by"], made["words"]) == (True, "Ana", "Falta la OC 77")
    assert [one["id"] for one in desk_agreed.all_excuses(rosa.business, "c1", "es", LATE)["excuses"]] == [made["id"]]
    with pytest.raises(NotFound):
        desk_agreed.answer(rosa.business, "c2", made["id"], "", "rosa", "es", LATE)
    long = replace(rosa, by=Author("rosa", True, "x" * 101))
    with pytest.raises(Faulty):
        desk_agreed.hear_excuse(long, Told("talk"), "es", LATE)


def test_a_stranger_ends_it_with_one_tap_and_is_shown_nothing_more() -> None:
    linked()
    opened = portal_session.open_by_token(TOKEN, NOW, "somebody")
    assert opened.session.state == "verify", "no question is answered for it"
    answer = drop_contact(opened.session, "es", NOW)
    assert answer == {"state": "ended", "message": "Gracias por avisar. Dejamos de escribir a esta dirección."}
    assert sessions.load(opened.session.id) is None
    with pytest.raises(Refusal, match="link_expired"):
        portal_session.open_by_token(TOKEN, NOW, "somebody")
    found = whole()
    assert found.debtor.not_theirs == ("ana@cliente.example",)
    (task,) = found.tasks
    assert (task.kind, task.data) == ("wrong_person", {"address": "ana@cliente.example"})
    drop_contact(opened.session, "es", NOW)
    assert len(whole().tasks) == 1, "twice is once"
    decide_account(businesses.load("acme"), "c1", LATE, force=True)
    assert {one.channel for one in whole().notices if one.state == "planned"} == {"sms"}


def test_the_address_stays_dropped_whatever_a_later_file_says() -> None:
    rosa = Who(businesses.load("acme"), "c1", Author("rosa", True), "k1")
    desk_agreed.hear_wrong_person(rosa, "Ana@Cliente.example", LATE)
    with pytest.raises(Faulty):
        desk_agreed.hear_wrong_person(rosa, "other@somewhere.example", LATE)
    found = whole().debtor
    again = replace(found, contacts=(*found.contacts, replace(found.contacts[0], name="Ana (new)", phone="")))
    from chalicelib.domain.contact.channels import address

    assert address(again, "email") is None and address(again, "email", chasing=False) is None


def test_one_tap_says_that_it_arrived_and_looking_says_nothing() -> None:
    linked(step="due_soon_3", purpose="pre_due", invoices=("F1", "F2"))
    key = links.received_key(TOKEN)
    confirm_received(key, LATE, "somebody")
    confirm_received(key, LATE + timedelta(days=2), "somebody")
    assert [str(one.received_on) for one in whole().invoices] == ["2026-06-08"] * 2


def test_a_person_hears_that_it_arrived_and_sees_who_has_what() -> None:
    acme = businesses.load("acme")
    assert hear_received("acme", "c1", ["F1"], LATE) == {"F1": "2026-06-08"}
    assert hear_received("acme", "c1", ["F1", "F2"], LATE + timedelta(days=1)) == {
        "F1": "2026-06-08",
        "F2": "2026-06-09",
    }
    told("not_received", "F2")
    shown = {one["number"]: one for one in view_story(acme, "c1", "es", LATE)["invoices"]}
    assert (shown["F1"]["received_on"], shown["F2"]["resent_on"]) == ("2026-06-08", "2026-06-08")
    owing(invoice("X9"), who=debtor(id="c2"))
    for debts, kind in ((["X9"], NotFound), (["F1", "X9"], NotFound), ([], Faulty)):
        with pytest.raises(kind):
            hear_received("acme", "c1", debts, LATE)
    with pytest.raises(NotFound):
        hear_received("other", "c1", ["F1"], LATE)


def test_a_key_is_good_for_one_purpose() -> None:
    linked(step="due_soon_3", purpose="pre_due", invoices=("F1",))
    from chalicelib.workflows.contact.stop_reminders import stop_reminders

    for key in (links.stop_key(TOKEN), "0" * 96, "", "x" * 500, links.received_key("another token")):
        confirm_received(key, LATE, "somebody")
    stop_reminders(links.received_key(TOKEN), LATE)
    assert one_invoice().received_on is None
    assert whole().debtor.opted_out == ()


def test_guessing_keys_is_stopped() -> None:
    for _ in range(60):
        confirm_received("0" * 96, LATE, "a script")
    with pytest.raises(Refusal, match="too_many"):
        confirm_received("0" * 96, LATE, "a script")


def test_who_raises_a_hand_before_the_day_is_led_to_more_time_or_to_a_plan() -> None:
    owing(invoice("N1", DUE + timedelta(days=12)), who=debtor(id="c3"))
    early = replace(MONDAY, debtor="c3")
    page = view_account(early, LATE)
    leads = {one["code"]: one["leads_to"] for one in page["help"]["options"]}
    assert (leads["no_cash"], page["extension"]["debt_ids"]) == ("extension", ["N1"])
    of = businesses.load("acme")
    businesses.change(replace(of, policy=replace(of.policy, extension=ExtensionTerms(offered=False))))
    leads = {one["code"]: one["leads_to"] for one in view_account(early, LATE)["help"]["options"]}
    assert leads["no_cash"] == "plan"


def test_a_message_before_the_due_day_asks_whether_it_arrived() -> None:
    account, business = accounts.load("acme", "c1"), businesses.load("acme")
    assert account
    early = at(DUE - timedelta(days=3))
    notice = linked(early, step="due_soon_3", purpose="pre_due", invoices=("F1", "F2"))
    envelope = compose.envelope(business, account.debtor, early.date(), TOKEN, "MXN")
    written = mail.write(envelope, compose.reminder(notice, account, business, early.date()))
    assert f"/api/received/{links.received_key(TOKEN)}" in written.html and f"#t={TOKEN}/problem" in written.html
    confirm_received(links.received_key(TOKEN), early, "somebody")
    told = accounts.load("acme", "c1")
    assert told
    again = mail.write(envelope, compose.reminder(notice, told, business, early.date()))
    assert "/api/received/" not in again.html and f"#t={TOKEN}/problem" in again.html, "who said so is not asked again"
    late = compose.envelope(business, account.debtor, LATE.date(), TOKEN, "MXN")
    assert "/api/received/" not in mail.write(late, compose.reminder(notice, account, business, LATE.date())).html
