"""What a notice about a promise, or about what a debtor told us, has to say."""

from chalicelib.domain.notice import Notice
from chalicelib.domain.promising.excuse import Excuse
from chalicelib.domain.promising.promise import Promise
from chalicelib.domain.promising.promise_notices import SAVED
from chalicelib.messages.letter import AnswerNews, PromiseNews
from chalicelib.store.keys import account_of
from chalicelib.store.things import load_thing

ABOUT_PROMISES = "promise_"


def is_agreed(notice: Notice) -> bool:
    return notice.template.startswith(ABOUT_PROMISES) or notice.template == "excuse_answered"


def agreed_news(pk: str, notice: Notice) -> PromiseNews | AnswerNews:
    """Raises LookupError: a notice of something that is not there."""
    who = account_of(pk)
    if notice.template == "excuse_answered":
        excuse = load_thing(*who, Excuse, notice.data["excuse"])
        if excuse is None:
            raise LookupError("excuse")
        return AnswerNews(excuse.answer)
    promise = load_thing(*who, Promise, notice.data["promise"])
    if promise is None:
        raise LookupError("promise")
    told = notice.template.removeprefix(ABOUT_PROMISES)
    return PromiseNews(
        told=told,
        reminds=told != SAVED or "reminds" in notice.data,
        amount_minor=promise.amount_minor,
        paid_minor=promise.paid_minor,
        currency=promise.currency,
        on=promise.on,
        invoices=notice.invoices,
    )
