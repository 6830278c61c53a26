"""The files bucket: what businesses drop, and the reports we leave beside it."""

import os
from contextlib import closing
from datetime import datetime
from pathlib import Path

import msgspec

from chalicelib.domain.errors import GiveUp
from chalicelib.gateways import aws

_CHUNK = 1 << 20


class FileFacts(msgspec.Struct, frozen=True):
    """What S3 knows of a file without reading it."""

    size: int  # bytes
    etag: str
    version: str
    modified_at: datetime


def head(key: str) -> FileFacts | None:
    """The facts of a file, or None when there is none. Raises TryAgain."""
    try:
        with aws.reaching(_why_refused):
            answer = aws.client("s3").head_object(Bucket=_bucket(), Key=key)
    except GiveUp:
        return None
    etag = answer["ETag"].strip('"')
    return FileFacts(answer["ContentLength"], etag, answer.get("VersionId", ""), answer["LastModified"])


def read(key: str, limit: int, version: str = "") -> bytes:
    """The bytes of a file, of one version when it is named.

    Raises GiveUp("file_missing"), GiveUp("file_too_large") above ``limit`` bytes (without downloading it), TryAgain.
    """
    which = {"VersionId": version} if version else {}
    with aws.reaching(_why_refused):
        answer = aws.client("s3").get_object(Bucket=_bucket(), Key=key, **which)
        with closing(answer["Body"]) as body:
            if answer["ContentLength"] > limit:
                raise GiveUp("file_too_large")
            content: bytes = body.read()
    return content


def fetch(key: str, limit: int, path: Path, version: str = "") -> None:
    """Write a file's bytes to ``path``, a few at a time. Raises as ``read`` does."""
    which = {"VersionId": version} if version else {}
    with aws.reaching(_why_refused):
        answer = aws.client("s3").get_object(Bucket=_bucket(), Key=key, **which)
        with closing(answer["Body"]) as body, path.open("wb") as out:
            if answer["ContentLength"] > limit:
                raise GiveUp("file_too_large")
            for chunk in body.iter_chunks(_CHUNK):
                out.write(chunk)


def send(key: str, path: Path, content_type: str) -> None:
    """Write a whole file from ``path``, a few bytes at a time. Raises TryAgain."""
    with aws.reaching(), path.open("rb") as body:
        aws.client("s3").put_object(Bucket=_bucket(), Key=key, Body=body, ContentType=content_type)


def write(key: str, body: bytes, content_type: str, disposition: str = "") -> None:
    """Write a whole file; the one that was there becomes an older version. Raises TryAgain.

    ``disposition``: what a browser that is given a link to it shall do, and the name under which it may keep it.
    """
    told = {"ContentDisposition": disposition} if disposition else {}
    with aws.reaching():
        aws.client("s3").put_object(Bucket=_bucket(), Key=key, Body=body, ContentType=content_type, **told)


def link(key: str, seconds: int) -> str:
    """A URL by which whoever has it may download the file for ``seconds``: a secret like a password, never logged."""
    url: str = aws.client("s3").generate_presigned_url(
        "get_object", Params={"Bucket": _bucket(), "Key": key}, ExpiresIn=seconds
    )
    return url


def _why_refused(code: str, message: str) -> str | None:
    return "file_missing" if code in {"NoSuchKey", "NoSuchVersion", "404"} else None


def _bucket() -> str:
    return os.environ["FILES_BUCKET"]
