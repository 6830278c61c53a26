"""The data of a transfer as a text to keep: every row, the reference, the amount, in the debtor's language."""

import pytest
from msgspec.structs import replace

from chalicelib.domain.business import PaymentMethods, Transfer
from chalicelib.domain.errors import NotFound, Refusal
from chalicelib.domain.paying.emv_qr import pix_static
from chalicelib.domain.paying.references import debtor_reference
from chalicelib.store import businesses
from chalicelib.workflows.paying.start_payment import start_payment
from chalicelib.workflows.paying.view_transfer import transfer_file
from chalicelib.workflows.showing.view_lite import view_lite
from tests.domain.cases import invoice
from tests.tables import Cloud
from tests.workflows.cases import NOW, SESSION, created, owing

REFERENCE = debtor_reference("acme", "c1")
CHILEAN = Transfer("cl_account", "00-123-45678-9", "Banco Sur", "Acme SpA", "76086428-5",
                   account_type="sight", email="pagos@acme.example")  # fmt: skip


@pytest.fixture(autouse=True)
def business(cloud: Cloud) -> None:
    created()
    owing(invoice("F1"), invoice("F2", total_minor=50_000))


def test_without_a_payment_it_is_all_that_is_owed() -> None:
    text = transfer_file(SESSION, "", "es", NOW)

    for told in ("Acme", "032180000118359719", REFERENCE, "1,500.00"):
        assert told in text
    assert text.count("\n") == text.count("\r\n")


def test_of_a_payment_it_is_what_was_quoted() -> None:
    quoted = start_payment(SESSION, "transfer", ["F2"], None, "", NOW)
    assert "500.00" in transfer_file(SESSION, quoted["id"], "en", NOW)
    with pytest.raises(NotFound):
        transfer_file(SESSION, "pa_1", "en", NOW)


@pytest.mark.parametrize(("lang", "told"), [("es", "Cuenta vista"), ("en", "Sight account"), ("pt", "Conta à vista")])
def test_it_says_everything_that_a_chilean_bank_asks_for(lang: str, told: str) -> None:
    known = businesses.load("acme")
    businesses.change(replace(known, payment_methods=PaymentMethods(transfer=CHILEAN)))
    text = transfer_file(SESSION, "", lang, NOW)

    for row in (told, "00-123-45678-9", "Banco Sur", "Acme SpA", "76086428-5", "pagos@acme.example"):
        assert row in text
    assert told in str(view_lite(SESSION, lang, NOW)["transfer"]["rows"])


def test_a_business_without_an_account_has_no_such_text() -> None:
    businesses.change(replace(businesses.load("acme"), payment_methods=PaymentMethods()))
    with pytest.raises(Refusal, match="method_unavailable"):
        transfer_file(SESSION, "", "es", NOW)


def test_the_page_shows_whom_a_banks_own_qr_pays() -> None:
    code = pix_static("pagos@acme.example", "Acme Cobranzas", "Lima")
    businesses.change(replace(businesses.load("acme"), payment_methods=PaymentMethods(uploaded_qr=code)))
    shown = start_payment(SESSION, "qr", ["F1"], None, "", NOW)["next"]

    assert [row["value"] for row in shown["rows"]] == ["Acme Cobranzas", "Lima"]
    assert (shown["text"], shown["kind"]) == (None, "qr")
