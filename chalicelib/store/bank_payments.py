"""Bank payments and their payers: each line of a statement once, whatever file repeats it."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import reduce
from operator import or_

from pynamodb.exceptions import DeleteError, PutError
from pynamodb.expressions.condition import Condition

from chalicelib.domain.bank.bank_payment import BankPayment
from chalicelib.store.rows import BusinessRow, pack, unpack

_SURE, _ASKED = "BANK#", "PROPOSAL#"  # apart, so that a list of proposals reads no more than proposals
_APPLIED = frozenset({"applying", "applied"})
_UNMATCHED_KEPT = timedelta(days=90)
_AT_ONCE = 50  # lines a request: each may lie in two places


def load_many(business: str, facts: Iterable[str]) -> dict[str, BankPayment]:
    """What is known of these lines."""
    wanted = list(dict.fromkeys(facts))
    found: dict[str, BankPayment] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        keys = [(business, f"{place}{fact}") for fact in wanted[start : start + _AT_ONCE] for place in (_SURE, _ASKED)]
        for row in BusinessRow.batch_get(keys, consistent_read=True):
            payment = unpack(row.doc, BankPayment)
            if payment.fact not in found or row.sk.startswith(_SURE):
                found[payment.fact] = payment
    return found


def load(business: str, fact: str) -> BankPayment | None:
    return load_many(business, [fact]).get(fact)


def list_all(business: str, states: Iterable[str]) -> Iterator[BankPayment]:
    """Every line in one of these states, in no particular order: all that was ever written of the business's bank."""
    wanted = frozenset(states)
    for place in (_SURE, _ASKED):
        for row in BusinessRow.query(business, BusinessRow.sk.startswith(place), consistent_read=True):
            if row.doc["state"] in wanted:
                yield unpack(row.doc, BankPayment)


def list_proposals(business: str, states: Iterable[str] = ("proposed",)) -> Iterator[BankPayment]:
    """What waits for a person, or what people decided, in no particular order."""
    wanted = frozenset(states)
    for row in BusinessRow.query(business, BusinessRow.sk.startswith(_ASKED), consistent_read=True):
        if row.doc["state"] in wanted:
            yield unpack(row.doc, BankPayment)


def move(business: str, payment: BankPayment, *before: str) -> bool:
    """Write it over one of these states (one at least; ``""``: it was not known). False when it is in another: somebody
    was quicker.

    An unmatched line that finds its debtor leaves the list of what waits.
    """
    row = BusinessRow(business, _key(payment), doc=pack(payment))
    if payment.state == "unmatched":
        row.expires = int((payment.at + _UNMATCHED_KEPT).timestamp())
    try:
        row.save(_condition(before))
    except PutError as error:
        if error.cause_response_code == "ConditionalCheckFailedException":
            return False
        raise
    _leave_the_other_place(business, payment)
    return True


def reopen(business: str, payment: BankPayment) -> None:
    """It waits for a person again: what it paid was taken back. Again changes nothing."""
    move(business, payment, "", "accepted", "proposed")
    _drop(business, f"{_SURE}{payment.fact}", BusinessRow.doc["state"] == "applied")


def payers(business: str, keys: Iterable[str]) -> dict[str, str]:
    """For whom each payer has paid; "" for one who pays for several."""
    wanted = {_payer(key): key for key in keys}
    found = {}
    names = list(wanted)
    for start in range(0, len(names), 2 * _AT_ONCE):
        for row in BusinessRow.batch_get([(business, name) for name in names[start : start + 2 * _AT_ONCE]]):
            found[wanted[row.sk]] = str(row.doc["debtor"])
    return found


def learn_payers(business: str, keys: Iterable[str], debtor: str) -> None:
    """Remember for whom they paid. A payer of two debtors, such as a clearing account, says nothing from then on."""
    known = payers(business, keys)
    for key in keys:
        if key not in known or known[key] not in {debtor, ""}:
            BusinessRow(business, _payer(key), doc={"debtor": debtor if key not in known else ""}).save()


def _key(payment: BankPayment) -> str:
    return f"{_SURE if payment.state in _APPLIED else _ASKED}{payment.fact}"


def _payer(key: str) -> str:
    """A person's name or account has no place in a key."""
    return f"PAYER#{hashlib.sha256(key.encode()).hexdigest()[:24]}"


def _condition(before: Iterable[str]) -> Condition:
    allowed = [BusinessRow.doc["state"] == state if state else BusinessRow.pk.does_not_exist() for state in before]
    return reduce(or_, allowed)


def _leave_the_other_place(business: str, payment: BankPayment) -> None:
    if payment.state not in {"applying", "proposed"}:
        return
    other = _ASKED if payment.state == "applying" else _SURE
    passing = BusinessRow.pk.does_not_exist() | BusinessRow.doc["state"].is_in("unmatched", "applying")
    _drop(business, f"{other}{payment.fact}", passing)


def _drop(business: str, key: str, condition: Condition) -> None:
    try:
        BusinessRow(business, key).delete(condition)
    except DeleteError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise
