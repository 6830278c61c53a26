"""Files into the inbox: what becomes of them, twice, at once, as a snapshot, after a crash."""

import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

import xlsxwriter

from tests.life.business import Business, table
from tests.life.client import Json, Run
from tests.life.cloud import at_once

Make = Callable[..., Business]
COUNTS = ("rows_read", "created", "changed", "unchanged", "rejected")
SPANISH = """numero;cliente_id;cliente;tipo;correo;celular;fecha_emision;fecha_vencimiento;moneda;total;saldo;concepto
F-1;C1;José Núñez;empresa;p@nunez.example;3001234567;01/03/2027;31/03/2027;COP;1.250.000,50;250.000,50;Diseño
F-2;C1;José Núñez;empresa;p@nunez.example;;15/03/2027;14/04/2027;COP;300.000;;Diseño
"""
PORTUGUESE = """numero,cliente_id,cliente,tipo_cliente,celular,data_emissao,data_vencimento,moeda,total,descricao
N-1,C1,Ana Souza,pessoa,+5511912345678,2027-03-01,2027-03-31,BRL,"1.450,10",Aula
"""


def counts(imported: Json) -> dict[str, int]:
    return {name: imported[name] for name in COUNTS if imported[name]}


def some(shop: Business, count: int, debtors: int = 3) -> list[Json]:
    due = shop.today() + timedelta(days=20)
    return [shop.invoice(f"F-{number}", due, f"C{number % debtors}", total="450.00") for number in range(count)]


def test_spanish_and_portuguese_templates_are_read_by_their_own_numbers_and_dates(business: Make) -> None:
    shop = business("CO")
    assert counts(shop.drop(SPANISH.encode("cp1252"))) == {"rows_read": 2, "created": 2}
    first = shop.invoices()["F-1"]
    assert (first["total_minor"], first["principal_minor"], first["due_on"]) == (125_000_050, 25_000_050, "2027-03-31")
    assert first["state"] == "partly_paid"
    assert shop.account()["debtor"]["name"] == "José Núñez"
    loja = business("BR")
    assert counts(loja.drop("\ufeff" + PORTUGUESE)) == {"rows_read": 1, "created": 1}
    assert (loja.invoices()["N-1"]["total_minor"], loja.account()["debtor"]["language"]) == (145_010, "pt")


def test_a_workbook_and_a_csv_of_the_same_invoices_agree(business: Make) -> None:
    shop = business()
    rows = some(shop, 6)
    assert counts(shop.drop(workbook(rows), file="cartera.xlsx")) == {"rows_read": 6, "created": 6}
    assert counts(shop.drop(table(rows))) == {"rows_read": 6, "unchanged": 6}
    assert shop.invoices("C1")["F-1"]["total_minor"] == 45_000


def test_the_same_file_again_changes_nothing_at_all(business: Make) -> None:
    shop = business()
    content = table(some(shop, 9))
    assert counts(shop.drop(content)) == {"rows_read": 9, "created": 9}
    shop.run.do_what_is_due()
    before = [shop.account(debtor) for debtor in ("C0", "C1", "C2")]
    again = shop.drop(content)
    assert counts(again) == {"rows_read": 9, "unchanged": 9}
    assert counts(shop.drop(content, file="other-name.csv")) == {"rows_read": 9, "unchanged": 9}
    assert len({one["id"] for one in shop.imports()}) == 3
    assert [shop.account(debtor) for debtor in ("C0", "C1", "C2")] == before


def test_two_imports_of_one_business_at_once_lose_nothing(business: Make) -> None:
    shop = business()
    rows = some(shop, 24)
    halves = [table(rows[:16]), table(rows[8:])]
    found = at_once([partial(shop.drop, halves[n], file=f"{n}.csv") for n in (0, 1)])
    assert [one["state"] for one in found] == ["done", "done"]
    assert sum(one["created"] for one in found) == 24 and sum(one["unchanged"] for one in found) == 8
    for debtor in ("C0", "C1", "C2"):
        account = shop.account(debtor)
        assert len(account["invoices"]) == 8
        assert sum(one["amount_minor"] for one in account["entries"]) == 8 * 45_000


