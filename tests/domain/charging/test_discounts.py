"""Early-payment discounts at their boundaries: the last day, the day after, parts, too much, money without cents."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.domain.attempt import Attempt, QuoteLine
from chalicelib.domain.books.cash import apply_cash
from chalicelib.domain.books.ledger import pay
from chalicelib.domain.business import EarlyDiscount
from chalicelib.domain.calendar import instant, local_date
from chalicelib.domain.charging.charges import discount, figures
from chalicelib.domain.charging.discounts import best_saving, offer, told_by_file, without_offer
from chalicelib.domain.charging.frozen_terms import freeze_terms
from chalicelib.domain.errors import Refusal
from chalicelib.domain.invoice import DiscountOffer, Invoice, Terms
from tests.domain.cases import DUE, HOME, business, debtor, invoice, moment, with_policy

LAST = DUE - timedelta(days=5)
EARLY = Terms(accepted=True, discount_percent=Decimal("0.03"), discount_until=LAST, rounding_minor=1)


def made(percent: str = "0", amount: int = 0, until: date = DUE, name: str = "d1") -> DiscountOffer:
    return DiscountOffer(name, until, Decimal(percent) or None, amount, by="rosa", reason="asked on the phone", on=LAST)


def offered(to: Invoice, one: DiscountOffer, today: date = LAST) -> Invoice:
    return offer(to, one, today)


def refused(to: Invoice, one: DiscountOffer, today: date = LAST) -> str:
    with pytest.raises(Refusal) as found:
        offer(to, one, today)
    return found.value.code


@pytest.mark.parametrize("country", ["CO", "CL", "MX", "BR"])
@pytest.mark.parametrize(("clock", "days", "saving"), [("23:59:59", 0, 3_000), ("00:00:00", 1, 0)])
def test_the_last_day_ends_at_midnight_where_the_debtor_lives(country: str, clock: str, days: int, saving: int) -> None:
    zone = HOME[country][0]
    now = instant(LAST + timedelta(days=days), time.fromisoformat(clock), zone)

    assert discount(invoice(terms=EARLY), local_date(now, zone)) == saving


@pytest.mark.parametrize(
    ("paid", "state", "left"),
    [(97_000, "paid", 0), (97_050, "paid", 50), (96_999, "paid", 0), (96_998, "partly_paid", 0)],
)
def test_it_is_given_to_the_cent_and_what_is_more_stays_the_debtors_own(paid: int, state: str, left: int) -> None:
    booked = pay(invoice(terms=EARLY), paid, LAST, moment(LAST, "p1", payment="p1"))

    assert (booked.invoice.state, booked.left_minor) == (state, left)


@given(
    total=st.integers(2, 10**9),
    percent=st.decimals("0.0001", "0.9999", places=4),
    parts=st.lists(st.integers(1, 60), max_size=3),
    currency=st.sampled_from(["MXN", "CLP", "PYG"]),
)
def test_paying_what_is_asked_never_leaves_a_cent(
    total: int, percent: Decimal, parts: list[int], currency: str
) -> None:
    one = invoice(total_minor=total, currency=currency, terms=replace(EARLY, discount_percent=percent))
    for index, share in enumerate([*parts, 100]):
        asked = figures(one, LAST).balance_minor * share // 100
        one = pay(one, asked, LAST, moment(LAST, f"p{index}", payment=f"p{index}")).invoice

    assert (one.state, figures(one, LAST).balance_minor) == ("paid", 0)


def test_a_part_paid_earlier_leaves_the_discount_of_the_rest() -> None:
    first = pay(invoice(terms=EARLY), 40_000, LAST - timedelta(days=9), moment(LAST, "p1")).invoice

    assert figures(first, LAST).balance_minor == 58_200
    assert figures(first, LAST + timedelta(days=1)).balance_minor == 60_000


def test_what_was_quoted_on_the_last_day_settles_it_when_the_money_comes_later() -> None:
    line = [QuoteLine("F1", 97_000)]
    late = moment(DUE, "p1", payment="p1")
    after = apply_cash(debtor(), {"F1": invoice(terms=EARLY)}, line, "MXN", 97_000, LAST, late)

    assert after.invoices[0].state == "paid"


def test_the_best_that_holds_counts_never_the_sum_and_never_less_than_was_agreed() -> None:
    one = offered(offered(invoice(terms=EARLY), made("0.02")), made(amount=10_000, until=DUE, name="d2"))

    assert discount(one, LAST) == 10_000
    worse = offered(invoice(terms=EARLY), made("0.01", until=DUE))
    assert [discount(worse, day) for day in (LAST, LAST + timedelta(days=1), DUE, DUE + timedelta(days=1))] == [
        3_000, 1_000, 1_000, 0,
    ]  # fmt: skip


def test_an_offer_tells_its_own_last_day_and_is_a_credit_note_where_that_is_wanted() -> None:
    one = offered(invoice(), replace(made(amount=500), noted=True))
    saving = best_saving(one, DUE)
    booked = pay(one, 99_500, DUE, moment(DUE, "p1", payment="p1"))

    assert saving and (saving.minor, saving.until, saving.noted) == (500, DUE, True)
    assert [(line.kind, line.reason) for line in booked.entries] == [("discount", "credit_note"), ("payment", "")]


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (made("0.05", until=LAST - timedelta(days=1)), "discount_day"),
        (made("0.05", until=LAST + timedelta(days=400)), "discount_day"),
        (made("1"), "discount_amount"),
        (made("-0.1"), "discount_amount"),
        (made(amount=-5), "discount_amount"),
        (made(amount=100_000), "discount_amount"),
        (made(), "discount_amount"),
        (replace(made("0.05"), by=" "), "reason_required"),
        (replace(made("0.05"), reason=""), "reason_required"),
    ],
)
def test_an_offer_that_makes_no_sense_is_refused(one: DiscountOffer, code: str) -> None:
    assert refused(invoice(), one) == code


def test_an_offer_may_be_taken_back_but_not_while_somebody_pays_by_it() -> None:
    one = offered(invoice(), made("0.05"))
    line = QuoteLine("F1", 95_000)
    paying = Attempt("pa_1", "P-1", "card", "MXN", 95_000, (line,), LAST, moment().at, moment().at)

    assert discount(without_offer(one, "d1", []), LAST) == 0
    for name, attempts, code in (("d1", [paying], "payment_in_progress"), ("d9", [], "nothing_to_reverse")):
        with pytest.raises(Refusal) as found:
            without_offer(one, name, attempts)
        assert found.value.code == code


def test_a_later_file_makes_a_discount_better_and_never_worse() -> None:
    one = invoice(terms=EARLY)
    told = made("0.04", until=LAST)

    better = told_by_file(one, told, LAST - timedelta(days=1))
    assert discount(better, LAST) == 4_000
    assert told_by_file(better, told, LAST) is better, "the same file again changes nothing"
    assert told_by_file(one, made("0.03", until=LAST), LAST) is one
    assert told_by_file(one, made("0.5", until=LAST), LAST + timedelta(days=1)) is one, "it is over"


def test_what_is_said_of_an_invoice_comes_before_the_customers_terms_and_these_before_the_policy() -> None:
    of = with_policy(business("CL"), early_discount=EarlyDiscount(Decimal("0.01"), 5))
    agreed, told = EarlyDiscount(Decimal("0.02"), 3), EarlyDiscount(until=DUE, amount_minor=700)

    assert freeze_terms(of, DUE, "CLP").discount_percent == Decimal("0.01")
    theirs = freeze_terms(of, DUE, "CLP", agreed)
    assert (theirs.discount_percent, theirs.discount_until) == (Decimal("0.02"), DUE - timedelta(days=3))
    own = freeze_terms(of, DUE, "USD", agreed, told)
    assert (own.discount_minor, own.discount_until, own.discount_note) == (700, DUE, True), "in its own currency"
    assert freeze_terms(of, DUE, "CLP", EarlyDiscount()).discount_until is None, "a zero means none for this customer"
