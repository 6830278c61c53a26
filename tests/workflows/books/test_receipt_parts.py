"""A receipt's arithmetic: what a payment went to, in the agreed order, sums to the payment."""

import re
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.books.ledger import pay
from chalicelib.domain.charging.late_rules import LateRules
from chalicelib.domain.entry import Entry
from chalicelib.messages import mail
from chalicelib.workflows.contact.compose import paid_parts
from tests.domain.cases import CHARGING, invoice, moment
from tests.domain.charging.test_late_rules import day
from tests.messages.letters import envelope, news


def paid(amount: int, order: tuple[str, ...] = (), **changes: Any) -> tuple[Entry, ...]:
    rules = LateRules(allocation=order, tax_percent=Decimal("0.16"))
    owed = invoice(terms=replace(CHARGING, rules=rules), **changes)
    return pay(owed, amount, day(10), moment(day(10), "p", payment="p")).entries


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ((), (("interest", 1_000), ("tax", 160), ("fee", 2_000), ("principal", 6_840))),
        (("fee", "principal", "interest", "tax"), (("fee", 2_000), ("principal", 8_000))),
    ],
)
def test_the_parts_come_in_the_agreed_order_and_sum_to_the_payment(
    order: tuple[str, ...], expected: tuple[tuple[str, int], ...]
) -> None:
    parts = paid_parts(paid(10_000, order))
    assert parts == expected
    assert sum(minor for _, minor in parts) == 10_000


def test_where_all_of_it_paid_principal_there_is_nothing_to_tell() -> None:
    early = pay(invoice(), 50_000, day(-3), moment(day(-3), "p", payment="p"))
    assert paid_parts(early.entries) == ()


def test_the_figures_read_back_from_the_receipts_text_sum_to_what_was_paid() -> None:
    parts = paid_parts(paid(10_000))
    written = mail.write(envelope(lang="es"), news("paid", amount_minor=10_000, currency="BOB", parts=parts)).text
    (line,) = [one for one in written.splitlines() if "en este orden" in one]
    amounts = [int(found.replace(".", "").replace(",", "")) for found in re.findall(r"\d[\d.,]*\d", line)]
    assert sum(amounts) == 10_000
