"""Money in the debtor's favor on their own page: told, used at their word, and never used twice."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.errors import Refusal
from chalicelib.domain.invoice import Invoice
from chalicelib.workflows.books.use_credit import used_by_debtor
from chalicelib.workflows.paying.take_money import Taken, take_money
from chalicelib.workflows.showing.view_account import view_account
from tests.domain.cases import DUE, invoice
from tests.tables import Cloud
from tests.workflows.cases import NOW, SESSION, books_are_in_order, created, one_invoice, owing, whole


def shown(*invoices: Invoice, **head: Any) -> Any:
    created()
    owing(*invoices, **head)
    return view_account(SESSION, NOW)["credit"]


def test_what_is_in_favor_is_told_with_what_it_will_pay(cloud: Cloud) -> None:
    (told,) = shown(unapplied={"MXN": 30_000})

    assert told["usable"] and told["minor"] == 30_000
    assert "saldo a favor de $\u00a0300.00" in told["text"] and "Úsalo ahora" in told["text"]


@pytest.mark.parametrize(
    ("state", "unapplied", "usable"),
    [
        ("disputed", {"MXN": 5}, [False]),
        ("paying", {"MXN": 5}, [False]),
        ("open", {"USD": 5}, [False]),
        ("open", {"MXN": -5}, []),
        ("partly_paid", {"MXN": 5, "USD": 5}, [True, False]),
    ],
)
def test_it_is_offered_only_for_what_it_may_pay(
    cloud: Cloud, state: str, unapplied: dict[str, int], usable: list[bool]
) -> None:
    assert [one["usable"] for one in shown(invoice(state=state), unapplied=unapplied)] == usable


def test_the_debtor_uses_it_once_and_the_oldest_is_paid(cloud: Cloud) -> None:
    created()
    owing(invoice("F1"), invoice("F2", DUE - timedelta(days=9)), unapplied={"MXN": 100_050})
    told = used_by_debtor(SESSION, "r1", NOW)
    again = used_by_debtor(SESSION, "r1", NOW)

    assert told["invoices"] == ["F1", "F2"] and "1,000.50" in told["message"]
    assert again["invoices"] == [], "the same request twice moves nothing more"
    assert (one_invoice("F2").state, one_invoice("F1").principal_minor) == ("paid", 99_950)
    assert {one.kind for one in whole().entries} == {"issue", "transfer_in", "transfer_out"}
    assert whole().debtor.unapplied == {}
    with pytest.raises(Refusal, match="no_credit_to_use"):
        used_by_debtor(SESSION, "r2", NOW)


def test_its_books_stay_in_order(cloud: Cloud) -> None:
    created()
    owing(invoice(), invoice("F2"))
    take_money("acme", "c1", Taken("counter", "t1", 250_000, "MXN", "cash", DUE, "rosa"), NOW)
    assert whole().debtor.unapplied == {"MXN": 50_000}
    assert books_are_in_order()
