"""The bench's people: one Mexican business and debtors of one kind, imported once for real and then copied."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from bench.cloud import Place
from chalicelib.domain.business import Business
from chalicelib.domain.business_settings import parse_business
from chalicelib.domain.paying.references import debtor_reference
from chalicelib.intake.records import InvoiceRow
from chalicelib.store import accounts, businesses
from chalicelib.store.keys import account_key, reference_lookup
from chalicelib.store.rows import shard_of
from chalicelib.workflows.contact.deliver import deliver
from chalicelib.workflows.decide_account import decide_account
from chalicelib.workflows.importing.merge_rows import merge_rows

_AT_ONCE = 25  # DynamoDB's limit of a batch
BUSINESS = "bench"


def a_business() -> Business:
    return parse_business(
        {
            "id": BUSINESS,
            "name": "Servicios del Valle",
            "country": "MX",
            "time_zone": "America/Mexico_City",
            "currency": "MXN",
            "language": "es",
            "tax_id": "SVA180312AB1",
            "sender": {"email": "cobros@bench.example", "name": "Servicios del Valle"},
            "policy": {"late_fee": {"interest": {"rate": "0.02", "kind": "simple_month_30"}}},
        },
        None,
        lambda country, text: True,
    )


def invoice_row(debtor: str, number: int, issued_on: date, due_on: date, total_minor: int = 145_000) -> InvoiceRow:
    return InvoiceRow(
        line=number + 1,
        debtor=debtor,
        number=f"A-{debtor[-6:]}-{number}",
        customer_id=debtor,
        customer="María Fernanda López Hernández",
        tax_id="LOHM850312QX4",
        customer_type="person",
        email=f"maria.{debtor.lower()}@cliente.example",
        phone="+525512345678",
        issued_on=issued_on,
        due_on=due_on,
        currency="MXN",
        total_minor=total_minor,
        balance_minor=total_minor,
        concept=f"Servicio de internet y telefonía, {due_on:%m/%Y}",
        language="es",
        time_zone="",
        document_type="invoice",
        refers_to="",
    )


def lived(business: Business, debtor: str, due: Sequence[tuple[date, date]], begin: datetime, end: datetime) -> None:
    """A debtor with an invoice per (issued, due), imported at ``begin`` and woken whenever due until ``end``."""
    rows = [invoice_row(debtor, number, *dates) for number, dates in enumerate(due)]
    merge_rows(business, debtor, rows, "import-1", begin)
    moment = begin
    while moment < end:
        decision = decide_account(business, debtor, moment)
        for notice in decision.notices if decision else ():
            if notice.state == "planned":
                deliver(account_key(business.id, debtor), notice, moment)
        account = accounts.load(business.id, debtor)
        moment = account.debtor.due_at if account and account.debtor.due_at else end


def start_business() -> Business:
    business = a_business()
    businesses.create(business)
    return business


def copied(place: Place, template: str, debtors: Sequence[str]) -> None:
    """Copies of an account under other ids of the same length, by batches."""
    client = place.home.client("dynamodb")
    found = client.query(
        TableName="accounts",
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": account_key(BUSINESS, template)}},
    )["Items"]
    text = json.dumps(found)
    puts = [put for debtor in debtors for put in _puts(text, template, debtor)]
    for start in range(0, len(puts), _AT_ONCE):
        client.batch_write_item(RequestItems={"accounts": puts[start : start + _AT_ONCE]})


def _puts(text: str, template: str, debtor: str) -> list[dict[str, Any]]:
    """The id is in keys, numbers and addresses, in either case."""
    items = json.loads(text.replace(template, debtor).replace(template.lower(), debtor.lower()))
    for item in items:
        if "shard" in item:
            item["shard"] = {"S": shard_of(account_key(BUSINESS, debtor))}
        if item["sk"]["S"] == "DEBTOR":
            item["lookup"] = {"S": reference_lookup(BUSINESS, debtor_reference(BUSINESS, debtor))}
    return [{"PutRequest": {"Item": item}} for item in items]
