"""Rows as intake hands them on."""

from chalicelib.intake.records import PaymentRow
from tests.domain.cases import DUE


def payment_row(debtor: str, number: str, minor: int, currency: str = "MXN") -> PaymentRow:
    return PaymentRow(2, debtor, number, debtor, "", "", DUE, currency, minor, "", "")
