"""Bank transfers through a provider that come in part, too much, late, or in another currency: said, never lost."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.paying.provider_news import ProviderNews
from chalicelib.store import accounts, businesses
from chalicelib.store.changes import Changes
from chalicelib.workflows.paying.hear_provider import hear_provider
from chalicelib.workflows.paying.start_payment import find_payment
from tests.domain.cases import invoice
from tests.workflows.cases import (
    NOW,
    SESSION,
    books_are_in_order,
    created,
    one_invoice,
    owing,
    pending,
    recorded,
    whole,
)

pytestmark = pytest.mark.usefixtures("cloud")
LATER = NOW + timedelta(hours=2)
AMOUNT = 1_250_050
ATTEMPT = "att_7Qm2VbXr9TzK"
WHOLE = "checkout.session.async_payment_succeeded"


@pytest.fixture(autouse=True)
def a_transfer_is_awaited(cloud: object) -> None:
    created()
    owing(invoice("F1", total_minor=1_000_000), invoice("F2", total_minor=250_050))
    pending()
    hear_provider(recorded("checkout.session.completed.unpaid"), NOW)


def part(minor: int) -> str:
    news = ProviderNews(
        "part_arrived", ATTEMPT, payment_id="pi_1", amount_minor=AMOUNT, currency="MXN", provider="stripe",
        arrived_minor=minor,
    )  # fmt: skip
    return hear_provider(news, LATER)


def templates() -> list[str]:
    return sorted(one.template for one in whole().notices)


def test_a_part_pays_nothing_yet_and_the_debtor_sees_what_arrived_and_what_lacks() -> None:
    assert part(1_000_000) == "part_arrived"

    shown = find_payment(SESSION, ATTEMPT, LATER)
    assert (shown["state"], shown["arrived_text"], shown["lacking_text"]) == (
        "processing", "$\u00a010,000.00", "$\u00a02,500.50"
    )  # fmt: skip
    assert "2,500.50" in shown["message"]
    assert {one.state for one in whole().invoices} == {"paying"}, "and the chase rests"
    assert templates() == ["part", "pending"] and books_are_in_order()


def test_the_rest_makes_it_paid_and_the_receipt_is_for_all_of_it() -> None:
    part(1_000_000)
    assert hear_provider(recorded(WHOLE), LATER + timedelta(hours=1)) == "paid"

    assert {one.state for one in whole().invoices} == {"paid"}
    assert "arrived_text" not in find_payment(SESSION, ATTEMPT, LATER)
    assert books_are_in_order()


def test_the_same_part_told_again_or_an_older_one_says_nothing_twice() -> None:
    part(1_000_000)
    before = whole()
    assert part(1_000_000) == part(400_000) == "known"
    assert whole() == before
    assert part(1_200_000) == "part_arrived" and templates() == ["part", "part", "pending"]


def test_a_part_that_overtakes_the_page_rests_the_chase_too() -> None:
    account = accounts.load("acme", "c1")
    assert account
    early = replace(account.attempts[0], processing=False)
    opened = tuple(replace(one, state="open") for one in account.invoices)
    accounts.save(account, Changes(account.debtor, opened, attempts=(early,)))

    assert part(500_000) == "part_arrived"
    assert one_invoice("F1").state == "paying"


def test_after_the_attempt_ended_a_part_is_for_a_person_and_the_whole_is_applied() -> None:
    hear_provider(recorded("checkout.session.async_payment_failed"), NOW)
    assert part(300_000) == "part_arrived"
    assert [(one.kind, one.amount_minor) for one in whole().tasks] == [("payment_stuck", 300_000)]
    assert one_invoice("F1").state == "open"

    assert hear_provider(recorded(WHOLE), LATER) == "paid"
    assert {one.state for one in whole().invoices} == {"paid"} and books_are_in_order()


def test_another_currency_or_amount_than_was_asked_is_parked() -> None:
    for changes in ({"currency": "USD"}, {"amount_minor": AMOUNT + 1}):
        assert hear_provider(recorded(WHOLE, payment_id=f"pi_{changes}", **changes), LATER) == "parked"
    assert {one.reason for one in businesses.list_parked("acme")} == {"amount_mismatch"}
    assert one_invoice("F1").state == "paying"


def lies(minor: int, minutes: int = 0, currency: str = "MXN") -> str:
    news = ProviderNews(
        "left_over", customer_id="cus_1", amount_minor=minor, currency=currency, provider="stripe",
        event_id=f"evt_{minutes}", created=NOW + timedelta(minutes=minutes),
    )  # fmt: skip
    return hear_provider(news, LATER)


def known_customer() -> None:
    account = accounts.load("acme", "c1")
    assert account
    accounts.save(account, Changes(account.debtor, pointers={"cus_1": ""}))


def parked() -> list[tuple[str, int, str]]:
    return [(one.reason, one.amount_minor, one.debtor) for one in businesses.list_parked("acme")]


def test_what_came_too_much_is_in_sight_while_it_lies_at_the_provider() -> None:
    known_customer()
    assert lies(50_000) == "parked"
    assert parked() == [("left_over", 50_000, "c1")]
    assert whole().debtor.unapplied == {}, "it is not the business's yet"

    assert lies(70_000, 1) == "parked"
    assert parked() == [("left_over", 70_000, "c1")], "the balance, not a sum of balances"
    assert lies(0, 2) == "left"
    assert parked() == []


def test_news_of_a_balance_out_of_order_or_told_twice_changes_nothing() -> None:
    known_customer()
    lies(70_000, 5)
    assert lies(50_000, 1) == lies(70_000, 5) == "known"
    assert parked() == [("left_over", 70_000, "c1")]


def test_two_currencies_lie_apart_and_money_of_nobody_is_parked_with_nobody() -> None:
    known_customer()
    lies(50_000)
    lies(900, currency="USD")
    assert {(one.currency, one.amount_minor) for one in businesses.list_parked("acme")} == {
        ("MXN", 50_000),
        ("USD", 900),
    }

    stranger = ProviderNews("left_over", customer_id="cus_x", amount_minor=1, currency="MXN", provider="stripe")
    assert hear_provider(stranger, LATER) == "parked"
    assert [one.debtor for one in businesses.list_parked("UNKNOWN")] == [""]
