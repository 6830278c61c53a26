"""Files that are broken, huge, hostile or misplaced: a clear report, nothing half-written, later files unaffected."""

import csv
import io
import os
from collections.abc import Callable, Iterator

import pytest
import xlsxwriter

from tests.life.business import Business, new_business, table
from tests.life.client import Json, Run, until
from tests.life.cloud import Cloud

Make = Callable[..., Business]
HUGE = 190 << 20  # bytes: with the header, more than the limit of 190 MB


@pytest.fixture(scope="module")
def shop(run: Run) -> Iterator[Business]:
    shop = new_business(run)
    yield shop
    shop.rest()


def whole(shop: Business) -> str:
    return table([shop.invoice("F-1", shop.today())])


FIRST_NAME = b"[Content_Types].xml"  # with which a workbook begins
HALF_A_WORKBOOK = b"PK\x03\x04" + bytes(22) + bytes([len(FIRST_NAME), 0, 0, 0]) + FIRST_NAME + bytes(range(256)) * 40
BROKEN = {
    "empty": (b"", "empty_file"),
    "blank lines": (b"\n\n  \n", "empty_file"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 30, "not_a_table"),
    "a PDF": (b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n", "not_a_table"),
    "junk": (bytes(range(256)) * 200, "not_a_table"),
    "half a workbook": (HALF_A_WORKBOOK, "corrupt_workbook"),
    "prose": ("Estimados, les envío la cartera.\nSaludos".encode(), None),
    "no amounts": (b"number,customer_id,due_on\nF-1,C1,2027-01-01\n", "missing_columns"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_file_that_is_no_table_of_invoices_fails_with_its_reason(shop: Business, kind: str) -> None:
    content, code = BROKEN[kind]
    failed = shop.drop(content, file=f"{kind}.csv")
    assert failed["state"] == "failed"
    assert (failed["rows_read"], failed["created"]) == (0, 0)
    assert failed["reason"] and failed["reason_code"] == (code or failed["reason_code"])
    assert shop.drop(whole(shop), file="Cartera año 2027 (1)+.csv")["state"] == "done"


def test_a_file_over_the_limit_is_refused_before_it_is_read(run: Run, shop: Business) -> None:
    failed = shop.drop(table([shop.invoice("F-9", shop.today())]).encode() + b"x" * HUGE, file="huge.csv")
    assert (failed["state"], failed["reason_code"]) == ("failed", "file_too_large")
    assert "190 MB" in failed["reason"]
    run.do_what_is_due()
    assert "huge.csv" in shop.messages(None)[-1]["subject"]


def test_impossible_rows_are_rejected_one_by_one_and_the_others_are_used(business: Make) -> None:
    shop = business()
    today = shop.today()
    rows = [
        shop.invoice("OK-1", today),
        shop.invoice("A-1", today, total="99999999999999999999.00"),
        shop.invoice("A-2", today, total="1.005"),
        shop.invoice("A-3", today, total="abc"),
        shop.invoice("A-4", today, total=""),
        shop.invoice("D-1", today, due_on="1899-12-31"),
        shop.invoice("D-2", today, due_on="2099-01-01"),
        shop.invoice("D-3", today, due_on="31/02/2027"),
        shop.invoice("M-1", today, currency="XYZ"),
        shop.invoice("", today),
        shop.invoice("F-1", today, total="=SUM(A1:A9)"),
        shop.invoice("B-1", today, balance="2000.00"),
        shop.invoice("OK-2", today, email="not an address", phone="12"),
        shop.invoice("OK-3", today),
        shop.invoice("OK-3", today),
        shop.invoice("C-1", today, total="10.00"),
        shop.invoice("C-1", today, total="11.00"),
        shop.invoice("NC-1", today, total="-50.00"),
    ]
    found = shop.drop(table(rows))
    reasons = {one["line"]: one["reason_code"] for one in found["rows"] if one["level"] == "rejected"}
    assert reasons == {
        3: "bad_amount", 4: "bad_amount", 5: "bad_amount", 6: "missing_total", 7: "bad_date", 8: "bad_date",
        9: "bad_date", 10: "unknown_currency", 11: "missing_number", 12: "formula_cell", 13: "balance_above_total",
        17: "conflicting_rows", 18: "conflicting_rows",
    }  # fmt: skip
    warned = {(one["line"], one["reason_code"]) for one in found["rows"] if one["level"] == "warned"}
    assert {(14, "bad_email"), (14, "bad_phone"), (16, "duplicate_row")} <= warned
    assert all(one["reason"] for one in found["rows"])
    assert (found["rows_read"], found["rejected"], found["rows_used"]) == (18, 13, 5)
    assert {number for number in shop.invoices() if shop.invoices()[number]["total_minor"] > 0} == {
        "OK-1", "OK-2", "OK-3",
    }  # fmt: skip
    assert found["created"] == 4  # three invoices and the credit note


def test_a_formula_in_a_workbook_is_told_and_not_taken_for_an_empty_amount(shop: Business) -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    row = shop.invoice("X-1", shop.today())
    sheet.write_row(0, 0, list(row))
    sheet.write_row(1, 0, [str(cell) for cell in row.values()])
    sheet.write_formula(1, list(row).index("total"), "=500*2", value="")
    book.close()
    found = shop.drop(out.getvalue(), file="formulas.xlsx")
    assert [(one["level"], one["reason_code"]) for one in found["rows"]] == [("rejected", "formula_cell")]


def test_refused_rows_come_back_as_a_file_that_is_corrected_and_dropped_again(run: Run, shop: Business) -> None:
    today = shop.today()
    good, bad = shop.invoice("R-1", today, "R1"), shop.invoice("R-2", today, "R1", total="12,34,56", concept="=2+2")
    first = shop.drop(table([good, bad]), file="mixed.csv")
    assert (first["created"], first["rejected"]) == (1, 1)
    answer = run.ask("GET", f"/local/imports/{shop.id}/{first['id']}/rejected.csv")
    assert answer.status == 200
    (row,) = csv.DictReader(io.StringIO(answer.body.lstrip("\ufeff")))
    assert row["number"] == "R-2"
    assert not row["concept"].startswith("=")  # no spreadsheet runs it
    again = shop.drop(table([row | {"total": "1234.56"}]), file="rejected.csv")
    assert (again["state"], again["created"], again["rejected"]) == ("done", 1, 0)
    assert shop.invoices("R1")["R-2"]["total_minor"] == 123_456
    assert shop.invoices("R1")["R-2"]["concept"] == "=2+2"
    assert run.ask("GET", f"/local/imports/{shop.id}/{again['id']}/rejected.csv").status == 404


def test_files_in_folders_of_nobody_change_nothing_and_stop_nobody(run: Run, cloud: Cloud, shop: Business) -> None:
    nobody = f"nobody-{os.urandom(3).hex()}"
    content = whole(shop).encode()
    for key in (f"inbox/{nobody}/invoices/update/a.csv", "inbox/a.csv", "elsewhere/a.csv", f"inbox/{shop.id}"):
        cloud.put(key, content)
    cloud.put(f"inbox/{shop.id}/facturas/a.csv", content)
    assert run.ask("PUT", f"/local/inbox/{nobody}/invoices/update/a.csv", raw=content).status == 404
    assert run.ask("PUT", f"/local/inbox/{shop.id}/facturas/a.csv", raw=content).status == 404
    assert run.ask("PUT", f"/local/inbox/{shop.id}/invoices/update/../../../x/a.csv", raw=content).status == 404
    assert shop.drop(content, file="after.csv")["state"] == "done"
    misplaced = until(lambda: [one for one in shop.imports() if one["folder"] == "facturas"], "the folder is reported")
    report = shop.finished(misplaced[0]["id"])
    assert (report["state"], report["reason_code"]) == ("failed", "unknown_folder")
    assert run.ask("GET", f"/local/imports/{nobody}").status == 404


def test_a_list_of_purchases_creates_nothing(business: Make) -> None:
    shop = business("CL", tax_id="76123456-0")
    rows = "Nro;Tipo Doc;Tipo Compra;RUT Proveedor;Razon Social;Folio;Fecha Docto;Monto Neto;Monto Total\n"
    rows += "1;33;Del Giro;76086428-5;Proveedor SA;123;02/01/2027;100000;119000\n"
    found = shop.drop(rows, file="RCV_COMPRA_REGISTRO_76123456-0_202701.csv")
    assert (found["state"], found["reason_code"]) == ("failed", "purchases_not_sales")
    assert found["reason"]


def test_an_inbox_of_many_broken_files_keeps_its_order(shop: Business) -> None:
    states: list[Json] = [shop.drop(content, file="same-name.csv") for content in (b"", whole(shop).encode(), b"\x00")]
    assert [one["state"] for one in states] == ["failed", "done", "failed"]
    newest = shop.imports()[:3]
    assert [one["id"] for one in newest] == [one["id"] for one in reversed(states)]
