"""The files bucket: facts, bytes up to a limit, and what a missing file is."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from botocore.response import StreamingBody
from botocore.stub import Stubber

from chalicelib.domain.errors import GiveUp, TryAgain
from chalicelib.gateways import aws, files

KEY = "inbox/ferreteria/invoices/update/noviembre.csv"

Stub = Callable[[str], Stubber]


@pytest.fixture(autouse=True)
def bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FILES_BUCKET", "files")


def body(content: bytes) -> dict[str, Any]:
    return {"Body": StreamingBody(BytesIO(content), len(content)), "ContentLength": len(content)}


def test_the_facts_of_a_file_are_known_without_reading_it(stub: Stub) -> None:
    at = datetime(2026, 11, 22, 13, tzinfo=UTC)
    answer = {"ContentLength": 12, "ETag": '"abc"', "VersionId": "v1", "LastModified": at}
    stub("s3").add_response("head_object", answer, {"Bucket": "files", "Key": KEY})

    assert files.head(KEY) == files.FileFacts(12, "abc", "v1", at)


def test_a_link_names_the_buckets_own_region(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "AWS_REGION": "sa-east-1",
        "AWS_DEFAULT_REGION": "sa-east-1",
        "AWS_ACCESS_KEY_ID": "fake",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "fake")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    aws.client.cache_clear()
    aws._session.cache_clear()
    try:
        assert files.link(KEY, seconds=60).startswith("https://files.s3.sa-east-1.amazonaws.com/inbox/")
    finally:
        aws.client.cache_clear()
        aws._session.cache_clear()


def test_a_file_that_is_not_there_has_no_facts(stub: Stub) -> None:
    stub("s3").add_client_error("head_object", "404", "Not Found", http_status_code=404)

    assert files.head(KEY) is None


def test_a_file_is_read_whole_and_in_the_version_that_was_announced(stub: Stub) -> None:
    expected = {"Bucket": "files", "Key": KEY, "VersionId": "v1"}
    stub("s3").add_response("get_object", body(b"numero;total"), expected)

    assert files.read(KEY, limit=12, version="v1") == b"numero;total"


def test_a_file_above_the_limit_is_not_downloaded(stub: Stub) -> None:
    answer = body(b"numero;total")
    stub("s3").add_response("get_object", answer)

    with pytest.raises(GiveUp) as refusal:
        files.read(KEY, limit=11)
    assert refusal.value.code == "file_too_large"
    assert answer["Body"]._raw_stream.closed


def test_reading_a_file_that_is_not_there_gives_up(stub: Stub) -> None:
    stub("s3").add_client_error("get_object", "NoSuchKey", http_status_code=404)

    with pytest.raises(GiveUp) as refusal:
        files.read(KEY, limit=100)
    assert refusal.value.code == "file_missing"


def test_a_download_that_stops_in_the_middle_is_tried_again(stub: Stub) -> None:
    stub("s3").add_response("get_object", {"Body": StreamingBody(BytesIO(b"num"), 12), "ContentLength": 12})

    with pytest.raises(TryAgain):
        files.read(KEY, limit=100)


def test_a_file_is_written_with_its_type(stub: Stub) -> None:
    expected = {"Bucket": "files", "Key": "reports/x/1/report.json", "Body": b"{}", "ContentType": "application/json"}
    stub("s3").add_response("put_object", {}, expected)

    files.write("reports/x/1/report.json", b"{}", "application/json")


def test_a_link_to_a_file_ends() -> None:
    url = files.link("reports/x/1/rejected.csv", seconds=60)

    assert "/reports/x/1/rejected.csv?" in url
    assert "X-Amz-Expires=60" in url


def test_a_file_is_fetched_to_disk_in_the_version_that_was_announced(stub: Stub, tmp_path: Path) -> None:
    stub("s3").add_response("get_object", body(b"numero;total"), {"Bucket": "files", "Key": KEY, "VersionId": "v1"})

    files.fetch(KEY, 12, tmp_path / "file", "v1")
    assert (tmp_path / "file").read_bytes() == b"numero;total"


@pytest.mark.parametrize("fault", ["file_missing", "file_too_large"])
def test_a_file_that_may_not_or_cannot_be_fetched_gives_up(stub: Stub, tmp_path: Path, fault: str) -> None:
    if fault == "file_missing":
        stub("s3").add_client_error("get_object", "NoSuchKey", http_status_code=404)
    else:
        stub("s3").add_response("get_object", body(b"numero;total"))

    with pytest.raises(GiveUp) as refusal:
        files.fetch(KEY, 11, tmp_path / "file")
    assert refusal.value.code == fault


def test_a_fetch_that_stops_in_the_middle_is_tried_again(stub: Stub, tmp_path: Path) -> None:
    stub("s3").add_response("get_object", {"Body": StreamingBody(BytesIO(b"num"), 12), "ContentLength": 12})

    with pytest.raises(TryAgain):
        files.fetch(KEY, 100, tmp_path / "file")
