"""What somebody at the counter says of the cash that a customer put on it. Every fault of it is found at once. Pure."""

from datetime import date, timedelta

import msgspec

from chalicelib.domain.errors import Fault, Faulty
from chalicelib.domain.fields import Fields
from chalicelib.domain.money import EXPONENT

MOST_DEBTS = 40
MOST_ID = 200
OLDEST = timedelta(days=365)


class CashTold(msgspec.Struct, frozen=True):
    """``slip``: the payment of the page that it answers; else ``debts``, or the oldest first. ``tendered_minor`` is
    what was put on the counter: what is more than ``amount_minor`` was given back as change."""

    debtor: str
    reference: str
    slip: str
    amount_minor: int
    currency: str
    on: date
    tendered_minor: int
    debts: tuple[str, ...]


def parse_cash(raw: object, currency: str, today: date) -> CashTold:
    """Raises Faulty. ``debtor`` or ``reference`` says whose it is; ``today`` is the business's."""
    faults: list[Fault] = []
    fields = Fields(raw, "", faults)
    amount = fields.whole("amount_minor", least=1)
    told = CashTold(
        debtor=fields.text("debtor", "", most=MOST_ID),
        reference=fields.text("reference", "", most=40),
        slip=fields.text("slip", "", most=60),
        amount_minor=amount,
        currency=fields.one_of("currency", EXPONENT, "unknown_currency", currency),
        on=fields.date("on", today),
        tendered_minor=fields.whole("tendered_minor", amount),
        debts=fields.texts("debt_ids", MOST_DEBTS),
    )
    _check(fields, told, today)
    fields.close()
    if faults:
        raise Faulty(faults)
    return told


def _check(fields: Fields, told: CashTold, today: date) -> None:
    if not (told.debtor or told.reference):
        fields.fault("debtor", "required")
    if told.slip and told.debts:
        fields.fault("debt_ids", "one_of_two", other="slip")
    if told.tendered_minor < told.amount_minor:
        fields.fault("tendered_minor", "tendered_too_little")
    if told.on > today:
        fields.fault("on", "day_in_future")
    elif told.on < today - OLDEST:
        fields.fault("on", "day_too_old")
