"""Who a document is about: the debtor as any file names them, or nobody in particular."""

from chalicelib.domain.business import Business
from chalicelib.intake.cells import folded, optional
from chalicelib.intake.einvoice.found import Buyer
from chalicelib.intake.faults import Fault, RowRefused
from chalicelib.intake.identity import normalized_tax_id
from chalicelib.intake.parties import Parties, Party, party_of

UNNAMED = Party("", "", "", "", "", "", "", "", "")
# Ids that tax authorities give to buyers without one. They are many people: only their names tell them apart.
_NOBODYS_IDS = frozenset(
    "XAXX010101000 XEXX010101000 666666666 555555555 444444446 222222222222 2222222222 9999999999999 00000000 0".split()
)
_NOBODYS_NAMES = frozenset(
    {
        "publico en general", "publico general", "consumidor final", "cliente general", "clientes varios", "varios",
        "cliente varios", "cliente generico", "clientes", "cliente contado", "consumidor nao identificado", "",
    }
)  # fmt: skip


class Buyers:
    """The parties of one file's documents, remembered from one to the next."""

    def __init__(self, business: Business) -> None:
        self._parties = Parties(business)

    def party(self, buyer: Buyer) -> Party:
        """Raises RowRefused, also when the document names nobody at all."""
        tax_id = "" if _is_anybodys(buyer) else buyer.tax_id
        cells = ("", buyer.name, tax_id, buyer.type, buyer.email, buyer.phone, "", "")
        party = party_of(self._parties[cells])
        if not party.debtor:
            raise RowRefused(Fault("missing_customer"), "customer")
        return party


def is_nobody(buyer: Buyer) -> bool:
    """A sale to the public at large: there is nobody to write to."""
    has_no_id = not optional(buyer.tax_id) or _is_anybodys(buyer)
    return has_no_id and folded(optional(buyer.name)) in _NOBODYS_NAMES and bool(buyer.tax_id or buyer.name)


def _is_anybodys(buyer: Buyer) -> bool:
    return normalized_tax_id(buyer.tax_id) in _NOBODYS_IDS
