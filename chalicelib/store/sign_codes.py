"""One-time codes to sign with: one per agreement, the last one that was sent; each wrong try counted once."""

from pynamodb.exceptions import PutError

from chalicelib.domain.agreeing.sign_code import KeptCode
from chalicelib.store.keys import account_key
from chalicelib.store.rows import AccountRow, pack, unpack


def save(business: str, debtor: str, agreement: str, code: KeptCode) -> None:
    _row(business, debtor, agreement, code).save()


def load(business: str, debtor: str, agreement: str) -> KeptCode | None:
    try:
        row = AccountRow.get(account_key(business, debtor), _sk(agreement), consistent_read=True)
    except AccountRow.DoesNotExist:
        return None
    return unpack(row.doc, KeptCode)


def count_wrong(business: str, debtor: str, agreement: str, before: KeptCode, after: KeptCode) -> bool:
    """False: somebody else tried meanwhile, or another code was sent; load and try again."""
    held = (AccountRow.doc["hash"] == before.hash) & (AccountRow.doc["wrong"] == before.wrong)
    try:
        _row(business, debtor, agreement, after).save(held)
    except PutError as error:
        if error.cause_response_code == "ConditionalCheckFailedException":
            return False
        raise
    return True


def drop(business: str, debtor: str, agreement: str) -> None:
    AccountRow(account_key(business, debtor), _sk(agreement)).delete()


def _row(business: str, debtor: str, agreement: str, code: KeptCode) -> AccountRow:
    row = AccountRow(account_key(business, debtor), _sk(agreement), doc=pack(code))
    row.expires = int(code.expires_at.timestamp())
    return row


def _sk(agreement: str) -> str:
    return f"SIGNCODE#{agreement}"
