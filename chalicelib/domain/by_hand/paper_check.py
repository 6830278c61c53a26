"""A paper check as data: what stands on it, what became of it, and who said so. It is no money until the bank pays it.

States: ``received`` (payable now) and ``post_dated`` wait for their deposit; ``deposited`` waits for the bank;
``cleared`` is money; ``bounced`` was not paid; ``returned`` was paid and taken back; ``withdrawn`` was handed back to
whoever gave it, or written down by mistake.
"""

import hashlib
import unicodedata
from datetime import date

import msgspec
from msgspec.structs import replace

from chalicelib.domain.became import Became
from chalicelib.domain.errors import Conflict, Refusal

NEXT = {
    "received": frozenset({"deposited", "withdrawn"}),
    "post_dated": frozenset({"deposited", "withdrawn"}),
    "deposited": frozenset({"cleared", "bounced"}),
    "bounced": frozenset({"deposited", "withdrawn"}),  # the bank may be asked once more
    "cleared": frozenset({"returned"}),
    "returned": frozenset[str](),
    "withdrawn": frozenset[str](),
}
WAITING = frozenset({"received", "post_dated"})
LIVE = WAITING | {"deposited"}
EXPLAINED = frozenset({"bounced", "returned", "withdrawn"})  # who says so says why
MOST_DEPOSITS = 2


class PaperCheck(msgspec.Struct, frozen=True, omit_defaults=True):
    """``id`` is made of what identifies the paper itself. ``date_on``: from which day it may be deposited.

    ``debts``: what it was given for; empty: the oldest first. ``covers``: the invoices that it pays when it is paid.
    ``fee_minor`` was charged on ``fee_on`` (an invoice) because it was not paid. ``payment``: the attempt it became.
    """

    id: str
    bank: str
    number: str
    drawer: str
    amount_minor: int
    currency: str
    received_on: date
    date_on: date
    state: str
    steps: tuple[Became, ...]
    debts: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    fee_minor: int = 0
    fee_on: str = ""
    payment: str = ""

    @property
    def pays_on(self) -> date:
        """The day as of which it settles what it covers: a bank's days of clearing are nobody's delay."""
        return max(self.received_on, self.date_on)


def check_id(bank: str, number: str, drawer: str) -> str:
    """The same paper has the same id, however it is typed."""
    identity = "|".join((_plain(bank), _plain(number).lstrip("0"), _plain(drawer)))
    return f"ck_{hashlib.sha256(identity.encode()).hexdigest()[:24]}"


def first_state(date_on: date, received_on: date) -> str:
    return "post_dated" if date_on > received_on else "received"


def is_live(check: PaperCheck) -> bool:
    return check.state in LIVE


def move(check: PaperCheck, state: str, step: Became, today: date) -> PaperCheck:
    """The check one state further. Told again, it stays as it is. Raises Conflict("check_moved_on"), and Refusal where
    the day cannot be or a reason is missing."""
    if check.state == state:
        return check
    if state not in NEXT[check.state] or (state == "deposited" and _deposits(check) >= MOST_DEPOSITS):
        raise Conflict("check_moved_on", field="state")
    if state in EXPLAINED and not step.reason.strip():
        raise Refusal("reason_required", field="reason")
    if step.on > today or step.on < check.steps[-1].on:
        raise Refusal("day_out_of_order", field="on")
    if state == "deposited" and step.on < check.date_on:
        raise Refusal("check_not_due_yet", field="on")
    return replace(check, state=state, steps=(*check.steps, step))


def day_of(check: PaperCheck, state: str) -> date | None:
    """When it last came into a state."""
    return next((step.on for step in reversed(check.steps) if step.state == state), None)


def _deposits(check: PaperCheck) -> int:
    return sum(step.state == "deposited" for step in check.steps)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(mark for mark in folded if mark.isalnum())
