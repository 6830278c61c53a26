"""A number for every payment and for every time money went back: once each, in order, without gaps."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.domain.books.receipt import Receipt
from chalicelib.domain.charging.indexation import line_for
from chalicelib.domain.errors import Conflict
from chalicelib.domain.invoice import Terms
from chalicelib.domain.paying.references import debtor_reference
from chalicelib.store import accounts, businesses, rates
from chalicelib.store.receipts import load_receipt, load_receipts
from chalicelib.workflows.paying.apply_payment import Received, apply_payment, give_back
from chalicelib.workflows.paying.hear_provider import hear_provider
from tests.domain import cases
from tests.domain.cases import CHARGING, DUE, debtor, invoice
from tests.tables import Cloud
from tests.workflows.cases import NOW, created, owing, pending, recorded, whole
from tests.workflows.inbox import Inbox, row

AMOUNT = 1_250_050
PAID = "checkout.session.completed.paid"
LATER = NOW + timedelta(minutes=5)
REFERENCE = debtor_reference("acme", "c1")


@pytest.fixture
def at_the_card_page(cloud: Cloud) -> None:
    created(tax_id="AAN010101AB1")
    owing(invoice("F1", total_minor=1_000_000), invoice("F2", total_minor=250_050))
    pending()


def adds_up(receipt: Receipt) -> bool:
    assert sum(line.amount_minor for line in receipt.lines) + receipt.unapplied_minor == receipt.amount_minor
    for line in receipt.lines:
        assert sum(minor for _, minor in line.parts) == line.amount_minor
    return True


def receipts() -> list[Receipt]:
    """In the order of their numbers, each adding up, without gaps."""
    found = load_receipts("acme", "c1")[::-1]
    assert [one.number for one in found] == [f"{REFERENCE}-{place}" for place in range(1, len(found) + 1)]
    assert whole().debtor.receipts == len(found)
    assert all(adds_up(one) for one in found)
    return found


@pytest.mark.usefixtures("at_the_card_page")
def test_a_payment_gets_the_debtors_next_number_and_says_what_it_did() -> None:
    hear_provider(recorded(PAID), LATER)
    (receipt,) = receipts()

    assert (receipt.kind, receipt.amount_minor, receipt.currency, receipt.method) == ("payment", AMOUNT, "MXN", "card")
    assert [(line.invoice, line.amount_minor) for line in receipt.lines] == [("F1", 1_000_000), ("F2", 250_050)]
    assert (receipt.balance_minor, receipt.next_due_on, receipt.on) == (0, None, DUE)
    assert (receipt.payee.name, receipt.payee.tax_id) == ("Acme", "AAN010101AB1")
    found = whole()
    assert found.attempts[0].receipt == f"{REFERENCE}-1"
    assert found.notices[0].data["receipt"] == f"{REFERENCE}-1"
    assert load_receipt("acme", "c1", 1) == receipt
    assert load_receipt("acme", "c1", 2) is None


@pytest.mark.usefixtures("at_the_card_page")
def test_what_goes_back_gets_a_paper_of_its_own_that_names_the_first() -> None:
    for told in (PAID, "charge.refunded.part", "charge.dispute.created", "charge.dispute.closed.won"):
        hear_provider(recorded(told), LATER)
        hear_provider(recorded(told), LATER)  # told twice, numbered once

    paid, refunded, charged_back, won = receipts()
    assert [one.kind for one in (paid, refunded, charged_back, won)] == ["payment", "refund", "chargeback", "payment"]
    assert {one.refers_to for one in (refunded, charged_back, won)} == {paid.number}
    assert (refunded.amount_minor, charged_back.amount_minor, won.amount_minor) == (-50_050, -1_200_000, 1_200_000)
    assert whole().attempts[0].receipt == paid.number


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    facts=st.lists(
        st.tuples(st.integers(0, 3), st.integers(1, 400_000), st.sampled_from(["come", "back", "refused"])),
        min_size=1,
        max_size=8,
    )
)
def test_whatever_comes_and_is_told_again_takes_one_number_each(
    cloud: Cloud, facts: list[tuple[int, int, str]]
) -> None:
    """``refused``: somebody else wrote first, and the payment is applied again."""
    cloud.empty()
    created()
    owing(invoice("F1", terms=CHARGING), invoice("F2", due_on=DUE + timedelta(days=9)))
    attempt = pending()
    seen: set[tuple[int, str]] = set()
    for name, amount, what in facts:
        kind = "back" if what == "back" else "come"
        for conflicting in [True, False] if what == "refused" else [False]:
            told(f"{kind}{name}", amount, kind, attempt.id, conflicting=conflicting)
        seen.add((name, kind))
    assert len(receipts()) == len(seen)


def told(fact: str, amount: int, kind: str, attempt_id: str, *, conflicting: bool) -> None:
    account, attempt = accounts.load("acme", "c1"), accounts.load_attempt("acme", "c1", attempt_id)
    assert account
    assert attempt
    money = Received("stripe", fact, amount, "MXN")
    if conflicting:
        stale = replace(account, debtor=replace(account.debtor, version=account.debtor.version - 1))
        if not accounts.was_claimed("acme", "c1", "stripe", fact):
            with pytest.raises(Conflict):
                apply_payment(stale, attempt, money, LATER)
    elif kind == "come":
        apply_payment(account, attempt, money, LATER)
    else:
        give_back(account, attempt, money, "refunded", LATER)


@pytest.mark.usefixtures("at_the_card_page")
def test_money_beyond_what_is_owed_is_told_as_credit() -> None:
    account, attempt = accounts.load("acme", "c1"), whole().attempts[0]
    assert account
    apply_payment(account, attempt, Received("bank", "b1", AMOUNT + 777, "MXN"), LATER)
    (receipt,) = receipts()
    assert (receipt.amount_minor, receipt.unapplied_minor) == (AMOUNT + 777, 777)


def test_charges_are_told_by_part_in_the_agreed_order_and_what_is_left_with_its_next_date(cloud: Cloud) -> None:
    created()
    order = ("fee", "interest", "tax", "principal")
    terms = replace(CHARGING, rules=replace(CHARGING.rules, allocation=order))
    owing(invoice("F1", terms=terms), invoice("F2", due_on=DUE + timedelta(days=90), total_minor=5_000))
    late = NOW + timedelta(days=45)
    attempt = pending(("F1", 50_000), now=late, quoted_on=DUE + timedelta(days=45))
    account = accounts.load("acme", "c1")
    assert account
    apply_payment(account, attempt, Received("bank", "b1", 50_000, "MXN"), late)

    (receipt,) = receipts()
    (line,) = receipt.lines
    assert [part for part, _ in line.parts] == ["fee", "interest", "principal"]
    assert (receipt.order, receipt.next_due_on) == (order, DUE + timedelta(days=90))
    assert receipt.balance_minor == sum(one.principal_minor for one in whole().invoices)


def test_a_debt_in_a_unit_is_told_with_its_value_and_day(cloud: Cloud) -> None:
    businesses.create(cases.business("CL"))
    in_uf = Terms(accepted=True, pay_in="CLP", value_days=3)
    owing(invoice("F1", currency="CLF", total_minor=105_000, terms=in_uf), who=debtor("CL"))
    rates.save("acme", "CLF", {DUE - timedelta(days=1): Decimal("39643.59")})
    account = accounts.load("acme", "c1")
    assert account
    line = line_for(account.invoices[0], 200_000, "CLP", DUE, account.rates)
    assert line
    attempt = replace(pending(), currency="CLP", amount_minor=200_000, lines=(line,))
    account = accounts.load("acme", "c1")
    assert account
    apply_payment(account, attempt, Received("bank", "b1", 200_000, "CLP"), NOW)

    (told,) = receipts()[0].lines
    assert (told.amount_minor, told.unit, told.units_minor) == (200_000, "CLF", line.units_minor)
    assert (told.rate, told.rate_on) == (Decimal("39643.59"), DUE - timedelta(days=1))


def test_a_payments_file_is_numbered_and_the_same_file_again_is_not(inbox: Inbox) -> None:
    inbox.drop(row("F1"))
    header = "numero,cliente_id,fecha,monto,moneda,referencia,medio"
    for _ in range(2):
        inbox.drop(f"F1,c1,{DUE},400.00,MXN,T1,transferencia", folder="inbox/acme/payments", header=header)
    (receipt,) = receipts()
    (paid,) = whole().attempts
    assert (receipt.payment, receipt.reference) == (paid.id, "T1")
    assert (receipt.amount_minor, receipt.balance_minor, paid.receipt) == (40_000, 60_000, receipt.number)


@pytest.mark.usefixtures("at_the_card_page")
def test_who_received_it_stays_as_it_was_called_on_that_day() -> None:
    hear_provider(recorded(PAID), LATER)
    businesses.change(replace(businesses.load("acme"), name="Renamed"))
    assert receipts()[0].payee.name == "Acme"
