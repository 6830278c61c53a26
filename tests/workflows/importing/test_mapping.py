"""A file whose columns nobody knows: it waits, a person explains it once, and the next one passes by itself."""

from typing import Any

import pytest

from chalicelib.domain.errors import Conflict, Faulty, NotFound
from chalicelib.domain.importing.file_mapping import FileMapping
from chalicelib.intake.mapping.propose import _ADDS, _SPEAKS, fields_of
from chalicelib.intake.mapping.vocabulary import RULES
from chalicelib.messages.catalog import words
from chalicelib.store import businesses
from chalicelib.store.businesses import Import
from chalicelib.workflows import at_once
from chalicelib.workflows.importing.import_file import go_on, import_file
from chalicelib.workflows.importing.map_columns import map_columns
from chalicelib.workflows.importing.view_mapping import view_mapping
from tests.tables import BUCKET, Cloud
from tests.workflows.cases import NOW, created, whole

HEADER = "aa;bb;cc;dd;ee;ff\n"
ROWS = "".join(f"R-{n};Ana Ruiz {n};0{n}/05/2026;0{n}/06/2026;1.{n}00,50;{n}00,00\n" for n in range(1, 6))
COLUMNS = {"number": 0, "customer": 1, "issued_on": 2, "due_on": 3, "total": 4, "balance": 5}


class Inbox:
    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud

    def drop(self, text: str, business: str = "acme", folder: str = "invoices/update", file: str = "a.csv") -> Import:
        key = f"inbox/{business}/{folder}/{file}"
        version = self.cloud.s3.put_object(Bucket=BUCKET, Key=key, Body=text.encode())["VersionId"]
        record = import_file(key, version, NOW)
        assert record
        return record

    def read(self, key: str) -> bytes:
        body: bytes = self.cloud.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()
        return body


