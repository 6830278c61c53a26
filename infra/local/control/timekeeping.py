"""``/local/clock``: what time it is for the product, and walking it forward."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from infra.local.control.arrivals import wait_for_arrivals
from infra.local.control.steps import Stopping
from infra.local.control.walk import Steps, Walk
from infra.local.control.web import Refused, Request, Response, Routes, answer
from infra.local.home import Home

PRESENT = timedelta(seconds=5)  # the clock runs on between reading it and saying it again


class Timekeeper:
    """One walk at a time: a second one waits for the first. ``steps(stopping, note)`` makes the steps of a walk."""

    def __init__(self, home: Home, steps: Callable[[threading.Event, Callable[[str], None]], Steps]) -> None:
        self._home = home
        self._steps = steps
        self._walking = threading.Lock()
        self._stopping = threading.Event()

    def stop(self) -> None:
        """End a walk that is under way, at a moment's end, and let no other begin."""
        self._stopping.set()
        self._walking.acquire()

    def add_routes(self, routes: Routes) -> None:
        routes.add("GET", "/local/clock", lambda request: answer({"now": _iso(self._home.clock.now())}))
        routes.add("POST", "/local/clock", self.post)

    def post(self, request: Request) -> Response:
        moment = _moment(request.json())
        if moment < self._home.clock.now() - PRESENT:
            raise Refused(409, "backward", "the clock does not run backward")
        try:
            notes, moments = self.walk_to(moment)
        except Stopping:
            raise Refused(503, "stopping", "the run ends; the walk goes no further") from None
        return answer({"now": _iso(self._home.clock.now()), "moments": moments, "notes": notes})

    def walk_to(self, moment: datetime) -> tuple[list[str], int]:
        """Walk there; what could not be done, in words, and at how many moments something was due."""
        notes: list[str] = []
        with self._walking:
            wait_for_arrivals(self._home)
            walk = Walk(self._steps(self._stopping, notes.append), max(moment, self._home.clock.now()), notes.append)
            walk.run()
        return notes, walk.moments


def _moment(body: Any) -> datetime:
    text = body.get("now") if isinstance(body, dict) else None
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        fault = {"path": "now", "code": "bad_instant", "message": "an instant with its offset: 2026-11-22T13:00:00Z"}
        raise Refused(422, "faulty", "the request has faults", [fault])
    return moment


def _iso(moment: datetime) -> str:
    from chalicelib.domain.calendar import iso

    return iso(moment)
