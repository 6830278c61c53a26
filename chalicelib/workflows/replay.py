"""The same write twice is one write: a replayed Idempotency-Key gets the first answer again, with its status."""

from collections.abc import Callable
from datetime import datetime, timedelta

from chalicelib.domain.errors import Conflict
from chalicelib.store import sessions
from chalicelib.store.sessions import Reply

STALE = timedelta(seconds=60)  # longer than a request may take: its worker died


def replay(scope: str, key: str, asked: str, once: Callable[[], tuple[str, int]], now: datetime) -> tuple[str, int]:
    """The body and status of ``once``, run at most once per ``key`` of a session.

    Raises Conflict: ``in_progress`` while the first is still at work, ``idempotency_conflict`` when the same key comes
    with another request. A fault of ours is no answer: the key is free again.
    """
    if not key:
        return once()
    known = sessions.start_reply(scope, key, asked, now, now - STALE)
    if known is not None:
        if known.asked != asked:
            raise Conflict("idempotency_conflict")
        if not known.status:
            raise Conflict("in_progress")
        return known.body, known.status
    try:
        body, status = once()
    except BaseException:
        sessions.drop_reply(scope, key)
        raise
    sessions.finish_reply(scope, key, Reply(status, body, asked), now)
    return body, status
