"""What the provider says of a message on its way: delivered, opened, clicked, bounced, complained. Late and repeated
reports change nothing; a hard bounce frees the step for the next channel."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from chalicelib.domain.errors import Refusal
from chalicelib.gateways.email import NOTICE_HEADER, notice_of_header, notice_of_tag
from chalicelib.gateways.logs import fact
from chalicelib.store import accounts, notices
from chalicelib.store.changes import Changes
from chalicelib.store.keys import account_of
from chalicelib.workflows.contact.take_back import take_back
from chalicelib.workflows.decide_account import again_on_conflict

STATES = {"Send": "sent", "Delivery": "delivered", "Open": "opened", "Click": "clicked"}
OUR_FAULT = {"Reject": "rejected", "RenderingFailure": "rejected"}


def record_feedback(event: Mapping[str, Any], now: datetime) -> None:
    """Take one SES event, as its event publishing describes them. Raises Refusal for one that is not ours."""
    kind, pk, notice_id = event.get("eventType", ""), *notice_of(event)
    if kind in STATES:
        notices.advance(pk, notice_id, STATES[kind], at=now if kind == "Send" else None)
    elif kind == "Bounce":
        _bounced(pk, notice_id, event["bounce"], now)
    elif kind == "Complaint":
        _complained(pk, notice_id, event["complaint"], now)
    elif kind in OUR_FAULT:
        take_back(pk, notice_id, "failed", OUR_FAULT[kind], now)
    fact("feedback", kind=kind, business=account_of(pk)[0], metrics={f"Feedback{kind or 'Unknown'}": 1})


def notice_of(event: Mapping[str, Any]) -> tuple[str, str]:
    """The notice an event speaks of, from its tag, or from the header that SES repeats."""
    mail = event.get("mail", {})
    for tag in mail.get("tags", {}).get("notice", []):
        return _split(notice_of_tag(tag))
    for header in mail.get("headers", []):
        if header.get("name") == NOTICE_HEADER:
            return _split(notice_of_header(header["value"]))
    raise Refusal("not_our_message")


def _split(key: str) -> tuple[str, str]:
    pk, _, notice_id = key.rpartition("|")
    return pk, notice_id


def _bounced(pk: str, notice_id: str, bounce: Mapping[str, Any], now: datetime) -> None:
    """Permanent: the address is dropped. Transient (mailbox full): the same address has another chance tomorrow."""
    if bounce.get("bounceType") != "Permanent":
        take_back(pk, notice_id, "bounced", "soft_bounce", now)
        return
    dead = [recipient["emailAddress"] for recipient in bounce.get("bouncedRecipients", [])]
    take_back(pk, notice_id, "bounced", "hard_bounce", now, drop_address=dead[0] if dead else "")


def _complained(pk: str, notice_id: str, complaint: Mapping[str, Any], now: datetime) -> None:
    """Somebody called our mail unwanted: that address is never written to again."""
    notices.advance(pk, notice_id, "complained")
    unwanted = {recipient["emailAddress"].lower() for recipient in complaint.get("complainedRecipients", [])}

    def once() -> None:
        account = accounts.load(*account_of(pk))
        if account is None:
            return
        contacts = tuple(
            replace(one, email_state="complained") if one.email.lower() in unwanted else one
            for one in account.debtor.contacts
        )
        if contacts != account.debtor.contacts:
            accounts.save(account, Changes(replace(account.debtor, contacts=contacts, due_at=now)))

    again_on_conflict(once)
