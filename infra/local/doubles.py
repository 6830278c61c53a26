"""A payment provider's double in one embedded run: its routes, and what it does by itself while the clock runs."""

import threading
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any, Generic, Protocol, TypeVar

from infra.local.control.web import Routes
from infra.local.home import Home

PAUSE = 5.0  # seconds between two looks for what expired or was not delivered


class AnyDesk(Protocol):
    """What every double's desk has."""

    courier: Any
    records: Any


Desk = TypeVar("Desk", bound=AnyDesk)


def product_seconds(home: Home) -> Callable[[], int]:
    """The product's clock in Unix seconds."""
    return lambda: int(home.clock.now().timestamp())


class Double(Generic[Desk]):
    """``parts`` add their routes to ``desk``; ``look`` is done again and again from ``start`` to ``stop``."""

    def __init__(self, name: str, desk: Desk, parts: Sequence[ModuleType], look: Callable[[], None]) -> None:
        self.desk = desk
        self._parts, self._look = parts, look
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"{name}-double", daemon=True)

    def add_routes(self, routes: Routes) -> None:
        for part in self._parts:
            part.add_routes(routes, self.desk)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self.desk.courier.stop()
        if self._thread.is_alive():
            self._thread.join()
        self.desk.records.close()

    def _run(self) -> None:
        while not self._stopping.wait(PAUSE):
            self._look()
