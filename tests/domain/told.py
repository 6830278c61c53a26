"""A life as lines of text that a person can read and judge: every message with its figures, and every silence.

``>`` is what somebody does, ``·`` what ended, ``-`` what was held back and why, ``person`` a task; the rest was sent.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from chalicelib.domain.agreeing.agreement import Agreement
from chalicelib.domain.agreeing.plan_payment import due_now
from chalicelib.domain.agreeing.plan_progress import progress
from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local, local_date
from chalicelib.domain.charging.charges import figures
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.money import EXPONENT
from chalicelib.domain.notice import Notice
from chalicelib.domain.task import Task
from tests.domain.world import World

ENDING = ("promises", "agreements", "reports")
BEGUN = {"open", "pending", "active", "signed"}


class Chronicle(World):
    """``lines``: what happened, in order. Figures are those of the moment at which each message was planned.

    ``named``: by the message's key, the amounts that it asks for, minor units.
    """

    def __init__(self, debtor: Debtor, of: Business, now: datetime) -> None:
        super().__init__(debtor, of, now)
        self.lines: list[str] = []
        self.named: dict[str, list[int]] = {}
        self.signed: Agreement

    def write(self, changes: object) -> None:
        was = {(kind, one.id): one.state for kind in ENDING for one in self.all[kind].values()}
        super().write(changes)
        for task in getattr(changes, "tasks", ()):
            if task.created_at == self.now:
                self.tell(_task(task))
        for kind in ENDING:
            for one in getattr(changes, kind, ()):
                if one.state not in BEGUN | {was.get((kind, one.id))}:
                    self.tell(f"  ·      {kind[:-1]} {one.state}")
        known = {one.id for one in self.said[: -len(getattr(changes, "notices", ())) or None]}
        for notice in getattr(changes, "notices", ()):
            if notice.id not in known:  # held back for the same reason once more that day: the same row
                self.tell(self.told(notice))

    def do(self, what: str) -> None:
        self.tell(f"  >      {what}")

    def tell(self, text: str) -> None:
        self.lines.append(f"{local(self.now, self.who.debtor.time_zone):%a %Y-%m-%d %H:%M}  {text}")

    def told(self, notice: Notice) -> str:
        name = " ".join(filter(None, (notice.step or notice.template, *map(notice.data.get, ("step", "number")))))
        if notice.state == "withheld":
            return f"  -      {name}: {notice.reason}"
        return (
            f"  {notice.channel:<6} {notice.purpose:<10}  {name:<19} {notice.tone:<8}  {' · '.join(self.about(notice))}"
        )

    def about(self, notice: Notice) -> Iterator[str]:
        """What it is about, with what it asks for."""
        today = local_date(self.now, self.who.debtor.time_zone)
        known = {one.number: one for one in self.who.invoices}
        if notice.template == "installment":
            plan = self.running()
            so_far = progress(plan, self.who.invoices, today, self.who.debtor.country)
            self.named[notice.id] = [due_now(so_far, today)]
            yield f"{self.money(due_now(so_far, today))} of {self.money(so_far.remaining_minor)}"
        else:
            self.named[notice.id] = [figures(known[number], today).balance_minor for number in notice.invoices]
            asked = zip(notice.invoices, self.named[notice.id], strict=True)
            yield from (f"{number} {self.money(minor)}" for number, minor in asked)
        if "promised_on" in notice.data:
            yield f"promised {self.money(int(notice.data['promised_minor']))} for {notice.data['promised_on']}"
            if notice.data["promised_paid"] != "0":
                yield f"of it came {self.money(int(notice.data['promised_paid']))}"
        if "paid_minor" in notice.data:
            yield f"paid {self.money(int(notice.data['paid_minor']))}"

    def money(self, minor: int) -> str:
        exponent = EXPONENT[self.of.currency]
        return f"{Decimal(minor).scaleb(-exponent):,.{exponent}f}"


def _task(task: Task) -> str:
    return f"  person {' '.join(filter(None, (task.kind, task.invoice)))}"
