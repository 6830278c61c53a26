"""Which parts of an import are done: one row a step of it, to which each part adds its number, once."""

from datetime import datetime, timedelta

from pynamodb.exceptions import UpdateError
from pynamodb.expressions.update import Action

from chalicelib.store.rows import BusinessRow

KEPT = timedelta(days=30)


def note_done(business: str, step: str, part: int, parts: int, now: datetime) -> bool:
    """Add a part. True for the one call that makes them all: noted again, a part changes nothing."""
    row = BusinessRow(business, f"PROGRESS#{step}")
    known = BusinessRow.done.contains(part)
    added: list[Action] = [BusinessRow.done.add([part]), BusinessRow.expires.set(int((now + KEPT).timestamp()))]
    try:
        row.update(added, condition=BusinessRow.pk.does_not_exist() | ~known)
    except UpdateError as error:
        if error.cause_response_code == "ConditionalCheckFailedException":
            return False
        raise
    return len(row.done) == parts


def done(business: str, step: str) -> frozenset[int]:
    """The parts that are done."""
    try:
        row = BusinessRow.get(business, f"PROGRESS#{step}", consistent_read=True)
    except BusinessRow.DoesNotExist:
        return frozenset()
    return frozenset(int(part) for part in row.done)
