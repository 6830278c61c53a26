"""Recurring charges through the tables: issued, announced and read, paid ahead by card or transfer, given back."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.attempt import Attempt
from chalicelib.domain.business import Business, PaymentMethods
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.errors import NotFound, Refusal
from chalicelib.domain.notice import Notice
from chalicelib.domain.paying.provider_news import ProviderNews
from chalicelib.domain.schedules.schedule import Prepay, Schedule
from chalicelib.gateways.providers import Opened, stripe
from chalicelib.messages import mail
from chalicelib.store import accounts, businesses, notices
from chalicelib.store.changes import Changes
from chalicelib.workflows.contact import compose
from chalicelib.workflows.contact.take_back import take_back
from chalicelib.workflows.decide_account import decide_account
from chalicelib.workflows.paying.apply_payment import Received, apply_payment, give_back
from chalicelib.workflows.paying.hear_provider import hear_provider
from chalicelib.workflows.paying.start_payment import find_payment, start_payment
from chalicelib.workflows.showing.view_account import view_account
from chalicelib.workflows.showing.view_lite import view_lite
from tests.domain.cases import at, debtor, invoice
from tests.domain.schedules.test_schedules import schedule
from tests.workflows.cases import (
    SESSION,
    SESSION_ID,
    books_are_in_order,
    created,
    dropped,
    one_invoice,
    owing,
    recorded,
    whole,
)

pytestmark = pytest.mark.usefixtures("cloud")
ISSUE = date(2026, 6, 3)
NOW = at(ISSUE)
PREPAY = (Prepay(3, Decimal("0.05")), Prepay(12, Decimal("0.1")))
FEE = schedule(starts_on=date(2026, 6, 1), day=10, prepay=PREPAY)


@pytest.fixture(autouse=True)
def business(cloud: object, monkeypatch: pytest.MonkeyPatch) -> Business:
    monkeypatch.setattr(stripe, "open_page", lambda *_: Opened(SESSION_ID, "https://checkout.example/cs_1"))
    monkeypatch.setattr(stripe, "close", lambda _: True)
    monkeypatch.setattr(stripe, "ask", lambda _: ProviderNews("ignored"))
    return created()


def enrolled(*of: Schedule, **changes: Any) -> None:
    head: Debtor = replace(debtor(tax_id="12345678-5"), due_at=NOW, **changes)
    accounts.save(None, Changes(head, schedules=of or (FEE,)))


def woken(now: datetime = NOW) -> Any:
    return decide_account(businesses.load("acme"), "c1", now)


def ahead(periods: int = 3, method: str = "transfer", of: str = "fee", now: datetime = NOW) -> Attempt:
    start_payment(SESSION, method, (), None, "", now, (of, periods))
    return max(whole().attempts, key=lambda one: (one.created_at, one.id))


def receive(attempt: Attempt, now: datetime = NOW, fact: str = "pi_1") -> None:
    account = accounts.load("acme", "c1")
    assert account
    apply_payment(account, attempt, Received("stripe", fact, attempt.amount_minor, attempt.currency), now)


def states() -> dict[str, str]:
    return {one.number: one.state for one in whole().invoices}


def transferred(amount: str, paid_on: date, now: datetime) -> tuple[int, int]:
    """How many payments were new, and how many were known."""
    record = dropped("payments", f"cliente_id;fecha;monto\nc1;{paid_on};{amount}\n", now)
    return record.created, record.unchanged


def test_the_invoice_of_the_month_is_issued_once_and_announced() -> None:
    enrolled()
    woken()
    assert woken(NOW + timedelta(minutes=1)) is None
    assert states() == {"fee-2026-06": "open"}
    assert [(one.step, one.state) for one in whole().notices] == [("invoice", "planned")]
    assert whole().debtor.due_at
    assert books_are_in_order()


def test_a_settled_invoice_of_the_same_number_is_left_as_it_is() -> None:
    enrolled()
    account = accounts.load("acme", "c1")
    settled = invoice("fee-2026-06", date(2026, 6, 10), state="paid", principal_minor=0)
    assert account
    accounts.save(account, Changes(account.debtor, (settled,)))
    woken()
    assert one_invoice("fee-2026-06") == settled
    assert accounts.load_schedules("acme", "c1")["fee"].through == date(2026, 6, 30)


def test_the_announcement_says_what_paying_ahead_saves(business: Business) -> None:
    enrolled()
    woken()
    notice: Notice = whole().notices[0]
    account = accounts.load("acme", "c1")
    assert account
    envelope = compose.envelope(business, account.debtor, ISSUE, "token", business.currency)
    letter = mail.write(envelope, compose.reminder(notice, account, business, ISSUE))
    assert "Acme emitió tu factura fee-2026-06. Vence el 10 de junio." in letter.text
    assert "Si adelantas 3 meses, pagas $\u00a01,282.50 y ahorras $\u00a067.50." in letter.text
    assert "Mensualidad · 06/2026" in letter.html
    assert "$" not in letter.subject


def test_the_page_shows_what_comes_and_what_may_be_paid_ahead() -> None:
    enrolled(unapplied={"MXN": 1_000})
    view = view_account(SESSION, NOW)
    (fee,) = view["recurring"]
    assert (fee["concept"], fee["amount_text"], fee["every_text"]) == ("Mensualidad", "$\u00a0450.00", "Cada mes")
    assert fee["next_text"] == "El próximo cobro es de $\u00a0450.00 y vence el 10 de junio."
    assert [(one["periods"], one["label"], one["amount_text"], one["saving_text"]) for one in fee["advance"]] == [
        (3, "3 meses", "$\u00a01,282.50", "Ahorras $\u00a067.50"),
        (12, "12 meses", "$\u00a04,860.00", "Ahorras $\u00a0540.00"),
    ]
    assert fee["advance"][0]["covers_text"] == "Vencimientos del 10 de junio al 10 de agosto"
    assert (view["state"], view["allowed"], bool(view["methods"])) == ("up_to_date", ["advance"], True)
    assert view["credit"][0]["text"] == "Tienes $\u00a010.00 a favor. Lo usamos primero en tu próxima factura."


def test_without_recurring_charges_nothing_is_shown_or_allowed() -> None:
    owing()
    view = view_account(SESSION, NOW)
    assert (view["recurring"], view["credit"]) == ([], [])
    assert "advance" not in view["allowed"]


def test_the_plain_page_shows_what_comes() -> None:
    from chalicelib.messages.lite import lite_account

    enrolled()
    page = lite_account("es", view_lite(SESSION, "es", NOW))
    assert "Pagos que se repiten" in page
    assert "Cada mes. El próximo cobro es de" in page


def test_months_paid_ahead_are_quoted_issued_and_settled_exactly() -> None:
    enrolled()
    woken()
    attempt = ahead()
    assert attempt.amount_minor == 128_250
    assert states() == {"fee-2026-06": "open"}
    receive(attempt)
    assert states() == {"fee-2026-06": "paid", "fee-2026-07": "paid", "fee-2026-08": "paid"}
    assert whole().debtor.unapplied == {}
    assert books_are_in_order()
    receipt = find_payment(SESSION, attempt.id, NOW)
    assert [one["label"] for one in receipt["lines"]] == [
        "Mensualidad · 06/2026 · fee-2026-06", "Mensualidad · 07/2026 · fee-2026-07",
        "Mensualidad · 08/2026 · fee-2026-08",
    ]  # fmt: skip
    assert receipt["kept_text"] == "Pagaste por adelantado y ahorraste $\u00a067.50."


def test_the_quote_names_the_months_before_they_have_an_invoice() -> None:
    enrolled(replace(FEE, starts_on=date(2026, 7, 1)))
    attempt = ahead()
    quoted = find_payment(SESSION, attempt.id, NOW)
    assert quoted["lines"][0]["label"] == "Mensualidad · 07/2026 · fee-2026-07"


def test_paid_ahead_the_next_month_comes_only_when_the_paid_ones_are_over() -> None:
    enrolled()
    receive(ahead())
    woken()
    assert states() == {"fee-2026-06": "paid", "fee-2026-07": "paid", "fee-2026-08": "paid"}
    assert whole().debtor.due_at == at(date(2026, 9, 3), "07:00")


def test_the_same_payment_told_twice_counts_once() -> None:
    enrolled()
    attempt = ahead()
    receive(attempt)
    receive(attempt)
    assert whole().debtor.unapplied == {}
    assert len(whole().invoices) == 3


def test_two_payments_of_the_same_months_leave_the_second_as_credit() -> None:
    enrolled()
    first, second = ahead(), ahead(now=NOW + timedelta(minutes=1))
    receive(first)
    receive(second, NOW + timedelta(minutes=2), "pi_2")
    assert whole().debtor.unapplied == {"MXN": second.amount_minor}
    assert books_are_in_order()


def test_a_voucher_on_its_way_keeps_its_months_from_being_issued() -> None:
    enrolled()
    attempt = ahead(method="card")
    hear_provider(recorded("checkout.session.completed.unpaid", attempt_id=attempt.id, kind="processing"), NOW)
    with pytest.raises(Refusal) as caught:
        ahead()
    assert caught.value.code == "payment_in_progress"
    woken(NOW + timedelta(days=1))
    assert states() == {}
    hear_provider(recorded("checkout.session.expired", attempt_id=attempt.id, kind="expired"), NOW + timedelta(days=2))
    woken(NOW + timedelta(days=2))
    assert one_invoice("fee-2026-06").due_on == date(2026, 6, 12)


def test_given_back_the_months_to_come_are_withdrawn_and_asked_for_on_their_day() -> None:
    enrolled()
    woken()
    attempt = ahead()
    receive(attempt)
    account = accounts.load("acme", "c1")
    assert account
    paid = next(one for one in whole().attempts if one.id == attempt.id)
    later = NOW + timedelta(days=2)
    give_back(account, paid, Received("stripe", "re_1", paid.amount_minor, "MXN"), "refunded", later)
    assert states() == {"fee-2026-06": "open", "fee-2026-07": "withdrawn", "fee-2026-08": "withdrawn"}
    assert books_are_in_order()
    woken(at(date(2026, 7, 3)))
    assert states()["fee-2026-07"] == "open"
    assert books_are_in_order()


def test_the_last_months_of_a_schedule_can_be_paid_and_given_back_too() -> None:
    enrolled(replace(FEE, ends_on=date(2026, 8, 31)))
    attempt = ahead()
    receive(attempt)
    account = accounts.load("acme", "c1")
    assert account
    assert account.schedules == ()
    paid = whole().attempts[0]
    give_back(account, paid, Received("stripe", "re_1", paid.amount_minor, "MXN"), "refunded", NOW)
    again = accounts.load("acme", "c1")
    assert again
    assert [one.through for one in again.schedules] == [date(2026, 6, 30)]


def test_a_transfer_of_the_quoted_amount_gets_the_quoted_discount() -> None:
    enrolled()
    attempt = ahead()
    after_the_quote = NOW + timedelta(days=5)
    assert transferred("1282.50", ISSUE + timedelta(days=4), after_the_quote) == (1, 0)
    assert set(states().values()) == {"paid"}
    assert [one.state for one in whole().attempts if one.id == attempt.id] == ["paid"]
    assert transferred("1282.50", ISSUE + timedelta(days=4), after_the_quote) == (0, 1)
    assert books_are_in_order()


def test_any_other_transfer_is_the_debtors_credit_for_the_next_months() -> None:
    enrolled()
    ahead()
    assert transferred("1282.49", ISSUE, NOW) == (1, 0)
    assert whole().debtor.unapplied == {"MXN": 128_249}
    woken()
    assert (states(), whole().debtor.unapplied) == ({"fee-2026-06": "paid"}, {"MXN": 83_249})


def test_nobody_pays_somebody_elses_months_or_a_number_that_was_not_agreed() -> None:
    enrolled()
    with pytest.raises(NotFound):
        ahead(of="rent")
    with pytest.raises(Refusal) as caught:
        ahead(4)
    assert (caught.value.code, caught.value.field) == ("advance_not_offered", "advance.periods")


def test_a_business_that_is_not_live_issues_and_writes_to_nobody() -> None:
    enrolled()
    decide_account(replace(businesses.load("acme"), live=False), "c1", NOW)
    assert (states(), whole().notices) == ({"fee-2026-06": "open"}, ())


def test_where_nothing_can_be_paid_nothing_is_offered() -> None:
    enrolled()
    business = businesses.load("acme")
    businesses.change(replace(business, payment_methods=PaymentMethods(stripe=False)))
    view = view_account(SESSION, NOW)
    assert (view["recurring"][0]["advance"], view["allowed"]) == ([], [])


def test_an_announcement_that_bounced_goes_out_again_by_the_next_channel() -> None:
    enrolled()
    woken()
    (notice,) = whole().notices
    claimed = notices.claim("acme#c1", notice, NOW, {})
    take_back("acme#c1", claimed.id, "bounced", "hard_bounce", NOW, drop_address="ana@cliente.example")
    assert one_invoice("fee-2026-06").steps == ()
    woken(NOW + timedelta(minutes=1))
    assert [(one.step, one.channel) for one in whole().notices if one.state == "planned"] == [("invoice", "sms")]
