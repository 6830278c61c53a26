"""Files that a browser sends straight to the bucket: a signed form for one key, and what becomes of what arrived."""

import os

import msgspec

from chalicelib.domain.errors import GiveUp
from chalicelib.gateways import aws
from chalicelib.gateways.files import FileFacts

_NOT_THERE = frozenset({"404", "NoSuchKey", "403", "AccessDenied"})


class Form(msgspec.Struct, frozen=True):
    """Where and with which fields to post; the file goes last, as ``file``. A secret while it lives: never logged."""

    url: str
    fields: dict[str, str]


def form(key: str, content_type: str, largest: int, seconds: int) -> Form:
    """Leave to write one file of at most ``largest`` bytes and this type to this very key, encrypted, for ``seconds``.

    Amazon S3 itself refuses everything else (POST policy, signature version 4).
    """
    fixed = {
        "Content-Type": content_type,
        "Content-Disposition": "attachment",  # whoever opens it saves it: it never runs in a page of the bucket's
        "x-amz-server-side-encryption": "AES256",
        "success_action_status": "201",
    }
    signed = aws.client("s3").generate_presigned_post(
        Bucket=_bucket(),
        Key=key,
        Fields=dict(fixed),
        Conditions=[*({name: value} for name, value in fixed.items()), ["content-length-range", 1, largest]],
        ExpiresIn=seconds,
    )
    return Form(signed["url"].rstrip("/") + "/", dict(signed["fields"]))


def arrived(key: str) -> FileFacts | None:
    """The facts of what was sent; None while nothing came. Raises TryAgain.

    Whoever may not list a bucket is told "forbidden" of what is not there; and nobody else's keys are asked for here.
    """
    try:
        with aws.reaching(lambda code, message: "file_missing" if code in _NOT_THERE else None):
            answer = aws.client("s3").head_object(Bucket=_bucket(), Key=key)
    except GiveUp:
        return None
    version = answer.get("VersionId", "")
    return FileFacts(answer["ContentLength"], answer["ETag"].strip('"'), version, answer["LastModified"])


def drop(key: str, version: str = "") -> None:
    """Delete what was sent, for good where its version is named. Raises TryAgain."""
    which = {"VersionId": version} if version else {}
    with aws.reaching():
        aws.client("s3").delete_object(Bucket=_bucket(), Key=key, **which)


def save_link(key: str, version: str, content_type: str, name: str, seconds: int) -> str:
    """A URL that saves the file and never shows it: a secret like a password, never logged."""
    asked = {
        "Bucket": _bucket(),
        "Key": key,
        "ResponseContentType": content_type,
        "ResponseContentDisposition": f'attachment; filename="{name}"',
        "ResponseCacheControl": "no-store",
    }
    if version:
        asked["VersionId"] = version
    url: str = aws.client("s3").generate_presigned_url("get_object", Params=asked, ExpiresIn=seconds)
    return url


def _bucket() -> str:
    return os.environ["FILES_BUCKET"]
