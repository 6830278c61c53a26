"""The photo or PDF of a payment (or of a dispute): leave to upload it, and a look at what really came."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec.structs import replace

from chalicelib.domain.already_paid.payment_report import PaymentReport, Proof
from chalicelib.domain.already_paid.proofs import LARGEST, TYPES, look
from chalicelib.domain.errors import Conflict, GiveUp, NotFound, Refusal, Unauthorized
from chalicelib.gateways import files, uploads
from chalicelib.gateways.logs import fact
from chalicelib.store import accounts
from chalicelib.store.changes import Changes
from chalicelib.store.keys import account_key
from chalicelib.store.things import load_thing
from chalicelib.workflows.decide_account import again_on_conflict

MOST_PROOFS = 5  # uploads of one report: nobody needs more tries, a script would
LIFE = timedelta(minutes=15)


class Wanted(msgspec.Struct, frozen=True):
    """A file that the page wants to send, as it calls itself: its MIME type and its size in bytes."""

    type: str
    size: int


def with_place(report: PaymentReport, business: str, debtor: str, wanted: Wanted, now: datetime) -> PaymentReport:
    """The report with a place for one file. Raises Refusal."""
    place = new_place(report.id, report.proofs, business, debtor, wanted, now)
    return replace(report, proof=place, proofs=report.proofs + 1)


def new_place(owner: str, count: int, business: str, debtor: str, wanted: Wanted, now: datetime) -> Proof:
    """A place for one more file of a report or a dispute. Raises Refusal: what cannot be used by its own words."""
    if wanted.size > LARGEST:
        raise Refusal("proof_too_large", field="size", most_mb=LARGEST >> 20)
    if wanted.size <= 0:
        raise Refusal("proof_empty", field="size")
    if wanted.type not in TYPES:
        raise Refusal("proof_wrong_type", field="type")
    if count >= MOST_PROOFS:
        raise Conflict("too_many_proofs", most=MOST_PROOFS)
    account = hashlib.sha256(account_key(business, debtor).encode()).hexdigest()[:24]
    return Proof(f"proofs/{business}/{account}/{owner}/{secrets.token_hex(8)}", now + LIFE)


def upload(place: Proof | None, wanted: Wanted) -> dict[str, Any]:
    """What a browser needs to send the file: where to, with which fields, until when."""
    if place is None:
        raise LookupError("no place for a file")
    form = uploads.form(place.key, wanted.type, LARGEST, int(LIFE.total_seconds()))
    return {"url": form.url, "fields": form.fields, "expires_at": place.until, "most_bytes": LARGEST}


def ask_upload(business: str, debtor: str, report_id: str, wanted: Wanted, now: datetime) -> PaymentReport:
    """A place for a first file, or for another one. Raises NotFound, Conflict once the report is decided, Refusal."""

    def once() -> PaymentReport:
        account, report = accounts.load(business, debtor), load_thing(business, debtor, PaymentReport, report_id)
        if account is None:
            raise Unauthorized("no_session")
        if report is None:
            raise NotFound("not_found")
        if report.state != "pending":
            raise Conflict("report_decided")
        placed = with_place(report, business, debtor, wanted, now)
        accounts.save(account, Changes(account.debtor, reports=(placed,)))
        return placed

    return again_on_conflict(once)


def check_upload(business: str, debtor: str, report_id: str) -> PaymentReport:
    """Look at what was sent, by its bytes: kept, or refused and deleted. Looked at once; the report itself stays.

    Raises NotFound, Refusal ``proof_missing`` while nothing came, and the reason of what cannot be kept.
    """
    report = load_thing(business, debtor, PaymentReport, report_id)
    if report is None or report.proof is None:
        raise NotFound("not_found")
    if report.proof.state != "awaited":
        check_told(report.proof)
        return report
    checked, refused = look_at(report.proof)
    report = _keep(business, debtor, report_id, checked)
    if refused:
        uploads.drop(checked.key, checked.version)
        raise refused
    return report


def check_told(proof: Proof) -> None:
    """Raises the refusal of a file that was looked at before."""
    if proof.state == "refused":
        raise Refusal(proof.reason, field="file", most_mb=LARGEST >> 20)


def look_at(proof: Proof) -> tuple[Proof, Refusal | None]:
    """What the bytes are that came, and why they cannot be kept. Raises Conflict ``proof_missing``."""
    found = uploads.arrived(proof.key)
    if found is None:
        raise Conflict("proof_missing", field="file")
    proof = replace(proof, version=found.version, size=found.size)
    try:
        data = files.read(proof.key, LARGEST, found.version)
        told = look(data)
    except GiveUp as refusal:
        if refusal.code == "file_missing":
            raise Conflict("proof_missing", field="file") from None
        return replace(proof, state="refused", reason="proof_too_large"), _too_large()
    except Refusal as refusal:
        return replace(proof, state="refused", reason=refusal.code), refusal
    return replace(proof, state="kept", type=told.type, sha256=hashlib.sha256(data).hexdigest()), None


def _too_large() -> Refusal:
    return Refusal("proof_too_large", field="file", most_mb=LARGEST >> 20)


def _keep(business: str, debtor: str, report_id: str, checked: Proof) -> PaymentReport:
    """Write it down, unless another file was asked for meanwhile: this one is nobody's then."""

    def once() -> PaymentReport:
        account, report = accounts.load(business, debtor), load_thing(business, debtor, PaymentReport, report_id)
        if account is None or report is None:
            raise NotFound("not_found")
        if report.proof is None or report.proof.key != checked.key or report.proof.state != "awaited":
            return report
        told = replace(report, proof=checked)
        accounts.save(account, Changes(account.debtor, reports=(told,)))
        fact("proof_checked", business=business, state=checked.state, reason=checked.reason)
        return told

    return again_on_conflict(once)
