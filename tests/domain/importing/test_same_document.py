"""Which invoices a document is, whatever name it comes under: nobody may owe it twice."""

from datetime import date

import pytest

from chalicelib.domain.importing.same_document import invoices_of, place_of, unheard_of
from chalicelib.domain.invoice import Invoice
from tests.domain.cases import invoice


def known(*invoices: Invoice) -> dict[str, Invoice]:
    return {one.number: one for one in invoices}


WHOLE = invoice(number="F1", document_id="U1")
LISTED = invoice(number="F1")
FIRST = invoice(number="F1/1", document_id="U1", due_on=date(2026, 7, 1))
SECOND = invoice(number="F1/2", document_id="U1", due_on=date(2026, 8, 1))


def test_an_id_decides_and_a_number_only_where_one_side_has_no_id() -> None:
    assert invoices_of([WHOLE], "OTHER", "U1") == [WHOLE]
    assert invoices_of([LISTED], "F1", "U1") == [LISTED]
    assert invoices_of([WHOLE], "F1", "") == [WHOLE]
    assert invoices_of([WHOLE], "F1", "U2") == []


def test_a_document_in_installments_is_all_of_them_the_oldest_first() -> None:
    assert invoices_of([SECOND, FIRST], "F1", "U1") == [FIRST, SECOND]
    assert invoices_of([SECOND, FIRST], "F1", "") == [FIRST, SECOND]


def test_a_number_that_only_looks_like_an_installment_is_none() -> None:
    assert invoices_of([invoice(number="F1/1")], "F1", "") == []


def test_a_row_meets_its_invoice_under_either_name() -> None:
    assert place_of(known(WHOLE), "F1", "U1", "", ()).known == WHOLE
    assert place_of(known(LISTED), "F1", "U1", "", ()).known == LISTED
    assert place_of(known(WHOLE), "U1", "U1", "", ()).known == WHOLE
    assert place_of(known(WHOLE), "F2", "U2", "", ()).known is None


def test_two_documents_of_one_number_are_not_one() -> None:
    assert place_of(known(WHOLE), "F1", "U2", "", ()).refused == "number_taken"


def test_a_document_may_take_the_number_of_the_one_it_replaces() -> None:
    assert place_of(known(WHOLE), "F1", "U2", "", ("U1",)).known == WHOLE
    gone = invoice(number="F1", document_id="U1", state="withdrawn")
    assert place_of(known(gone), "F1", "U2", "", ("U1",)).refused == "number_taken"


@pytest.mark.parametrize("number", ["F1", "U1"])
def test_a_list_that_names_a_document_in_installments_says_nothing_new(number: str) -> None:
    assert place_of(known(FIRST, SECOND), number, "U1", "", ()).is_told
    assert place_of(known(FIRST, SECOND), "F1", "", "", ()).is_told


def test_installments_of_an_invoice_that_is_known_as_a_whole_are_not_added_to_it() -> None:
    assert place_of(known(LISTED), "F1/1", "U1", "F1", ()).refused == "already_whole"
    assert place_of(known(WHOLE), "F1/1", "U1", "F1", ()).refused == "already_whole"
    assert place_of(known(FIRST), "F1/2", "U1", "F1", ()).known is None
    withdrawn = invoice(number="F1", state="withdrawn")
    assert place_of(known(withdrawn), "F1/1", "U1", "F1", ()).refused == ""


@pytest.mark.parametrize(
    ("principal", "paid", "left", "follows_others", "booked"),
    [
        (1000, 400, 600, False, 400),
        (600, 400, 600, False, 0),  # it had reached us another way
        (1000, 600, 0, True, 1000),  # the payment before it never did
        (1000, 600, 0, False, 600),  # there was none before it: whoever wrote what is left was mistaken
        (0, 400, 600, True, 0),
        (1000, 400, None, False, 400),
        (300, 400, None, True, 300),
    ],
)
def test_what_is_left_decides_how_much_of_a_payment_is_news(
    principal: int, paid: int, left: int | None, follows_others: bool, booked: int
) -> None:
    assert unheard_of(principal, paid, left, follows_others) == booked
