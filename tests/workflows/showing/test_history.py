"""What a debtor looks back on: everything that happened, the latest first, in their words, and theirs alone."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.agreeing.acceptance import Acceptance
from chalicelib.domain.agreeing.extension import Extension
from chalicelib.domain.already_paid.payment_report import PaymentReport
from chalicelib.domain.books.entry_kinds import KINDS
from chalicelib.domain.books.timeline import timeline
from chalicelib.domain.books.timeline_books import BOOKED, LOWERED
from chalicelib.domain.complaints.dispute import Dispute, Message
from chalicelib.domain.complaints.satisfaction import Opinion
from chalicelib.domain.contact.consent import consent
from chalicelib.domain.entry import Entry
from chalicelib.domain.notice import Notice
from chalicelib.domain.promising.promise import Promise
from chalicelib.gateways import clock
from chalicelib.messages.catalog import words
from chalicelib.store import accounts, notices, sessions
from chalicelib.store.changes import Changes
from chalicelib.workflows.paying.hear_provider import hear_provider
from tests.domain.cases import DUE, at, debtor, invoice
from tests.tables import Cloud
from tests.workflows.cases import NOW, PK, created, linked, owing, pending, recorded, whole
from tests.workflows.portal import ask, signed_in


def on(days: int) -> date:
    return DUE + timedelta(days=days)


ACCEPTED = Acceptance(
    id="v1-20260609120000", version="v1", business="acme", debtor="c1", language="es", text="…",
    accepted_at=at(on(6)), session="session", link="", address="", device="",
)  # fmt: skip


@pytest.fixture(autouse=True)
def a_life(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two invoices, a reminder, a payment that is given back in part, and what was said and agreed later."""
    monkeypatch.setattr(clock, "now", lambda: at(on(9)))
    created()
    owing(invoice("F1", total_minor=1_000_000), invoice("F2", total_minor=250_050))
    owing(invoice("SECRET-9"), who=debtor(id="c2"))
    linked()
    pending()
    hear_provider(recorded("checkout.session.completed.paid"), NOW + timedelta(minutes=5))
    hear_provider(recorded("charge.refunded.part"), NOW + timedelta(minutes=9))
    kept = Promise(
        "pm_1", "MXN", 50_000, 50_000, on(4), ("F1",), at(on(1)), "session", state="kept", ended_at=at(on(4))
    )
    wrong = Dispute("dp_1", "F2", "wrong_amount", at(on(2)), on(2), "session", "MXN")
    report = PaymentReport("rp_1", 70_000, "MXN", on(4), "transfer", at(on(5)), at(on(20)), state="refused",
                           decided_at=at(on(7)), reason="not_found")  # fmt: skip
    head = accounts.load("acme", "c1")
    assert head
    accounts.save(
        head,
        Changes(
            head.debtor,
            promises=(kept,),
            disputes=(replace(wrong, state="accepted", ended_at=at(on(3))),),
            reports=(report,),
            acceptances=(ACCEPTED,),
            consents=(consent("email", False, "…", "portal", "session", at(on(8))),),
        ),
    )


def events(lang: str = "es") -> list[dict[str, Any]]:
    sessions.save(replace(signed_in(language=lang), expires_at=at(on(10))))
    status, body = ask("GET", "history", headers={"x-language": lang})
    assert status == 200
    found: list[dict[str, Any]] = body["events"]
    return found


def test_everything_is_told_the_latest_first() -> None:
    told = events()
    assert [one["text"] for one in told] == [
        "Dejaste de recibir recordatorios por correo",
        "No encontramos el pago que nos contaste",
        "Aceptaste las condiciones",
        "Nos contaste que pagaste",
        f"Cumpliste con el pago acordado para el {told[4]['when']}. Gracias",
        "Te dieron la razón en el reclamo por la factura F2",
        "Se abrió un reclamo por la factura F2",
        f"Quedamos en un pago para el {told[4]['when']}",
        "Te devolvimos dinero",
        "Recibimos tu pago",
        "Te enviamos un recordatorio por correo",
        "Se emitió la factura F1",
        "Se emitió la factura F2",
    ]
    assert [one["on"] for one in told] == sorted((one["on"] for one in told), reverse=True)


