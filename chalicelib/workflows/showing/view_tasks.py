"""The business's list of what waits for a person, in words; and one of it done."""

import base64
import binascii
from datetime import date, datetime
from typing import Any

from msgspec.structs import replace

from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.contact.country_rules import rule_for
from chalicelib.domain.errors import NotFound
from chalicelib.domain.task import Task
from chalicelib.domain.tasks import DONE
from chalicelib.gateways.logs import fact
from chalicelib.messages.formats import day, money
from chalicelib.messages.task_words import task_title, task_why
from chalicelib.store import accounts
from chalicelib.store.changes import Changes
from chalicelib.store.things import Listed, list_things, load_thing
from chalicelib.workflows.decide_account import again_on_conflict

MOST = 100
SEPARATOR = "\n"


def view_tasks(business: Business, lang: str, now: datetime) -> dict[str, Any]:
    """Open tasks by day, the oldest first; ``more``: there are others behind them."""
    found = list_things(business.id, Task, MOST + 1)
    today = local_date(now, business.time_zone)
    return {"tasks": [_view(one, business, lang, today) for one in found[:MOST]], "more": len(found) > MOST}


def finish_task(business: Business, handle: str, by: str, now: datetime) -> dict[str, str]:
    """Somebody did it. Twice is once. Raises NotFound."""
    debtor, name = _named(handle)

    def once() -> str:
        account, task = accounts.load(business.id, debtor), load_thing(business.id, debtor, Task, name)
        if account is None or task is None:
            raise NotFound("not_found")
        if task.state != DONE:
            finished = replace(task, state=DONE, done_at=now, done_by=by)
            accounts.save(account, Changes(account.debtor, tasks=(finished,)))
            fact("task_done", business=business.id, kind=task.kind)
        return task.kind

    kind = again_on_conflict(once)
    return {"id": handle, "kind": kind, "state": DONE}


def handle_of(debtor: str, task: str) -> str:
    """A task's name in an address: debtors' ids may hold anything."""
    return base64.urlsafe_b64encode(f"{debtor}{SEPARATOR}{task}".encode()).decode().rstrip("=")


def _named(handle: str) -> tuple[str, str]:
    try:
        text = base64.urlsafe_b64decode(handle + "=" * (-len(handle) % 4)).decode()
    except (binascii.Error, ValueError):
        raise NotFound("not_found") from None
    debtor, _, task = text.partition(SEPARATOR)
    return debtor, task


def _view(one: Listed[Task], business: Business, lang: str, today: date) -> dict[str, Any]:
    task = one.thing
    may_ask = rule_for(*one.home, today).may_ask_reason_for_default
    on = task.on or local_date(task.created_at, business.time_zone)
    return {
        "id": handle_of(one.debtor, task.id),
        "kind": task.kind,
        "title": task_title(lang, task),
        "why": task_why(lang, task, today, business.country, business.currency, may_ask),
        "on": str(on),
        "on_text": day(on, lang, today),
        "debtor": one.debtor,
        "name": one.name,
        "invoice": task.invoice,
        "about": task.about or None,
        **_amount(task, one, business, lang),
    }


def _amount(task: Task, one: Listed[Task], business: Business, lang: str) -> dict[str, Any]:
    """The task's own amount, else what the debtor owes in the business's currency or in the only one there is."""
    currency = task.currency or next(iter(sorted(one.principal, key=lambda code: code != business.currency)), "")
    minor = task.amount_minor if task.currency else one.principal.get(currency, 0)
    text = money(minor, currency, lang, business.country, business.currency) if currency else None
    return {"amount_minor": minor, "currency": currency or None, "amount_text": text}
