"""The control surface as outsiders drive it: every route of the contract, on one running product."""

import hashlib
import http.client
import json
import secrets
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

import boto3
import pytest
from botocore.config import Config

from tests.embedded import Embedded
from tests.life.business import Business, new_business, table
from tests.life.client import Run, until

MESSAGE = {
    "id", "headers", "business", "debtor", "channel", "to", "subject", "text", "html", "link", "short_code", "purpose",
    "step", "invoices", "sent_at",
}  # fmt: skip


@pytest.fixture(scope="module")
def run(embedded: Embedded) -> Run:
    return Run(embedded.base_url)


@pytest.fixture
def shop(run: Run) -> Iterator[Business]:
    made = new_business(run, "PE")
    yield made
    made.rest()


def test_a_business_is_created_once_changed_and_found(run: Run, shop: Business) -> None:
    assert run.ask("POST", "/local/businesses", run.get(f"/local/businesses/{shop.id}")).status == 409
    changed = shop.change(name="Otra", policy={"grace_days": 0})
    assert (changed.status, changed.body["name"], changed.body["policy"]["grace_days"]) == (200, "Otra", 0)
    assert run.get(f"/local/businesses/{shop.id}")["sender"] == changed.body["sender"]
    assert run.ask("PUT", "/local/businesses/nobody", {}).status == 404


def test_a_likely_slip_is_kept_and_warned_of(run: Run, shop: Business) -> None:
    def saved(account: str) -> Any:
        return shop.change(payment_methods={"transfer": {"kind": "cci", "account": account}})

    odd = saved("00219300123456789014")
    assert odd.status == 200
    assert odd.body["payment_methods"]["transfer"]["account"] == "00219300123456789014"
    assert [(one["path"], one["code"]) for one in odd.body["warnings"]] == [
        ("payment_methods.transfer.account", "cci_check_digits")
    ]
    assert saved("00219300123456789013").body["warnings"] == []


@pytest.mark.parametrize("raw", [b"not json", b"[]", b'{"id": "X", "policy": {"grace_days": -1}}'])
def test_a_business_of_the_wrong_shape_names_its_faults(run: Run, raw: bytes) -> None:
    refused = run.ask("POST", "/local/businesses", raw=raw)
    assert refused.status == 422 and all(
        {"path", "code", "message"} <= fault.keys() for fault in refused.body["faults"]
    )


@pytest.mark.parametrize("path", ["nobody/payments/a.csv", "{id}/elsewhere/a.csv", "{id}/invoices/a.csv", "{id}/a.csv"])
def test_an_unknown_business_or_folder_is_not_found(run: Run, shop: Business, path: str) -> None:
    assert run.ask("PUT", f"/local/inbox/{path.format(id=shop.id)}", raw=b"x").status == 404


def test_the_import_named_by_an_upload_is_the_one_that_is_listed(run: Run, shop: Business) -> None:
    rows = [shop.invoice("F-1", shop.today()), shop.invoice("F-2", shop.today(), total="cien")]
    found = shop.drop(table(rows), file="año 2026 #1.csv")
    assert (found["file"], found["state"], found["rows_read"], found["created"]) == ("año 2026 #1.csv", "done", 2, 1)
    assert [(row["line"], row["level"]) for row in found["rows"]] == [(3, "rejected")]
    assert {"reason_code", "reason"} <= found["rows"][0].keys()
    rejected = run.ask("GET", f"/local/imports/{shop.id}/{found['id']}/rejected.csv")
    assert rejected.status == 200 and "cien" in rejected.body
    assert run.ask("GET", f"/local/imports/{shop.id}/nothing/rejected.csv").status == 404
    assert run.ask("POST", f"/local/imports/{shop.id}/{found['id']}/confirm").status == 409


def s3(run: Run) -> tuple[Any, str]:
    known = run.get("/local/s3")
    session = boto3.Session(known["access_key"], known["secret_key"], region_name=known["region"])
    config = Config(s3={"addressing_style": "path"})
    return session.client("s3", endpoint_url=known["endpoint"], config=config), known["bucket"]


def test_any_s3_client_starts_an_import_too(run: Run, shop: Business) -> None:
    client, bucket = s3(run)
    body = table([shop.invoice("F-1", shop.today())]).encode()
    client.put_object(Bucket=bucket, Key=f"inbox/{shop.id}/invoices/update/by-s3.csv", Body=body)
    found = until(lambda: [one for one in shop.imports() if one["state"] == "done"], "the import ends")
    assert [(one["file"], one["created"]) for one in found] == [("by-s3.csv", 1)]


def test_a_large_body_arrives_whole_in_parts(run: Run, shop: Business) -> None:
    content = secrets.token_bytes(1 << 20) * 20
    path = f"/local/inbox/{shop.id}/einvoice/large.xml"
    assert run.ask("PUT", path, raw=content).status == 202
    client, bucket = s3(run)
    stored = client.get_object(Bucket=bucket, Key=f"inbox/{shop.id}/einvoice/large.xml")["Body"].read()
    assert hashlib.sha256(stored).digest() == hashlib.sha256(content).digest()


