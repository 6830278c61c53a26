"""The clock's work: find everything that is due and hand it on. Its cost follows what is due, never the portfolio."""

from datetime import datetime

from chalicelib.gateways import queue
from chalicelib.gateways.logs import fact
from chalicelib.store import accounts, businesses, switch

SEPARATOR = "\n"


def sweep_due(now: datetime) -> int:
    """Queue every account, notice and import that is due at ``now``; returns how many. Twice does no harm."""
    sent = 0 if switch.is_off(now) else queue.send(wake_up(pk, sk) for pk, sk in accounts.all_due(now))
    sent += queue.send((wake_up(pk, sk) for pk, sk in businesses.all_due(now)), queue.IMPORT_PARTS)
    if sent:
        fact("swept", due=sent, metrics={"Due": sent})
    return sent


def wake_up(pk: str, sk: str) -> str:
    """The body of one message: the key of what is due."""
    return f"{pk}{SEPARATOR}{sk}"


def waking(body: str) -> tuple[str, str]:
    pk, _, sk = body.partition(SEPARATOR)
    return pk, sk
