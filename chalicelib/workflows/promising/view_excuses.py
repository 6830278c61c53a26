"""What a debtor may tell us, each with its remedy in kind words; and what they told, with its day."""

from datetime import date
from typing import Any

from chalicelib.domain.complaints.opinions import as_excuse, open_case
from chalicelib.domain.promising.excuse import OPEN, Excuse
from chalicelib.domain.promising.remedies import Remedy, catalogue
from chalicelib.messages.catalog import say
from chalicelib.workflows.promising.view_promises import may_ask
from chalicelib.workflows.showing.viewer import Viewer

# Where a remedy has a page of its own; the first one that is offered. Without any, a person is asked.
PAGES = {"report": ("report",), "plan": ("plan", "promise", "extension"), "dispute": ("dispute",), "satisfaction": ()}
EARLY = ("extension", "plan", "promise")  # for who says so before anything is due


def help_view(viewer: Viewer, allowed: list[str]) -> dict[str, Any]:
    """``help`` of ``GET /api/account``. ``asks``: whether the law lets us ask what happened."""
    options = [_option(viewer, one, allowed) for one in catalogue().values() if _is_offered(one, viewer, allowed)]
    return {"asks": may_ask(viewer), "options": options, "open": [excuse_view(viewer, one) for one in _open(viewer)]}


def told_view(viewer: Viewer, excuse: Excuse) -> dict[str, Any]:
    """The answer to what was told."""
    return excuse_view(viewer, excuse) | {"message": _said(viewer, f"excuse.{excuse.code}.done", excuse.until)}


def excuse_view(viewer: Viewer, excuse: Excuse) -> dict[str, Any]:
    what = say(viewer.lang, f"excuse.{excuse.code}.label")
    return {
        "id": excuse.id,
        "code": excuse.code,
        "state": excuse.state,
        "what": what,
        "debts": list(excuse.debt_ids),
        "until": str(excuse.until) if excuse.until else None,
        "text": _said(viewer, "excuse.open.label", excuse.until, what=what) if excuse.until else what,
        "answer": excuse.answer or None,
    }


def _option(viewer: Viewer, remedy: Remedy, allowed: list[str]) -> dict[str, Any]:
    return {
        "code": remedy.code,
        "label": say(viewer.lang, f"excuse.{remedy.code}.label"),
        "what": say(viewer.lang, f"excuse.{remedy.code}.what"),
        "needs_invoice": remedy.needs_invoice,
        "leads_to": next((page for page in _pages(viewer, remedy) if page in allowed), None),
    }


def _pages(viewer: Viewer, remedy: Remedy) -> tuple[str, ...]:
    is_early = remedy.remedy == "plan" and all(one.due_on >= viewer.today for one in viewer.open)
    return EARLY if is_early else PAGES.get(remedy.remedy, ())


def _is_offered(remedy: Remedy, viewer: Viewer, allowed: list[str]) -> bool:
    """What leads to a page is offered where there is such a page, or a person who may be asked instead."""
    if remedy.needs_invoice and not viewer.open:
        return False
    return remedy.owner != "debtor" or any(page in allowed for page in PAGES[remedy.remedy])


def _open(viewer: Viewer) -> list[Excuse]:
    told = [one for one in viewer.account.excuses if one.state == OPEN]
    case = open_case(viewer.account.opinions)
    return sorted([*told, as_excuse(case)] if case else told, key=lambda one: one.made_at)


def _said(viewer: Viewer, key: str, until: date | None, **named: str) -> str:
    return say(viewer.lang, key, date=viewer.day(until) if until else "", **named)
