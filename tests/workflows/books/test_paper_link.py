"""The statement that a debtor prints leads back to their page; the business's copy opens nobody's account."""

from datetime import timedelta

import pytest
import zxingcpp
from msgspec.structs import replace

from chalicelib.domain.errors import Refusal
from chalicelib.messages.documents.blocks import Code, Paper
from chalicelib.messages.documents.pdf import pdf
from chalicelib.store import businesses
from chalicelib.workflows.books import paper_link
from chalicelib.workflows.books.view_documents import find_document, own_document
from chalicelib.workflows.portal_session import open_by_token
from chalicelib.workflows.showing.view_timeline import view_timeline
from tests.domain.cases import debtor
from tests.workflows.cases import NOW, created, owing

pytestmark = pytest.mark.usefixtures("cloud")
MARGIN, SCALE = 4, 4


@pytest.fixture(autouse=True)
def somebody_who_owes(cloud: object) -> None:
    created()
    owing()


def printed(who: str = "c1", lang: str = "es") -> Paper:
    return own_document(businesses.load("acme"), who, "statement", lang, None, NOW)


def read(paper: Paper) -> list[str]:
    """What a phone sees in the paper's QR codes."""
    found = []
    for code in (one for one in paper.body if isinstance(one, Code)):
        size = (len(code.modules) + 2 * MARGIN) * SCALE
        gray = bytearray(b"\xff" * size * size)
        for y, row in enumerate(code.modules):
            for x, dark in enumerate(row):
                for line in range(SCALE if dark else 0):
                    start = ((y + MARGIN) * SCALE + line) * size + (x + MARGIN) * SCALE
                    gray[start : start + SCALE] = bytes(SCALE)
        found += [one.text for one in zxingcpp.read_barcodes(memoryview(bytes(gray)).cast("B", shape=[size, size]))]
    return found


@pytest.mark.parametrize("lang", ["es", "en", "pt"])
def test_a_phone_reads_the_link_from_paper_and_it_asks_the_question_first(lang: str) -> None:
    paper = printed(lang=lang)
    (link,) = [one for one in read(paper) if "#t=" in one]

    assert f"/{lang}/#t=" in link
    assert pdf(paper).startswith(b"%PDF")
    opened = open_by_token(link.partition("#t=")[2], NOW, "caller")
    assert (opened.session.debtor, opened.session.state) == ("c1", "verify")
    with pytest.raises(Refusal, match="link_expired"):
        open_by_token(link.partition("#t=")[2], NOW + timedelta(days=8), "caller")


def test_the_businesss_copy_has_no_link() -> None:
    paper = find_document(businesses.load("acme"), "c1", "statement", "es", None, NOW)
    assert not [one for one in read(paper) if "#t=" in one]


def test_where_no_question_guards_the_account_nothing_opens_it_from_paper() -> None:
    businesses.change(replace(businesses.load("acme"), verify="none"))
    assert not [one for one in read(printed()) if "#t=" in one]


def test_whom_no_address_reaches_gets_no_link_that_could_not_be_renewed() -> None:
    owing(who=replace(debtor(tax_id="12345678-5"), id="c2", contacts=()))
    assert not [one for one in read(printed("c2")) if "#t=" in one]


def test_a_link_on_paper_is_no_message_and_a_script_gets_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper_link, "MOST_A_DAY", 1)
    assert [one for one in read(printed()) if "#t=" in one]
    assert not [one for one in read(printed()) if "#t=" in one]
    told = view_timeline(businesses.load("acme"), "c1", "es", NOW)["events"]
    assert not [one for one in told if one["kind"] == "message"]
