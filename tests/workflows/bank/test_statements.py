"""A bank statement: what is sure is applied once, what is doubtful waits for a person, and nothing counts twice."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.bank.bank_payment import BankPayment
from chalicelib.domain.contact.rests import REST_FOR
from chalicelib.domain.debtor import Contact
from chalicelib.domain.paying.references import debtor_reference
from chalicelib.store import accounts, bank_payments, businesses
from chalicelib.store.businesses import Import
from chalicelib.store.changes import Changes
from chalicelib.workflows import at_once
from chalicelib.workflows.bank import match_statement as matching
from chalicelib.workflows.bank.match_statement import Matched, match_statement
from chalicelib.workflows.decide_account import decide_account
from chalicelib.workflows.importing.merge_payments import merge_payments
from tests.domain.cases import DUE, debtor, invoice
from tests.tables import BUCKET, Cloud
from tests.workflows.cases import NOW, books_are_in_order, created, one_invoice, owing, pending, whole
from tests.workflows.rows import payment_row

HEADER = "Fecha,Concepto,Abono,Cargo,Ordenante,RFC ordenante,Clave de rastreo"
REFERENCE = debtor_reference("acme", "c1")
MAIL = (Contact(name="Ana", email="ana@cliente.example"),)


@dataclass
class Bank:
    """Sends statements to the business's folder."""

    cloud: Cloud
    sent: int = 0

    def says(self, *lines: str, header: str = HEADER, now: Any = NOW) -> Matched:
        self.sent += 1
        key, body = f"inbox/acme/bank/{self.sent}.csv", "\n".join((header, *lines)) + "\n"
        version = self.cloud.s3.put_object(Bucket=BUCKET, Key=key, Body=body.encode())["VersionId"]
        record = Import(f"im{self.sent}", "acme", key, key, "bank", now, version)
        return match_statement(record, businesses.load("acme"), now)


