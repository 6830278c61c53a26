"""A planned message about a check or a pick-up becomes what it says, from the facts that it noted."""

from datetime import date

from chalicelib.domain.notice import Notice
from chalicelib.messages.letter import HandNews


def hand_news(notice: Notice) -> HandNews:
    facts = notice.data
    return HandNews(
        told=notice.template,
        currency=facts["currency"],
        amount_minor=int(facts["amount_minor"]) if "amount_minor" in facts else None,
        on=date.fromisoformat(facts["on"]),
        number=facts.get("number", ""),
        bank=facts.get("bank", ""),
        place=facts.get("place", ""),
        hours=facts.get("hours", ""),
        fee_minor=int(facts.get("fee_minor", "0")),
    )
