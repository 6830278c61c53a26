"""What a provider tells of cards kept for autopay: one was given, none was, its bank replaced it, or it is gone."""

from datetime import datetime

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.errors import GiveUp
from chalicelib.domain.paying.mandate import EXPIRED, FAILED, LIVE, PENDING, REVOKED, Card, Mandate, activate, end
from chalicelib.domain.paying.provider_news import ProviderNews
from chalicelib.gateways import providers
from chalicelib.gateways.logs import fact
from chalicelib.store import accounts, mandates
from chalicelib.store.changes import Changes, Pointer
from chalicelib.workflows.decide_account import again_on_conflict
from chalicelib.workflows.paying.stop_autopay import note

OF_MANDATES = frozenset({"card_given", "card_not_given", "card_changed", "card_gone"})


def hear_mandate(told: ProviderNews, now: datetime) -> str:
    """Apply one piece of news; returns what was done. Raises TryAgain where the card has yet to be asked for."""
    name = told.mandate_id or (told.card.id if told.card else "")
    pointer = accounts.pointed(name) if name else None
    if pointer is None:
        return "ignored"  # a card that was never one of ours
    card = told.card if told.kind != "card_given" else _given(pointer, told)
    if card is None and told.kind == "card_given":
        return "ignored"

    def once() -> str:
        account = accounts.load(pointer.business, pointer.debtor)
        mandate = mandates.load(pointer.business, pointer.debtor, pointer.attempt)
        if account is None or mandate is None:
            return "gone"
        return _take(account, mandate, told, card, now)

    return again_on_conflict(once)


def _given(pointer: Pointer, told: ProviderNews) -> Card | None:
    """The card, asked for by its page's own name. None where the page took none after all."""
    mandate = mandates.load(pointer.business, pointer.debtor, pointer.attempt)
    try:
        return providers.cards_of(mandate.provider).read_card(told.setup_id) if mandate else None
    except GiveUp as refused:
        fact("card_not_read", business=pointer.business, reason=refused.code)
        return None


def _take(account: Account, mandate: Mandate, told: ProviderNews, card: Card | None, now: datetime) -> str:
    if told.kind == "card_given" and card:
        return _began(account, mandate, told.customer_id, card, now)
    if told.kind == "card_changed" and card and mandate.state in LIVE and mandate.card_id == card.id:
        after = activate(mandate, mandate.customer_id, card, now)
        return _write(account, (replace(after, card_told=""),), "", now) if after != mandate else "known"
    if told.kind == "card_gone" and mandate.state in LIVE and card and mandate.card_id == card.id:
        ended = replace(end(mandate, FAILED, "provider", "card_removed", now), forgotten_at=now)
        return _write(account, (ended,), "autopay_off", now)
    if told.kind == "card_not_given" and mandate.state == PENDING:
        return _write(account, (end(mandate, EXPIRED, "time", "no_card", now),), "", now)
    return "known"


def _began(account: Account, mandate: Mandate, customer_id: str, card: Card, now: datetime) -> str:
    """The mandate is active, and any earlier one of its currency gives way: nobody is charged under two."""
    if mandate.card_id:
        return "known"
    began = activate(mandate, customer_id, card, now)
    if began.state not in LIVE:  # stopped before the card came: the card is taken away again
        return _write(account, (replace(began, customer_id=customer_id, card_id=card.id),), "", now)
    before = [one for one in account.mandates if one.currency == mandate.currency and one.id != mandate.id]
    replaced = tuple(end(one, REVOKED, "debtor", "replaced", now) for one in before)
    fact("autopay_began", business=account.debtor.business, metrics={"AutopayBegan": 1})
    return _write(account, (began, *replaced), "autopay_on", now, card.id)


def _write(account: Account, changed: tuple[Mandate, ...], told: str, now: datetime, card_id: str = "") -> str:
    mandate = changed[0]
    notice = note(account, told, mandate, now) if told else None
    pointers = {card_id: mandate.id} if card_id else {}
    debtor = replace(account.debtor, due_at=now)
    accounts.save(account, Changes(debtor, mandates=changed, notices=(notice,) if notice else (), pointers=pointers))
    return mandate.state
