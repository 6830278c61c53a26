"""Files of which nothing can be used: each says why, quickly, and what to do."""

import io
import random
import struct
import time
import zipfile

import pytest
import xlsxwriter

from chalicelib.intake import limits
from chalicelib.intake.records import UnreadableFile
from chalicelib.intake.table import check_size
from chalicelib.intake.zip_safety import check_workbook
from tests.intake.files import SHARED, failure, read, refusals, template, workbook


@pytest.mark.parametrize("data", [b"", b"   \n\r\n\t", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n \n", b"\xff\xfe"])
def test_an_empty_file_says_so(data: bytes) -> None:
    assert failure(data).code in {"empty_file", "no_header"}
    assert failure(data.strip()).code == "empty_file"


def noise(size: int) -> bytes:
    return random.Random(1).randbytes(size)


@pytest.mark.parametrize(
    "data",
    [noise(5000), b"\x89PNG\r\n\x1a\n" + noise(2000), b"%PDF-1.7\n" + b"text " * 50, b"\x00" * 1000,
     b"\x7fELF" + bytes(range(32)) * 9, b'<?xml version="1.0"?><Invoice/>',
     b"<html><body><p>Error 500</p></body></html>", noise(4096).replace(b"\x00", b"")],
    ids=["noise", "picture", "pdf", "zeros", "program", "xml", "page", "noise without zeros"],
)  # fmt: skip
def test_what_is_no_table_says_so(data: bytes) -> None:
    assert failure(data).code == "not_a_table"


def test_text_without_a_header_says_so() -> None:
    assert failure("hola\nmundo\n").code == "no_header"
    assert failure("1;2;3\n4;5;6\n").params == {"lines": "30"}
    assert failure("x" * 1_000_000).code == "no_header"


def test_missing_columns_are_named_as_in_the_template_of_the_business() -> None:
    refused = failure("numero;cliente;correo\n1;Ana;a@b.example\n")
    assert refused.code == "missing_columns"
    assert refused.params == {"found": "numero, cliente, correo", "missing": "total, fecha_emision/fecha_vencimiento"}


def test_a_file_beyond_the_limit_is_refused_by_its_size_alone() -> None:
    with pytest.raises(UnreadableFile) as caught:
        check_size(200 * 1024 * 1024)
    assert (caught.value.code, caught.value.params) == ("file_too_large", {"limit_mb": "190"})


def test_too_many_rows_and_columns_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.intake.survey.MAX_ROWS", 3)
    rows = "".join(f"{number};Ana;2026-12-01;5\n" for number in range(4))
    refused = failure("numero;cliente;fecha_vencimiento;total\n" + rows)
    assert (refused.code, refused.params) == ("too_many_rows", {"limit": "3"})
    assert failure(";".join(["x"] * (limits.MAX_COLUMNS + 1)) + "\n").code == "too_many_columns"


@pytest.mark.parametrize(
    "text",
    [
        (
            "Nro;Tipo Doc;Tipo Compra;RUT Proveedor;Razon Social;Folio;Fecha Docto;Monto Total\n"
            "1;33;Del Giro;76086428-5;X;5;01/11/2026;100\n"
        ),
        "Vendor,Bill Number,Date,Total\nX,1,2026-11-01,5\n",
        "Proveedor;Factura;Fecha;Total\nX;1;2026-11-01;5\n",
    ],
)
def test_lists_of_purchases_are_refused_by_their_columns(text: str) -> None:
    assert failure(text, country="CL").code == "purchases_not_sales"


SAT = "Uuid~RfcEmisor~NombreEmisor~RfcReceptor~NombreReceptor~FechaEmision~Monto~EfectoComprobante~Estatus\n"


def test_a_list_in_which_the_business_always_is_the_buyer_is_refused() -> None:
    bought = (
        f"{SAT}u1~AAA010101AAA~X~ACM010101ABC~ACME~2026-11-01~5~I~1\n"
        "u2~BBB010101BBB~Y~acm-010101-abc~ACME~2026-11-01~5~I~1\n"
    )
    assert failure(bought, country="MX", tax_id="ACM010101ABC").code == "purchases_not_sales"


def test_a_list_in_which_the_business_is_the_seller_is_read() -> None:
    sold = SAT + "u1~ACM010101ABC~ACME~XAXX010101000~Ana~2026-11-01~5~I~1\n"
    assert read(sold, "MX", tax_id="ACM010101ABC").rows_read == 1


def test_one_sale_to_itself_is_no_list_of_purchases() -> None:
    text = template(documento="76.086.428-5") + "F2;Ana;2026-12-01;5;12.531.909-2\n"
    assert read(text, "CL", tax_id="76086428-5").rows_read == 2


def test_a_damaged_workbook_says_so() -> None:
    good = workbook(["numero", "cliente", "vencimiento", "total"], ["1", "Ana", "2026-12-01", 5])
    for data in (good[:-200], good[:40], b"PK\x03\x04" + noise(500), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + noise(4000)):
        assert failure(data).code == "corrupt_workbook"
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as package:
        package.writestr("photo.jpg", "hello")
    assert failure(other.getvalue()).code == "not_a_table"


def test_a_workbook_with_a_password_says_so() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + "EncryptedPackage".encode("utf-16-le") + bytes(1000)
    assert failure(ole).code == "encrypted_file"


def bomb(megabytes: int) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package,
        package.open("xl/workbook.xml", "w") as part,
    ):
        for _ in range(megabytes):
            part.write(bytes(1 << 20))
    return out.getvalue()


def test_a_zip_bomb_is_refused_without_being_unpacked() -> None:
    data = bomb(20)
    started = time.process_time()
    with pytest.raises(UnreadableFile) as caught:
        check_workbook(data, limit=10 << 20)
    assert caught.value.code == "workbook_too_big"
    assert time.process_time() - started < 1


def test_a_zip_that_lies_about_its_size_is_found_out() -> None:
    data = bytearray(bomb(20))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 1000)
    with pytest.raises(UnreadableFile) as caught:
        check_workbook(bytes(data), limit=10 << 20)
    assert caught.value.code == "workbook_too_big"


def test_two_cells_at_opposite_corners_are_refused_before_they_fill_the_memory() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        page.write(0, 0, "numero")
        page.write(1_000_000, 16_000, "x")
    assert failure(out.getvalue()).code == "workbook_too_big"


def test_a_header_without_rows_is_an_empty_reading_not_a_failure() -> None:
    reading = read("numero;cliente;fecha_vencimiento;total\n")
    assert (reading.rows, reading.rows_read, reading.rejected) == ([], 0, 0)


def test_the_public_corpora_of_broken_files_never_break_us() -> None:
    folder = SHARED / "csv"
    if not folder.exists():
        pytest.skip("the CSV corpora (shared/data/csv) are not beside this checkout")
    for path in folder.rglob("*"):
        if path.is_file():
            assert failure(path.read_bytes()).code in {"no_header", "missing_columns", "empty_file"}, path.name


def test_any_bytes_are_read_or_refused_never_a_crash() -> None:
    chance = random.Random(5)
    good = template(correo="a@b.example").encode() * 3
    for _ in range(300):
        data = bytearray(good)
        for _ in range(chance.randrange(1, 30)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            reading = read(bytes(data))
        except UnreadableFile:
            continue
        assert reading.rows_read == reading.rows_used + reading.rejected
        assert len(refusals(reading)) == reading.rejected
