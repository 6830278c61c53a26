"""What a notice about a promise, or about what a debtor told us, has to say."""

from chalicelib.domain.notice import Notice
from chalicelib.domain.promising.excuse import Excuse
from chalicelib.domain.promising.promise import Promise
from chalicelib.messages.letter import AnswerNews, PromiseNews
from chalicelib.store import agreed
from chalicelib.store.keys import account_of

ABOUT_PROMISES = "promise_"


def is_agreed(notice: Notice) -> bool:
    return notice.template.startswith(ABOUT_PROMISES) or notice.template == "excuse_answered"


def agreed_news(pk: str, notice: Notice) -> PromiseNews | AnswerNews:
    """Raises LookupError: a notice of something that is not there."""
    who = account_of(pk)
    if notice.template == "excuse_answered":
        excuse = agreed.load_one(*who, "EXCUSE", notice.data["excuse"], Excuse)
        return AnswerNews(excuse.answer)
    promise = agreed.load_one(*who, "PROMISE", notice.data["promise"], Promise)
    return PromiseNews(
        told=notice.template.removeprefix(ABOUT_PROMISES),
        amount_minor=promise.amount_minor,
        paid_minor=promise.paid_minor,
        currency=promise.currency,
        on=promise.on,
        invoices=notice.invoices,
    )
