"""Stop autopay: by the debtor, by the business, or because of what happened; and the card leaves the provider too."""

from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace

from chalicelib.domain import links
from chalicelib.domain.account import Account
from chalicelib.domain.calendar import local_date
from chalicelib.domain.contact.channels import choose
from chalicelib.domain.errors import NotFound, TryAgain
from chalicelib.domain.notice import Notice
from chalicelib.domain.paying.mandate import LIVE, PENDING, REVOKED, Mandate, end, forget_at, rest
from chalicelib.gateways import providers
from chalicelib.gateways.logs import fact
from chalicelib.store import accounts, mandates, notices
from chalicelib.store.changes import Changes
from chalicelib.store.keys import account_key, account_of
from chalicelib.workflows.decide_account import again_on_conflict

AUTOPAY = "autopay_"  # begins the templates of its messages


def stop_autopay(business: str, debtor: str, by: str, reason: str, now: datetime, mandate: str = "") -> int:
    """End one mandate, or all of the account; returns how many were running. Again it ends nothing more.

    A charge that a worker has taken already is the bank's; one that waits is not carried out any more.
    """

    def change(one: Mandate) -> Mandate:
        return end(one, REVOKED, by, reason, now)

    return again_on_conflict(lambda: _change(business, debtor, mandate, change, "autopay_off", now))


def stop_now(business: str, debtor: str, by: str, reason: str, now: datetime, mandate: str = "") -> int:
    """Stop it, and take the card away at once where the provider answers; else the sweep does."""
    stopped = stop_autopay(business, debtor, by, reason, now, mandate)
    for one in mandates.list_all(business, debtor):
        if forget_at(one):
            forget_card(account_key(business, debtor), one.id, now)
    return stopped


def stop_by_link(key: str, now: datetime) -> None:
    """Stop what the message is about whose ``links.stop_key`` this is. Says nothing of whether there is one."""
    found = notices.find(*links.read_stop_key(key)) if len(key) == links.STOP_KEY_LENGTH else None
    if found and found[1].template.startswith(AUTOPAY):
        stop_now(*account_of(found[0]), "debtor:link", "stopped", now, found[1].data.get("mandate", ""))


def change_by_person(
    business: str, debtor: str, mandate: str, action: str, by: str, reason: str, now: datetime
) -> dict[str, str]:
    """The business stops, pauses or resumes one mandate; its state afterwards. Raises NotFound."""
    if mandates.load(business, debtor, mandate) is None:
        raise NotFound("not_found", field="mandate")
    if action == "stop":
        stop_now(business, debtor, by, reason, now, mandate)
    else:
        resting = action == "pause"

        def change(one: Mandate) -> Mandate:
            return rest(one, resting, by, reason)

        again_on_conflict(lambda: _change(business, debtor, mandate, change, "", now))
    found = mandates.load(business, debtor, mandate)
    return {"mandate": mandate, "state": found.state if found else ""}


def _change(
    business: str, debtor: str, mandate: str, change: Callable[[Mandate], Mandate], told: str, now: datetime
) -> int:
    account = accounts.load(business, debtor)
    mine = [one for one in account.mandates if not mandate or one.id == mandate] if account else []
    changed = [after for one in mine if (after := change(one)) != one]
    if account is None or not changed:
        return 0
    notices = [note(account, told, one, now) for one in changed if told and one.active_since]
    head = replace(account.debtor, due_at=now)
    accounts.save(account, Changes(head, mandates=tuple(changed), notices=tuple(one for one in notices if one)))
    for one in changed:
        fact("autopay_changed", business=business, state=one.state, by=one.ended_by.partition(":")[0])
    return len([one for one in mine if one.state != PENDING])


def note(account: Account, template: str, mandate: Mandate, now: datetime, **data: str) -> Notice | None:
    """A message about a mandate; None where no address is left. ``template`` names what happened to it, once."""
    channel = choose(account.debtor, ("email", "sms"), chasing=False)
    if channel is None:
        return None
    today = local_date(now, account.debtor.time_zone)
    return Notice(
        id=f"{today}#{template}-{mandate.id}#{channel}",
        purpose="confirmation",
        tone="friendly",
        channel=channel,
        planned_at=now,
        template=template,
        data={"mandate": mandate.id, **data},
    )


def forget_card(pk: str, mandate_id: str, now: datetime) -> str:
    """Take the card of a mandate that ended away from the provider; returns what was done. The sweep tries again."""
    mandate = mandates.load(*account_of(pk), mandate_id)
    if mandate is None or mandate.state in LIVE or not mandate.card_id or mandate.forgotten_at:
        return "known"
    try:
        providers.cards_of(mandate.provider).forget_card(mandate)
    except TryAgain:
        return "unanswered"

    def once() -> str:
        account = accounts.load(*account_of(pk))
        if account is None:
            return "gone"
        accounts.save(account, Changes(account.debtor, mandates=(replace(mandate, forgotten_at=now),)))
        return "forgotten"

    return again_on_conflict(once)