@pytest.fixture
def inbox(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Inbox:
    monkeypatch.setattr(at_once, "AT_ONCE", 1)
    created()
    return Inbox(cloud)


def told(record: Import, **options: Any) -> Import:
    return map_columns(record.business, record.id, {"columns": COLUMNS, **options}, "user-1", NOW)


def test_an_unknown_file_changes_nothing_and_waits_with_a_proposal(inbox: Inbox) -> None:
    record = inbox.drop(HEADER + ROWS)
    assert (record.state, record.reason_code, record.rows_read) == ("needs_mapping", "no_header", 0)
    assert {field: one.column for field, one in record.recognized.items()} == dict(
        zip(COLUMNS, ("aa", "bb", "cc", "dd", "ee", "ff"), strict=True)
    )
    view = view_mapping(record, businesses.load("acme"), "en")
    assert view["mapping"] == {"columns": COLUMNS}
    assert view["preview"][0]["becomes"]["total_text"].endswith("1,100.50")
    total = next(one for one in view["fields"] if one["field"] == "total")
    assert (total["label"], total["header"]) == ("Invoice total", "ee")
    assert all(0 < one["confidence"] < 80 for one in view["fields"] if one["column"] is not None)


def test_told_once_it_goes_on_and_the_next_file_of_that_shape_passes_by_itself(inbox: Inbox) -> None:
    record = inbox.drop(HEADER + ROWS)
    assert told(record).state == "queued"
    assert inbox.cloud.parts_queued() == [f"acme\nIMPORT#{record.id}"]
    done = go_on("acme", record.id, NOW)
    assert done and (done.state, done.created, done.rejected) == ("done", 5, 0)
    assert whole("ana-ruiz-1").invoices[0].principal_minor == 10_000

    later = inbox.drop(HEADER.upper() + ROWS.replace("R-", "S-"), file="next.csv")
    assert (later.state, later.created) == ("done", 5)
    assert inbox.drop(HEADER + ROWS, folder="invoices/snapshot").state in {"done", "needs_confirmation"}


def test_what_one_business_said_is_unknown_to_another(inbox: Inbox) -> None:
    from msgspec.structs import replace

    told(inbox.drop(HEADER + ROWS))
    businesses.create(replace(businesses.load("acme"), id="other"))
    assert inbox.drop(HEADER + ROWS, business="other").state == "needs_mapping"
    assert businesses.list_mappings("other", "invoices") == []


def test_another_header_and_another_folder_are_asked_about_anew(inbox: Inbox) -> None:
    told(inbox.drop(HEADER + ROWS))
    assert inbox.drop("aa;bb;cc;dd;ff;ee\n" + ROWS).state == "needs_mapping"
    assert inbox.drop(HEADER + ROWS, folder="payments").state == "needs_mapping"


def test_a_file_without_header_is_known_again_by_where_its_values_stand(inbox: Inbox) -> None:
    record = inbox.drop(ROWS)
    told(record)
    assert inbox.drop(ROWS.replace("R-", "S-"), file="next.csv").state == "done"
    moved = "".join(";".join(reversed(line.split(";"))) + "\n" for line in ROWS.splitlines())
    assert inbox.drop(moved).state == "needs_mapping"


def test_the_refused_rows_of_an_explained_file_may_be_corrected_and_dropped_again(inbox: Inbox) -> None:
    for text in (HEADER + ROWS, ROWS):
        broken = text.replace("03/06/2026", "33/06/2026")
        told(inbox.drop(broken))
        refused = inbox.drop(broken, file="again.csv")
        assert (refused.state, refused.rejected) == ("done", 1)
        corrected = inbox.read(f"reports/acme/{refused.id}/rejected.csv").decode("utf-8-sig")
        fixed = inbox.drop(corrected.replace("33/06/2026", "03/06/2026"), file="rejected.csv")
        assert (fixed.state, fixed.rows_read, fixed.rejected) == ("done", 1, 0)


AMBIGUOUS = "".join(f"R-{n};Ana Ruiz {n};0{n}/05/2026;0{n}/06/2026;1.{n}00;{n}00\n" for n in range(1, 4))


def test_dates_decimals_and_currency_are_as_the_person_says(inbox: Inbox) -> None:
    rows = "".join(f"R-{n};Ana Ruiz {n};0{n}/05/2026;0{n}/06/2026;1.{n}00;1\n" for n in range(1, 4))
    record = inbox.drop(HEADER + rows)
    told(record, date_order="month_first", decimal=".", currency="USD")
    done = go_on("acme", record.id, NOW)
    assert done and (done.state, done.totals) == ("done", {"USD": 360})
    first = whole("ana-ruiz-1").invoices[0]
    assert (first.currency, str(first.issued_on), first.principal_minor) == ("USD", "2026-01-05", 100)


def test_a_list_of_nothing_but_credit_notes_is_read_as_such(inbox: Inbox) -> None:
    record = inbox.drop(HEADER + AMBIGUOUS)
    told(record, every_row="credit_note", decimal=",")
    done = go_on("acme", record.id, NOW)
    assert done and (done.state, done.totals) == ("done", {"MXN": -360000})


def test_the_bar_is_passed_by_clear_names_and_the_report_says_what_was_recognized(inbox: Inbox) -> None:
    record = inbox.drop("Belegnummer;Kunde;Rechnungsdatum;Fällig;Betrag;Offen\n" + ROWS)
    assert (record.state, record.created) == ("done", 5)
    assert record.recognized["total"].column == "Betrag" and record.recognized["total"].confidence >= 80
    assert view_mapping(record, businesses.load("acme"), "es")["state"] == "done"
    corrected = map_columns("acme", record.id, {"columns": COLUMNS}, "user-1", NOW)
    assert corrected.state == "done", "what was imported stays; the next file is read as the person says"
    assert [one.columns for one in businesses.list_mappings("acme", "invoices")] == [COLUMNS]


def test_a_mapping_that_cannot_be_meant_is_refused_with_every_fault(inbox: Inbox) -> None:
    record = inbox.drop(HEADER + ROWS)
    wrong = {
        "columns": {"number": 0, "customer": "zz", "total": 1, "balance": 0, "due_on": 99, "colour": 2},
        "date_order": "year_first", "currency": "XXX", "decimal": 5, "nonsense": True,
    }  # fmt: skip
    with pytest.raises(Faulty) as refused:
        map_columns("acme", record.id, wrong, "user-1", NOW)
    assert {(fault.path, fault.code) for fault in refused.value.faults} == {
        ("columns.customer", "unknown_column"), ("columns.total", "column_does_not_fit"),
        ("columns.balance", "repeated"), ("columns.due_on", "unknown_column"), ("columns.colour", "unknown_field"),
        ("date_order", "bad_value"), ("currency", "unknown_currency"), ("decimal", "not_text"),
        ("nonsense", "unknown_field"),
    }  # fmt: skip
    with pytest.raises(Faulty) as refused:
        map_columns("acme", record.id, {"columns": {"customer": 1}}, "user-1", NOW)
    assert [fault.path for fault in refused.value.faults] == ["columns.number", "columns.total", "columns.issued_on"]
    assert businesses.list_mappings("acme", "invoices") == []
    waiting = businesses.load_import("acme", record.id)
    assert waiting and waiting.state == "needs_mapping"


@pytest.mark.parametrize("raw", [None, [], "x", {}, {"columns": None}, {"columns": []}, {"columns": {"number": True}}])
def test_a_body_of_another_shape_is_refused(inbox: Inbox, raw: Any) -> None:
    record = inbox.drop(HEADER + ROWS)
    with pytest.raises(Faulty):
        map_columns("acme", record.id, raw, "user-1", NOW)


def test_what_needs_no_explanation_or_is_unknown_has_none(inbox: Inbox) -> None:
    plain = inbox.drop("numero;cliente;fecha_vencimiento;total\nF1;Ana;2026-06-01;5\n")
    with pytest.raises(NotFound, match="nothing_to_map"):
        view_mapping(plain, businesses.load("acme"), "es")
    with pytest.raises(NotFound, match="unknown_import"):
        map_columns("acme", "nothing", {}, "user-1", NOW)
    record = inbox.drop(HEADER + ROWS)
    told(record)
    with pytest.raises(Conflict, match="still_running"):
        told(record)


def test_files_that_nobody_could_explain_fail_as_before(inbox: Inbox) -> None:
    for text, code in (("", "empty_file"), ("hola\nmundo\n", "no_header"), ("%PDF-1.7\n", "not_a_table"),
                       ("number,customer_id,due_on\nF-1,C1,2027-01-01\n", "missing_columns"),
                       ("Proveedor;Factura;Fecha;Total\nX;1;2026-11-01;5\n", "purchases_not_sales")):  # fmt: skip
        record = inbox.drop(text)
        assert (record.state, record.reason_code) == ("failed", code)


def test_the_business_hears_what_waits_for_it_and_what_to_do(inbox: Inbox) -> None:
    from chalicelib.store.rows import AccountRow

    inbox.drop(HEADER + ROWS)
    (planned,) = AccountRow.query("acme#", AccountRow.sk.startswith("NOTICE#"))
    report = planned.doc["data"]["report"]
    assert "needs_mapping" in report and "Total de la factura: “ee”" in report


def test_a_mapping_is_kept_whole() -> None:
    mapping = FileMapping(
        "invoices", COLUMNS, 6, ("aa",), {"1": "date"}, "day_first", ",", "USD", "credit_note", "u", NOW
    )
    from chalicelib.store.rows import pack, unpack

    assert unpack(pack(mapping), FileMapping) == mapping


@pytest.mark.parametrize("lang", ["es", "en", "pt"])
def test_everything_a_column_may_be_has_a_name_and_every_reason_a_sentence(lang: str) -> None:
    known = words(lang)
    for kind in RULES:
        assert [field for field in fields_of(kind) if f"mapping.field.{field}" not in known] == []
    codes = {"named", "resembles", "blank", *_SPEAKS.values(), *(code for _, code in _ADDS.values())}
    assert {key.removeprefix("mapping.reason.") for key in known if key.startswith("mapping.reason.")} == codes
