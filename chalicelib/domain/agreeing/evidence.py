"""What proves that an agreement was signed: the exact text, who, when, from where."""

from datetime import datetime

from chalicelib.domain.agreeing.record import Record


class Evidence(Record, frozen=True, kw_only=True):
    """``id``: the agreement's. ``consent``: the sentence beside the box that was ticked.

    ``address``: of the device, as the network told it; ``device``: a hash of what the browser calls itself. ``link``:
    the message whose link opened the ``session``. ``code_channel`` and ``code_to``: where the one-time code went, as it
    was shown.
    """

    id: str
    business: str
    debtor: str
    template: str
    language: str
    name: str
    consent: str
    signed_at: datetime
    address: str
    device: str
    session: str
    link: str
    code_channel: str
    code_to: str
    total_minor: int
    currency: str
