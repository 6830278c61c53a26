"""Put the question about satisfaction, or the business's words to whoever was unhappy, into a message."""

from chalicelib.domain.complaints.satisfaction import SATISFACTION, Opinion
from chalicelib.domain.notice import Notice
from chalicelib.messages.letter import OpinionNews
from chalicelib.store.keys import account_of
from chalicelib.store.things import load_thing


def opinion_news(pk: str, notice: Notice) -> OpinionNews:
    """Raises LookupError: a notice of an opinion that is not there."""
    if notice.template == SATISFACTION:
        return OpinionNews()
    found = load_thing(*account_of(pk), Opinion, notice.data["opinion"])
    if found is None:
        raise LookupError("a notice of an opinion that is not there")
    return OpinionNews(found.answer)
