"""Checks as a business sees them, and as the debtor who gave them does."""

from datetime import date, datetime
from typing import Any

from chalicelib.domain.business import Business
from chalicelib.domain.by_hand.check_rest import rest_until
from chalicelib.domain.by_hand.check_rules import deposit_day, present_by
from chalicelib.domain.by_hand.paper_check import NEXT, PaperCheck, day_of, is_live
from chalicelib.domain.calendar import local_date
from chalicelib.domain.errors import NotFound
from chalicelib.messages.catalog import say
from chalicelib.messages.formats import day, money
from chalicelib.store.things import list_things
from chalicelib.workflows.by_hand.receive_check import Kept, find_check
from chalicelib.workflows.showing.viewer import Viewer

MOST = 100


def list_checks(business: Business, lang: str, now: datetime) -> dict[str, Any]:
    """Checks whose money has not come yet, by the day that stands on them."""
    found = list_things(business.id, PaperCheck, MOST + 1)
    today = local_date(now, business.time_zone)
    shown = [view_check((one.debtor, one.thing), business, lang, today) | {"name": one.name} for one in found[:MOST]]
    return {"checks": shown, "more": len(found) > MOST}


def one_check(business: Business, check_id: str, lang: str, now: datetime) -> dict[str, Any]:
    """Raises NotFound."""
    found = find_check(business.id, check_id)
    if found is None:
        raise NotFound("not_found")
    return view_check(found, business, lang, local_date(now, business.time_zone))


def view_check(kept: Kept, business: Business, lang: str, today: date) -> dict[str, Any]:
    """``deposit_on``: the first day on which a bank takes it; ``present_by``: the last on which its drawer answers
    for it; ``rests_until``: until when what it covers is not chased."""
    debtor, check = kept
    fee = money(check.fee_minor, check.currency, lang, business.country, business.currency)
    return {
        "id": check.id,
        "debtor": debtor,
        "bank": check.bank,
        "number": check.number,
        "drawer": check.drawer,
        "amount_minor": check.amount_minor,
        "currency": check.currency,
        "amount_text": money(check.amount_minor, check.currency, lang, business.country, business.currency),
        "state": check.state,
        "state_text": say(lang, f"check.state.{check.state}"),
        "received_on": str(check.received_on),
        "date_on": str(check.date_on),
        "deposit_on": str(deposit_day(check.date_on, business.country)),
        "present_by": str(present_by(check.date_on, business.country)),
        "rests_until": str(rest_until(check, business.country)) if is_live(check) else None,
        **{f"{state}_on": _text(day_of(check, state)) for state in ("deposited", "cleared", "bounced", "returned")},
        "reason": check.steps[-1].reason or None,
        "covers": list(check.covers),
        "fee_minor": check.fee_minor,
        "fee_text": fee if check.fee_minor else None,
        "fee_on": check.fee_on or None,
        "payment": check.payment or None,
        "next": sorted(NEXT[check.state]),
        "steps": [{"state": one.state, "on": str(one.on), "by": one.by, "reason": one.reason} for one in check.steps],
    }


def checks_told(viewer: Viewer) -> list[dict[str, str]]:
    """To the debtor: what we have of theirs, and when it goes to the bank."""
    return [
        {
            "id": check.id,
            "state": check.state,
            "text": say(
                viewer.lang,
                f"check.told.{check.state}",
                number=check.number,
                amount=viewer.money(check.amount_minor, check.currency),
                date=_told_day(viewer, check),
            ),
        }
        for check in viewer.account.checks
    ]


def _told_day(viewer: Viewer, check: PaperCheck) -> str:
    on = day_of(check, "deposited") or deposit_day(max(check.date_on, viewer.today), viewer.debtor.country)
    return day(on, viewer.lang, viewer.today)


def _text(on: date | None) -> str | None:
    return str(on) if on else None
