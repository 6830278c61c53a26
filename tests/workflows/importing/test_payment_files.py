"""Files of payments received elsewhere, and of contacts: each counts once, and what names nobody is told."""

import json
from datetime import timedelta

from msgspec.structs import replace

from chalicelib.store import businesses
from tests.domain.cases import DUE
from tests.workflows.cases import NOW, books_are_in_order, one_invoice, whole
from tests.workflows.inbox import Inbox, counts, row, states

PAYMENTS = "numero,cliente_id,fecha,monto,moneda,referencia,medio"


def paid(number: str, amount: str = "400.00", day: str = str(DUE), reference: str = "", who: str = "c1") -> str:
    return f"{number},{who},{day},{amount},MXN,{reference},transferencia"


def test_a_payments_file_applies_each_payment_once(inbox: Inbox) -> None:
    inbox.drop(row("F1"), row("F2"))
    rows = [paid("F1", reference="T1"), paid("F1", reference="T2"), paid("", "1300.00", reference="T3")]
    record = inbox.drop(*rows, folder="inbox/acme/payments", header=PAYMENTS)

    assert counts(record) == (3, 0, 0, 0)
    assert states() == {"F1": "paid", "F2": "paid"}
    assert whole().debtor.unapplied == {"MXN": 10_000}
    again = inbox.drop(*rows, folder="inbox/acme/payments", header=PAYMENTS)
    assert counts(again) == (0, 0, 3, 0)
    assert books_are_in_order()


def test_a_payment_that_names_nobody_is_rejected_with_its_reason(inbox: Inbox) -> None:
    inbox.drop(row("F1"))
    record = inbox.drop(
        paid("X9", who=""), paid("X8", who="c9"), paid("F1", day="2026-06-04"), paid("F1", who=""),
        folder="inbox/acme/payments", header=PAYMENTS,
    )  # fmt: skip

    rows = json.loads(inbox.report(record))["rows"]
    assert [one["reason_code"] for one in rows] == ["unknown_invoice", "unknown_debtor", "paid_in_future"]
    assert (record.created, record.rejected) == (1, 3)


def test_a_payment_counts_charges_up_to_the_day_it_was_made(inbox: Inbox) -> None:
    changed = businesses.load("acme")
    fee = replace(changed.policy.late_fee, flat_minor=5_000)
    businesses.change(replace(changed, policy=replace(changed.policy, grace_days=2, late_fee=fee)))
    inbox.drop(row("F1"))
    from chalicelib.workflows.decide_account import decide_account

    later = NOW + timedelta(days=5)
    decide_account(businesses.load("acme"), "c1", later)
    assert one_invoice("F1").fee_minor == 5_000

    inbox.drop(paid("F1", "1000.00"), folder="inbox/acme/payments", header=PAYMENTS, now=later)
    assert states() == {"F1": "paid"}
    assert books_are_in_order()


def test_a_debtors_file_adds_contacts_and_changes_nothing_twice(inbox: Inbox) -> None:
    header = "cliente_id,cliente,contacto,rol,correo,celular,canal_preferido,plazo_dias"
    rows = ["c1,Cliente c1,Ana,pagos,ana@x.example,,email,45", "c1,Cliente c1,Beto,dueño,,5512345678,,"]
    first = inbox.drop(*rows, folder="inbox/acme/debtors", header=header)
    again = inbox.drop(*rows, folder="inbox/acme/debtors", header=header)

    assert (first.created, again.unchanged) == (1, 1)
    found = whole().debtor
    assert [(one.name, one.email) for one in found.contacts] == [("Ana", "ana@x.example"), ("Beto", "")]
    assert (found.preferred_channel, found.terms_days) == ("email", 45)
