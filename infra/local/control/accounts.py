"""``/local/accounts`` and ``/local/account``: what a business's debtors owe, and everything that happened to one."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from infra.local.control import product
from infra.local.control.businesses import known
from infra.local.control.web import Refused, Response, Routes, answer
from infra.local.home import Home

if TYPE_CHECKING:
    from chalicelib.domain.account import Account
    from chalicelib.domain.attempt import Attempt
    from chalicelib.domain.charging.rates import Rates
    from chalicelib.domain.debtor import Debtor
    from chalicelib.domain.entry import Entry
    from chalicelib.domain.invoice import Invoice
    from chalicelib.domain.notice import Notice
    from chalicelib.store.accounts import Whole


def add_routes(routes: Routes, home: Home) -> None:
    routes.add("GET", "/local/accounts/{business}", lambda request, business: list_all(home, business))
    routes.add("GET", "/local/account/{business}/{debtor}", lambda request, **names: detail(home, **names))


def list_all(home: Home, business: str) -> Response:
    """One line an account; ``balances`` in minor units by currency, as of the debtor's local today."""
    now = home.clock.now()
    return answer([_line(account, now) for account in product.open_accounts(known(business).id)])


def _line(account: "Account", now: datetime) -> dict[str, Any]:
    debtor, balances = account.debtor, dict[str, int]()
    for invoice in account.invoices:
        owed = _figures(invoice, _today(debtor, now), account.rates)["balance_minor"]
        balances[invoice.currency] = balances.get(invoice.currency, 0) + owed
    return {"debtor": debtor.id, "name": debtor.name, "open_invoices": len(account.invoices), "balances": balances}


def detail(home: Home, business: str, debtor: str) -> Response:
    found = product.account(known(business).id, debtor)
    if found is None:
        raise Refused(404, "unknown_debtor", f"no debtor {debtor}")
    return answer(account_json(found, home.clock.now()))


def account_json(whole: "Whole", now: datetime) -> dict[str, Any]:
    """The contract's account: figures as of the debtor's local today, amounts in minor units, instants in UTC."""
    today, rates = _today(whole.debtor, now), product.rates(whole.debtor.business, whole.invoices)
    return {
        "debtor": _debtor(whole.debtor),
        "as_of": str(today),
        "invoices": [_invoice(invoice, today, rates) for invoice in whole.invoices],
        "entries": [_entry(entry) for entry in whole.entries],
        "schedules": [_plain(schedule) for schedule in whole.schedules],
        "promises": [_stated(promise) for promise in whole.promises],
        "excuses": [_stated(excuse) for excuse in whole.excuses],
        "disputes": [_stated(dispute) for dispute in whole.disputes],
        "opinions": [_stated(opinion) for opinion in whole.opinions],
        "agreements": [_stated(agreement) for agreement in whole.agreements],
        "extensions": [_stated(extension) for extension in whole.extensions],
        "attempts": [_attempt(attempt) for attempt in whole.attempts],
        "receipts": [_plain(receipt) for receipt in whole.receipts],
        "notices": [_notice(notice) for notice in whole.notices],
        "tasks": [_plain(task) for task in whole.tasks],
        "due_at": _iso(whole.debtor.due_at),
    }


def _debtor(debtor: "Debtor") -> dict[str, Any]:
    shown = (
        "id",
        "name",
        "tax_id",
        "type",
        "country",
        "time_zone",
        "language",
        "preferred_channel",
        "terms_days",
    )
    return {name: getattr(debtor, name) for name in shown} | {
        "contacts": [_plain(contact) for contact in debtor.contacts],
        "opted_out": list(debtor.opted_out),
        "unapplied": debtor.unapplied,
        "version": debtor.version,
    }


def _invoice(invoice: "Invoice", today: date, rates: "Rates") -> dict[str, Any]:
    return {
        "number": invoice.number,
        "currency": invoice.currency,
        "state": invoice.state,
        "issued_on": str(invoice.issued_on),
        "due_on": str(invoice.due_on),
        "concept": invoice.concept,
        "received_on": str(invoice.received_on) if invoice.received_on else None,
        **_figures(invoice, today, rates),
        "terms": _plain(invoice.terms),
        "steps": list(invoice.steps),
        "escalated": invoice.escalated,
    }


def _figures(invoice: "Invoice", today: date, rates: "Rates") -> dict[str, int]:
    from chalicelib.domain.charging.charges import figures

    found: dict[str, int] = _plain(figures(invoice, today, rates))
    return found


def _entry(entry: "Entry") -> dict[str, Any]:
    shown = ("id", "invoice", "kind", "part", "amount_minor", "currency", "reason", "payment", "by")
    return {name: getattr(entry, name) for name in shown} | {"on": str(entry.on), "at": _iso(entry.at)}


def _attempt(attempt: "Attempt") -> dict[str, Any]:
    shown = (
        "id",
        "reference",
        "method",
        "currency",
        "amount_minor",
        "state",
        "processing",
        "provider",
        "provider_id",
        "url",
        "receipt",
    )
    return {name: getattr(attempt, name) for name in shown} | {
        "lines": [_plain(line) for line in attempt.lines],
        "created_at": _iso(attempt.created_at),
        "expires_at": _iso(attempt.expires_at),
        "paid_at": _iso(attempt.paid_at),
    }


def _notice(notice: "Notice") -> dict[str, Any]:
    shown = ("id", "step", "purpose", "tone", "channel", "state", "reason", "anchor", "template", "to", "provider_id")
    return {name: getattr(notice, name) for name in shown} | {
        "invoices": list(notice.invoices),
        "planned_at": _iso(notice.planned_at),
        "sent_at": _iso(notice.sent_at),
    }


def _stated(thing: Any) -> dict[str, Any]:
    """With its state also where it is the usual one."""
    return {**_plain(thing), "state": thing.state}


def _today(debtor: "Debtor", now: datetime) -> date:
    from chalicelib.domain.calendar import local_date

    return local_date(now, debtor.time_zone)


def _plain(struct: Any) -> Any:
    import msgspec

    return msgspec.to_builtins(struct)


def _iso(moment: datetime | None) -> str | None:
    from chalicelib.domain.calendar import iso

    return iso(moment) if moment else None
