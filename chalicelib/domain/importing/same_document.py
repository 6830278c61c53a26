"""Which invoices a document is: by the tax authority's own name for it, else by its number. Pure.

One document may reach us in a list, where it has one name, and as XML, where it has another; and it may be several
invoices, one for each of its installments. Whatever comes first, nobody may owe it twice.
"""

from collections.abc import Iterable, Mapping

import msgspec

from chalicelib.domain.books.ledger import WITHDRAWN
from chalicelib.domain.invoice import Invoice


class Place(msgspec.Struct, frozen=True):
    """Where a row belongs: the invoice it tells of again, or none for a new one; or the code why it is not taken."""

    known: Invoice | None = None
    refused: str = ""
    is_told: bool = False  # what the row says is said by other invoices already


def invoices_of(invoices: Iterable[Invoice], number: str, document_id: str) -> list[Invoice]:
    """The invoices that a document is, the oldest due first. An id decides; a number only where one side has no id."""
    found = list(invoices)
    same = [one for one in found if document_id and one.document_id == document_id]
    if not same:
        same = [one for one in found if number and one.number == number and not (document_id and one.document_id)]
    if not same and not document_id:
        same = [one for one in found if number and one.document_id and one.number.startswith(f"{number}/")]
    return sorted(same, key=lambda one: (one.due_on, one.number))


def place_of(
    invoices: Mapping[str, Invoice], number: str, document_id: str, installment_of: str, replaces: Iterable[str]
) -> Place:
    """``invoices``: by number, settled ones too. ``replaces``: ids of the documents whose place this one takes."""
    known = invoices.get(number)
    if known is not None:
        is_another = bool(known.document_id and document_id and known.document_id != document_id)
        may_take_over = known.document_id in replaces and known.state not in WITHDRAWN
        return Place(refused="number_taken") if is_another and not may_take_over else Place(known)
    same = invoices_of(invoices.values(), installment_of or number, document_id)
    parts = [one for one in same if one.number.startswith(f"{installment_of or number}/")]
    if installment_of:
        is_whole = any(one not in parts and one.state not in WITHDRAWN for one in same)
        return Place(refused="already_whole") if is_whole else Place()
    return Place(is_told=True) if parts or len(same) > 1 else Place(same[0] if same else None)


def unheard_of(principal_minor: int, paid_minor: int, left_minor: int | None, follows_others: bool) -> int:
    """How much of a payment the document's balance does not show yet. ``left_minor``: what is unpaid after it, if told.

    A payment may have reached us another way before its document does, and payments are told of in any order: what the
    business says is left decides, as a balance in its files does. Only payments before this one explain more than it.
    """
    if left_minor is None:
        return min(paid_minor, principal_minor)
    news = max(principal_minor - left_minor, 0)
    return news if follows_others else min(news, paid_minor)
