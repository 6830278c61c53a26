"""What people are asked to do: once for a need, and no longer than the need lasts."""

from datetime import timedelta

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.business import LadderStep
from chalicelib.domain.debtor import Contact
from chalicelib.domain.decide import decide
from tests.domain.cases import DUE, account, after, at, business, invoice, with_policy

CALL = LadderStep("call", 1, "collection", "neutral", ("call",))
SHOP = with_policy(business(), ladder=(CALL,))
NOW = at(DUE + timedelta(days=2))


def asked(who: Account) -> Account:
    return after(who, decide(who, SHOP, NOW))


def test_what_is_asked_for_is_not_asked_again_while_it_is_open() -> None:
    nobody = replace(account(invoice()), debtor=replace(account().debtor, contacts=()))
    first = decide(nobody, business(), NOW)
    assert [one.kind for one in first.tasks] == ["no_channel"]

    assert decide(after(nobody, first), business(), NOW + timedelta(days=1)).tasks == ()


def test_a_call_for_an_invoice_that_was_paid_is_done_by_itself() -> None:
    called = asked(account(invoice("F1"), invoice("F2", DUE + timedelta(days=40))))
    assert [(one.id, one.state) for one in called.tasks] == [("call#F1", "open")]

    paid = replace(called, invoices=called.invoices[1:])
    (closed,) = decide(paid, SHOP, NOW + timedelta(hours=1)).tasks

    assert (closed.id, closed.state, closed.done_at, closed.done_by) == (
        "call#F1",
        "done",
        NOW + timedelta(hours=1),
        "",
    )


def test_an_address_that_was_found_ends_the_search_for_one() -> None:
    nobody = replace(account(invoice()), debtor=replace(account().debtor, contacts=()))
    asking = after(nobody, decide(nobody, business(), NOW))
    found = replace(asking, debtor=replace(asking.debtor, contacts=(Contact(email="ana@cliente.example"),)))

    assert [(one.kind, one.state) for one in decide(found, business(), NOW).tasks] == [("no_channel", "done")]
