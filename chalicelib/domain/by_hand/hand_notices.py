"""Messages about what goes from hand to hand, planned with the decision: each notes the facts that it tells. Pure."""

from datetime import datetime

from chalicelib.domain.by_hand.check_rules import deposit_day
from chalicelib.domain.by_hand.paper_check import PaperCheck
from chalicelib.domain.by_hand.pickup import Pickup
from chalicelib.domain.calendar import local_date
from chalicelib.domain.contact.channels import choose
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.notice import Notice

BY_HAND = frozenset(
    {
        "check_received", "check_bounced", "check_withdrawn",
        "pickup_asked", "pickup_confirmed", "pickup_missed", "pickup_cancelled",
    }
)  # fmt: skip


def tell_of_check(debtor: Debtor, told: str, check: PaperCheck, now: datetime) -> tuple[Notice, ...]:
    facts = {
        "number": check.number, "bank": check.bank, "currency": check.currency,
        "amount_minor": str(check.amount_minor), "on": str(deposit_day(check.pays_on, debtor.country)),
        "fee_minor": str(check.fee_minor),
    }  # fmt: skip
    return _notice(debtor, told, f"{check.id}.{len(check.steps)}", facts, check.covers, now)


def tell_of_pickup(debtor: Debtor, told: str, pickup: Pickup, now: datetime) -> tuple[Notice, ...]:
    hours = f"{pickup.hour_from}-{pickup.hour_to}"
    facts = {"on": str(pickup.on), "place": pickup.place, "hours": hours, "currency": pickup.currency}
    if pickup.amount_minor is not None:
        facts["amount_minor"] = str(pickup.amount_minor)
    return _notice(debtor, told, f"{pickup.id}.{len(pickup.steps)}", facts, pickup.debts, now)


def _notice(
    debtor: Debtor, told: str, about: str, facts: dict[str, str], invoices: tuple[str, ...], now: datetime
) -> tuple[Notice, ...]:
    """None where no address is left."""
    channel = choose(debtor, ("email", "sms"), chasing=False)
    if channel is None:
        return ()
    today = local_date(now, debtor.time_zone)
    return (
        Notice(
            id=f"{today}#{told}-{about}#{channel}", purpose="confirmation", tone="friendly", channel=channel,
            planned_at=now, template=told, data=facts, invoices=invoices,
        ),
    )  # fmt: skip
