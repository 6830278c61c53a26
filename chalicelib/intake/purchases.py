"""Lists of purchases look like lists of sales. A business that imported its purchases would chase itself."""

from chalicelib.domain.business import Business
from chalicelib.intake.cells import folded
from chalicelib.intake.header import Columns, is_bought
from chalicelib.intake.identity import normalized_tax_id, same_tax_id
from chalicelib.intake.records import UnreadableFile
from chalicelib.intake.survey import ENOUGH_IDS, Survey
from chalicelib.intake.words import PURCHASE


def refuse_purchases(columns: Columns, found: Survey, business: Business) -> None:
    """Raises UnreadableFile ``purchases_not_sales``: the business is always the buyer, or only sellers are named."""
    told = _kinds_told(columns, found)
    if told:
        if told == {PURCHASE}:
            raise UnreadableFile("purchases_not_sales")
        return
    sellers, buyers = found.tax_ids.get("seller_tax_id", frozenset()), found.tax_ids.get("tax_id", frozenset())
    if _always_the_business(sellers, business) or (not business.tax_id and len(sellers) == 1 < len(buyers)):
        return
    if _always_the_business(buyers, business) or is_bought(columns):
        raise UnreadableFile("purchases_not_sales")


def _kinds_told(columns: Columns, found: Survey) -> set[str]:
    """What a named format says of its rows, where it tells purchases from sales; nothing for any other file."""
    words = columns.format.words if columns.format else {}
    return {words[field].get(folded(text), "") for field, texts in found.kinds.items() for text in texts}


def _always_the_business(tax_ids: frozenset[str], business: Business) -> bool:
    own = normalized_tax_id(business.tax_id)
    if not own or not tax_ids or len(tax_ids) > ENOUGH_IDS:
        return False
    return all(same_tax_id(tax_id, own, business.country) for tax_id in tax_ids)
