"""The catalogue of excuses: each with who owes its remedy, until when, and what the ladder does meanwhile and after."""

from functools import cache
from pathlib import Path

import msgspec


class Remedy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``remedy``: what answers it: resend, task, drop_contact are ours; dispute, plan, report, satisfaction lead to
    their own pages, and where a business offers no such page a person is asked.

    ``ladder``: goes_on, rest_invoice, rest_all, counts_again (from the day on which the invoice was sent again).
    ``days``: working days that the remedy has; then the ladder goes on, and ``escalate`` asks a person besides. Of
    disputes and satisfaction the business's policy says its own.
    """

    code: str
    owner: str  # business | debtor | system
    remedy: str
    ladder: str
    needs_invoice: bool = False
    days: int = 0
    after: str = "resume"  # resume | escalate


@cache
def catalogue() -> dict[str, Remedy]:
    """Every excuse by its code, in the order in which they are offered."""
    raw = Path(__file__).with_name("excuses.json").read_bytes()
    return {one.code: one for one in msgspec.json.decode(raw, type=list[Remedy])}
