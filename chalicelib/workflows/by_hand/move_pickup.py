"""What became of a pick-up: confirmed, collected (then it is money, once), missed, or cancelled by either side."""

from datetime import datetime

import msgspec
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.became import Became
from chalicelib.domain.business import Business
from chalicelib.domain.by_hand.hand_notices import tell_of_pickup
from chalicelib.domain.by_hand.pickup import Pickup, move
from chalicelib.domain.calendar import local_date
from chalicelib.domain.contact.rests import end_rest
from chalicelib.domain.errors import NotFound, Refusal
from chalicelib.domain.task import Task
from chalicelib.domain.tasks import DONE
from chalicelib.gateways.logs import fact
from chalicelib.store import accounts
from chalicelib.store.changes import Changes
from chalicelib.store.things import load_thing
from chalicelib.workflows.by_hand.ask_pickup import Fixed, pointer_of
from chalicelib.workflows.decide_account import again_on_conflict
from chalicelib.workflows.paying.take_money import Beside, Taken, attempt_of, take_money

PROVIDER = METHOD = "pickup"
TOLD = {"missed": "pickup_missed", "cancelled": "pickup_cancelled"}


class Outcome(msgspec.Struct, frozen=True):
    """Who says so (empty: the debtor), why, and what was collected: minor units of the pick-up's currency."""

    by: str = ""
    reason: str = ""
    amount_minor: int | None = None


def find_pickup(business: str, pickup: str) -> Fixed:
    """Raises NotFound."""
    pointer = accounts.pointed(pointer_of(business, pickup))
    found = load_thing(business, pointer.debtor, Pickup, pickup) if pointer else None
    if pointer is None or found is None:
        raise NotFound("not_found")
    return pointer.debtor, found


def move_pickup(business: Business, pickup_id: str, state: str, outcome: Outcome, now: datetime) -> Fixed:
    """Told again, it stays as it is. Raises NotFound, Conflict("pickup_moved_on"), and Refusal: ``bad_amount``,
    ``day_out_of_order``."""
    debtor, _ = find_pickup(business.id, pickup_id)
    if state == "collected":
        _collect(business, debtor, pickup_id, outcome, now)
    again_on_conflict(lambda: _move(business, debtor, pickup_id, state, outcome, now))
    return find_pickup(business.id, pickup_id)


def _move(business: Business, debtor: str, pickup_id: str, state: str, outcome: Outcome, now: datetime) -> None:
    account, pickup = _loaded(business, debtor, pickup_id)
    moved = move(pickup, state, _step(account, state, outcome, now))
    if moved == pickup:
        return
    is_told = state in TOLD and outcome.by
    head = account.debtor if state == "confirmed" else end_rest(account.debtor, pickup.id)
    changes = Changes(
        replace(head, due_at=now),
        pickups=(moved,),
        tasks=_closed(account, pickup.id, now, outcome.by),
        notices=tell_of_pickup(account.debtor, TOLD[state], moved, now) if is_told else (),
    )
    accounts.save(account, changes)
    fact(f"pickup_{state}", business=business.id, metrics={f"Pickups{state.capitalize()}": 1})


def _collect(business: Business, debtor: str, pickup_id: str, outcome: Outcome, now: datetime) -> None:
    """The money, the pick-up's state, its tasks and the end of its rest are one transaction."""
    account, pickup = _loaded(business, debtor, pickup_id)
    if pickup.state == "collected":
        return
    if outcome.amount_minor is None or outcome.amount_minor <= 0:
        raise Refusal("bad_amount", field="amount_minor")

    def beside(account: Account) -> Beside:
        _, current = _loaded(business, debtor, pickup_id)
        moved = move(current, "collected", _step(account, "collected", outcome, now))
        paid = replace(moved, payment=attempt_of(PROVIDER, pickup.id))
        tasks = _closed(account, pickup.id, now, outcome.by)
        return Beside(end_rest(account.debtor, pickup.id), {"pickups": (paid,), "tasks": tasks})

    today = local_date(now, account.debtor.time_zone)
    taken = Taken(PROVIDER, pickup.id, outcome.amount_minor, pickup.currency, METHOD, today, outcome.by, pickup.debts)
    take_money(business.id, debtor, taken, now, beside)


def _closed(account: Account, pickup: str, now: datetime, by: str) -> tuple[Task, ...]:
    mine = (one for one in account.tasks if one.about == pickup)
    return tuple(replace(one, state=DONE, done_at=now, done_by=by) for one in mine)


def _step(account: Account, state: str, outcome: Outcome, now: datetime) -> Became:
    return Became(state, local_date(now, account.debtor.time_zone), now, outcome.by, outcome.reason)


def _loaded(business: Business, debtor: str, pickup_id: str) -> tuple[Account, Pickup]:
    account, pickup = accounts.load(business.id, debtor), load_thing(business.id, debtor, Pickup, pickup_id)
    if account is None or pickup is None:
        raise NotFound("not_found")
    return account, pickup
