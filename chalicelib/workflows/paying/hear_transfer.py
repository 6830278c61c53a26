"""Bank transfers through a provider that come in part, or too much: said, waited for, and never lost from sight."""

from datetime import datetime

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.attempt import Attempt
from chalicelib.domain.paying.attempts import begin_processing
from chalicelib.domain.paying.provider_news import ProviderNews
from chalicelib.domain.task import Task
from chalicelib.gateways.logs import fact
from chalicelib.store import accounts, businesses
from chalicelib.store.businesses import Parked
from chalicelib.store.changes import Changes
from chalicelib.workflows.paying.apply_payment import news
from chalicelib.workflows.paying.park_payment import NOBODY, report_parked


def part_arrived(account: Account, attempt: Attempt, told: ProviderNews, now: datetime) -> str:
    """A part is there and the provider waits for the rest: nothing is paid yet, and the debtor knows what lacks.

    It comes in any order: a smaller part than is known is old news. Raises Conflict("account_changed").
    """
    if attempt.state not in {"pending", "expired", "failed"} or told.arrived_minor <= attempt.arrived_minor:
        return "known"
    arrived = replace(attempt, arrived_minor=told.arrived_minor)
    debtor = replace(account.debtor, due_at=now)
    if attempt.state != "pending":  # nobody waits for the rest any more: a person decides
        task = Task(
            f"payment_stuck#{attempt.id}", "payment_stuck", now, reason="a part came late",
            about=attempt.id, amount_minor=told.arrived_minor, currency=attempt.currency,
        )  # fmt: skip
        accounts.save(account, Changes(debtor, attempts=(arrived,), tasks=(task,)))
        return "part_arrived"
    started, invoices = begin_processing(arrived, account.invoices)
    notices = news(account, started, "part", f"{attempt.id}-{told.arrived_minor}", told.arrived_minor, now)
    accounts.save(account, Changes(debtor, invoices=invoices, attempts=(started,), notices=notices))
    fact("part_arrived", business=debtor.business, metrics={"PartsArrived": 1})
    return "part_arrived"


def keep_left_over(told: ProviderNews, now: datetime) -> str:
    """What a debtor has lying at a provider beyond what they owed: parked in the business's sight as long as it lies.

    It is not counted as theirs with us: the provider applies it to their next transfer, or sends it back, by itself.
    """
    pointer = accounts.pointed(told.customer_id)
    business, debtor = (pointer.business, pointer.debtor) if pointer else (NOBODY, "")
    name = f"{told.customer_id}.{told.currency}"
    at = told.created or now
    parked = Parked(told.provider, name, "left_over", told.amount_minor, told.currency, at, debtor=debtor)
    if not businesses.park_balance(business, parked):
        return "known"
    if told.amount_minor:
        report_parked(business, parked, about=told.event_id or f"{name}.{told.amount_minor}")
    return "parked" if told.amount_minor else "left"
