"""Something that a debtor finds wrong with one invoice, as data: why, what both sides wrote, and how it ended."""

from datetime import date, datetime

import msgspec

from chalicelib.domain.already_paid.payment_report import Proof
from chalicelib.domain.calendar import iso

OPEN, ANSWERED = "open", "answered"  # waits for the business; waits for the debtor
ACCEPTED, REJECTED, WITHDRAWN, EXPIRED, SETTLED = "accepted", "rejected", "withdrawn", "expired", "settled"
LIVE = frozenset({OPEN, ANSWERED})
STATES = (OPEN, ANSWERED, ACCEPTED, REJECTED, WITHDRAWN, EXPIRED, SETTLED)
DISPUTED = "disputed"  # the state of its invoice
DEBTOR, BUSINESS = "debtor", "business"


class Reason(msgspec.Struct, frozen=True):
    """Why an invoice is disputed. ``leads_to``: the page that settles it better than a dispute would."""

    code: str
    needs_text: bool = False
    leads_to: str = ""


REASONS = (
    Reason("wrong_amount"),
    Reason("not_received"),  # the goods or the service: missing, late or not as agreed
    Reason("already_paid", leads_to="report"),
    Reason("other", needs_text=True),  # not mine, and everything else
)


class Message(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of the thread. ``user``: the person of the business who wrote it."""

    by: str  # debtor | business
    text: str
    at: datetime
    user: str = ""


class Dispute(msgspec.Struct, frozen=True, omit_defaults=True):
    """About one ``invoice``. ``waits_until``: the last local day on which whoever's turn it is may answer: the business
    while it is open, the debtor once it is answered (None: for ever).

    ``charged``: late charges of its time count if the debtor was not right, by the invoice's own terms. ``late``: the
    business was told that its time is over. ``credit_minor``: what it took off, with its late charges ``waived_minor``.
    """

    id: str
    invoice: str
    reason: str
    opened_at: datetime
    opened_on: date  # the debtor's local day
    opened_by: str  # the portal's session, or the person of the business who heard it
    currency: str
    text: str = ""
    by_business: bool = False
    told_by: str = ""
    state: str = OPEN
    waits_until: date | None = None
    messages: tuple[Message, ...] = ()
    file: Proof | None = None
    files: int = 0  # uploads asked for so far
    charged: bool = False
    late: bool = False
    credit_minor: int = 0
    waived_minor: int = 0
    ended_at: datetime | None = None
    ended_by: str = ""  # empty: by itself


def is_live(dispute: Dispute) -> bool:
    return dispute.state in LIVE


def listing(dispute: Dispute) -> str:
    """Its place in the business's lists: by state, the oldest first."""
    return f"{dispute.state}#{iso(dispute.opened_at)}"
