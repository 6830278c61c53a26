"""The papers of an account as its debtor asks for them: their own, as a file behind a link that lives a minute."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from msgspec.structs import replace
from pypdf import PdfReader

from app import app
from chalicelib.domain.business import Pix
from chalicelib.domain.errors import NotFound, Refusal
from chalicelib.domain.links import token_hash
from chalicelib.gateways import qr
from chalicelib.messages.blocks import Facts
from chalicelib.messages.documents.blocks import Code
from chalicelib.store import businesses, sessions
from chalicelib.workflows.books.papers import receipt_of, statement_of
from chalicelib.workflows.books.view_documents import find_document, list_documents, parse_period
from chalicelib.workflows.paying.hear_provider import hear_provider
from chalicelib.workflows.paying.start_payment import find_payment
from tests.domain.cases import DUE, debtor, invoice
from tests.tables import BUCKET, Cloud
from tests.workflows.cases import NOW, SESSION, created, owing, pending, recorded, whole

PAID = "checkout.session.completed.paid"
LATER = NOW + timedelta(minutes=5)
CONTEXT = type("Context", (), {"aws_request_id": "r-1", "function_name": "f", "invoked_function_arn": "arn"})()


@pytest.fixture(autouse=True)
def a_debtor_who_paid(cloud: Cloud) -> None:
    created(tax_id="AAN010101AB1")
    owing(invoice("F1", total_minor=1_000_000), invoice("F2", total_minor=250_050))
    pending()
    hear_provider(recorded(PAID), LATER)


def ask(path: str, token: str = "", **query: str) -> Any:
    """``GET`` as API Gateway asks it; the last part of a path with two is the document's id."""
    base, _, name = path.removeprefix("/api/").partition("/")
    headers = {"cookie": f"__Host-session={token}; session={token}"} if token else {}
    return app(
        {
            "requestContext": {"httpMethod": "GET", "resourcePath": f"/api/{base}" + ("/{document}" if name else "")},
            "headers": headers,
            "multiValueHeaders": {key: [value] for key, value in headers.items()},
            "pathParameters": {"document": name} if name else None,
            "multiValueQueryStringParameters": {key: [value] for key, value in query.items()} or None,
            "body": None,
            "isBase64Encoded": False,
            "stageVariables": None,
        },
        CONTEXT,
    )


@pytest.fixture
def token() -> str:
    """An open session of the debtor, as of now."""
    secret, now = "s" * 43, datetime.now(UTC)
    sessions.save(sessions.Session(token_hash(secret), "acme", "c1", "en", "open", now + timedelta(minutes=30)))
    return secret


def test_the_list_has_the_statement_and_every_receipt(cloud: Cloud) -> None:
    hear_provider(recorded("charge.refunded.part"), LATER)
    told = list_documents(businesses.load("acme"), "c1", "es")
    found = [one for one in told if one["kind"] in {"statement", "payment", "refund"}]
    assert [(one["id"], one["kind"]) for one in found] == [
        ("statement", "statement"), ("receipt-2", "refund"), ("receipt-1", "payment"),
    ]  # fmt: skip
    assert found[2]["amount_text"].replace("\u00a0", " ") == "$ 12,500.50"
    assert found[1]["refers_to"] == found[2]["number"]


@pytest.mark.parametrize("name", ["receipt-2", "receipt-0", "receipt-01", "receipt-x", "../x", "", "statement/1"])
def test_what_is_not_there_is_not_found(name: str) -> None:
    with pytest.raises(NotFound):
        find_document(businesses.load("acme"), "c1", name, "es", None, LATER)


def test_the_figures_of_the_receipts_screen_add_up_and_lead_to_the_paper() -> None:
    shown = find_payment(SESSION, whole().attempts[0].id, LATER)
    figures = [int(re.sub(r"\D", "", line["text"])) for line in shown["lines"]]
    assert sum(figures) == int(re.sub(r"\D", "", shown["amount_text"])) == shown["amount_minor"]
    assert shown["document"] == "receipt-1"
    assert find_document(businesses.load("acme"), "c1", shown["document"], "es", None, LATER).number == shown["receipt"]


