"""An installment that a card pays by itself, beside an invoice of the same day: told in words, charged as told."""

from datetime import date

import pytest

from chalicelib.store import accounts, businesses
from chalicelib.store.changes import Changes
from chalicelib.workflows.decide_account import decide_account
from tests.domain.autopay_cases import mandate
from tests.domain.cases import at, invoice
from tests.tables import Cloud
from tests.workflows.agreed import Post, quote, sign
from tests.workflows.cases import NOW, created, owing, whole
from tests.workflows.portal import signed_in

FIRST = date(2026, 6, 20)


def test_the_notice_names_the_installment_as_people_do_and_both_are_charged_as_told(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    created()
    owing(invoice("F1"), invoice("N1", FIRST, total_minor=40_000), due_at=NOW)
    signed_in()
    post = Post(monkeypatch)
    assert sign(post, quote(parts=2, first_on=str(FIRST), debt_ids=["F1"]))[0] == 200
    account = accounts.load("acme", "c1")
    assert account
    accounts.save(account, Changes(account.debtor, mandates=(mandate(),)))
    post.now = at(date(2026, 6, 17))
    decide_account(businesses.load("acme"), "c1", post.now, force=True)
    (told,) = [text for text in post.bring() if "Visa" in text]
    assert "Cuota 1" in told and "Factura N1" in told and "ag_" not in told
    assert "$\u00a0900.00" in told and "$\u00a0500.00" in told and "$\u00a0400.00" in told
    decide_account(businesses.load("acme"), "c1", at(FIRST), force=True)
    (charge,) = [one for one in whole().attempts if one.mandate]
    assert {line.invoice: line.amount_minor for line in charge.lines} == {"F1": 50_000, "N1": 40_000}
    assert charge.amount_minor == 90_000
