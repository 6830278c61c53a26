"""The demo's files as each country's software writes them: headers, separators, dates and decimals differ."""

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from infra.local.demo.portfolio import Bill, Portfolio

_INVOICES = (
    "numero,cliente_id,cliente,documento,tipo,correo,celular,fecha_emision,fecha_vencimiento,total,saldo,concepto"
)
_INVOICES_PT = (
    "numero,cliente_id,cliente,documento,tipo_cliente,email,celular,data_emissao,data_vencimento,total,saldo,descricao"
)
_PAYMENTS = "numero,cliente_id,fecha,monto,referencia,medio"
_PAYMENTS_PT = "numero,cliente_id,data,valor,referencia,meio"
_TYPES = {"es": {"person": "persona", "company": "empresa"}, "pt": {"person": "pessoa", "company": "empresa"}}


def _dot(amount: Decimal) -> str:
    return f"{amount:.2f}"


def _comma(amount: Decimal) -> str:
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))


def _whole(amount: Decimal) -> str:
    return f"{amount:.0f}"


@dataclass(frozen=True)
class Layout:
    delimiter: str
    number: Callable[[Decimal], str]
    day: str
    encoding: str = "utf-8"
    language: str = "es"


LAYOUTS = {
    "mx": Layout(",", _dot, "%d/%m/%Y"),
    "co": Layout(";", _comma, "%d/%m/%Y", "cp1252"),
    "pe": Layout(",", _dot, "%d/%m/%Y", "utf-8-sig"),
    "cl": Layout(";", _whole, "%d-%m-%Y"),
    "br": Layout(";", _comma, "%d/%m/%Y", language="pt"),
}


def snapshot(portfolio: Portfolio, day: date) -> bytes:
    """Every bill that the business's books hold open at the end of a day."""
    layout = LAYOUTS[portfolio.country]
    rows = [_invoice(bill, layout, day) for bill in portfolio.bills if bill.issued_on <= day and bill.balance(day) > 0]
    return _csv(layout, _INVOICES_PT if layout.language == "pt" else _INVOICES, rows)


def _invoice(bill: Bill, layout: Layout, day: date) -> list[str]:
    who = bill.customer
    return [
        bill.number, who.id, who.name, who.tax_id, _TYPES[layout.language][who.type], who.email, who.phone,
        bill.issued_on.strftime(layout.day), bill.due_on.strftime(layout.day),
        layout.number(bill.total), layout.number(bill.balance(day)), bill.concept,
    ]  # fmt: skip


def payments(portfolio: Portfolio, after: date, until: date) -> bytes | None:
    """What the bank shows from the day behind ``after`` to ``until``; None where nobody paid."""
    layout = LAYOUTS[portfolio.country]
    rows = [
        [
            bill.number,
            bill.customer.id,
            on.strftime(layout.day),
            layout.number(amount),
            f"{bill.number}-{part}",
            "bank",
        ]
        for bill in portfolio.bills
        for part, (on, amount) in enumerate(bill.payments, 1)
        if after < on <= until
    ]
    return _csv(layout, _PAYMENTS_PT if layout.language == "pt" else _PAYMENTS, rows) if rows else None


def _csv(layout: Layout, header: str, rows: Iterable[list[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=layout.delimiter)
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return text.getvalue().encode(layout.encoding)
