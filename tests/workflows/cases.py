"""A business, a debtor with invoices and a link in their hands, written into the simulated tables."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from chalicelib.domain.attempt import Attempt, QuoteLine
from chalicelib.domain.books.invariants import Books, breaches
from chalicelib.domain.books.ledger import issue
from chalicelib.domain.business import Business, PaymentMethods, Transfer
from chalicelib.domain.charging.charges import figures
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.entry import Entry
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.links import lookup
from chalicelib.domain.notice import Notice
from chalicelib.domain.paying.provider_news import ProviderNews
from chalicelib.gateways import aws
from chalicelib.gateways.providers.stripe.events import read_event
from chalicelib.store import accounts, businesses, notices
from chalicelib.store.accounts import Whole
from chalicelib.store.businesses import Import
from chalicelib.store.changes import Changes
from chalicelib.store.sessions import Session
from chalicelib.workflows.importing.import_file import import_file
from tests.domain import cases
from tests.domain.cases import DUE, at, debtor, invoice, moment
from tests.tables import BUCKET

RECORDED = Path(__file__).parents[1] / "events" / "stripe"
SESSION_ID = "cs_test_a1Vq7KZr0cX2mYwNf4uTgB6hJpLdE8sRiOo3ZtMnCkWbQxPvGyHaUeDl5F"  # of the recorded events
NOW = at(DUE)
PK = "acme#c1"
TOKEN = "token-in-the-link"
SESSION = Session("hash", "acme", "c1", "es", "open", NOW + timedelta(minutes=30))


def created(**changes: Any) -> Business:
    methods = PaymentMethods(transfer=Transfer("clabe", "032180000118359719", "Banco", "Acme"))
    made = replace(cases.business(), payment_methods=methods, **changes)
    businesses.create(made)
    return made


def owing(*invoices: Invoice, who: Debtor | None = None, **changes: Any) -> list[Entry]:
    """Write an account whose invoices were issued properly; returns the entries of their first day."""
    issued = [issue(one, one.principal_minor, moment(cause=f"i-{one.number}")) for one in invoices or (invoice(),)]
    entries = [entry for one in issued for entry in one.entries]
    head = replace(who or debtor(tax_id="12345678-5"), **changes)
    accounts.save(None, Changes(head, tuple(one.invoice for one in issued), entries=tuple(entries)))
    return entries


def whole(who: str = "c1") -> Whole:
    found = accounts.load_whole("acme", who)
    assert found
    return found


def one_invoice(number: str = "F1", who: str = "c1") -> Invoice:
    return next(one for one in whole(who).invoices if one.number == number)


def books_are_in_order(who: str = "c1") -> bool:
    found = whole(who)
    assert breaches(Books(found.debtor, found.invoices, found.entries, found.attempts, found.claims)) == {}
    return True


def linked(now: datetime = NOW, **changes: Any) -> Notice:
    """A reminder that was sent with a link."""
    planned = replace(
        Notice("2026-06-03#overdue_1#email", "collection", "friendly", "email", now, step="overdue_1", anchor="F1"),
        **changes,
    )
    notices.plan(PK, planned)
    notices.claim(PK, planned, now, lookup(TOKEN))
    notices.record_sent(PK, planned.id, now, "m-1", "ana@cliente.example", now + timedelta(days=7))
    found = notices.load(PK, planned.id)
    assert found
    return found


def pending(*lines: tuple[str, int], now: datetime = NOW, **changes: Any) -> Attempt:
    """An attempt at the card page, with the recorded events' own id and amount unless told otherwise."""
    found = accounts.load("acme", "c1")
    assert found
    owed = {one.number: figures(one, DUE).balance_minor for one in found.invoices}
    chosen = lines or tuple(owed.items())
    attempt = replace(
        Attempt(
            id="att_7Qm2VbXr9TzK",
            reference="P-2222-2222",
            method="card",
            currency="MXN",
            amount_minor=sum(minor for _, minor in chosen),
            lines=tuple(QuoteLine(number, minor) for number, minor in chosen),
            quoted_on=DUE,
            created_at=now,
            expires_at=now + timedelta(minutes=40),
            provider="stripe",
            provider_id=SESSION_ID,
        ),
        **changes,
    )
    accounts.save(found, Changes(found.debtor, attempts=(attempt,), pointers={attempt.id: attempt.id}))
    return attempt


def dropped(folder: str, text: str, now: datetime = NOW, name: str = "file.csv") -> Import:
    """A file that the business put into a folder of its inbox, imported."""
    key = f"inbox/acme/{folder}/{name}"
    version: str = aws.client("s3").put_object(Bucket=BUCKET, Key=key, Body=text.encode())["VersionId"]
    record = import_file(key, version, now)
    assert record
    return record


def recorded(name: str, **changes: Any) -> ProviderNews:
    """News as Stripe tells it: an event as it was recorded, a few of its facts changed."""
    event = json.loads((RECORDED / f"{name}.json").read_bytes())
    return replace(read_event(event), **{"provider": "stripe", **changes})
