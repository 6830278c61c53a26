"""Put what became of a dispute into a message to the debtor."""

from chalicelib.domain.complaints.dispute import BUSINESS, Dispute
from chalicelib.domain.notice import Notice
from chalicelib.messages.letter import DisputeNews
from chalicelib.store.keys import account_of
from chalicelib.store.things import load_thing

ABOUT_DISPUTES = "dispute_"
_WITH_WORDS = frozenset({"answered", "accepted", "rejected"})


def dispute_news(pk: str, notice: Notice) -> DisputeNews:
    """Raises LookupError: a notice of a dispute that is not there."""
    found = load_thing(*account_of(pk), Dispute, notice.data["dispute"])
    if found is None:
        raise LookupError("a notice of a dispute that is not there")
    told = notice.template.removeprefix(ABOUT_DISPUTES)
    return DisputeNews(
        told=told,
        invoice=found.invoice,
        currency=found.currency,
        text=_words(found) if told in _WITH_WORDS else "",
        until=found.waits_until,
        credit_minor=found.credit_minor,
    )


def _words(dispute: Dispute) -> str:
    """What the business wrote last."""
    return next((one.text for one in reversed(dispute.messages) if one.by == BUSINESS), "")