def test_a_snapshot_settles_what_it_does_not_list(business: Make) -> None:
    shop = business()
    rows = some(shop, 6)
    shop.drop_invoices(*rows)
    taken = shop.drop(table(rows[:4]), "invoices/snapshot")
    assert (counts(taken), taken["settled"]) == ({"rows_read": 4, "unchanged": 4}, 2)
    states = {number: one["state"] for debtor in ("C0", "C1", "C2") for number, one in shop.invoices(debtor).items()}
    assert [number for number, state in sorted(states.items()) if state == "paid"] == ["F-4", "F-5"]


def test_a_snapshot_that_would_settle_too_much_waits_for_a_person(run: Run, business: Make) -> None:
    shop = business()
    rows = some(shop, 24)
    shop.drop_invoices(*rows)
    for content in (table(rows[:1]).partition("\n")[0] + "\n", table(rows[:11])):
        asked = shop.drop(content, "invoices/snapshot")
        assert asked["state"] == "needs_confirmation" and asked["reason"]
        assert sum(one["open_invoices"] for one in run.get(f"/local/accounts/{shop.id}")) == 24
    assert run.ask("POST", f"/local/imports/{shop.id}/{asked['id']}/confirm").status == 202
    run.do_what_is_due()
    assert shop.finished(asked["id"])["settled"] == 13
    assert sum(one["open_invoices"] for one in run.get(f"/local/accounts/{shop.id}")) == 11
    assert run.ask("POST", f"/local/imports/{shop.id}/{asked['id']}/confirm").status == 409


def test_payments_of_a_file_count_once_and_settle_the_oldest_first(business: Make) -> None:
    shop = business()
    due = shop.today() - timedelta(days=1)
    shop.drop_invoices(shop.invoice("F-1", due, total="100.00"), shop.invoice("F-2", due + timedelta(days=9)))
    directed = {"number": "F-2", "customer_id": "", "paid_on": shop.today(), "amount": "50.00", "reference": "T-1"}
    cash = {"number": "", "customer_id": "C1", "paid_on": shop.today(), "amount": "160.00", "reference": "T-2"}
    stranger = {"number": "F-99", "customer_id": "", "paid_on": shop.today(), "amount": "1.00", "reference": "T-3"}
    content = table([directed, cash, stranger])
    paid = shop.drop(content, "payments")
    assert counts(paid) == {"rows_read": 3, "created": 2, "rejected": 1}
    assert [(one["line"], one["reason_code"]) for one in paid["rows"]] == [(4, "unknown_invoice")]
    assert counts(shop.drop(content, "payments", "again.csv")) == {"rows_read": 3, "unchanged": 2, "rejected": 1}
    balances = {number: one["balance_minor"] for number, one in shop.invoices().items()}
    assert balances == {"F-1": 0, "F-2": 100_000 - 5_000 - 6_000}


def test_contacts_of_a_file_are_used_from_then_on(run: Run, business: Make) -> None:
    shop = business("PE")
    monday = shop.quiet_monday()
    shop.walk(monday, 7, 30)
    shop.drop_invoices(shop.invoice("F-1", monday - timedelta(days=2), email="old@x.example"))
    contact = {
        "customer_id": "C1",
        "contact": "Rosa",
        "email": "rosa@x.example",
        "hour_from": "15:00",
        "language": "en",
    }
    assert counts(shop.drop(table([contact]), "debtors")) == {"rows_read": 1, "changed": 1}
    shop.walk(monday, 14, 59)
    assert shop.messages() == []
    shop.walk(monday, 15, 5)
    (message,) = shop.messages()
    assert shop.said_at(message).hour == 15
    assert "/en/#t=" in message["link"]


def workbook(rows: list[Json]) -> bytes:
    """The rows with the template's headers, amounts as numbers and dates as dates."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet, dated = book.add_worksheet("Cartera"), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(0, 0, list(rows[0]))
    for line, row in enumerate(rows, 1):
        for column, (name, value) in enumerate(row.items()):
            if isinstance(value, date):
                sheet.write_datetime(line, column, datetime(value.year, value.month, value.day), dated)  # noqa: DTZ001
            else:
                sheet.write(line, column, float(value) if name == "total" else value)
    book.close()
    return out.getvalue()
