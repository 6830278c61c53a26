"""A proposal for a file's columns, kept beside the import's report until a person has looked at it."""

import msgspec
from msgspec.structs import replace

from chalicelib.domain.errors import GiveUp, NotFound
from chalicelib.gateways import files
from chalicelib.intake.mapping.proposal import Proposal
from chalicelib.store.businesses import Import

LARGEST = 4 << 20  # bytes of a proposal: 500 columns with their samples and ten rows take less


def place_of(record: Import) -> str:
    return f"reports/{record.business}/{record.id}/mapping.json"


def keep_proposal(record: Import, proposal: Proposal) -> Import:
    """Write the proposal; returns the record with what it says of each field."""
    files.write(place_of(record), msgspec.json.encode(proposal), "application/json")
    return replace(record, recognized=proposal.recognized())


def kept_proposal(record: Import) -> Proposal:
    """Raises NotFound for an import whose columns were known by name."""
    if not record.recognized and record.state != "needs_mapping":
        raise NotFound("nothing_to_map")
    try:
        return msgspec.json.decode(files.read(place_of(record), LARGEST), type=Proposal)
    except GiveUp:
        raise NotFound("nothing_to_map") from None
