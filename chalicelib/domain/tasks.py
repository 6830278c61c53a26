"""What we ask people of the business to do, and when such a need is over by itself. Pure."""

from msgspec.structs import replace

from chalicelib.domain.agreeing.agreement import Agreement
from chalicelib.domain.agreeing.extension import Extension, has_run_out
from chalicelib.domain.agreeing.plan_books import IN_PLAN
from chalicelib.domain.charging.charges import SETTLED
from chalicelib.domain.complaints.dispute import DISPUTED
from chalicelib.domain.contact.channels import BY_A_PERSON, MESSAGES, choose
from chalicelib.domain.draft import Draft
from chalicelib.domain.promising.promise import PROMISED
from chalicelib.domain.task import Task

DONE = "done"
_ASKED = frozenset({"plan_proposed", "extension_asked"})  # nobody can answer any more what has expired


def close_tasks(draft: Draft) -> None:
    """What is paid, promised, agreed on or disputed needs no call, nor an account that has an address again."""
    for task in draft.tasks.values():
        if task.state != DONE and _is_over(draft, task):
            draft.tasks[task.id] = done(task, draft)


def done(task: Task, draft: Draft) -> Task:
    return replace(task, state=DONE, done_at=draft.now)


def _is_over(draft: Draft, task: Task) -> bool:
    if task.kind == "no_channel":
        return choose(draft.debtor, sorted(MESSAGES)) is not None
    if task.kind in _ASKED and not _still_asked(draft, task.about):
        return True
    if task.kind == "refund_failed":  # given back in another way, or used
        return draft.debtor.unapplied.get(task.currency, 0) <= 0
    if task.invoice is None:
        return False
    invoice = draft.invoices.get(task.invoice)
    promised = task.kind in BY_A_PERSON and invoice is not None and invoice.state in {PROMISED, IN_PLAN, DISPUTED}
    return invoice is None or invoice.state in SETTLED or promised


def _still_asked(draft: Draft, about: str) -> bool:
    plan: Agreement | None = draft.agreements.get(about)
    more_time: Extension | None = draft.extensions.get(about)
    if plan:
        return plan.state == "proposed" and draft.now < plan.valid_until
    return more_time is not None and not has_run_out(more_time, draft.now)
