"""``/local/inbox``: puts a file where any S3 client would, however large, and names the import that it starts."""

import hashlib
from collections.abc import Iterator
from itertools import chain
from typing import Any

from infra.local.control.businesses import known
from infra.local.control.web import Refused, Request, Response, Routes, answer
from infra.local.home import ACCESS_KEY, REGION, SECRET_KEY, Home

FOLDERS = ("invoices/update", "invoices/snapshot", "payments", "debtors", "recurring", "rates", "bank", "einvoice")
PART = 8 << 20  # bytes: S3 takes no smaller part but the last, and no more than this is held in memory


def add_routes(routes: Routes, home: Home) -> None:
    routes.add("PUT", "/local/inbox/{business}/{rest*}", lambda request, **names: put(home, request, **names))
    routes.add("GET", "/local/s3", lambda request: answer(connection(home)))


def connection(home: Home) -> dict[str, str]:
    """What any S3 client needs to reach the files bucket. The keys are fake."""
    return {
        "endpoint": home.endpoint_url,
        "region": REGION,
        "bucket": home.outputs["FilesBucket"],
        "access_key": ACCESS_KEY,
        "secret_key": SECRET_KEY,
    }


def put(home: Home, request: Request, business: str, rest: str) -> Response:
    folder, _, file = rest.rpartition("/")
    if folder not in FOLDERS or not file.isprintable() or file in {"", ".", ".."}:
        raise Refused(404, "unknown_folder", f"one of {', '.join(FOLDERS)}, and a file name")
    key = f"inbox/{known(business).id}/{folder}/{file}"
    version = store(home.client("s3"), home.outputs["FilesBucket"], key, parts(request))
    return answer({"import": import_id(key, version)}, 202)


def import_id(key: str, version: str) -> str:
    """The id of the import that a version of a file starts: the same however often its event is delivered."""
    return hashlib.sha256(f"{key}\n{version}".encode()).hexdigest()[:20]


def parts(request: Request) -> Iterator[bytes]:
    """The body in parts of at most ``PART`` bytes. Refuses one that ends before its announced length."""
    left = request.length
    while request.body and left != 0:
        part = request.body.read(PART if left is None else min(PART, left))
        if not part and left is None:
            return
        if not part:
            raise Refused(400, "incomplete_body", "the body ended early")
        left = None if left is None else left - len(part)
        yield part


def store(s3: Any, bucket: str, key: str, body: Iterator[bytes]) -> str:
    """Write the parts as one object; returns its version. Nothing is left when the body breaks off."""
    first = next(body, b"")
    second = next(body, None)
    if second is None:
        return str(s3.put_object(Bucket=bucket, Key=key, Body=first)["VersionId"])
    upload = {"Bucket": bucket, "Key": key}
    upload["UploadId"] = s3.create_multipart_upload(**upload)["UploadId"]
    try:
        sent = [_send(s3, upload, number, part) for number, part in enumerate(chain((first, second), body), 1)]
    except BaseException:
        s3.abort_multipart_upload(**upload)
        raise
    return str(s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": sent})["VersionId"])


def _send(s3: Any, upload: dict[str, str], number: int, part: bytes) -> dict[str, Any]:
    return {"PartNumber": number, "ETag": s3.upload_part(**upload, PartNumber=number, Body=part)["ETag"]}
