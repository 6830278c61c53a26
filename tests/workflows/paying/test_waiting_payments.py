"""A second payment of the same debt is warned of, never hidden; and what a debtor pays with stands first."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.already_paid.payment_report import PaymentReport
from chalicelib.domain.business import Cash
from chalicelib.domain.debtor import MethodUse
from chalicelib.domain.errors import Refusal
from chalicelib.domain.notice import Notice
from chalicelib.messages import mail
from chalicelib.store import accounts, businesses
from chalicelib.store.changes import Changes
from chalicelib.workflows.contact import compose
from chalicelib.workflows.paying.hear_provider import hear_provider
from chalicelib.workflows.paying.start_payment import find_payment, start_payment
from chalicelib.workflows.showing.view_account import view_account
from tests.domain.cases import DUE, invoice
from tests.tables import Cloud
from tests.workflows.cases import NOW, SESSION, created, owing, pending, recorded, whole

LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def two_debts(cloud: Cloud) -> None:
    made = created()
    methods = replace(made.payment_methods, cash=Cash("Av. Central 12", "8 a 17"))
    businesses.change(replace(made, payment_methods=methods))
    owing(invoice("F1", total_minor=40_000), invoice("F2", total_minor=60_000))


def pendings() -> dict[str, object]:
    return {debt["id"]: debt["pending"] for debt in view_account(SESSION, LATER)["debts"]}


def test_a_transfer_that_waits_is_told_beside_its_debt_and_before_the_next_payment() -> None:
    first = start_payment(SESSION, "transfer", ["F1"], None, "", NOW)
    assert first["warning"] is None
    told = pendings()
    assert told["F2"] is None
    assert isinstance(told["F1"], dict)
    assert (told["F1"]["payment"], told["F1"]["screen"]) == (first["id"], "transfer")
    assert "Transferencia bancaria, $ 400.00" in str(told["F1"]["text"]).replace("\u00a0", " ")

    second = start_payment(SESSION, "cash", ["F1", "F2"], None, "", LATER)
    assert second["warning"] == told["F1"]["text"]
    assert start_payment(SESSION, "transfer", ["F2"], None, "", LATER)["warning"], "the slip waits for F2 too"


def test_what_ran_out_is_no_warning_any_more() -> None:
    start_payment(SESSION, "transfer", ["F1"], None, "", NOW)
    later = NOW + timedelta(days=4)
    assert {debt["pending"] for debt in view_account(SESSION, later)["debts"]} == {None}
    assert start_payment(SESSION, "cash", ["F1"], None, "", later)["warning"] is None


def test_only_what_the_provider_has_is_refused() -> None:
    pending(("F1", 40_000), url="https://pay.example/voucher")
    hear_provider(recorded("checkout.session.completed.unpaid"), LATER)
    with pytest.raises(Refusal, match="payment_in_progress"):
        start_payment(SESSION, "transfer", ["F1"], None, "", LATER)
    told = pendings()["F1"]
    assert isinstance(told, dict)
    assert (told["payment"], told["screen"]) == (whole().attempts[0].id, "receipt"), "it can be looked at again"
    assert pendings()["F2"] is None
    assert start_payment(SESSION, "transfer", ["F2"], None, "", LATER)["warning"] is None


@pytest.mark.parametrize(("debts", "warned"), [((), True), (("F1",), True), (("F2",), False)])
def test_a_payment_that_we_were_told_of_warns_too(debts: tuple[str, ...], warned: bool) -> None:
    account = accounts.load("acme", "c1")
    assert account
    report = PaymentReport("r1", 40_000, "MXN", DUE, "transfer", NOW, NOW + timedelta(days=5), debt_ids=debts)
    accounts.save(account, Changes(account.debtor, reports=(report,)))
    told = start_payment(SESSION, "cash", ["F1"], None, "", LATER)["warning"]
    assert bool(told) == warned
    assert told is None or "estamos revisando" in told


def test_the_quote_of_a_payment_that_waits_stays_as_it_was() -> None:
    first = start_payment(SESSION, "transfer", ["F1"], None, "", NOW)
    start_payment(SESSION, "cash", ["F1"], None, "", LATER)
    kept = accounts.load_attempt("acme", "c1", first["id"])
    assert kept
    assert [(line.invoice, line.amount_minor) for line in kept.lines] == [("F1", 40_000)]
    assert kept.state == "pending"


def used(*uses: tuple[str, bool]) -> None:
    account = accounts.load("acme", "c1")
    assert account
    told = tuple(MethodUse(method, DUE, worked) for method, worked in uses)
    accounts.save(account, Changes(replace(account.debtor, paid_by=told)))


def shown() -> list[tuple[str, str | None]]:
    return [(one["id"], one["note"]) for one in view_account(SESSION, LATER)["methods"]]


def test_the_method_that_worked_last_stands_first_and_says_why() -> None:
    usual = [name for name, _ in shown()]
    used(("card", False), ("transfer", True))
    assert shown()[0] == ("transfer", "La que usaste la última vez.")
    assert shown()[-1] == ("card", None), "what failed stands last"
    assert sorted(name for name, _ in shown()) == sorted(usual)
    assert [note for _, note in shown() if note] == ["La que usaste la última vez."]


def test_a_payment_is_remembered_as_it_comes_and_as_it_fails() -> None:
    pending()
    hear_provider(recorded("checkout.session.completed.unpaid"), LATER)
    hear_provider(recorded("checkout.session.async_payment_failed"), LATER)
    assert [(one.method, one.worked) for one in whole().debtor.paid_by] == [("card", False)]


def test_a_reminder_names_the_usual_method_while_it_is_offered() -> None:
    def text() -> str:
        account, business = accounts.load("acme", "c1"), businesses.load("acme")
        assert account
        notice = Notice("n", "collection", "friendly", "email", NOW, anchor="F1", invoices=("F1",))
        envelope = compose.envelope(business, account.debtor, DUE, "token", "MXN")
        return mail.write(envelope, compose.reminder(notice, account, business, DUE)).text

    assert "La última vez" not in text()
    used(("cash", True))
    assert "La última vez pagaste con: Efectivo en caja." in text()
    used(("pix", True))
    assert "La última vez" not in text(), "this business does not take it"


def test_what_is_paid_warns_of_nothing_any_more() -> None:
    start_payment(SESSION, "transfer", ["F1"], None, "", NOW)
    card = pending(("F1", 40_000), url="https://pay.example/page")
    assert find_payment(SESSION, card.id, LATER)["warning"]
    hear_provider(recorded("checkout.session.completed.paid", amount_minor=40_000), LATER)
    assert find_payment(SESSION, card.id, LATER)["warning"] is None
