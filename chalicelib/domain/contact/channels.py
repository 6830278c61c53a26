"""Which channel reaches a debtor, and at which address."""

from collections.abc import Sequence

from chalicelib.domain.debtor import Contact, Debtor

MESSAGES = frozenset({"email", "sms"})
BY_A_PERSON = frozenset({"call", "letter"})


def address(debtor: Debtor, channel: str, chasing: bool = True) -> str | None:
    """The first usable address of a channel; None when there is none, or the debtor asked not to be chased there."""
    if chasing and channel in debtor.opted_out:
        return None
    found = (_usable(contact, channel) for contact in debtor.contacts)
    return next((one for one in found if one and one.lower() not in debtor.not_theirs), None)


def choose(debtor: Debtor, wanted: Sequence[str], chasing: bool = True) -> str | None:
    """The first usable channel: the debtor's own preference first, where the step allows it."""
    order = sorted(wanted, key=lambda channel: channel != debtor.preferred_channel)
    return next((channel for channel in order if address(debtor, channel, chasing)), None)


def is_for_a_person(wanted: Sequence[str]) -> bool:
    """A step such as a call is a task for somebody, not a message."""
    return bool(wanted) and all(channel in BY_A_PERSON for channel in wanted)


def _usable(contact: Contact, channel: str) -> str:
    if channel == "email":
        return "" if contact.email_state else contact.email
    if channel == "sms":
        return "" if contact.phone_state else contact.phone
    return ""
