"""An installment that comes by bank transfer: known by its amount, and paid into the agreement."""

from datetime import timedelta

import pytest

from chalicelib.domain.debtor import Contact
from chalicelib.store import businesses
from chalicelib.workflows import at_once
from chalicelib.workflows.decide_account import decide_account
from tests.domain.cases import DUE, debtor, invoice
from tests.tables import Cloud
from tests.workflows.agreed import Post, quote, sign
from tests.workflows.bank.test_statements import Bank, line, states
from tests.workflows.cases import NOW, books_are_in_order, created, one_invoice, owing, whole
from tests.workflows.portal import ask, signed_in

RFC = "GODE561231GR8"


@pytest.fixture
def post(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Post:
    monkeypatch.setattr(at_once, "AT_ONCE", 1)  # the simulated tables know no threads; the embedded cloud does
    created()
    who = debtor(tax_id=RFC, contacts=(Contact(name="Ana", email="ana@cliente.example"),))
    owing(invoice("F1"), invoice("F2", DUE - timedelta(days=20), total_minor=70_000), who=who)
    signed_in()
    return Post(monkeypatch)


def test_a_transfer_of_one_installment_pays_the_agreement_and_not_what_is_older(post: Post, cloud: Cloud) -> None:
    plan = quote(parts=3, first_on="2026-06-20", debt_ids=["F1"])
    assert sign(post, plan)[0] == 200
    post.bring()
    found = Bank(cloud).says(line("SPEI", "333.33", tax_id=RFC), line("SPEI", "666.67", tax_id=RFC, id="2"))

    assert states(found) == ["applied", "applied"]
    assert (one_invoice("F1").state, one_invoice("F2").principal_minor) == ("paid", 70_000)
    assert {one.plan for one in whole().attempts} == {plan["id"]}
    assert any("terminaste tu acuerdo" in text for text in post.bring())
    decide_account(businesses.load("acme"), "c1", NOW, force=True)
    assert ask("GET", "plans/{plan}", plan=plan["id"])[1]["state"] == "completed"
    assert books_are_in_order()
