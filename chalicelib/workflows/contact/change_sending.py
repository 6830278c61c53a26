"""A person stops the reminders of their business, has them sent to themselves, or goes on: kept with who and why."""

from datetime import datetime
from typing import Any

from chalicelib.domain.business import Business
from chalicelib.domain.errors import Refusal
from chalicelib.store import audit
from chalicelib.store.audit import Audited
from chalicelib.workflows.change_business import change_business

MOST_WORDS = 300
VERB = "sending_changed"


def change_sending(
    business: Business, live: bool | None, test_mode: bool | None, reason: str, by: str, now: datetime
) -> dict[str, Any]:
    """Change what is named, for every account of the business at once. Raises Refusal("reason_required")."""
    said = " ".join(reason.split())[:MOST_WORDS]
    if not said:
        raise Refusal("reason_required", field="reason")
    told = {name: on for name, on in (("live", live), ("test_mode", test_mode)) if on is not None}
    after = change_business(business.id, told) if told else business
    facts = {name: str(on).lower() for name, on in told.items()}
    audit.note(business.id, Audited(VERB, by, now, said, facts))
    return sending_view(after)


def sending_view(business: Business) -> dict[str, Any]:
    """What leaves now, and who changed that last."""
    last = audit.newest(business.id, VERB)
    return {
        "live": business.live,
        "test_mode": business.test_mode,
        "changed_by": last.by if last else None,
        "changed_at": last.at if last else None,
        "reason": last.reason if last else None,
    }
