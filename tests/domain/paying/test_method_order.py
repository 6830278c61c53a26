"""Ways of paying in the order in which a debtor uses them."""

from datetime import timedelta

import pytest

from chalicelib.domain.debtor import MethodUse
from chalicelib.domain.paying.method_order import REMEMBERED, in_their_order, last_used, remember
from tests.domain.cases import DUE, debtor

OFFERED = ["pix", "card", "transfer", "qr", "cash"]


def uses(told: str) -> tuple[MethodUse, ...]:
    """``card transfer!``: by card, then by a transfer that failed."""
    return tuple(
        MethodUse(word.rstrip("!"), DUE + timedelta(days=day), not word.endswith("!"))
        for day, word in enumerate(told.split())
    )


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("", OFFERED),
        ("transfer", ["transfer", "pix", "card", "qr", "cash"]),
        ("cash transfer", ["transfer", "cash", "pix", "card", "qr"]),
        ("cash cash cash card", ["card", "cash", "pix", "transfer", "qr"]),
        ("card!", ["pix", "transfer", "qr", "cash", "card"]),
        ("card card!", ["pix", "transfer", "qr", "cash", "card"]),
        ("card! card", ["card", "pix", "transfer", "qr", "cash"]),
        ("check", OFFERED),
    ],
)
def test_what_they_pay_with_comes_first_and_what_failed_them_last(told: str, expected: list[str]) -> None:
    assert in_their_order(OFFERED, uses(told)) == expected


def test_a_method_that_is_not_offered_any_more_is_not_offered_because_it_was_used() -> None:
    assert in_their_order(["transfer"], uses("card card")) == ["transfer"]


@pytest.mark.parametrize(("told", "expected"), [("", ""), ("card! cash!", ""), ("transfer card!", "transfer")])
def test_the_last_one_used_is_the_last_one_that_worked(told: str, expected: str) -> None:
    assert last_used(uses(told)) == expected


def test_only_the_last_few_uses_are_remembered() -> None:
    head = debtor()
    for day in range(REMEMBERED + 3):
        head = remember(head, f"m{day}", DUE, worked=day % 2 == 0)
    assert [use.method for use in head.paid_by] == [f"m{day}" for day in range(3, REMEMBERED + 3)]
    assert [use.worked for use in head.paid_by] == [day % 2 == 0 for day in range(3, REMEMBERED + 3)]
