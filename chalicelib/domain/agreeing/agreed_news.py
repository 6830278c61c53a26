"""The messages about agreements and more time, as they are planned: put into words when they are sent. Pure."""

from datetime import datetime

from chalicelib.domain.agreeing.agreement import Agreement
from chalicelib.domain.calendar import local_date
from chalicelib.domain.contact.channels import choose
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.notice import Notice


def told(what: str, debtor: Debtor, agreement: Agreement, now: datetime, **data: str) -> tuple[Notice, ...]:
    """The news of one agreement: ``signed``, ``set``, ``offered``, ``refused``, ``unanswered``, ``cancelled``; none
    where no address is left. The signed copy goes by e-mail where there is one."""
    return _notice(what, debtor, agreement.id, now, {"agreement": agreement.id, **data}, agreement.debt_ids)


def time_told(
    what: str, debtor: Debtor, about: str, now: datetime, numbers: tuple[str, ...], **data: str
) -> tuple[Notice, ...]:
    """The news of more time: ``extended``, ``extension_refused``, ``extension_unanswered``."""
    return _notice(what, debtor, about, now, data, numbers)


def _notice(
    what: str, debtor: Debtor, about: str, now: datetime, data: dict[str, str], numbers: tuple[str, ...]
) -> tuple[Notice, ...]:
    channel = choose(debtor, ("email", "sms"), chasing=False)
    if what == "signed" and choose(debtor, ("email",), chasing=False):
        channel = "email"
    if channel is None:
        return ()
    return (
        Notice(
            id=f"{local_date(now, debtor.time_zone)}#plan_{what}-{about}#{channel}",
            purpose="confirmation",
            tone="friendly",
            channel=channel,
            planned_at=now,
            invoices=numbers,
            template=f"plan_{what}",
            data=data,
        ),
    )