def test_an_upload_that_breaks_off_leaves_nothing(run: Run, shop: Business) -> None:
    where = urlsplit(run.base_url)
    connection = http.client.HTTPConnection(str(where.hostname), where.port)
    connection.putrequest("PUT", f"/local/inbox/{shop.id}/payments/torn.csv")
    connection.putheader("Content-Length", str(64 << 20))
    connection.endheaders(b"x" * (9 << 20))
    connection.close()
    client, bucket = s3(run)
    time.sleep(0.5)
    assert client.list_objects_v2(Bucket=bucket, Prefix=f"inbox/{shop.id}/")["KeyCount"] == 0


def test_accounts_show_what_is_owed(run: Run, shop: Business) -> None:
    due = shop.today() + timedelta(days=20)
    shop.drop_invoices(shop.invoice("F-1", due, "C/1 é"), shop.invoice("F-2", due, "C/1 é", total="50.10"))
    (line,) = run.get(f"/local/accounts/{shop.id}")
    assert line == {
        "debtor": "C/1 é", "name": "María Quispe Rojas", "open_invoices": 2, "balances": {"PEN": 105_010}
    }  # fmt: skip
    account = run.get(f"/local/account/{shop.id}/{quote('C/1 é', safe='')}")
    assert {
        "debtor",
        "invoices",
        "entries",
        "promises",
        "agreements",
        "attempts",
        "notices",
        "due_at",
    } <= account.keys()
    first = account["invoices"][0]
    assert (first["balance_minor"], first["principal_minor"], first["days_overdue"]) == (100_000, 100_000, -20)
    assert sum(entry["amount_minor"] for entry in account["entries"]) == 105_010
    assert account["debtor"]["id"] == "C/1 é" and datetime.fromisoformat(account["due_at"])
    assert run.ask("GET", f"/local/account/{shop.id}/nobody").status == 404
    assert run.ask("GET", "/local/accounts/nobody").status == 404


def test_a_report_is_a_message_to_the_business(run: Run, shop: Business) -> None:
    shop.drop_invoices(shop.invoice("F-1", shop.today() + timedelta(days=20)))
    (report,) = until(lambda: shop.messages(None), "the report")
    assert report.keys() == MESSAGE
    assert (report["purpose"], report["channel"], report["step"]) == ("report", "email", None)
    run.do_what_is_due()
    assert shop.messages(None) == [report]


def test_the_clock_takes_an_instant_that_is_not_behind_it(run: Run) -> None:
    now = run.now()
    assert run.ask("POST", "/local/clock", {"now": (now - timedelta(hours=1)).isoformat()}).status == 409
    refusable: tuple[Any, ...] = ({"now": "tomorrow"}, {"now": "2030-01-01T00:00:00"}, {"now": 5}, {}, [])
    for wrong in refusable:
        refused = run.ask("POST", "/local/clock", wrong)
        assert (refused.status, refused.body["faults"][0]["path"]) == (422, "now")
    assert run.ask("POST", "/local/clock", {"now": now.isoformat()}).status == 200
    assert run.now() - now < timedelta(minutes=1)


def test_the_mailbox_shows_a_message_in_a_frame_without_scripts(run: Run, shop: Business) -> None:
    shop.drop_invoices(shop.invoice("F-1", shop.today() + timedelta(days=20)))
    (report,) = until(lambda: shop.messages(None), "the report")
    listing = run.ask("GET", f"/local/mailbox?business={shop.id}")
    assert listing.status == 200 and report["id"] in listing.body
    one = run.ask("GET", f"/local/mailbox/{report['id']}")
    assert "<iframe" in one.body and " sandbox " in one.body and "<script" not in one.body and "style=" not in one.body
    assert "script-src" not in one.headers["Content-Security-Policy"]
    assert run.ask("GET", f"/local/mailbox/{report['id']}/html").body == report["html"]
    opened = run.ask("POST", f"/local/mailbox/{report['id']}", raw=b"act=opened")
    assert (opened.status, opened.headers["Location"]) == (303, f"/local/mailbox/{report['id']}")


def test_a_file_is_uploaded_by_the_page(run: Run, shop: Business) -> None:
    assert shop.id in run.ask("GET", "/local/upload").body
    content = table([shop.invoice("F-1", shop.today())]).encode() + b"\r\n\r\n\xff\x00"
    fields = [("business", shop.id), ("folder", "invoices/update")]
    parts = b"".join(b'--X\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), value.encode())
                     for name, value in fields)  # fmt: skip
    head = b'--X\r\nContent-Disposition: form-data; name="file"; filename="page.csv"\r\nContent-Type: text/csv\r\n\r\n'
    raw = parts + head + content + b"\r\n--X--\r\n"
    sent = run.ask("POST", "/local/upload", raw=raw, headers={"Content-Type": "multipart/form-data; boundary=X"})
    assert sent.status == 200 and "page.csv" in sent.body
    client, bucket = s3(run)
    assert client.get_object(Bucket=bucket, Key=f"inbox/{shop.id}/invoices/update/page.csv")["Body"].read() == content


def test_the_start_page_links_to_everything(run: Run, shop: Business) -> None:
    page = run.ask("GET", "/local/").body
    assert all(f'href="{path}"' in page for path in ("/local/mailbox", "/local/upload", f"/local/imports/{shop.id}"))
    assert run.ask("GET", "/local/style.css").headers["Content-Type"].startswith("text/css")
    assert json.loads(json.dumps(run.get("/local/stripe"))) == {"webhook_secret": "whsec_embedded_fake"}
    assert run.ask("DELETE", "/local/stripe").status == 405 and run.ask("GET", "/local/nothing").status == 404
