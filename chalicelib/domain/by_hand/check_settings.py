"""What a check that is not paid costs, as JSON of a policy; and what somebody at the counter writes down of a check."""

from datetime import date, timedelta

import msgspec

from chalicelib.domain.by_hand.check_rules import rule_of
from chalicelib.domain.charging.late_rules import BouncedCheckFee
from chalicelib.domain.errors import Fault, Faulty
from chalicelib.domain.fields import Fields
from chalicelib.domain.money import EXPONENT

OLDEST = timedelta(days=365)  # no bank pays an older one
MOST_DEBTS = 40
MOST_ID = 200


class CheckTold(msgspec.Struct, frozen=True):
    """A check as it lies on the counter. ``debts`` empty: the oldest first."""

    bank: str
    number: str
    drawer: str
    amount_minor: int
    currency: str
    received_on: date
    date_on: date
    debts: tuple[str, ...] = ()


def parse_bounced_check_fee(fields: Fields) -> BouncedCheckFee | None:
    part = fields.part("bounced_check_fee")
    if part is None:
        return None
    fee = BouncedCheckFee(
        flat_minor=part.whole("flat_minor", 0),
        percent=part.decimal("percent"),
        most_minor=part.whole("most_minor", 0),
    )
    part.close()
    return fee if fee.flat_minor or fee.percent else None


def bounced_check_fee_json(fee: BouncedCheckFee | None) -> dict[str, object]:
    """Only where it was turned on."""
    if fee is None:
        return {}
    told = {"flat_minor": fee.flat_minor, "percent": fee.percent and f"{fee.percent:f}", "most_minor": fee.most_minor}
    return {"bounced_check_fee": {key: value for key, value in told.items() if value}}


def debtor_named(raw: object) -> str:
    """Whose account a body is about. Raises Faulty."""
    faults: list[Fault] = []
    debtor = Fields(raw, "", faults).text("debtor", most=MOST_ID)
    if faults:
        raise Faulty(faults)
    return debtor


def parse_check(raw: object, drawer: str, currency: str, country: str, today: date) -> CheckTold:
    """What a body says of a check; ``drawer`` and ``currency`` where it says none. Raises Faulty with every fault."""
    faults: list[Fault] = []
    fields = Fields(raw, "", faults)
    fields.text("debtor", most=MOST_ID)
    received_on = fields.date("received_on", today)
    told = CheckTold(
        bank=fields.text("bank", most=60),
        number=fields.checked("number", _is_number, "bad_check_number"),
        drawer=fields.text("drawer", drawer, most=120),
        amount_minor=fields.whole("amount_minor", least=1),
        currency=fields.one_of("currency", EXPONENT, "unknown_currency", currency),
        received_on=received_on,
        date_on=fields.date("date_on", received_on),
        debts=fields.texts("debt_ids", MOST_DEBTS),
    )
    _check_days(fields, told, country, today)
    fields.close()
    if faults:
        raise Faulty(faults)
    return told


def _check_days(fields: Fields, told: CheckTold, country: str, today: date) -> None:
    """Nobody takes a check tomorrow, and no bank pays one of another year, nor one that is dated beyond the law."""
    most = rule_of(country).most_days_ahead
    if told.received_on > today:
        fields.fault("received_on", "day_in_future")
    elif told.received_on < today - OLDEST:
        fields.fault("received_on", "day_too_old")
    if told.date_on > told.received_on + timedelta(days=most):
        fields.fault("date_on", "check_too_far_ahead", most=most)
    elif told.date_on < told.received_on - OLDEST:
        fields.fault("date_on", "day_too_old")


def _is_number(text: str) -> bool:
    return len(text) <= 30 and any(mark.isdigit() for mark in text) and text.replace("-", "").isalnum()
