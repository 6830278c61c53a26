"""Promises and excuses as the business sees them, and those that its people hear on the phone."""

from datetime import datetime
from typing import Any

from chalicelib.domain.account import Account
from chalicelib.domain.business import Business
from chalicelib.domain.errors import Fault, Faulty, NotFound
from chalicelib.domain.promising.excuse import Excuse
from chalicelib.domain.promising.excuses import Told
from chalicelib.domain.promising.promise import Promise
from chalicelib.domain.promising.promises import Asked
from chalicelib.domain.promising.remedies import catalogue
from chalicelib.messages.catalog import say
from chalicelib.store import accounts
from chalicelib.store.things import list_things, load_things
from chalicelib.workflows.contact.drop_contact import KIND, drop_address
from chalicelib.workflows.promising.promise_payment import Who, change_promise, promise_payment, withdraw_promise
from chalicelib.workflows.promising.tell_excuse import answer_excuse, tell_excuse
from chalicelib.workflows.promising.view_excuses import excuse_view, told_view
from chalicelib.workflows.promising.view_promises import done_view, may_ask, promise_view, promises_view, total_view
from chalicelib.workflows.showing.viewer import Viewer

MOST = 200
LONGEST_NAME = 100


def open_promises(business: Business, lang: str, now: datetime) -> dict[str, Any]:
    """Those that are open, by their day; ``more``: there are others behind them."""
    found = list_things(business.id, Promise, MOST + 1)
    shown = [_promise(_viewer(business, one.debtor, lang, now), one.thing) for one in found[:MOST]]
    return {"promises": shown, "more": len(found) > MOST}


def all_promises(business: Business, debtor: str, lang: str, now: datetime) -> dict[str, Any]:
    """Every promise of one debtor, the newest first, what they came to, and what may be promised. Raises NotFound."""
    viewer = _viewer(business, debtor, lang, now)
    made = load_things(business.id, debtor, Promise)
    record = viewer.debtor.promises
    counts = {"kept": record.kept, "partly_kept": record.partly_kept, "broken": record.broken}
    may = promises_view(viewer)
    offered = {name: may[name] for name in ("offers", "ask_reason", "why_not")}
    return {"promises": [_promise(viewer, one) for one in reversed(made)], "record": counts, **offered}


def total_on(business: Business, debtor: str, day: str, currency: str, promise: str, lang: str, now: datetime) -> Any:
    """What will be owed on a day that a debtor names on the phone. Raises what ``total_view`` raises."""
    return total_view(_viewer(business, debtor, lang, now), day, currency, promise)


def hear_promise(who: Who, asked: Asked, lang: str, now: datetime, old: str = "") -> dict[str, Any]:
    """A promise that somebody made on the phone, in place of ``old`` where it changes one. Raises Refusal."""
    _check_name(who.by.told_by, compulsory=True)
    account, made = change_promise(who, old, asked, now) if old else promise_payment(who, asked, now)
    viewer = Viewer(account, who.business, lang, now)
    return _promise(viewer, made) | done_view(viewer, made, "changed" if old else "saved")


def take_back_promise(who: Who, promise: str, lang: str, now: datetime) -> dict[str, Any]:
    account, ended = withdraw_promise(who, promise, now)
    viewer = Viewer(account, who.business, lang, now)
    return _promise(viewer, ended) | done_view(viewer, ended, "withdrawn")


def open_excuses(business: Business, lang: str, now: datetime) -> dict[str, Any]:
    """What waits for an answer, by its last day."""
    found = list_things(business.id, Excuse, MOST + 1)
    shown = [_excuse(_viewer(business, one.debtor, lang, now), one.thing) for one in found[:MOST]]
    return {"excuses": shown, "more": len(found) > MOST}


def all_excuses(business: Business, debtor: str, lang: str, now: datetime) -> dict[str, Any]:
    """Every one of a debtor, the newest first; what may be told, whether the law lets anybody ask. Raises NotFound."""
    viewer = _viewer(business, debtor, lang, now)
    told = load_things(business.id, debtor, Excuse)
    options = [{"code": one.code, "label": say(lang, f"excuse.{one.code}.label"), "needs_invoice": one.needs_invoice}
               for one in catalogue().values()]  # fmt: skip
    return {"excuses": [_excuse(viewer, one) for one in reversed(told)], "options": options, "asks": may_ask(viewer)}


def hear_excuse(who: Who, told: Told, lang: str, now: datetime) -> dict[str, Any]:
    """What a debtor said on the phone. Raises Refusal."""
    _check_name(who.by.told_by)
    account, excuse = tell_excuse(who, told, now)
    viewer = Viewer(account, who.business, lang, now)
    return _excuse(viewer, excuse) | told_view(viewer, excuse)


def hear_wrong_person(who: Who, address: str, now: datetime) -> dict[str, Any]:
    """Somebody else reads at an address of theirs. Raises NotFound, Faulty."""
    drop_address(who.business, who.debtor, address, who.by.id, now)
    return {"code": KIND, "state": "done"}


def answer(
    business: Business, debtor: str, excuse: str, said: str, by: str, lang: str, now: datetime
) -> dict[str, Any]:
    ended = answer_excuse(business, debtor, excuse, said, by, now)
    return _excuse(_viewer(business, debtor, lang, now), ended)


def _check_name(told_by: str, compulsory: bool = False) -> None:
    faults = [Fault("told_by", "too_long", {"most": LONGEST_NAME})] if len(told_by) > LONGEST_NAME else []
    if compulsory and not told_by:
        faults = [Fault("told_by", "required")]
    if faults:
        raise Faulty(faults)


def _promise(viewer: Viewer, promise: Promise) -> dict[str, Any]:
    shown = promise_view(viewer, promise)
    return _whose(viewer, promise) | {"reason": promise.reason or None, **shown}


def _excuse(viewer: Viewer, excuse: Excuse) -> dict[str, Any]:
    return _whose(viewer, excuse) | {"words": excuse.text or None, "rests": excuse.rests, **excuse_view(viewer, excuse)}


def _whose(viewer: Viewer, thing: Promise | Excuse) -> dict[str, Any]:
    return {
        "debtor": viewer.debtor.id,
        "name": viewer.debtor.name,
        "made_on": str(viewer.on(thing.made_at)),
        "by_business": thing.by_business,
        "told_by": thing.told_by or None,
    }


def _viewer(business: Business, debtor: str, lang: str, now: datetime) -> Viewer:
    """Raises NotFound: another business's debtor, or none."""
    account: Account | None = accounts.load(business.id, debtor)
    if account is None:
        raise NotFound("not_found")
    return Viewer(account, business, lang, now)
