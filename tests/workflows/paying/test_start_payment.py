"""The debtor chooses what to pay: the amount is ours, the debt is theirs, and one page is open at a time."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.attempt import Attempt
from chalicelib.domain.errors import Conflict, GiveUp, NotFound, Refusal
from chalicelib.domain.paying.provider_news import ProviderNews
from chalicelib.gateways import clock
from chalicelib.gateways.providers import Opened, Page, stripe
from chalicelib.store import accounts
from chalicelib.store.changes import Changes
from chalicelib.workflows.paying.start_payment import find_payment, start_payment
from chalicelib.workflows.replay import replay
from tests.domain.cases import DUE, debtor, invoice
from tests.workflows.cases import NOW, SESSION, created, owing, whole
from tests.workflows.portal import ask, signed_in

pytestmark = pytest.mark.usefixtures("cloud")


class Pages:
    """Stripe, as far as a payment page goes."""

    def __init__(self) -> None:
        self.opened: list[Attempt] = []
        self.expired: list[str] = []
        self.is_paid = self.refuses = False
        self.says = "ignored"

    def open(self, page: Page, *_: object) -> Opened:
        if self.refuses:
            raise GiveUp("provider_refused")
        self.opened.append(page.attempt)
        return Opened(f"cs_{len(self.opened)}", f"https://checkout.example/cs_{len(self.opened)}")

    def close(self, attempt: Attempt) -> bool:
        self.expired.append(attempt.provider_id)
        return not self.is_paid

    def ask(self, attempt: Attempt) -> ProviderNews:
        return ProviderNews(self.says, attempt.id, attempt.provider_id, "pi_1", amount_minor=100_000, currency="MXN")


@pytest.fixture(autouse=True)
def pages(cloud: object, monkeypatch: pytest.MonkeyPatch) -> Pages:
    found = Pages()
    monkeypatch.setattr(stripe, "open_page", found.open)
    monkeypatch.setattr(stripe, "close", found.close)
    monkeypatch.setattr(stripe, "ask", found.ask)
    created()
    owing(invoice("F1", DUE - timedelta(days=9)), invoice("F2"), invoice("U1", currency="USD"))
    return found


def start(method: str = "transfer", debts: tuple[str, ...] = (), amount: int | None = None, currency: str = "") -> Any:
    return start_payment(SESSION, method, debts, amount, currency, NOW)


def refused(*args: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        start(*args)
    return caught.value


def test_whole_debts_are_quoted_from_the_ledger() -> None:
    answer = start("transfer", ("F1", "F2", "F1"))

    assert answer["amount_minor"] == 200_000
    assert answer["next"]["kind"] == "transfer"
    attempt = whole().attempts[0]
    assert [(line.invoice, line.amount_minor) for line in attempt.lines] == [("F1", 100_000), ("F2", 100_000)]
    assert (attempt.state, attempt.quoted_on) == ("pending", DUE)
    assert accounts.pointed(attempt.id)


def test_a_part_takes_the_oldest_first() -> None:
    start("transfer", (), 150_000, "MXN")

    assert [(one.invoice, one.amount_minor) for one in whole().attempts[0].lines] == [("F1", 100_000), ("F2", 50_000)]


def test_somebody_elses_debt_does_not_exist() -> None:
    owing(invoice("X9"), who=debtor(id="c2"))
    with pytest.raises(NotFound) as caught:
        start("transfer", ("X9",))

    assert caught.value.code == "not_found"
    assert whole().attempts == ()


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("transfer", ()), "nothing_to_pay"),
        (("transfer", ("F1", "U1")), "mixed_currencies"),
        (("transfer", (), 200_001, "MXN"), "amount_above_balance"),
        (("transfer", (), 999, "MXN"), "amount_below_minimum"),
        (("transfer", (), 5_000, "PEN"), "nothing_to_pay"),
        (("pix", ("F1",)), "method_unavailable"),
        (("barter", ("F1",)), "method_unavailable"),
    ],
)
def test_what_cannot_be_quoted_is_refused_by_its_code(args: tuple[Any, ...], code: str) -> None:
    assert refused(*args).code == code
    assert whole().attempts == ()


def test_a_payment_names_no_more_debts_than_one_transaction_settles() -> None:
    owing(*(invoice(f"M{n}") for n in range(41)), who=debtor(id="c5"))
    many = replace(SESSION, debtor="c5")
    with pytest.raises(Refusal) as caught:
        start_payment(many, "transfer", [f"M{n}" for n in range(41)], None, "", NOW)
    assert (caught.value.code, caught.value.params) == ("too_many_debts", {"most": 40})

    answer = start_payment(many, "transfer", (), 4_000_000, "MXN", NOW)
    assert len(answer["lines"]) == 40


def test_a_debt_that_was_paid_meanwhile_says_so() -> None:
    account = accounts.load("acme", "c1")
    assert account
    paid = replace(account.invoices[0], state="paid", principal_minor=0)
    accounts.save(account, Changes(account.debtor, (paid,)))

    assert refused("transfer", ("F1",)).code == "already_paid"


def test_the_card_page_is_stripes_and_a_second_one_closes_the_first(pages: Pages) -> None:
    first = start("card", ("F1",))
    assert first["next"] == {"kind": "redirect", "url": "https://checkout.example/cs_1", "session_id": "cs_1"}
    second = start("card", ("F1", "F2"))

    assert pages.expired == ["cs_1"]
    states = {one.id: one.state for one in whole().attempts}
    assert states == {first["id"]: "expired", second["id"]: "pending"}


def test_while_a_page_is_being_paid_no_other_opens(pages: Pages) -> None:
    start("card", ("F1",))
    pages.is_paid = True

    assert refused("card", ("F1",)).code == "payment_in_progress"


def test_a_page_that_was_just_paid_in_counts_before_another_opens(pages: Pages) -> None:
    start("card", ("F1",))
    pages.is_paid, pages.says = True, "paid"

    assert refused("card", ("F1",)).code == "already_paid"
    assert start("transfer", ("F2",))["amount_minor"] == 100_000
    assert [one.state for one in whole().attempts if one.method == "card"] == ["paid"]


def test_a_page_that_ended_by_itself_is_in_nobodys_way(pages: Pages) -> None:
    first = start("card", ("F1",))
    pages.is_paid, pages.says = True, "expired"
    second = start("card", ("F1",))

    assert {one.id: one.state for one in whole().attempts} == {first["id"]: "expired", second["id"]: "pending"}


def test_a_provider_that_refuses_leaves_no_attempt_behind(pages: Pages) -> None:
    pages.refuses = True

    assert refused("card", ("F1",)).code == "method_unavailable"
    assert whole().attempts == ()


def test_a_pending_payment_wakes_the_account_when_its_time_is_over() -> None:
    start("card", ("F1",))

    assert whole().debtor.due_at == NOW + timedelta(minutes=40)


def test_the_same_idempotency_key_gets_the_first_answer_and_one_attempt() -> None:
    def once() -> tuple[str, int]:
        return start("transfer", ("F1",))["id"], 201

    first = replay("hash", "k1", "asked", once, NOW)
    again = replay("hash", "k1", "asked", once, NOW)

    assert first == again
    assert len(whole().attempts) == 1
    with pytest.raises(Conflict) as other:
        replay("hash", "k1", "something else", once, NOW)
    assert other.value.code == "idempotency_conflict"


def test_a_fault_of_ours_is_no_answer() -> None:
    def fails() -> tuple[str, int]:
        raise LookupError

    with pytest.raises(LookupError):
        replay("hash", "k1", "asked", fails, NOW)
    assert replay("hash", "k1", "asked", lambda: ("ok", 200), NOW) == ("ok", 200)


def test_a_payment_is_found_by_its_own_account_only() -> None:
    answer = start("transfer", ("F1",))
    found = find_payment(SESSION, answer["id"], NOW)

    assert (found["state"], found["amount_minor"]) == ("pending", 100_000)
    owing(who=debtor(id="c2"))
    with pytest.raises(NotFound):
        find_payment(replace(SESSION, debtor="c2"), answer["id"], NOW)


def test_a_part_of_a_named_debt_is_quoted_for_it_and_amounts_read_as_on_the_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    signed_in()
    asked = {"debt_ids": ["F2"], "method": "transfer"}

    part = ask("POST", "payments", asked | {"amount_minor": 20_000})[1]
    assert [line["label"] for line in part["lines"]] == ["F2"] and part["amount_minor"] == 20_000
    status, refused = ask("POST", "payments", asked | {"amount_minor": 100_001})
    assert (status, refused["code"]) == (422, "amount_above_balance")
    assert "$\u00a01,000.00" in refused["message"], "a Mexican business, in Spanish"
