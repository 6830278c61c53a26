"""Lists of purchases look like lists of sales. A business that imported its purchases would chase itself."""

from chalicelib.domain.business import Business
from chalicelib.intake.header import Columns, is_bought
from chalicelib.intake.identity import normalized_tax_id
from chalicelib.intake.records import UnreadableFile
from chalicelib.intake.survey import Survey

_CHECK_DIGIT = 1  # Colombian files give the NIT with or without it


def refuse_purchases(columns: Columns, found: Survey, business: Business) -> None:
    """Raises UnreadableFile ``purchases_not_sales`` when the business is always the buyer or only sellers are named."""
    if _always_the_business(found.tax_ids.get("seller_tax_id"), business):
        return
    if _always_the_business(found.tax_ids.get("tax_id"), business) or is_bought(columns):
        raise UnreadableFile("purchases_not_sales")


def _always_the_business(tax_ids: frozenset[str] | None, business: Business) -> bool:
    own = normalized_tax_id(business.tax_id)
    return bool(own and tax_ids) and all(_same(tax_id, own, business.country) for tax_id in tax_ids or ())


def _same(one: str, other: str, country: str) -> bool:
    if country == "CO" and abs(len(one) - len(other)) == _CHECK_DIGIT:
        return one.startswith(other) or other.startswith(one)
    return one == other
