"""A planned message about autopay becomes what it says: from the mandate, and from what the ledger asks that day."""

from datetime import date

from chalicelib.domain.agreeing.plan_autopay import part_of
from chalicelib.domain.notice import Notice
from chalicelib.domain.paying.mandate import Mandate
from chalicelib.messages.letter import AutopayLine, AutopayNews
from chalicelib.store import accounts, mandates
from chalicelib.store.keys import account_of
from chalicelib.workflows.paying.stop_autopay import AUTOPAY


def autopay_news(pk: str, notice: Notice) -> AutopayNews:
    mandate = mandates.load(*account_of(pk), notice.data["mandate"])
    if mandate is None:
        raise LookupError("a notice of a mandate that is not there")
    told, on = notice.template.removeprefix(AUTOPAY), notice.data.get("on") or notice.data.get("again_on")
    lines = _lines(pk, notice, mandate)
    return AutopayNews(
        told=told,
        currency=mandate.currency,
        brand=mandate.brand,
        last4=mandate.last4,
        amount_minor=sum(line.minor for line in lines),
        lines=lines if len(lines) > 1 or any(line.part is not None for line in lines) else (),
        on=date.fromisoformat(on) if on else None,
        month=f"{mandate.exp_month:02d}/{mandate.exp_year}" if told == "card" else "",
        text=mandate.text if told == "on" else (),
        reason=notice.data.get("reason", ""),
        ended="ended" in notice.data,
    )


def _lines(pk: str, notice: Notice, mandate: Mandate) -> tuple[AutopayLine, ...]:
    """As told for the day of the charge, or as the charge that was refused had asked."""
    if "attempt" in notice.data:
        return _asked(pk, notice.data["attempt"], mandate)
    told = {plan.invoice: plan.amount_minor for plan in mandate.planned}
    return tuple(_line(number, told[number]) for number in notice.invoices if number in told)


def _asked(pk: str, attempt_id: str, mandate: Mandate) -> tuple[AutopayLine, ...]:
    """What was planned with it, which names installments; by invoice where less was asked since."""
    attempt = accounts.load_attempt(*account_of(pk), attempt_id)
    if attempt is None:
        return ()
    told = [plan for plan in mandate.planned if attempt_id in {plan.attempt, plan.notice}]
    if sum(plan.amount_minor for plan in told) == attempt.amount_minor:
        return tuple(_line(plan.invoice, plan.amount_minor) for plan in told)
    return tuple(_line(line.invoice, line.amount_minor) for line in attempt.lines)


def _line(name: str, minor: int) -> AutopayLine:
    return AutopayLine(name, minor, part_of(name))
