"""One account's whole story for the business's own people: who, what is owed and why, and everything that happened."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from chalicelib.domain.attempt import Attempt
from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.charging.waiving import REVERSED
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.entry import Entry
from chalicelib.domain.errors import NotFound
from chalicelib.domain.notice import Notice
from chalicelib.domain.task import Task
from chalicelib.messages.catalog import say
from chalicelib.messages.formats import money
from chalicelib.messages.recurring import credit_text
from chalicelib.store import accounts
from chalicelib.store.accounts import Whole
from chalicelib.store.kinds import KINDS
from chalicelib.workflows.showing.view_story_invoice import invoice_view

MOST = 300  # of entries, attempts and messages: the newest
APART = frozenset({"attempts", "tasks", "mandates"})  # told in a shape of their own, or elsewhere


def view_story(business: Business, debtor: str, lang: str, now: datetime) -> dict[str, Any]:
    """Everything we keep of a debtor. Raises NotFound: somebody else's debtor, or nobody's."""
    live, whole = accounts.load(business.id, debtor), accounts.load_whole(business.id, debtor)
    if live is None or whole is None:
        raise NotFound("not_found")
    today = local_date(now, whole.debtor.time_zone)
    whole = replace(whole, rates=live.rates)
    invoices = sorted(whole.invoices, key=lambda one: (one.state not in _OPEN, one.due_on, one.number))
    return {
        "debtor": _debtor(whole.debtor),
        "credit": credit_view(whole.debtor, business, lang),
        "invoices": [invoice_view(one, business, lang, today, whole.rates) for one in invoices],
        "entries": [_entry(one, business, lang, whole) for one in _newest(whole.entries, "at")],
        "attempts": [_attempt(one, business, lang) for one in _newest(whole.attempts, "created_at")],
        "notices": [_notice(one) for one in _newest(whole.notices, "planned_at")],
        "tasks": [_task(one) for one in _newest(whole.tasks, "created_at")],
        **{kind.field: msgspec.to_builtins(getattr(whole, kind.field)) for kind in KINDS if kind.field not in APART},
        "left_out": {
            name: len(getattr(whole, name)) - MOST
            for name in ("entries", "attempts", "notices", "tasks")
            if len(getattr(whole, name)) > MOST
        },
    }


_OPEN = frozenset({"open", "partly_paid", "paying", "promised", "in_plan", "disputed"})


def credit_view(debtor: Debtor, business: Business, lang: str) -> list[dict[str, Any]]:
    """The debtor's own money by currency. Below nothing: it was given back after it had paid something else."""
    return [
        {"currency": currency, "minor": minor, "text": _money(minor, currency, business, lang),
         "told": credit_text(lang, _money(minor, currency, business, lang)) if minor > 0 else None}
        for currency, minor in sorted(debtor.unapplied.items())
    ]  # fmt: skip


def _debtor(debtor: Debtor) -> dict[str, Any]:
    kept: dict[str, Any] = msgspec.to_builtins(debtor)
    return {name: value for name, value in kept.items() if name not in {"business", "unapplied", "version"}}


def _entry(line: Entry, business: Business, lang: str, whole: Whole) -> dict[str, Any]:
    """``decision``: the name by which a person's decision can be taken back, while it stands."""
    decision = line.id.removesuffix(f".{line.kind}.{line.part}") if line.by and line.kind in REVERSED else None
    undone = any(one.reference == decision for one in whole.entries) if decision else False
    return {
        "id": line.id,
        "on": str(line.on),
        "at": line.at,
        "invoice": line.invoice,
        "kind": line.kind,
        "label": say(lang, f"entry.{line.kind}"),
        "part": line.part,
        "amount_minor": line.amount_minor,
        "currency": line.currency,
        "text": _money(line.amount_minor, line.currency, business, lang),
        "reason": line.reason,
        "by": line.by or None,
        "payment": line.payment,
        "reference": line.reference or None,
        "decision": None if undone else decision,
    }


def _attempt(one: Attempt, business: Business, lang: str) -> dict[str, Any]:
    return {
        "id": one.id,
        "reference": one.reference,
        "method": one.method,
        "provider": one.provider,
        "state": one.state,
        "processing": one.processing,
        "amount_minor": one.amount_minor,
        "currency": one.currency,
        "text": _money(one.amount_minor, one.currency, business, lang),
        "refunded_minor": one.refunded_minor,
        "invoices": [line.invoice for line in one.lines],
        "created_at": one.created_at,
        "expires_at": one.expires_at,
        "paid_at": one.paid_at,
    }


def _notice(one: Notice) -> dict[str, Any]:
    names = ("id", "purpose", "tone", "channel", "step", "state", "reason", "invoices", "to", "planned_at", "sent_at")
    return {name: getattr(one, name) for name in names}


def _task(one: Task) -> dict[str, Any]:
    names = ("id", "kind", "invoice", "reason", "state", "on", "created_at", "done_at", "done_by")
    return {name: getattr(one, name) for name in names}


def _newest(things: Sequence[Any], when: str) -> list[Any]:
    return sorted(things, key=lambda one: getattr(one, when), reverse=True)[:MOST]


def _money(minor: int, currency: str, business: Business, lang: str) -> str:
    return money(minor, currency, lang, business.country, business.currency)


def decided_view(
    business: Business, debtor: str, number: str, decision: str, lang: str, now: datetime
) -> dict[str, Any]:
    """The answer to a decision about an invoice: its name, and the invoice as it is now. Raises NotFound."""
    account = accounts.load(business.id, debtor)
    invoice = accounts.load_invoices(business.id, debtor, [number]).get(number)
    if account is None or invoice is None:
        raise NotFound("not_found", field="invoice")
    today = local_date(now, account.debtor.time_zone)
    return {"decision": decision, "invoice": invoice_view(invoice, business, lang, today, account.rates)}