@pytest.fixture
def bank(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Bank:
    monkeypatch.setattr(at_once, "AT_ONCE", 1)  # the simulated tables know no threads; the embedded cloud does
    created()
    return Bank(cloud)


def line(text: str = "SPEI", amount: str = "1000.00", day: str = "2026-06-02", **more: str) -> str:
    return f"{day},{text},{amount},,{more.get('name', '')},{more.get('tax_id', '')},{more.get('id', '')}"


def states(found: Matched) -> list[str]:
    return [one.state for one in found.payments]


def proposals() -> list[BankPayment]:
    return list(bank_payments.list_proposals("acme"))


def receipts(who: str = "c1") -> list[str]:
    return [notice.template for notice in whole(who).notices if notice.template]


def test_a_reference_is_enough_and_the_receipt_goes_out(bank: Bank) -> None:
    owing(invoice("F1"))
    found = bank.says(line(f"SPEI RECIBIDO {REFERENCE.replace('-', '')}"))

    assert states(found) == ["applied"]
    assert one_invoice("F1").state == "paid"
    assert receipts() == ["paid"]
    assert books_are_in_order()


def test_who_paid_in_part_is_known_by_the_reference_and_owes_the_rest(bank: Bank) -> None:
    owing(invoice("F1"))
    bank.says(line(REFERENCE, "400.00"))

    assert (one_invoice("F1").state, one_invoice("F1").principal_minor) == ("partly_paid", 60_000)
    assert books_are_in_order()


def test_more_than_is_owed_becomes_the_debtors_own(bank: Bank) -> None:
    owing(invoice("F1"))
    bank.says(line(REFERENCE, "1200.00"))

    assert whole().debtor.unapplied == {"MXN": 20_000}
    assert books_are_in_order()


def test_the_same_statement_twice_changes_nothing(bank: Bank) -> None:
    owing(invoice("F1"), invoice("F2", total_minor=50_000))
    lines = (line(REFERENCE), line("SPEI", "500.00", name="ALGUIEN"), line("SPEI", "77.00", name="NADIE"))
    bank.says(*lines)
    before = (whole(), [one.fact for one in proposals()])
    again = bank.says(*lines)

    assert again.unchanged == 2, "what is applied, and what is proposed"
    assert states(again) == ["unmatched"], "what nobody was found for is looked at again"
    assert (whole(), [one.fact for one in proposals()]) == before


def test_an_overlapping_statement_brings_only_what_is_new(bank: Bank) -> None:
    owing(invoice("F1"), invoice("F2"))
    bank.says(line(REFERENCE, day="2026-06-01"))
    later = bank.says(line(REFERENCE, day="2026-06-01"), line(REFERENCE, day="2026-06-02"))

    assert (states(later), later.unchanged) == (["applied"], 1)
    assert {one.state for one in whole().invoices} == {"paid"}


def test_two_truly_equal_payments_of_a_day_are_two(bank: Bank) -> None:
    owing(invoice("F1"), invoice("F2"))
    found = bank.says(line(REFERENCE), line(REFERENCE))

    assert states(found) == ["applied", "applied"]
    assert {one.state for one in whole().invoices} == {"paid"}
    assert books_are_in_order()


def test_one_payment_for_many_invoices_and_many_payments_for_one(bank: Bank) -> None:
    owing(invoice("F1"), invoice("F2", total_minor=30_000), invoice("F3", total_minor=7_000))
    owing(invoice("G1"), who=debtor(id="c2", name="Beatriz Soto Vega", contacts=MAIL))
    found = bank.says(
        line("TRANSFERENCIA", "1300.00", name="ANA LOPEZ"),
        line("TRANSFERENCIA", "600.00", name="SOTO VEGA BEATRIZ"),
        line("TRANSFERENCIA", "400.00", name="SOTO VEGA BEATRIZ"),
    )

    assert states(found) == ["applied"] * 3
    assert {one.number: one.state for one in whole().invoices} == {"F1": "paid", "F2": "paid", "F3": "open"}
    assert one_invoice("G1", "c2").state == "paid"
    assert books_are_in_order()
    assert books_are_in_order("c2")


def test_an_invoice_number_leads_to_its_debtor(bank: Bank) -> None:
    owing(invoice("FAC-20931"))
    assert states(bank.says(line("PAGO FAC-20931"))) == ["applied"]


def test_what_is_doubtful_waits_and_reminders_rest_for_a_while(bank: Bank) -> None:
    owing(invoice("F1", DUE - timedelta(days=1)))
    found = bank.says(line("SPEI", name="ANA MARIA LOPEZ"))

    assert states(found) == ["proposed"]
    assert one_invoice("F1").state == "open"
    decision = decide_account(businesses.load("acme"), "c1", NOW)
    assert decision
    assert not decision.notices
    later = decide_account(businesses.load("acme"), "c1", NOW + REST_FOR["payment_proposed"])
    assert later
    assert later.notices


def test_what_a_payments_file_told_already_is_asked_before_it_counts_again(bank: Bank) -> None:
    owing(invoice("F1"), invoice("F2"))
    merge_payments(businesses.load("acme"), [payment_row("c1", "F1", 100_000)], "im0", NOW)
    found = bank.says(line(REFERENCE))

    assert [(one.state, one.doubt) for one in found.payments] == [("proposed", "told_before")]
    assert one_invoice("F2").state == "open"


def test_money_that_goes_out_or_is_nobodys_is_left_alone(bank: Bank) -> None:
    owing(invoice("F1"))
    found = bank.says("2026-06-02,COMISION,,12.90,,,", line("PAGO STRIPE 123"), line("INTERESES GANADOS", "3.00"),
                      line("SPEI", "77.00", name="EXTRAÑO"))  # fmt: skip

    assert (found.ignored, states(found)) == (3, ["unmatched"])
    assert proposals() == []


def test_a_line_of_a_day_to_come_is_not_money_yet(bank: Bank) -> None:
    owing(invoice("F1"))
    found = bank.says(line(REFERENCE, day="2026-06-20"))

    assert (states(found), len(found.ahead)) == ([], 1)


def test_a_crash_in_the_middle_is_answered_by_running_it_again(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    owing(invoice("F1"))
    lines = (line(REFERENCE),)

    def dies(*_: object, **__: object) -> str:
        raise OSError("killed")

    with monkeypatch.context() as broken:
        broken.setattr(matching, "apply_bank_payment", dies)
        with pytest.raises(OSError, match="killed"):
            bank.says(*lines)
    assert one_invoice("F1").state == "open"

    assert states(bank.says(*lines)) == ["applied"]
    assert one_invoice("F1").state == "paid"
    assert bank.says(*lines).unchanged == 1


def test_who_paid_with_a_reference_is_known_by_the_account_the_next_time(bank: Bank) -> None:
    header = "Fecha,Concepto,Abono,Cargo,Cuenta origen"
    owing(invoice("F1"))
    bank.says(f"2026-06-01,{REFERENCE},1000.00,,002010077777777771", header=header)
    owing_more = invoice("F2", total_minor=70_000)
    account = accounts.load("acme", "c1")
    assert account
    accounts.save(account, Changes(account.debtor, (owing_more,)))
    found = bank.says("2026-06-02,SPEI,700.00,,002010077777777771", header=header)

    assert [(one.state, one.fits[0].evidence) for one in found.payments] == [("applied", ("payer", "amount_one"))]


def test_a_quote_on_the_page_is_paid_by_the_transfer_that_it_asked_for(bank: Bank) -> None:
    owing(invoice("F1"))
    quoted = pending(("F1", 100_000), method="transfer", provider="", provider_id="", url="")
    bank.says(line(REFERENCE))

    assert [(one.id, one.state) for one in whole().attempts] == [(quoted.id, "paid")]


def test_money_at_the_bank_is_neither_cash_nor_a_charge_that_is_on_its_way(bank: Bank) -> None:
    owing(invoice("F1"))
    charge = pending(("F1", 100_000), id="pa_auto", method="autopay", provider="stripe", provider_id="", url="")
    slip = pending(("F1", 100_000), id="pa_slip", method="cash", provider="", provider_id="", url="")
    bank.says(line(f"SPEI {REFERENCE}"))

    found = {one.id: one for one in whole().attempts}
    assert (found[slip.id].state, found[slip.id].method) == ("paid", "transfer")
    assert found[charge.id].state == "pending"
    assert books_are_in_order()
