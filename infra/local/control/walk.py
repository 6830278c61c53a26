"""Walks the product's clock through every moment at which something is due, as if it had run.

Pure of the cloud: what it asks for is in ``Steps``. What stays due however often it is woken must not hold the clock:
after some tries it is passed over, and named.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

TRIES = 3


@dataclass(frozen=True)
class Due:
    """Something that happens by itself at an instant; ``key`` says what."""

    at: datetime
    key: tuple[str, str]


class Steps(Protocol):
    """What a walk needs of the run."""

    def now(self) -> datetime: ...

    def set_clock(self, moment: datetime) -> None: ...

    def sweep(self) -> None:
        """Wake everything that is due by now."""

    def settle(self) -> list[Due]:
        """Wait until nothing is on its way any more; what is due next, now or later."""


@dataclass
class Walk:
    """One walk to ``target``. ``passed_over`` holds what was due and never got done."""

    steps: Steps
    target: datetime
    note: Callable[[str], None] = print
    moments: int = 0
    passed_over: set[Due] = field(default_factory=set)
    _tries: dict[Due, int] = field(default_factory=dict)

    def run(self) -> None:
        waiting = self.steps.settle()
        while moment := self._next(waiting):
            self._set_clock(moment)
            self._count(one for one in waiting if one.at <= moment)
            self.moments += 1
            self.steps.sweep()
            waiting = self.steps.settle()
        self._set_clock(self.target)

    def _next(self, waiting: list[Due]) -> datetime | None:
        coming = min((one.at for one in waiting if one not in self.passed_over), default=None)
        return coming if coming is not None and coming <= self.target else None

    def _set_clock(self, moment: datetime) -> None:
        if moment > self.steps.now():
            self.steps.set_clock(moment)

    def _count(self, due: Iterable[Due]) -> None:
        for one in due:
            self._tries[one] = self._tries.get(one, 0) + 1
            if self._tries[one] == TRIES:
                self.passed_over.add(one)
                self.note(f"still due after {TRIES} sweeps, passed over: {one.key} since {one.at}")
