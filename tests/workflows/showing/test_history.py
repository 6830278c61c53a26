"""What a debtor looks back on: everything that happened, the latest first, in their words, and theirs alone."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.agreeing.acceptance import Acceptance
from chalicelib.domain.already_paid.payment_report import PaymentReport
from chalicelib.domain.books.timeline import timeline
from chalicelib.domain.complaints.dispute import Dispute
from chalicelib.domain.contact.consent import consent
from chalicelib.domain.notice import Notice
from chalicelib.domain.promising.promise import Promise
from chalicelib.gateways import clock
from chalicelib.messages.catalog import words
from chalicelib.store import accounts, sessions
from chalicelib.store.changes import Changes
from chalicelib.workflows.paying.hear_provider import hear_provider
from tests.domain.cases import DUE, at, debtor, invoice
from tests.tables import Cloud
from tests.workflows.cases import NOW, created, linked, owing, pending, recorded, whole
from tests.workflows.portal import ask, signed_in


def on(days: int) -> date:
    return DUE + timedelta(days=days)


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
            acceptances=(Acceptance("v1", "es", "…", "0" * 64, at(on(6)), "session"),),
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


def test_a_long_life_is_told_by_its_latest_hundred_events() -> None:
    note = Notice("n", "collection", "friendly", "email", NOW, state="sent", sent_at=NOW)
    sent = [replace(note, id=f"n{day}", sent_at=at(on(10 + day))) for day in range(120)]
    unsent = [replace(note, state="withheld"), replace(note, rehearsed=True), replace(note, purpose="report")]
    found = timeline(whole(), whole().entries, [*sent, *unsent])
    assert [one.on for one in found] == [on(129 - place) for place in range(100)]
    assert len(timeline(whole(), (), unsent)) == len(timeline(whole(), (), ()))
