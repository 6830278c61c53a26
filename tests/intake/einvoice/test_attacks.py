"""XML and ZIPs made to hurt are refused in milliseconds and with little memory; broken ones cost only themselves."""

import gc
import io
import time
import tracemalloc
import zipfile
from collections.abc import Iterator

import pytest

from chalicelib.intake.einvoice import archive, xml
from chalicelib.intake.einvoice.xml import XmlRefused, parse
from chalicelib.intake.records import UnreadableFile
from tests.intake.einvoice.samples import attached, cfdi, codes, dte, invoice, read, zipped

LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(1, 9))
BLOWUP = f'<!DOCTYPE a [<!ENTITY a "{"a" * 50_000}">]><a>{"&a;" * 10_000}</a>'
ATTACKS: dict[str, bytes] = {
    "billion laughs": f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l1 "lol">{LAUGHS}]><x>&l9;</x>'.encode(),
    "quadratic blowup": BLOWUP.encode(),
    "a file of the machine": b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>',
    "a page of the net": b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x/>',
    "parameter entities": b'<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/">%p;]><x/>',
    "a harmless doctype": b"<?xml version='1.0'?><!-- c --><!DOCTYPE Comprobante><Comprobante/>",
    "a doctype in UTF-16": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'.encode("utf-16"),
    "a hundred thousand levels": b"<a>" * 100_000 + b"</a>" * 100_000,
    "levels where nobody looks": b"<a><Signature>" + b"<b>" * 100_000,
    "half a million elements": b"<a>" + b"<b/>" * 500_000 + b"</a>",
    "half a million attributes": b"<a " + b" ".join(b'a%d=""' % n for n in range(500_000)) + b"/>",
    "three hundred attributes": b"<a " + b" ".join(b'a%d=""' % n for n in range(300)) + b"/>",
    "a name without an end": b"<" + b"a" * 5_000_000,
    "an attribute without an end": b'<a b="' + b"x" * 5_000_000,
    "a comment without an end": b"<a><!-- " + b"x" * 5_000_000,
}


@pytest.fixture
def frugal() -> Iterator[None]:
    """Fails when what happens within takes long, or more than a few megabytes beside the file itself."""
    gc.collect()
    tracemalloc.start()
    started = time.process_time()
    yield
    seconds = time.process_time() - started
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert seconds < 2, "tracing makes this ten times slower than it is"
    assert peak < 40_000_000


@pytest.mark.usefixtures("frugal")
@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_refused_at_once(name: str) -> None:
    with pytest.raises(XmlRefused) as caught:
        parse(ATTACKS[name])
    assert caught.value.code == "unsafe_xml"


@pytest.mark.usefixtures("frugal")
def test_an_attack_within_a_container_is_refused_too() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(attached(f"<![CDATA[{BLOWUP}]]>"), "CO")
    assert caught.value.code == "unsafe_xml"


def test_containers_within_containers_are_not_opened_forever() -> None:
    inner = attached(attached("<Invoice/>").replace("<", "&lt;"))
    with pytest.raises(UnreadableFile) as caught:
        read(inner, "CO")
    assert caught.value.code == "unknown_document"


@pytest.mark.parametrize(
    "body",
    [
        b"hello",
        b"<a><b></a>",
        b"<a>",
        b"<a>&undefined;</a>",
        b"<a/><b/>",
        b"\xff\xfe\x00\x00",
        b"%PDF-1.7",
        b"<Signature/>",
    ],
)
def test_what_is_no_whole_xml_is_refused(body: bytes) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(body)
    assert caught.value.code == "bad_xml"
    assert caught.value.params["column"] == "x.xml"


def test_a_document_cut_in_half_is_refused() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(cfdi()[:-40])
    assert caught.value.code == "bad_xml"


def test_another_xml_is_not_taken_for_an_invoice() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read("<rss><channel/></rss>")
    assert caught.value.code == "unknown_document"


def test_an_xml_of_many_megabytes_is_refused_unread() -> None:
    with pytest.raises(XmlRefused) as caught:
        parse(b"<a>" + b" " * xml.INVOICE.bytes)
    assert caught.value.code == "xml_too_big"


@pytest.mark.parametrize(
    ("encoding", "declaration"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("latin-1", "ISO-8859-1"),
        ("cp1252", "windows-1252"),
        ("iso-8859-15", "ISO-8859-15"),
        ("utf-16", "UTF-16"),
        ("cp1252", "UTF-8"),  # wrong, and met every day
        ("utf-8", "ISO-8859-1"),
        ("utf-8", "UTF-16"),
    ],
)
def test_the_bytes_decide_the_encoding_and_not_their_declaration(encoding: str, declaration: str) -> None:
    body = f'<?xml version="1.0" encoding="{declaration}"?>{dte()}'.encode(encoding)
    assert invoice(body, "CL").customer == "Ñandú SpA"


