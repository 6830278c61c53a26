"""What a debtor tells us of a payment that we have not seen: the report, and the photo or PDF that shows it."""

from datetime import date, datetime

import msgspec

from chalicelib.domain.calendar import iso


class Proof(msgspec.Struct, frozen=True, omit_defaults=True):
    """A photo or PDF of a payment. ``key`` in the files bucket; ``type`` is what its bytes say, never what was told;
    ``version``: the very bytes that were looked at, for another file may be sent to the same key.

    ``state``: awaited (may be uploaded until ``until``), kept, or refused (``reason``; its file is deleted).
    """

    key: str
    until: datetime
    state: str = "awaited"
    type: str = ""
    version: str = ""
    size: int = 0  # bytes
    sha256: str = ""
    reason: str = ""


class PaymentReport(msgspec.Struct, frozen=True, omit_defaults=True):
    """Money that the debtor says was paid: ``amount_minor`` on the local day ``paid_on``, for ``debt_ids`` if named.

    States: pending, confirmed, refused (by a person: ``reason``, ``text``), expired (nobody looked), withdrawn (by the
    debtor). ``payment``: the attempt under which the money counts; ``line``: the bank's line that brought it.
    """

    id: str
    amount_minor: int
    currency: str
    paid_on: date
    method: str  # transfer | deposit | check | cash | other
    made_at: datetime
    expires_at: datetime
    made_by: str = ""  # the session
    state: str = "pending"
    debt_ids: tuple[str, ...] = ()
    note: str = ""
    attempt: str = ""  # the payment that the portal quoted, where the report is of that one
    proof: Proof | None = None
    proofs: int = 0  # uploads asked for so far
    rested: bool = False  # reminders rested for it
    reason: str = ""
    text: str = ""
    decided_at: datetime | None = None
    decided_by: str = ""  # a person's id, or the provider that brought the money
    payment: str = ""
    taken_minor: int = 0  # what really came
    line: str = ""


def listing(report: PaymentReport) -> str:
    """Its place in the business's list of reports: by state, the oldest first."""
    return f"{report.state}#{iso(report.made_at)}"