def test_a_payment_leads_to_its_receipt_and_says_its_amount() -> None:
    payment = next(one for one in events() if one["kind"] == "payment")
    assert (payment["payment"], payment["document"]) == (whole().attempts[0].id, "receipt-1")
    assert payment["amount_text"].replace("\u00a0", " ") == "$ 12,500.50"
    assert next(one for one in events() if one["kind"] == "message")["amount_text"] is None


@pytest.mark.parametrize(("lang", "paid"), [("en", "We received your payment"), ("pt", "Recebemos seu pagamento")])
def test_it_speaks_the_debtors_language(lang: str, paid: str) -> None:
    told = {one["text"] for one in events(lang)}
    assert paid in told
    spanish = {text for key, text in words("es").items() if key.startswith("history.")}
    assert told & spanish == set()


def test_nobody_reads_the_history_of_another_nor_without_a_session() -> None:
    assert "SECRET-9" not in str(events())
    assert ask("GET", "history", headers={"cookie": ""})[0] == 401


def test_what_the_ledger_did_is_told_whoever_decided_it() -> None:
    at_once = Entry("e", "rounding", -3, "MXN", on(8), at(on(8)), invoice="F2")
    lines = [
        at_once,
        replace(at_once, kind="write_off", amount_minor=-50_000),
        replace(at_once, kind="write_off_reversal", amount_minor=50_000, on=on(9)),
        replace(at_once, kind="agreement_interest", amount_minor=700, part="interest"),
        replace(at_once, kind="agreement_interest_reversal", amount_minor=-700, on=on(9)),
        replace(at_once, kind="correction", amount_minor=1_000),
        replace(at_once, kind="correction", amount_minor=-900, on=on(9)),
        replace(at_once, kind="correction", amount_minor=0, part="due_on", at=at(on(8), "13:00")),
        replace(at_once, kind="correction", amount_minor=0, part="standing"),
    ]
    told = {(one.kind, one.on, one.amount_minor) for one in timeline(replace(whole(), receipts=()), lines, ())}
    assert {one for one in told if one[0] in words_of_the_ledger()} == {
        ("rounding", on(8), 3), ("written_off", on(8), 50_000), ("written_off_back", on(9), 50_000),
        ("plan_interest", on(8), 700), ("plan_interest_back", on(9), 700),
        ("corrected_up", on(8), 1_000), ("corrected_down", on(9), 900), ("due_moved", on(8), None),
    }  # fmt: skip


def words_of_the_ledger() -> set[str]:
    return {*BOOKED.values(), *LOWERED.values(), "due_moved"}


def test_a_due_date_that_was_asked_for_is_told_once() -> None:
    moved = Entry("e", "correction", 0, "MXN", on(8), at(on(8)), part="due_on", invoice="F2")
    given = Extension("ex_1", ("F2",), on(20), at(on(7)), state="granted", decided_at=at(on(8)))
    told = [one.kind for one in timeline(replace(whole(), extensions=(given,)), [moved], ())]
    assert (told.count("extension.granted"), told.count("due_moved")) == (1, 0)


def test_what_both_sides_wrote_about_a_claim_is_told_and_leads_to_it() -> None:
    said = tuple(Message(by, "…", at(on(day))) for by, day in (("debtor", 3), ("business", 4), ("business", 5)))
    wrong = Dispute("dp_2", "F1", "other", at(on(2)), on(2), "session", "MXN", messages=said)
    closed = replace(wrong, state="rejected", ended_at=at(on(5)))
    told = [one for one in timeline(replace(whole(), disputes=(closed,)), (), ()) if one.kind.startswith("dispute")]
    assert [(one.kind, one.on) for one in told] == [
        ("dispute.rejected", on(5)), ("dispute.answered", on(4)), ("dispute.written", on(3)), ("dispute.opened", on(2))
    ]  # fmt: skip
    assert {one.screen for one in told} == {"dispute/dp_2"}
    assert next(one for one in events() if one["kind"] == "dispute")["screen"] == "dispute/dp_1"
    assert next(one for one in events() if one["kind"] == "report")["screen"] == "report/rp_1"


