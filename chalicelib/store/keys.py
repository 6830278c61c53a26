"""The keys of the accounts table: its partitions, and the names under which its ``lookup`` index has them."""

from chalicelib.domain.errors import NotFound

LONGEST_PK, LONGEST_SK = 2048, 1024  # bytes, DynamoDB's own limits


def account_key(business: str, debtor: str) -> str:
    """The partition of one account. A business id has no ``#``, so nobody's debtor id can reach another's partition.

    Raises NotFound: an id that is longer than any key is nobody's.
    """
    key = f"{business}#{debtor}"
    if not is_key(key):
        raise NotFound("not_found")
    return key


def is_key(pk: str, sk: str = "") -> bool:
    """Whether the table could have such a key at all."""
    return len(pk.encode()) <= LONGEST_PK and len(sk.encode()) <= LONGEST_SK


def is_business(pk: str) -> bool:
    """Whether it names a business alone, and no account of it."""
    return "#" not in pk


def account_of(pk: str) -> tuple[str, str]:
    """(business, debtor) of a partition."""
    business, _, debtor = pk.partition("#")
    return business, debtor


def invoice_lookup(business: str, number: str) -> str:
    """Where the ``lookup`` index has the invoices of one number, whoever owes them."""
    return f"invoice#{business}#{number}"


def reference_lookup(business: str, reference: str) -> str:
    """Where the ``lookup`` index has the debtor of a payment reference."""
    return f"reference#{business}#{reference}"


def document_pointer(business: str, document_id: str) -> str:
    """The name under which a tax authority's id of a document points to the account that owes it."""
    return f"document#{business}#{document_id}"
