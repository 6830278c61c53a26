"""The business gives an invoice up: it is closed, told to nobody, and may be taken back."""

from datetime import datetime

from chalicelib.domain.charging import waiving
from chalicelib.workflows.charging.decide_for_person import Asked, carry_out


def write_off(asked: Asked, now: datetime) -> str:
    """Returns the decision's name, by which ``reverse_decision`` takes it back."""
    return carry_out(asked, "write_off", lambda _, invoice, moment: waiving.write_off(invoice, moment), now)