def test_blanks_around_a_document_do_no_harm() -> None:
    assert invoice(b"\r\n " + cfdi().encode() + b"\n\x00\x00", "MX").number == "A123"


def test_processing_instructions_and_schema_locations_fetch_nothing() -> None:
    body = cfdi().replace("?>", '?><?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?>', 1)
    assert invoice(body.replace("<cfdi:C", "<cfdi:C", 1), "MX").number == "A123"


def test_a_bomb_is_known_by_its_ratio_before_it_opens() -> None:
    data = zipped(("a.xml", cfdi()), ("b.xml", b"<a>" + b" " * 8_000_000))
    with pytest.raises(UnreadableFile) as caught:
        read(data)
    assert caught.value.code == "zip_too_big"


def test_a_bomb_that_lies_about_its_size_is_a_broken_member() -> None:
    data = zipped(("b.xml", b"<a>" + b" " * 8_000_000))
    lying = data.replace((8_000_003).to_bytes(4, "little"), (1_000).to_bytes(4, "little"))
    assert codes(read(lying)) == [(1, "rejected", "corrupt_member")]


def test_all_that_a_zip_holds_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_UNPACKED", 1_500)
    with pytest.raises(UnreadableFile) as caught:
        read(zipped(("a.xml", cfdi()), ("b.xml", cfdi()), ("c.xml", cfdi())))
    assert caught.value.code == "zip_too_big"


def test_too_many_members_are_refused_before_they_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_DOCUMENTS", 100)
    inner = zipped(*((f"{n}.xml", "<a/>") for n in range(60)))
    for data in (zipped(*((f"{n}.xml", "") for n in range(101))), zipped(("a.zip", inner), ("b.zip", inner))):
        with pytest.raises(UnreadableFile) as caught:
            read(data)
        assert caught.value.code == "too_many_documents"
        assert caught.value.params == {"limit": "100"}


def test_ten_thousand_small_documents_are_no_attack() -> None:
    many = read(zipped(*((f"{n}.xml", dte(folio=str(n))) for n in range(1, 10_001))), "CL")
    assert (many.rows_read, len(many.rows), many.rejected) == (10_000, 10_000, 0)


@pytest.mark.parametrize("name", ["../../etc/passwd.xml", "/abs.xml", "C:\\x.xml", "a/b/ñ.xml", "=cmd|x.xml"])
def test_names_that_climb_are_only_names(name: str) -> None:
    reading = read(zipped((name, "<rss/>"), ("ok.xml", cfdi())))
    assert codes(reading) == [(1, "rejected", "unknown_document")]
    assert [line.cells for line in reading.refused] == [(name,)]
    assert len(reading.rows) == 1


def test_a_damaged_member_costs_only_itself() -> None:
    data = bytearray(zipped(("a.xml", cfdi()), ("b.xml", cfdi(folio="9", uuid=""))))
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        at = opened.getinfo("a.xml").header_offset + 30 + len("a.xml")
    data[at + 20 : at + 40] = b"\x00" * 20
    reading = read(bytes(data))
    assert codes(reading) == [(1, "rejected", "corrupt_member")]
    assert [row.number for row in reading.invoices()] == ["A9"]


def test_a_zip_that_is_none_is_refused() -> None:
    for data in (b"PK\x03\x04" + b"\x00" * 100, zipped(("a.xml", cfdi()))[:-30]):
        with pytest.raises(UnreadableFile) as caught:
            read(data)
        assert caught.value.code == "corrupt_zip"


def test_a_member_with_a_password_or_an_odd_compression_is_refused_alone() -> None:
    data = bytearray(zipped(("a.xml", cfdi()), ("b.xml", cfdi(folio="9", uuid=""))))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    assert codes(read(bytes(data))) == [(1, "rejected", "encrypted_file")]
    data[at + 8] &= 0xFE
    data[at + 10] = 12
    assert codes(read(bytes(data))) == [(1, "rejected", "corrupt_member")]


def test_zips_within_a_zip_open_once_and_no_deeper() -> None:
    deep = zipped(("deep.zip", zipped(("x.xml", cfdi(folio="2", uuid="")))), ("y.xml", cfdi()))
    reading = read(zipped(("in.zip", deep)))
    assert codes(reading) == [(1, "rejected", "nested_zip")]
    assert [row.number for row in reading.invoices()] == ["A123"]
    broken = read(zipped(("in.zip", b"PK\x03\x04broken"), ("y.xml", cfdi())))
    assert codes(broken) == [(1, "rejected", "corrupt_member")]
