"""The debtor says that they paid: once, with reminders that rest, a business that is told, and every way it ends."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.already_paid.payment_report import PaymentReport
from chalicelib.domain.already_paid.reports import METHODS
from chalicelib.domain.errors import Conflict, NotFound, Refusal
from chalicelib.store import businesses, notices
from chalicelib.store.things import load_things
from chalicelib.workflows.already_paid.refuse_report import refuse_report, withdraw_report
from chalicelib.workflows.already_paid.report_payment import prove_payment
from chalicelib.workflows.contact.deliver import deliver
from chalicelib.workflows.contact.tell_business import own_partition
from chalicelib.workflows.decide_account import decide_account
from chalicelib.workflows.paying.start_payment import find_payment, start_payment
from chalicelib.workflows.showing.view_account import view_account
from tests.domain.cases import DUE, at, debtor, invoice
from tests.tables import Cloud
from tests.workflows.cases import NOW, PK, SESSION, books_are_in_order, created, one_invoice, owing, whole
from tests.workflows.reported import JPEG, confirm, kept, tell

OVERDUE = DUE + timedelta(days=3)
LATER = NOW + timedelta(days=3)


@pytest.fixture(autouse=True)
def owed(cloud: Cloud) -> None:
    created()
    owing(invoice("F1"), invoice("F2", DUE + timedelta(days=40), total_minor=50_000))


def told(template: str) -> list[str]:
    return [one.id for one in whole().notices if one.template == template]


def test_it_is_written_down_the_reminders_rest_and_everybody_is_told() -> None:
    answer = tell(debt_ids=("F1",), note="del banco azul")

    assert (answer["state"], answer["message"]) == ("pending", "Lo estamos revisando. No pagues otra vez.")
    assert (answer["amount_text"], answer["upload"]) == ("$\u00a01,000.00", None)
    found = whole()
    assert [rest.reason for rest in found.debtor.rests] == ["payment_reported"]
    assert [(one.kind, one.about) for one in found.tasks] == [("payment_reported", answer["id"])]
    assert len(told("report_received")) == 1
    (mail,) = [notices.load(own_partition("acme"), f"{DUE}#reported-{answer['id']}#email")]
    assert mail
    assert books_are_in_order()


def test_nothing_is_asked_for_while_it_is_checked_and_all_goes_on_once_it_is_withdrawn() -> None:
    answer = tell(debt_ids=("F1",))
    view = view_account(SESSION, NOW)

    debts = {one["id"]: (one["payable"], one["note"]) for one in view["debts"]}
    assert debts == {"F1": (False, "Estamos revisando tu pago"), "F2": (True, None)}
    assert [one["id"] for one in view["reports"]] == [answer["id"]]
    assert decide_account(businesses.load("acme"), "c1", LATER)
    assert [one for one in whole().notices if one.step] == []

    withdraw_report("acme", "c1", answer["id"], LATER)
    withdraw_report("acme", "c1", answer["id"], LATER)
    view = view_account(SESSION, LATER)
    assert [one["payable"] for one in view["debts"]] == [True, True]
    assert (view["reports"], [one.state for one in whole().tasks]) == ([], ["done"])
    assert decide_account(businesses.load("acme"), "c1", LATER)
    assert [one for one in whole().notices if one.step] == [], "not in the minute in which they took it back"
    decided = decide_account(businesses.load("acme"), "c1", LATER + timedelta(days=1))
    assert decided and [one.step for one in decided.notices] == ["overdue_1"]


def test_the_same_request_again_is_the_same_report() -> None:
    first, again = tell(key="k-1"), tell(key="k-1")

    assert again == first
    assert len(load_things("acme", "c1", PaymentReport)) == 1
    assert len(told("report_received")) == 1
    with pytest.raises(Conflict, match="already_reported"):
        tell(key="k-2")


def test_nobody_floods_a_business() -> None:
    for attempt in range(20):
        with pytest.raises(Refusal, match="bad_amount"):
            tell(amount=0, key=str(attempt))
    with pytest.raises(Refusal, match="too_many"):
        tell()


def test_a_confirmed_one_counts_once_with_who_and_the_receipt_of_the_day_it_was_paid() -> None:
    answer = tell(on=DUE, now=LATER, debt_ids=("F1",))
    done = confirm(answer["id"], now=LATER)
    before = whole()
    again = confirm(answer["id"], now=LATER, user="u-2")

    assert (done.state, done.decided_by, done.taken_minor) == ("confirmed", "u-1", 100_000)
    assert again == done and whole() == before
    assert one_invoice("F1").state == "paid"
    assert (whole().debtor.rests, [one.state for one in whole().tasks]) == ((), ["done"])
    assert len(told("paid")) == 1
    (paid,) = [one for one in whole().attempts if one.id == done.payment]
    assert (paid.state, paid.quoted_on, paid.provider) == ("paid", DUE, "report")
    assert books_are_in_order()


def test_a_person_may_have_found_another_amount_day_and_debt() -> None:
    answer = tell(amount=150_000)
    done = confirm(answer["id"], amount_minor=50_000, paid_on=DUE - timedelta(days=1), debt_ids=["F2"])

    assert done.taken_minor == 50_000
    assert (one_invoice("F2").state, one_invoice("F1").principal_minor) == ("paid", 100_000)
    assert books_are_in_order()


def test_more_than_is_owed_becomes_the_debtors_credit() -> None:
    confirm(tell(amount=200_000)["id"])

    assert whole().debtor.unapplied == {"MXN": 50_000}
    assert books_are_in_order()


def test_a_refused_one_says_why_and_the_chase_goes_on_where_it_was_after_a_working_day() -> None:
    answer = tell(debt_ids=("F1",))
    refused = refuse_report("acme", "c1", answer["id"], "unreadable", " se ve  borroso ", "u-1", LATER)
    refuse_report("acme", "c1", answer["id"], "unreadable", "", "u-1", LATER)

    assert (refused.text, refused.decided_by) == ("se ve borroso", "u-1")
    (shown,) = view_account(SESSION, LATER)["reports"]
    assert shown["message"] == "No pudimos confirmarlo. El comprobante no se puede leer. se ve borroso"
    assert len(told("report_refused")) == 1
    (rest,) = whole().debtor.rests
    assert (rest.reason, rest.until) == ("payment_refused", at(DUE + timedelta(days=6), "00:00")), "said on a Saturday"
    decided = decide_account(businesses.load("acme"), "c1", LATER + timedelta(seconds=1))
    assert decided and (decided.notices, decided.debtor.due_at) == ((), rest.until)
    decided = decide_account(businesses.load("acme"), "c1", at(DUE + timedelta(days=6)))
    assert decided and [one.step for one in decided.notices] == ["overdue_1"]
    decisions: tuple[Callable[[], PaymentReport], ...] = (
        lambda: confirm(answer["id"], now=LATER),
        lambda: withdraw_report("acme", "c1", answer["id"], LATER),
    )
    for late in decisions:
        with pytest.raises(Conflict, match="report_decided"):
            late()
    assert one_invoice("F1").principal_minor == 100_000


def test_what_nobody_looked_at_is_answered_by_the_clock_and_may_still_be_confirmed() -> None:
    answer = tell(debt_ids=("F1",))
    end = kept(answer["id"]).expires_at
    decide_account(businesses.load("acme"), "c1", NOW + timedelta(seconds=1))
    due_at = whole().debtor.due_at
    assert due_at and due_at <= end
    decide_account(businesses.load("acme"), "c1", end)

    assert kept(answer["id"]).state == "expired"
    assert len(told("report_expired")) == 1
    assert [one.state for one in whole().tasks if one.kind == "payment_reported"] == ["open"]
    assert confirm(answer["id"], now=end).state == "confirmed"
    assert one_invoice("F1").principal_minor == 0


def test_a_payment_of_the_page_is_told_with_its_own_quote() -> None:
    started = start_payment(SESSION, "transfer", ["F1"], None, "", NOW)
    answer = prove_payment(SESSION, started["id"], JPEG, NOW)
    report = kept(answer["id"])

    assert (report.attempt, report.debt_ids, report.amount_minor) == (started["id"], ("F1",), 100_000)
    assert answer["upload"]["fields"]["key"] == report.proof.key if report.proof else False
    done = confirm(answer["id"])
    assert done.payment == started["id"]
    assert [one.state for one in whole().attempts] == ["paid"]
    with pytest.raises(Refusal, match="already_paid"):
        prove_payment(SESSION, started["id"], JPEG, NOW)
    with pytest.raises(NotFound):
        prove_payment(SESSION, "pa_0", JPEG, NOW)


def test_another_account_neither_sees_nor_decides_it() -> None:
    owing(invoice("G1"), who=debtor(id="c2"))
    answer = tell()

    others: tuple[Callable[[], PaymentReport], ...] = (
        lambda: confirm(answer["id"], "c2"),
        lambda: refuse_report("acme", "c2", answer["id"], "other", "x", "u-1", NOW),
        lambda: withdraw_report("acme", "c2", answer["id"], NOW),
    )
    for other in others:
        with pytest.raises(NotFound):
            other()
    assert view_account(replace(SESSION, debtor="c2"), NOW)["reports"] == []


def test_what_the_debtor_is_told_names_no_amount_outside_and_the_business_no_customer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent: list[tuple[str, str]] = []

    def send(key: str, purpose: str, sender: object, to: str, subject: str, text: str, *rest: object) -> str:
        sent.append((subject, text))
        return "m-1"

    monkeypatch.setattr("chalicelib.gateways.email.send", send)
    answer = tell(note="con el cajero")
    for pk, where in ((PK, whole().notices), (own_partition("acme"), ())):
        waiting = where or [notices.load(pk, f"{DUE}#reported-{answer['id']}#email")]
        for notice in waiting:
            assert notice and deliver(pk, notice, NOW) == "sent"

    (to_debtor, read), (to_business, told_all) = sent
    assert "1,000" not in to_debtor + to_business and "Ana" not in to_business
    assert "No pagues otra vez" in read or "no pagues otra vez" in read
    assert "Ana López" in told_all and "con el cajero" in told_all and "http" not in told_all


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("lang", ["es", "en", "pt"])
def test_whatever_way_was_told_its_receipt_can_be_written_and_seen(
    lang: str, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []

    def send(*letter: object) -> str:
        sent.append(str(letter[5]))
        return "m-1"

    monkeypatch.setattr("chalicelib.gateways.email.send", send)
    done = confirm(tell(method=method)["id"])
    (receipt,) = [one for one in whole().notices if one.template == "paid"]

    assert deliver(PK, receipt, NOW) == "sent"
    assert "1,000.00" in sent[0]
    seen = find_payment(replace(SESSION, language=lang), done.payment, NOW)
    assert (seen["state"], bool(seen["method_label"])) == ("paid", True)
