"""Who a row is about: the customer id verbatim, else the normalized tax id, else a slug of the name (contract)."""

import re
import unicodedata

_APART = re.compile(r"[\W_]+")


def debtor_id(customer_id: str, tax_id: str, name: str) -> str:
    """The debtor's id within the business, or "" when the row names nobody."""
    return customer_id.strip() or normalized_tax_id(tax_id) or slug(name)


def normalized_tax_id(tax_id: str) -> str:
    """Letters and digits only, upper case: ``12.345.678-k`` and ``12345678-K`` are one person."""
    return _APART.sub("", tax_id).upper()


def same_tax_id(one: str, other: str, country: str) -> bool:
    """Normalized ids of one party: Colombian files give the NIT with or without its check digit."""
    if country == "CO" and abs(len(one) - len(other)) == 1:
        return one.startswith(other) or other.startswith(one)
    return one == other


def slug(name: str) -> str:
    """``Ñandú y Cía. S.A.`` → ``nandu-y-cia-s-a``. Letters of other scripts stay."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))
    return _APART.sub("-", plain.casefold()).strip("-")
