"""What the control surface reads and writes of the product itself: the few places where it uses the product's own code.

``connect`` tells that code where this run's tables are; it is imported only afterwards.
"""

import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from infra.local.home import ACCESS_KEY, REGION, SECRET_KEY, Home

if TYPE_CHECKING:
    from chalicelib.domain.account import Account
    from chalicelib.domain.business import Business
    from chalicelib.domain.charging.rates import Rates
    from chalicelib.domain.invoice import Invoice
    from chalicelib.store.accounts import Whole
    from chalicelib.store.businesses import Import

PEEK = 50


def connect(home: Home) -> None:
    """Point the product's code, in this process, at the tables of this run."""
    os.environ.update(
        AWS_ENDPOINT_URL=home.endpoint_url,
        AWS_ACCESS_KEY_ID=ACCESS_KEY,
        AWS_SECRET_ACCESS_KEY=SECRET_KEY,
        AWS_REGION=REGION,
        AWS_DEFAULT_REGION=REGION,
        ACCOUNTS_TABLE=home.outputs["AccountsTable"],
        BUSINESSES_TABLE=home.outputs["BusinessesTable"],
        FILES_BUCKET=home.outputs["FilesBucket"],
        COLLECT_QUEUE_URL=home.outputs["CollectQueueUrl"],
        CLOCK_FILE=str(home.clock.path),
    )
    from chalicelib.gateways import logs

    logs.out = (home.path / "facts.log").open("a", encoding="utf-8")


def business(business_id: str) -> "Business | None":
    from chalicelib.domain.errors import NotFound
    from chalicelib.store import businesses

    try:
        return businesses.load(business_id)
    except NotFound:
        return None


def businesses() -> list[dict[str, object]]:
    from chalicelib.store import businesses as kept

    return sorted((business_json(one) for one in kept.list_all()), key=lambda one: str(one["id"]))


def business_names() -> dict[str, str]:
    return {str(one["id"]): str(one["name"]) for one in businesses()}


def business_json(shown: "Business") -> dict[str, object]:
    from chalicelib.domain.business_settings import business_json as as_json

    return as_json(shown)


def create_business(raw: Any) -> "Business":
    """Raises ``Faulty``, ``Conflict``."""
    from chalicelib.workflows.change_business import create_business as create

    return create(raw)


def change_business(business_id: str, raw: Any) -> "Business":
    """Raises ``NotFound``, ``Faulty``."""
    from chalicelib.workflows.change_business import change_business as change

    return change(business_id, raw)


def confirm_import(business_id: str, key: str) -> "Import":
    """Raises ``NotFound``, ``Refusal``."""
    from chalicelib.workflows.importing.import_file import confirm

    return confirm(business_id, key)


def account(business_id: str, debtor: str) -> "Whole | None":
    from chalicelib.store import accounts

    return accounts.load_whole(business_id, debtor)


def open_accounts(business_id: str) -> "list[Account]":
    """Every account of a business with its open invoices, by debtor id: one pass over what is open."""
    from chalicelib.domain.account import Account
    from chalicelib.domain.debtor import Debtor
    from chalicelib.domain.invoice import Invoice
    from chalicelib.store.rows import AccountRow, unpack

    debtors: dict[str, Debtor] = {}
    invoices: dict[str, list[Invoice]] = {}
    for row in AccountRow.by_live.scan(AccountRow.pk.startswith(f"{business_id}#")):
        if row.sk == "DEBTOR":
            debtors[row.pk] = unpack(row.doc, Debtor)
        elif row.sk.startswith("INVOICE#"):
            invoices.setdefault(row.pk, []).append(unpack(row.doc, Invoice))
    return [
        Account(debtors[pk], tuple(mine), rates=rates(business_id, mine))
        for pk, mine in ((pk, invoices.get(pk, [])) for pk in sorted(debtors))
    ]


def rates(business_id: str, invoices: "Sequence[Invoice]") -> "Rates":
    """The published rates that these invoices' terms name."""
    from chalicelib.store.rates import known_for

    return known_for(business_id, invoices)


def imports(business_id: str) -> "list[Import]":
    from chalicelib.store import businesses

    return businesses.list_imports(business_id)


def import_progress(one: "Import") -> dict[str, int]:
    """Into how many parts a file was cut, and how many of them are done with what they are at."""
    from chalicelib.store import progress
    from chalicelib.workflows.importing.import_file import step_of

    is_running = one.state == "running" and one.step
    done = len(progress.done(one.business, step_of(one))) if is_running else 0
    return {"parts": one.parts, "parts_done": done if is_running else one.parts}


def notice_facts(key: str) -> dict[str, Any]:
    """What ``/local/messages`` says of a message beside its text. A message to the business itself has no debtor."""
    from chalicelib.store import notices
    from chalicelib.store.keys import account_of

    pk, _, notice_id = key.rpartition("|")
    business_id, debtor = account_of(pk)
    facts: dict[str, Any] = {"business": business_id, "debtor": debtor or None}
    found = notices.load(pk, notice_id)
    if found is None:
        return facts | {"purpose": "report", "step": None, "invoices": []}
    return facts | {"purpose": found.purpose, "step": found.step, "invoices": list(found.invoices)}


def waiting() -> Iterator[tuple[datetime, str, str]]:
    """The heads of the ``due`` indexes of both tables, what is due first among them: when, partition, sort key."""
    from chalicelib.domain.calendar import from_iso
    from chalicelib.store.rows import SHARDS, AccountRow, BusinessRow

    for index in (AccountRow.by_due, BusinessRow.by_due):
        for shard in range(SHARDS):
            for row in index.query(str(shard), limit=PEEK):
                yield from_iso(row.due_at), row.pk, row.sk
