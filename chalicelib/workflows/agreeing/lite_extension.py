"""More time asked for on ``/lite``: a posted form, without JavaScript."""

from collections.abc import Mapping
from datetime import datetime

from chalicelib.store.sessions import Session
from chalicelib.workflows.agreeing.ask_extension import ask_extension
from chalicelib.workflows.promising.lite_promise import chosen_day


def lite_extension(session: Session, fields: Mapping[str, str], now: datetime) -> None:
    """``on`` a day that was offered, or ``other`` one typed; ``key``: of the page, so that it counts once. Raises
    Refusal."""
    numbers = [fields["debt_id"]] if fields.get("debt_id") else []
    ask_extension(session, numbers, chosen_day(fields), "", fields.get("key", "")[:100], now)
