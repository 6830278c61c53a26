"""A task in words: what is to be done, and why."""

from datetime import date

from chalicelib.domain.contact.channels import BY_A_PERSON
from chalicelib.domain.task import Task
from chalicelib.messages.catalog import say
from chalicelib.messages.formats import day, money, unit_name

NAMED = ("number", "bank", "place", "hours", "unit", "address", "score")  # what a task's data may hold for its words
# Of these somebody speaks with the debtor.
ABOUT_MONEY = BY_A_PERSON | {"promise_broken", "plan_breached", "escalate", "talk"}


def task_title(lang: str, task: Task) -> str:
    return say(lang, f"task.{task.kind}", unit=unit_name(task.data.get("unit", "")))


def task_why(
    lang: str, task: Task, today: date, country: str | None = None, main: str | None = None, may_ask: bool = True
) -> str:
    """One sentence that names the invoice, the check or the place it is about; for a call, how satisfied they are, and
    what the law forbids to ask (``may_ask`` false)."""
    why = say(
        lang,
        f"task.{task.kind}.why",
        invoice=task.invoice or "",
        date=day(task.on, lang, today) if task.on else "",
        amount=money(task.amount_minor, task.currency, lang, country, main) if task.currency else "",
        **{name: task.data.get(name, "") for name in NAMED} | {"unit": unit_name(task.data.get("unit", ""))},
    )
    more = [_satisfied(lang, task)] if "words" in task.data else []
    more += [say(lang, "task.never_ask")] if task.kind in ABOUT_MONEY and not may_ask else []
    return " ".join([why, *more])


def _satisfied(lang: str, task: Task) -> str:
    score = task.data["score"]
    told = say(lang, "task.satisfied", score=score) if score != "0" else say(lang, "task.satisfied_unasked")
    return f"{told} {task.data['words']}".strip()
