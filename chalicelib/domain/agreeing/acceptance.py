"""That a debtor accepted the terms: the words they saw, when, and from where. Written once, never changed."""

from datetime import datetime

from chalicelib.domain.agreeing.record import Record


class Acceptance(Record, frozen=True, kw_only=True):
    """``version``: of the terms; accepted again after others held, it is another row, so the ``id`` has the moment too.

    ``address``: of the device, as the network told it; ``device``: a hash of what the browser calls itself; ``link``:
    the message whose link opened the ``session``.
    """

    id: str
    version: str
    business: str
    debtor: str
    language: str
    accepted_at: datetime
    session: str
    link: str
    address: str
    device: str


def name_of(version: str, at: datetime) -> str:
    return f"{version}-{at:%Y%m%d%H%M%S}"
