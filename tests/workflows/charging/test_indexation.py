"""A debt in UF on its whole way: shown, quoted, paid in pesos, given back; and while its value is missing."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from chalicelib.domain.bank.bank_payment import BankPayment
from chalicelib.domain.business import PaymentMethods, Transfer
from chalicelib.domain.errors import Refusal
from chalicelib.domain.invoice import Terms
from chalicelib.store import accounts, businesses, rates
from chalicelib.workflows.bank.apply_bank_payment import apply_bank_payment
from chalicelib.workflows.bank.bank_clues import known_of
from chalicelib.workflows.paying.apply_payment import Received, apply_payment, give_back
from chalicelib.workflows.paying.start_payment import start_payment
from chalicelib.workflows.showing.view_account import view_account
from tests.domain import cases
from tests.domain.cases import DUE, at, debtor, invoice
from tests.tables import Cloud
from tests.workflows.cases import NOW, SESSION, books_are_in_order, one_invoice, owing, whole

IN_UF = Terms(accepted=True, pay_in="CLP", value_days=3)


@pytest.fixture(autouse=True)
def a_chilean_account(cloud: Cloud) -> None:
    methods = PaymentMethods(stripe=False, transfer=Transfer("cl_account", "123", "Banco", "Acme", "76086428-5"))
    businesses.create(replace(cases.business("CL"), payment_methods=methods))
    in_uf = invoice(total_minor=105_000, currency="CLF", terms=IN_UF)
    owing(in_uf, invoice("F2", total_minor=50_000, currency="CLP"), who=debtor("CL", tax_id="12345678-5"))


def published() -> None:
    rates.save("acme", "CLF", {DUE: Decimal("39643.59")})


def test_the_page_shows_the_unit_and_asks_for_pesos_at_the_value_of_the_day() -> None:
    published()
    view = view_account(SESSION, NOW)
    debt = next(one for one in view["debts"] if one["number"] == "F1")

    assert (debt["currency"], debt["balance_minor"], debt["payable"]) == ("CLP", 416_258, True)
    assert [row["text"].replace("\u00a0", " ") for row in debt["rows"]] == ["UF 10,5000", "$ 416.258"]
    label = debt["rows"][-1]["label"].replace("\u00a0", " ")
    assert label == "En CLP, al valor del 3 de junio (UF 1 = $ 39.643,59)"
    assert [(one["currency"], one["balance_minor"]) for one in view["totals"]] == [("CLP", 466_258)]


def test_it_is_quoted_paid_in_pesos_and_given_back_to_the_peso() -> None:
    published()
    answer = start_payment(SESSION, "transfer", ["F1", "F2"], None, "", NOW)
    assert answer["amount_minor"] == 466_258
    rates.save("acme", "CLF", {DUE: Decimal(50000)})  # corrected meanwhile: what was quoted holds

    attempt = accounts.load_attempt("acme", "c1", answer["id"])
    account = accounts.load("acme", "c1")
    assert attempt
    assert account
    apply_payment(account, attempt, Received("bank", "b1", 466_258, "CLP"), NOW)
    assert (one_invoice("F1").state, one_invoice("F2").state) == ("paid", "paid")
    assert whole().debtor.unapplied == {}
    assert books_are_in_order()

    account, attempt = accounts.load("acme", "c1"), accounts.load_attempt("acme", "c1", answer["id"])
    assert account
    assert attempt
    give_back(account, attempt, Received("bank", "b1.back", 466_258, "CLP"), "refunded", at(DUE, "15:00"))
    assert (one_invoice("F1").principal_minor, one_invoice("F2").principal_minor) == (105_000, 50_000)
    assert books_are_in_order()


def test_a_bank_statements_pesos_find_the_debt_in_uf() -> None:
    published()
    account = accounts.load("acme", "c1")
    assert account
    owed = {one.number: (one.currency, one.balance_minor) for one in known_of(account, DUE).owed}
    assert owed == {"F1": ("CLP", 416_258), "F2": ("CLP", 50_000)}


@pytest.mark.parametrize("lines", [(), (("F1", 416_258),)])
def test_pesos_from_the_bank_settle_the_debt_in_uf(lines: tuple[tuple[str, int], ...]) -> None:
    published()
    told = BankPayment(
        "b1", "applying", DUE, "CLP", 416_258, "i1", 2, NOW, debtor="c1", lines=lines,
    )  # fmt: skip
    assert apply_bank_payment("acme", told, NOW) == "applied"
    assert one_invoice("F1").state == "paid"
    assert whole().debtor.unapplied == {}
    assert books_are_in_order()


def test_while_the_value_is_missing_nobody_pays_a_guess_and_a_person_is_asked() -> None:
    view = view_account(SESSION, NOW)
    debt = next(one for one in view["debts"] if one["number"] == "F1")
    assert (debt["payable"], debt["balance_text"].replace("\u00a0", " ")) == (False, "UF 10,5000")

    for _ in range(2):
        with pytest.raises(Refusal) as refused:
            start_payment(SESSION, "transfer", ["F1"], None, "", NOW)
        assert refused.value.code == "rate_missing"
    assert [(one.kind, one.reason) for one in whole().tasks] == [("rate_missing", "no value of CLF")]
    assert start_payment(SESSION, "transfer", ["F2"], None, "", NOW)["amount_minor"] == 50_000
