"""The e-mail about a payment that needs a person."""

import pytest

from chalicelib.messages.report_mail import ParkedPayment, parked_payment


def told(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(
    "reason", ["unknown_payment", "paid_twice", "amount_mismatch", "currency_mismatch", "anything new"]
)
def test_a_parked_payment_says_why_how_much_and_what_to_do(reason: str) -> None:
    letter = parked_payment(
        ParkedPayment(
            lang="en",
            business="Ana",
            reason=reason,
            amount_minor=10000,
            currency="MXN",
            provider_id="pi_123",
            country="MX",
            expected_minor=9000,
            debtor="C-7",
        )
    )
    text = told(letter.text)
    for fact in ("$ 100.00", "$ 90.00", "pi_123", "C-7", "refund"):
        assert fact in text
    assert letter.subject == "Puntual: a payment waits for your review"
