"""A script in every text field that a debtor or a business may fill: kept as it is, shown as text, run nowhere."""

from datetime import timedelta

import pytest

from chalicelib.gateways import email
from chalicelib.messages.documents.pdf import pdf
from chalicelib.messages.lite import lite_account
from chalicelib.store import businesses, notices
from chalicelib.store.rows import AccountRow
from chalicelib.workflows.agreeing.plan_paper import agreement_of
from chalicelib.workflows.contact.deliver import deliver
from chalicelib.workflows.showing.view_lite import view_lite
from tests.domain.cases import DUE, invoice
from tests.tables import Cloud
from tests.workflows import console
from tests.workflows.agreed import Post, quote, sign
from tests.workflows.cases import NOW, created, owing
from tests.workflows.portal import ask, signed_in

BAD = '<script>alert(1)</script><img src=x onerror="alert(2)">\x00\u202e\x07{name} %s'


@pytest.fixture
def post(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Post:
    return Post(monkeypatch)


@pytest.fixture
def pages(post: Post, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The HTML of everything that leaves by e-mail, to the debtor and to the business."""
    monkeypatch.setenv("CONSOLE_CLIENT_ID", console.CLIENT)
    found: list[str] = []
    created()
    owing(invoice("F1", DUE - timedelta(days=9)), invoice("F2", DUE - timedelta(days=2)), due_at=NOW)
    signed_in()

    def send(_key: str, _purpose: str, _from: object, _to: str, _subject: str, text: str, html: str, *_: object) -> str:
        found.extend((html, text))
        return f"m-{len(found)}"

    monkeypatch.setattr(email, "send", send)
    return found


def deliver_all() -> None:
    for row in list(AccountRow.scan()):
        notice = notices.load(row.pk, row.sk.removeprefix("NOTICE#")) if row.sk.startswith("NOTICE#") else None
        if notice and notice.state == "planned":
            deliver(row.pk, notice, NOW)


def test_words_stay_words(post: Post, pages: list[str]) -> None:
    body = {"debt_id": "F1", "reason": "other", "text": BAD}
    status, opened = ask("POST", "disputes", body=body, headers={"idempotency-key": "k-0"})
    assert (status, opened["messages"][0]["text"]) == (201, BAD)
    proposed = quote(parts=12, first_on="2026-06-20", ask_person=True, note=BAD, debt_ids=["F2"])
    key = {"idempotency-key": "k-1"}
    path = "accounts/{debtor}/agreements/{plan}/refuse"
    assert console.ask("POST", path, body={"reason": BAD}, headers=key, debtor="c1", plan=proposed["id"])[0] == 200
    assert ask("POST", "extensions", body={"debt_ids": ["F2"], "until": "2026-09-01", "note": BAD})[0] == 201
    deliver_all()
    plan = quote(parts=2, first_on="2026-06-20", debt_ids=["F2"])
    assert sign(post, plan, name=BAD)[0] == 200
    deliver_all()
    assert pdf(agreement_of(businesses.load("acme"), "c1", plan["id"])).startswith(b"%PDF")

    told = [page for page in pages if "alert(1)" in page]
    assert len(told) >= 4, "the business reads the claim, the debtor the refusal"
    assert all("<script>" not in page and "<img src=x" not in page for page in pages[::2])
    assert all("\x00" not in page and "\u202e" not in page for page in pages)
    page = lite_account("es", view_lite(signed_in(), "es", NOW))
    assert "alert(1)" in page and "<script>" not in page and "<img src=x" not in page
