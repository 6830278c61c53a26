"""Which debts an agreement may cover, and which terms a debtor may choose without asking anybody. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import msgspec

from chalicelib.domain.account import Account
from chalicelib.domain.agreeing.agreement import Agreement, Choice, is_running
from chalicelib.domain.agreeing.agreement_settings import MOST_DAYS, MOST_PARTS
from chalicelib.domain.agreeing.installments import RHYTHMS, due_days, parts_of
from chalicelib.domain.business import Business
from chalicelib.domain.charging.indexation import pays_in
from chalicelib.domain.errors import Fault, Faulty, NotFound, Refusal
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.money import half_up
from chalicelib.domain.paying.quote import MOST_DEBTS, minimum

AHEAD_DAYS = 30  # a debt that falls due within so many days may be part of an agreement
FIRST_WITHIN_DAYS = 45  # of the quote: the first part
_LAST_ANCHOR = 31
_MAY = frozenset({"open", "partly_paid", "promised"})


class Limits(msgspec.Struct, frozen=True):
    """What the rules allow for one debt, minor units of its currency; ``last_on``: the last local day."""

    currency: str
    max_parts: int
    last_on: date
    min_down_minor: int
    min_part_minor: int
    first_by: date


def limits(business: Business, currency: str, capital_minor: int, today: date) -> Limits:
    terms = business.policy.agreement
    own = terms.min_part_minor if currency == business.currency else 0
    return Limits(
        currency=currency,
        max_parts=terms.max_parts,
        last_on=today + timedelta(days=terms.max_days),
        min_down_minor=half_up(capital_minor * terms.min_down_percent),
        min_part_minor=max(own, minimum(currency)),
        first_by=today + timedelta(days=FIRST_WITHIN_DAYS),
    )


def coverable(account: Account, currency: str, today: date) -> list[Invoice]:
    """The debts of one currency that an agreement may cover, oldest due first: late ones, and what is due soon."""
    until = today + timedelta(days=AHEAD_DAYS)
    mine = (one for one in account.invoices if may_cover(one) and one.currency == currency and one.due_on <= until)
    return sorted(mine, key=lambda one: (one.due_on, one.number))[:MOST_DEBTS]


def may_cover(invoice: Invoice) -> bool:
    """A debt in a unit of account has another amount every day: that is for people to agree on."""
    return invoice.state in _MAY and not invoice.plan and pays_in(invoice) == invoice.currency


def why_not(account: Account, business: Business, currency: str, today: date, broken: int = 0) -> str:
    """The reason code for which no plan is offered; "" where one may be. ``broken``: agreements, within a year."""
    terms = business.policy.agreement
    if running(account.agreements, currency):
        return "plan_running"
    if not terms.offered:
        return "plan_not_offered"
    if any(one.state == "proposed" and one.currency == currency for one in account.agreements):
        return "plan_proposed"
    if not coverable(account, currency, today):
        return _why_none(account, currency)
    return "plan_broken_before" if broken > terms.most_broken else ""


def running(agreements: Iterable[Agreement], currency: str) -> Agreement | None:
    """The agreement that is kept now: one at a time in each currency."""
    return next((one for one in agreements if is_running(one) and one.currency == currency), None)


def check_choice(choice: Choice, capital_minor: int, bounds: Limits, today: date) -> None:
    """Raises Faulty with everything that goes beyond what a debtor may choose alone."""
    check_possible(choice, capital_minor, today)
    part = parts_of(capital_minor - choice.down_minor, choice.parts)[0]
    _refuse(
        (choice.parts > bounds.max_parts, "parts", "plan_too_many_parts", {"most": bounds.max_parts}),
        (choice.first_on > bounds.first_by, "first_on", "plan_first_too_late", {"last": bounds.first_by}),
        (due_days(choice)[-1] > bounds.last_on, "parts", "plan_too_long", {"last": bounds.last_on}),
        (choice.down_minor < bounds.min_down_minor, "down_minor", "plan_down_too_low",
         {"minor": bounds.min_down_minor, "currency": bounds.currency}),
        (part < bounds.min_part_minor, "parts", "plan_part_too_small",
         {"minor": bounds.min_part_minor, "currency": bounds.currency}),
    )  # fmt: skip


def check_possible(choice: Choice, capital_minor: int, today: date) -> None:
    """What nobody may agree on, neither a debtor nor the business. Raises Faulty."""
    last = today + timedelta(days=MOST_DAYS)
    most = max(capital_minor - 1, 0)
    _refuse(
        (not 1 <= choice.parts <= MOST_PARTS, "parts", "out_of_range", {"least": 1, "most": MOST_PARTS}),
        (choice.every not in RHYTHMS, "every", "unknown_rhythm", {"value": choice.every[:40]}),
        (choice.first_on <= today, "first_on", "plan_first_in_past", {}),
        (choice.first_on > last, "first_on", "plan_first_too_late", {"last": last}),
        (not 0 <= choice.down_minor <= most, "down_minor", "out_of_range", {"least": 0, "most": most}),
        (not 0 <= choice.anchor <= _LAST_ANCHOR, "anchor", "out_of_range", {"least": 0, "most": _LAST_ANCHOR}),
    )
    _refuse((capital_minor - choice.down_minor < choice.parts, "parts", "plan_too_many_parts", {"most": 1}))


def _refuse(*checks: tuple[bool, str, str, dict[str, object]]) -> None:
    faults = [Fault(field, code, params) for is_wrong, field, code, params in checks if is_wrong]
    if faults:
        raise Faulty(faults)


def chosen(account: Account, numbers: Sequence[str], currency: str, today: date) -> list[Invoice]:
    """The named debts, or all that may be covered. Raises NotFound (not theirs, or settled), Refusal:
    ``nothing_to_plan``, ``plan_mixed``, ``debt_not_plannable``, ``debt_in_unit``."""
    if not numbers:
        found = coverable(account, currency, today)
    else:
        by_number = {one.number: one for one in account.invoices}
        if set(numbers) - by_number.keys():
            raise NotFound("not_found", field="debt_ids")
        found = [by_number[number] for number in dict.fromkeys(numbers)]
        if any(pays_in(one) != one.currency for one in found):
            raise Refusal("debt_in_unit", field="debt_ids")
        if not all(may_cover(one) for one in found):
            raise Refusal("debt_not_plannable", field="debt_ids")
        if len({one.currency for one in found}) > 1:
            raise Refusal("plan_mixed", field="debt_ids")
    if not found or len(found) > MOST_DEBTS:
        raise Refusal("nothing_to_plan", field="debt_ids")
    return sorted(found, key=lambda one: (one.due_on, one.number))


def _why_none(account: Account, currency: str) -> str:
    mine = [one for one in account.invoices if one.currency == currency]
    if any(one.state == "paying" for one in mine):
        return "plan_payment_in_progress"
    if any(one.state == "disputed" for one in mine):
        return "plan_disputed"
    return "plan_in_unit" if any(pays_in(one) != one.currency for one in mine) else "nothing_to_plan"