def test_what_the_debtor_said_is_told_but_not_what_it_was() -> None:
    given = Opinion("op_1", at(on(1)), on(1), "F1", "call", on(3), score=1, text="SECRET", given_at=at(on(2)))
    account = whole()
    account = replace(
        account,
        opinions=(given, replace(given, id="op_2", unasked=True)),
        invoices=(replace(account.invoices[0], received_on=on(-3)), *account.invoices[1:]),
    )
    told = timeline(account, (), ())
    assert [one.on for one in told if one.kind == "opinion"] == [on(2)]
    assert [one.number for one in told if one.kind == "received"] == [account.invoices[0].number]
    assert "SECRET" not in str(told)


def test_money_that_has_no_paper_is_told_by_the_ledger_once() -> None:
    cash = Entry("e", "payment", -40_000, "MXN", on(8), at(on(8)), invoice="F2")
    lines = [
        cash,
        replace(cash, part="interest", amount_minor=-100),
        replace(cash, kind="unapplied", part="unapplied", amount_minor=-700, invoice=None),
        replace(cash, kind="refund", part="unapplied", amount_minor=700, invoice=None, at=at(on(9)), on=on(9)),
        replace(cash, amount_minor=40_000, at=at(on(9)), on=on(9)),
    ]
    told = [(one.kind, one.on, one.amount_minor) for one in timeline(whole(), [*whole().entries, *lines], ())]
    found = [one for one in told if one[0] in {"paid_elsewhere", "paid_elsewhere_back", "credit", "refund", "payment"}]
    assert sorted(found) == [
        ("credit", on(8), 700), ("paid_elsewhere", on(8), 40_100), ("paid_elsewhere_back", on(9), 40_000),
        ("payment", on(0), 1_250_050), ("refund", on(0), 50_050), ("refund", on(9), 700),
    ]  # fmt: skip


def test_every_kind_of_entry_is_told_or_told_by_its_receipt() -> None:
    by_receipt = {"payment", "unapplied", "transfer_out", "refund", "refund_reversal", "chargeback", "reversal"}
    by_receipt |= {"chargeback_reversal"}
    assert set(KINDS) == set(BOOKED) | by_receipt


def test_a_long_life_is_told_a_hundred_events_at_a_time() -> None:
    sessions.save(replace(signed_in(), expires_at=at(on(10))))
    note = Notice("n", "collection", "friendly", "email", NOW, state="sent", sent_at=NOW)
    for day in range(120):
        notices.plan(PK, replace(note, id=f"n{day}", sent_at=at(on(day))))
    _, first = ask("GET", "history?skip=0")
    _, second = ask("GET", "history?skip=100")
    assert (len(first["events"]), first["more"], second["more"]) == (100, True, False)
    assert [one["on"] for one in first["events"] if one["kind"] == "message"][:20] == [
        str(on(119 - place)) for place in range(20)
    ]
    texts = [one["text"] for one in (*first["events"], *second["events"])]
    assert len(texts) == len(timeline(whole(), whole().entries, whole().notices))
    assert ask("GET", "history?skip=9999")[1] == {"events": [], "more": False}


@pytest.mark.parametrize("skip", ["-1", "x", "1.5", "9999999", "٣"])
def test_a_bad_place_in_the_history_is_refused(skip: str) -> None:
    sessions.save(replace(signed_in(), expires_at=at(on(10))))
    status, told = ask("GET", f"history?skip={skip}")
    assert (status, told["faults"][0]["path"], told["faults"][0]["code"]) == (422, "skip", "bad_value")


def test_what_never_left_for_the_debtor_is_not_told() -> None:
    note = Notice("n", "collection", "friendly", "email", NOW, state="sent", sent_at=NOW)
    unsent = [replace(note, state="withheld"), replace(note, rehearsed=True), replace(note, purpose="report")]
    assert len(timeline(whole(), (), unsent)) == len(timeline(whole(), (), ()))