def test_another_debtors_receipt_is_not_found() -> None:
    owing(invoice("G1"), who=debtor(id="c2"))
    with pytest.raises(NotFound):
        receipt_of(businesses.load("acme"), "c2", 1, "es")
    with pytest.raises(NotFound):
        statement_of(businesses.load("acme"), "nobody", "es", None, LATER)


def test_a_period_is_checked() -> None:
    first = DUE - timedelta(days=40)
    assert parse_period(None, None, DUE) is None
    assert parse_period(str(first), str(DUE), DUE) == (first, DUE)
    wrong = (
        ("x", None), (None, "2026-02-30"), (str(DUE), str(first)), (None, str(DUE + timedelta(days=1))),
        ("1900-01-01", None),
    )  # fmt: skip
    for since, until in wrong:
        with pytest.raises(Refusal, match="bad_period"):
            parse_period(since, until, DUE)


def test_a_statement_says_how_to_pay_what_is_owed_and_nothing_where_nothing_is() -> None:
    business = businesses.load("acme")
    assert not [one for one in statement_of(business, "c1", "es", None, LATER).body if isinstance(one, Code)]

    hear_provider(recorded("charge.refunded.part"), LATER)
    body = statement_of(business, "c1", "es", None, LATER).body
    (code,) = [one for one in body if isinstance(one, Code)]
    reference = code.words[1]
    assert re.fullmatch(r"P-\w{4}-\w{4}", reference)
    assert code.modules == qr.modules(reference)
    assert ("CLABE", "032180000118359719") in [pair for one in body if isinstance(one, Facts) for pair in one.pairs]


def test_where_pix_is_taken_the_code_pays_what_is_owed() -> None:
    hear_provider(recorded("charge.refunded.part"), LATER)
    business = businesses.load("acme")
    business = replace(business, payment_methods=replace(business.payment_methods, pix=Pix("a@b.co", "Recife")))
    (code,) = [one for one in statement_of(business, "c1", "pt", None, LATER).body if isinstance(one, Code)]
    assert len(code.modules) > len(qr.modules(code.words[1])), "a whole PIX payment is longer than a reference"


def test_a_paper_is_reached_by_a_link_of_a_minute_to_a_place_that_tells_nothing(cloud: Cloud, token: str) -> None:
    answered = ask("/api/documents/receipt-1", token, lang="pt")
    assert answered["statusCode"] == 303
    link = urlsplit(answered["headers"]["Location"])
    assert "X-Amz-Expires=60" in link.query or "Expires=" in link.query
    assert "c1" not in link.path.replace("documents", "")
    stored = cloud.s3.get_object(Bucket=BUCKET, Key=link.path.removeprefix("/").removeprefix(f"{BUCKET}/"))
    assert (stored["ContentType"], stored["ContentDisposition"][:7]) == ("application/pdf", "inline;")
    assert "Recibo de pagamento" in PdfReader(BytesIO(stored["Body"].read())).pages[0].extract_text()

    kept = ask("/api/documents/statement", token, keep="1", **{"from": "2026-01-01", "to": "2026-06-03"})
    place = urlsplit(kept["headers"]["Location"]).path.removeprefix("/").removeprefix(f"{BUCKET}/")
    assert cloud.s3.head_object(Bucket=BUCKET, Key=place)["ContentDisposition"].startswith("attachment;")


def test_nobody_reads_a_paper_without_a_session_nor_one_that_is_not_theirs(token: str) -> None:
    assert ask("/api/documents")["statusCode"] == 401
    assert ask("/api/documents/receipt-1")["statusCode"] == 401
    assert ask("/api/documents/receipt-9", token)["statusCode"] == 404
    assert ask("/api/documents/statement", token, **{"from": "soon"})["statusCode"] == 422
