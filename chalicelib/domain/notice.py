"""One message to one person, from its plan to what became of it. Frozen data."""

from datetime import datetime

import msgspec


class Notice(msgspec.Struct, frozen=True, omit_defaults=True):
    """One message to one person on one channel. Planned by a decision, rendered and sent by the outbox."""

    id: str  # its sort key without the prefix: <local date>#<step>#<channel>
    purpose: str  # pre_due | collection | confirmation | reply | legal | report
    tone: str
    channel: str
    planned_at: datetime
    step: str | None = None
    state: str = "planned"  # planned claimed sent delivered opened clicked bounced complained failed withheld unknown
    reason: str = ""
    anchor: str | None = None  # the invoice whose step this is
    invoices: tuple[str, ...] = ()
    payment: str | None = None
    template: str = ""  # for messages outside the ladder: paid, pending, link, import …
    data: dict[str, str] = {}
    claimed_at: datetime | None = None
    sent_at: datetime | None = None
    provider_id: str = ""
    to: str = ""  # e-mail address or phone
    link_expires_at: datetime | None = None
    rehearsed: bool = False  # it went to the business itself
