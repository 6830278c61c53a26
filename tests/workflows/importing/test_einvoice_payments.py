"""Payments by the id of the document they pay: applied once, in any order, whatever else told of them."""

from datetime import timedelta

from tests.intake.einvoice.samples import OTHER_UUID, UUID, cfdi, paid
from tests.workflows.cases import NOW, books_are_in_order, whole
from tests.workflows.documents import CUSTOMER, drop, one, owed, put, reasons, table
from tests.workflows.inbox import Inbox, counts


def test_an_invoice_then_its_payment_by_uuid_settles_it(inbox: Inbox) -> None:
    assert counts(drop(inbox, cfdi())) == (1, 0, 0, 0)
    assert one("A123").document_id == UUID

    assert counts(drop(inbox, paid())) == (1, 0, 0, 0)
    assert owed() == {"A123": ("paid", 0)}
    assert whole(CUSTOMER).debtor.unapplied == {}
    assert books_are_in_order(CUSTOMER)


def test_partial_payments_in_any_order_come_to_the_same(inbox: Inbox) -> None:
    drop(inbox, cfdi())
    drop(inbox, paid("660.00", before="660.00", left="0", uuid=OTHER_UUID, part=2))
    assert owed() == {"A123": ("paid", 0)}
    drop(inbox, paid("500.00", before="1160.00", left="660.00"))
    assert owed() == {"A123": ("paid", 0)}
    assert whole(CUSTOMER).debtor.unapplied == {}
    assert books_are_in_order(CUSTOMER)


def test_a_payment_that_had_come_another_way_counts_once(inbox: Inbox) -> None:
    """Who pays on our page gets a type P as well."""
    drop(inbox, cfdi())
    put(inbox, f"numero,cliente_id,fecha,monto,moneda\nA123,{CUSTOMER},2026-06-02,500.00,MXN\n".encode(), "payments")
    assert owed() == {"A123": ("partly_paid", 66_000)}

    assert counts(drop(inbox, paid("500.00", left="660.00"))) == (0, 0, 1, 0)
    assert owed() == {"A123": ("partly_paid", 66_000)}
    assert whole(CUSTOMER).debtor.unapplied == {}


def test_a_first_payment_never_settles_more_than_it_is(inbox: Inbox) -> None:
    drop(inbox, cfdi())
    drop(inbox, paid("500.00", before="500.00", left="0"))
    assert owed() == {"A123": ("partly_paid", 66_000)}


def test_a_payment_that_replaces_another_counts_once(inbox: Inbox) -> None:
    drop(inbox, cfdi())
    drop(inbox, paid("500.00", left="660.00"))
    assert counts(drop(inbox, paid("500.00", left="660.00", uuid=OTHER_UUID))) == (0, 0, 1, 0)
    assert owed() == {"A123": ("partly_paid", 66_000)}


def test_a_payment_of_an_unknown_document_is_rejected(inbox: Inbox) -> None:
    drop(inbox, cfdi())
    record = drop(inbox, paid(of=OTHER_UUID, folio="8"))
    assert counts(record) == (0, 0, 0, 1)
    assert reasons(inbox, record) == [(1, "unknown_invoice")]
    assert owed() == {"A123": ("open", 116_000)}


def test_a_payment_of_tomorrow_is_rejected(inbox: Inbox) -> None:
    drop(inbox, cfdi())
    assert reasons(inbox, drop(inbox, paid(on="2026-06-04"))) == [(1, "paid_in_future")]
    assert counts(drop(inbox, paid(on="2026-06-04"), now=NOW + timedelta(days=1))) == (1, 0, 0, 0)


def test_a_payment_finds_the_invoice_that_came_in_a_list_without_its_uuid(inbox: Inbox) -> None:
    table(inbox, f"A123,c1,Universidad,{CUSTOMER},2026-06-01,2026-07-01,MXN,1160.00")
    assert counts(drop(inbox, paid())) == (1, 0, 0, 0)
    assert owed("c1") == {"A123": ("paid", 0)}


def test_pue_stays_owed(inbox: Inbox) -> None:
    drop(inbox, cfdi(more='MetodoPago="PUE"'))
    assert owed() == {"A123": ("open", 116_000)}
