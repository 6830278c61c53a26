"""How a debtor wants to be written to: kept, with the proof of what they agreed to or stopped, and who told it."""

from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.calendar import local_date
from chalicelib.domain.contact.channels import address
from chalicelib.domain.contact.consent import Consent, consent, still_stopped
from chalicelib.domain.contact.preferences import LANGUAGES, Wish, lawful_hours, prefer, reachable
from chalicelib.domain.errors import NotFound, Unauthorized
from chalicelib.gateways.logs import fact
from chalicelib.messages.names import hidden
from chalicelib.messages.preferences import channel_label, consent_text, hours_text
from chalicelib.store import accounts
from chalicelib.store.changes import Changes
from chalicelib.store.sessions import Session
from chalicelib.workflows.decide_account import again_on_conflict


class Teller(msgspec.Struct, frozen=True):
    """Who tells it, in which language: the debtor in a session (``way`` portal), or who heard it (by_business)."""

    business: str
    debtor: str
    language: str
    source: str
    way: str = "portal"


def from_session(session: Session) -> Teller:
    return Teller(session.business, session.debtor, session.language, session.id)


def heard_by(user: str, business: str, debtor: str, language: str) -> Teller:
    """A person of the business writes down what a debtor told them."""
    return Teller(business, debtor, language, user, "by_business")


def view_preferences(teller: Teller, now: datetime) -> dict[str, Any]:
    """The answer of ``GET /api/preferences``; addresses are shown in part only. Raises NotFound, Unauthorized."""
    return _view(_load(teller), teller.language, now)


def change_preferences(teller: Teller, wish: Wish, now: datetime) -> dict[str, Any]:
    """Grant the wish, and decide the account anew: hours and channels count from now on. Raises Faulty."""

    def once() -> dict[str, Any]:
        account = _load(teller)
        wanted = prefer(account.debtor, wish, local_date(now, account.debtor.time_zone))
        answers = tuple(_answered(account, teller, channel, given, now) for channel, given in wish.reminders.items())
        news = tuple(one for one in answers if one.given == (one.channel in account.debtor.opted_out))
        debtor = replace(wanted, opted_out=still_stopped(wanted.opted_out, news), due_at=now)
        if news or debtor != replace(account.debtor, due_at=now):
            accounts.save(account, Changes(debtor, consents=news))
            fact("preferences_changed", business=teller.business, metrics={"OptOuts": sum(not x.given for x in news)})
        return _view(replace(account, debtor=debtor), teller.language, now)

    return again_on_conflict(once)


def _answered(account: Account, teller: Teller, channel: str, given: bool, now: datetime) -> Consent:
    said = consent_text(teller.language, channel, given=given)
    return consent(channel, given, said, teller.way, teller.source, now, account.debtor.version)


def _load(teller: Teller) -> Account:
    account = accounts.load(teller.business, teller.debtor)
    if account is None:
        raise Unauthorized("no_session") if teller.way == "portal" else NotFound("not_found")
    return account


def _view(account: Account, lang: str, now: datetime) -> dict[str, Any]:
    debtor, known = account.debtor, reachable(account.debtor)
    window = lawful_hours(debtor, local_date(now, debtor.time_zone))
    whole_hours = {f"{hour:02}:00" for hour in range(window.start.hour, window.end.hour + 1)}
    return {
        "channels": [
            {
                "id": channel,
                "label": channel_label(lang, channel),
                "address": hidden(address(debtor, channel, chasing=False) or ""),
                "reminders": channel not in debtor.opted_out,
                "consent": consent_text(lang, channel, given=True),
            }
            for channel in known
        ],
        "preferred_channel": debtor.preferred_channel if debtor.preferred_channel in known else "",
        "hour_from": debtor.hour_from,
        "hour_to": debtor.hour_to,
        "hours": sorted(whole_hours | {debtor.hour_from, debtor.hour_to} - {""}),
        "hours_text": hours_text(lang, f"{window.start:%H:%M}", f"{window.end:%H:%M}"),
        "language": debtor.language[:2],
        "languages": list(LANGUAGES),
    }
