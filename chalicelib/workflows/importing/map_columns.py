"""A person says what a file's columns are: it is remembered for every file of that shape, and the import goes on."""

from datetime import datetime
from typing import Any

from msgspec.structs import replace

from chalicelib.domain.errors import Conflict, NotFound
from chalicelib.gateways import queue
from chalicelib.gateways.logs import fact
from chalicelib.intake.mapping.confirm import parse_mapping
from chalicelib.intake.mapping.signature import signature
from chalicelib.store import businesses
from chalicelib.store.businesses import RUNNING, Import
from chalicelib.workflows.importing.keep_proposal import kept_proposal
from chalicelib.workflows.sweep_due import wake_up


def map_columns(business: str, import_id: str, raw: Any, user: str, now: datetime) -> Import:
    """Remember ``raw`` (see ``parse_mapping``) and let the import go on if it waits for it.

    An import that is done stays as it is: what is said then counts for the next file. Raises NotFound, Conflict
    ``still_running``, Faulty.
    """
    record = businesses.load_import(business, import_id)
    if record is None:
        raise NotFound("unknown_import")
    if record.state in RUNNING:
        raise Conflict("still_running")
    mapping = replace(parse_mapping(raw, kept_proposal(record)), confirmed_by=user, confirmed_at=now)
    businesses.save_mapping(business, signature(mapping), mapping)
    fact("columns_mapped", business=business, id=import_id, kind=mapping.kind)
    return queued_again(record, now) if record.state == "needs_mapping" else record


def confirm_snapshot(business: str, import_id: str, now: datetime) -> Import:
    """A person says yes to what a snapshot would settle. Raises NotFound, Refusal."""
    from chalicelib.workflows.importing.import_file import confirm

    return queued_again(confirm(business, import_id), now)


def queued_again(record: Import, now: datetime) -> Import:
    """Let an import that waited for a person go on at once; should the message be lost, the next sweep does it."""
    record = replace(record, state="queued", reason_code="", params={}, finished_at=None)
    businesses.save_import(record, due_at=now)
    queue.send([wake_up(record.business, f"IMPORT#{record.id}")], queue.IMPORT_PARTS)
    return record
