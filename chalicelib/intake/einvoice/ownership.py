"""Whose document it is: one that the business issued, one that it received, or one that is none of its concern."""

from chalicelib.domain.business import Business
from chalicelib.intake.faults import Doubt, Fault, RowRefused
from chalicelib.intake.identity import normalized_tax_id

_CNPJ, _CNPJ_ROOT = 14, 8  # all branches of a Brazilian company share the root
_CHECK_DIGIT = 1  # a NIT comes with or without it


class Ownership:
    """Compares tax ids as their country writes them. A business without a tax id is taken at its word."""

    def __init__(self, business: Business) -> None:
        self._country = business.country
        self._own = normalized_tax_id(business.tax_id)

    def doubts(self, issuer: str, buyer: str, owner: str = "") -> list[Doubt]:
        """``owner``: to whom the debt was assigned. Raises RowRefused for what the business bought.

        What somebody else issued to somebody else is only doubted: a business may sell under several tax ids.
        """
        if not self._own or not issuer or self.is_own(issuer) or self.is_own(owner):
            return []
        if self.is_own(buyer):
            raise RowRefused(Fault("purchases_not_sales"), "tax_id", issuer)
        return [Doubt("not_issued_by_business", "tax_id", issuer)]

    def is_own(self, tax_id: str) -> bool:
        other, own = normalized_tax_id(tax_id), self._own
        if not own or not other:
            return False
        if self._country == "BR" and len(own) == len(other) == _CNPJ:
            return own[:_CNPJ_ROOT] == other[:_CNPJ_ROOT]
        if self._country == "CO" and abs(len(own) - len(other)) == _CHECK_DIGIT:
            return own.startswith(other) or other.startswith(own)
        if self._country == "ES":
            return own.removeprefix("ES") == other.removeprefix("ES")
        return own == other
