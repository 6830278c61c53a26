"""Money that is wrong: refused with a code and words, or kept in sight; and what came in is always somewhere.

One table of what people and files send; the providers' own mistakes stand in ``test_money_in``.
"""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.domain.attempt import Attempt
from chalicelib.domain.business_settings import parse_business
from chalicelib.domain.charging.rates import NO_RATES
from chalicelib.domain.errors import Faulty, Refusal
from chalicelib.messages.catalog import LANGUAGES, words
from chalicelib.messages.refusals import refusal_text
from chalicelib.store import accounts, businesses
from chalicelib.workflows.books.use_credit import HandedBack, Word, hand_back
from chalicelib.workflows.importing.view_import import import_view
from chalicelib.workflows.paying.hear_provider import hear_provider
from chalicelib.workflows.paying.take_money import Taken, take_money
from tests.domain.cases import DUE, debtor, invoice
from tests.tables import Cloud
from tests.workflows.cases import NOW, books_are_in_order, created, dropped, owing, pending, recorded, whole

SETTINGS = {
    "id": "b", "name": "B", "country": "MX", "time_zone": "America/Mexico_City", "currency": "MXN", "language": "es",
    "sender": {"email": "a@b.example", "name": "B"},
}  # fmt: skip
PAYMENTS = "numero;cliente_id;fecha;monto;moneda;referencia\n"
RATES = "unidad;fecha;valor\n"


def taken(**changes: Any) -> Callable[[], object]:
    money: dict[str, Any] = {"amount_minor": 5_000, "currency": "MXN", "on": DUE} | changes
    return lambda: take_money("acme", "c1", Taken("counter", "t1", method="cash", by="rosa", **money), NOW)


def handed_back(minor: int, currency: str = "MXN", why: str = "asked for it") -> Callable[[], object]:
    word = Word("acme", "c1", "rosa", why, "r1")
    return lambda: hand_back(word, HandedBack(minor, currency, why), NOW)


REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "nothing was paid": (taken(amount_minor=0), "bad_amount"),
    "less than nothing was paid": (taken(amount_minor=-5), "bad_amount"),
    "it will be paid tomorrow": (taken(on=DUE.replace(day=4)), "paid_in_future"),
    "nobody owes in that money": (taken(currency="USD"), "currency_not_owed"),
    "nothing is handed back": (handed_back(0), "bad_amount"),
    "more than there is": (handed_back(701), "refund_above_credit"),
    "in a money that is not there": (handed_back(5, "USD"), "no_credit_to_use"),
    "nobody says why": (handed_back(5, why=" "), "reason_required"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_is_refused_in_words_and_moves_nothing(cloud: Cloud, what: str) -> None:
    act, code = REFUSED[what]
    created()
    before = owing(unapplied={"MXN": 700})
    with pytest.raises(Refusal) as refused:
        act()

    assert refused.value.code == code
    said = {refusal_text(lang, code, {"currency": "USD"} | refused.value.params) for lang in LANGUAGES}
    assert len(said) == 3 and all(text.endswith(".") for text in said)
    assert list(whole().entries) == before and whole().debtor.unapplied == {"MXN": 700}


ROWS = {
    "a day to come": ("payments", PAYMENTS + "F1;c1;2026-06-30;10,00;MXN;\n", "paid_in_future"),
    "a note, not an amount": ("payments", PAYMENTS + "F1;c1;2026-06-01;mucho;MXN;\n", "bad_amount"),
    "more decimals than money has": ("payments", PAYMENTS + "F1;c1;2026-06-01;10.0055;MXN;\n", "bad_amount"),
    "nothing": ("payments", PAYMENTS + "F1;c1;2026-06-01;0,00;MXN;\n", "not_a_payment"),
    "less than nothing": ("payments", PAYMENTS + "F1;c1;2026-06-01;-5,00;MXN;\n", "not_a_payment"),
    "no such money": ("payments", PAYMENTS + "F1;c1;2026-06-01;5,00;Doblones;\n", "unknown_currency"),
    "two moneys": ("payments", PAYMENTS + "F1;c1;2026-06-01;US$ 5,00;MXN;\n", "currency_conflict"),
    "another's invoice": ("payments", PAYMENTS + "F9;;2026-06-01;5,00;MXN;\n", "unknown_invoice"),
    "nobody we know": ("payments", PAYMENTS + ";c9;2026-06-01;5,00;MXN;\n", "unknown_debtor"),
    "a rate below nothing": ("rates", RATES + "UF;2026-06-01;-5\n", "bad_value"),
    "a rate of no day": ("rates", RATES + "UF;;38000\n", "missing_date"),
    "a rate of nothing": ("rates", RATES + "UF;2026-06-01;\n", "missing_value"),
}


@pytest.mark.parametrize("what", ROWS)
def test_a_row_about_money_that_makes_no_sense_comes_back_with_its_reason(cloud: Cloud, what: str) -> None:
    folder, text, code = ROWS[what]
    created()
    before = owing()
    record = dropped(folder, text)

    problems = import_view(record, "en")["problems"]
    assert (record.rejected, [one["reason_code"] for one in problems]) == (1, [code])
    assert all(f"intake.{code}" in words(lang) and f"advice.{code}" in words(lang) for lang in LANGUAGES)
    assert list(whole().entries) == before


@pytest.mark.parametrize(
    ("policy", "path", "code"),
    [
        ({"late_fee": {"percent": "-0.02"}}, "policy.late_fee.percent", "negative"),
        ({"late_fee": {"flat_minor": -1}}, "policy.late_fee.flat_minor", "negative"),
        ({"late_fee": {"interest": {"rate": "-0.1"}}}, "policy.late_fee.interest.rate", "negative"),
        ({"late_fee": {"tax": "-0.16"}}, "policy.late_fee.tax", "negative"),
        ({"late_fee": {"percent": 0.02}}, "policy.late_fee.percent", "not_decimal_text"),
        ({"late_fee": {"percent": "2"}}, "policy.late_fee.percent", "out_of_range"),
        ({"early_discount": {"percent": "-0.1"}}, "policy.early_discount.percent", "negative"),
        ({"early_discount": {"amount_minor": -1}}, "policy.early_discount.amount_minor", "negative"),
        ({"rounding_minor": -1}, "policy.rounding_minor", "negative"),
        ({"rounding_minor": 101}, "policy.rounding_minor", "out_of_range"),
    ],
)
def test_a_rate_below_nothing_is_no_rate(policy: dict[str, Any], path: str, code: str) -> None:
    with pytest.raises(Faulty) as faulty:
        parse_business(SETTINGS | {"policy": policy}, None, lambda country, text: True)

    assert (path, code) in [(one.path, one.code) for one in faulty.value.faults]
    assert all(f"fault.{code}" in words(lang) for lang in LANGUAGES)


def test_a_day_without_a_rate_is_charged_nothing_and_nobody_guesses_one() -> None:
    assert NO_RATES.on("USURA", DUE, 31) is None
    assert NO_RATES.on("UF", DUE, 3) is None


@pytest.mark.parametrize(
    ("paid", "told", "currency", "refunded", "handed"),
    [
        (50_000, 100_000, "MXN", 0, 0),
        (100_001, 100_000, "MXN", 60_000, 1),
        (200_003, 100_000, "MXN", 999_999, 2),
        (1, 50_000, "MXN", 60_000, 0),
        (100_000, 100_001, "MXN", 0, 0),
        (100_003, 100_000, "USD", 0, 3),
        (250_000, 100_000, "MXN", 100_000, 5),
    ],
)
def test_what_came_in_is_applied_in_favor_parked_or_given_back(
    cloud: Cloud, paid: int, told: int, currency: str, refunded: int, handed: int
) -> None:
    """A counter, a provider that says another amount or money than was asked for, refunds, and money handed back."""
    created()
    owing(invoice(), invoice("F2"), who=debtor(tax_id="12345678-5"))
    take_money("acme", "c1", Taken("counter", "t1", paid, "MXN", "cash", DUE, "rosa"), NOW)
    attempt: Attempt = pending(("F2", 100_000))
    event = "checkout.session.completed.paid"
    hear_provider(recorded(event, attempt_id=attempt.id, amount_minor=told, currency=currency), NOW)
    known = accounts.load_attempt("acme", "c1", attempt.id)
    if known and known.payment_id and refunded:
        news = recorded("charge.refunded.part", payment_id=known.payment_id, refunded_total_minor=refunded)
        hear_provider(news, NOW.replace(minute=NOW.minute + 1))
    there = whole().debtor.unapplied.get("MXN", 0)
    back = min(handed, there)
    if back:
        handed_back(back)()

    found = whole()
    parked = {one.currency: one.amount_minor for one in businesses.list_parked("acme")}
    applied = sum(100_000 - one.principal_minor for one in found.invoices)
    went_back = sum(one.refunded_minor for one in found.attempts) + back
    for code in ("MXN", "USD"):
        came = (paid if code == "MXN" else 0) + (told if code == currency else 0)
        here = applied + found.debtor.unapplied.get("MXN", 0) + went_back if code == "MXN" else 0
        assert came == here + parked.get(code, 0)
    assert books_are_in_order()
