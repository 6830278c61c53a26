"""The file that came with a dispute: looked at by its bytes, kept, or refused and deleted. The dispute itself stays."""

from datetime import datetime

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.already_paid.payment_report import Proof
from chalicelib.domain.business import Business
from chalicelib.domain.complaints.dispute import Dispute
from chalicelib.domain.complaints.dispute_ends import Settled
from chalicelib.domain.errors import NotFound
from chalicelib.gateways import uploads
from chalicelib.gateways.logs import fact
from chalicelib.store.things import load_thing
from chalicelib.workflows.already_paid.attach_proof import check_told, look_at
from chalicelib.workflows.complaints.dispute_invoice import change


def check_dispute_file(business: Business, debtor: str, dispute: str, now: datetime) -> Dispute:
    """Raises NotFound, Refusal ``proof_missing`` while nothing came, and the reason of what cannot be kept."""
    found = load_thing(business.id, debtor, Dispute, dispute)
    if found is None or found.file is None:
        raise NotFound("not_found")
    if found.file.state != "awaited":
        check_told(found.file)
        return found
    checked, refused = look_at(found.file)
    _, kept = change(business, debtor, dispute, lambda account, one: _kept(account, one, checked), now)
    fact("proof_checked", business=business.id, state=checked.state, reason=checked.reason)
    if refused:
        uploads.drop(checked.key, checked.version)
        raise refused
    return kept


def _kept(account: Account, dispute: Dispute, checked: Proof) -> Settled:
    """Unless another file was asked for meanwhile: this one is nobody's then."""
    place = dispute.file
    is_same = place is not None and place.key == checked.key and place.state == "awaited"
    return Settled(replace(dispute, file=checked) if is_same else dispute)
