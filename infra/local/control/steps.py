"""The steps of a walk on the embedded cloud: what is due, what is on its way, and when all of it has arrived."""

import json
import time
import urllib.request
from collections.abc import Callable
from datetime import datetime
from threading import Event

from infra.local.control import product
from infra.local.control.walk import Due
from infra.local.home import Home
from infra.local.post.book import Book
from infra.local.post.feedback import Feedback
from infra.local.stripe.desk import Desk

PAUSE, LONGEST_PAUSE = 0.03, 0.25  # seconds between two looks: every look costs the cloud time
PATIENCE = {"message": 90.0, "NOTICE": 60.0, "IMPORT": 900.0}  # seconds after which what does not move is left alone
Thing = tuple[str, str]
_QUEUES = ("CollectQueueUrl", "ImportPartsQueueUrl", "FeedbackQueueUrl")


class Stopping(Exception):
    """The run ends while somebody waits for the cloud to settle."""


class CloudSteps:
    """Steps of a walk; ``note`` is told what never arrived, ``stopping`` ends it."""

    def __init__(
        self, home: Home, book: Book, feedback: Feedback, desk: Desk, stopping: Event, note: Callable[[str], None]
    ) -> None:
        self._home = home
        self._book = book
        self._feedback = feedback
        self._desk = desk
        self._stopping = stopping
        self._note = note
        self._queues = [home.outputs[name].rpartition("/")[2] for name in _QUEUES]
        self._since: dict[Thing, float] = {}
        self._left_alone: set[Thing] = set()

    def now(self) -> datetime:
        return self._home.clock.now()

    def set_clock(self, moment: datetime) -> None:
        self._home.clock.advance_to(moment)

    def sweep(self) -> None:
        self._desk.courier.deliver(self._desk.expire_what_is_over())
        sweep(self._home)

    def settle(self) -> list[Due]:
        """Nothing may slip through between two looks: the quick signs are read before and after the slow one."""
        pause = PAUSE
        while not self._stopping.wait(pause):
            pause = min(pause * 1.3, LONGEST_PAUSE)
            sent = len(self._book.all())
            if not self._is_moving(self._messages()) and not self._feedback.pending():
                waiting = self._due()
                quiet = not self._is_moving(self._in_flight(waiting)) and not self._feedback.pending()
                if quiet and sent == len(self._book.all()) and not self._is_moving(self._messages()):
                    return [one for one in waiting if not self._is_in_flight(one)]
        raise Stopping

    def _due(self) -> list[Due]:
        expiry = self._desk.next_expiry()
        sessions = [Due(datetime.fromtimestamp(expiry, self.now().tzinfo), ("stripe", "expiry"))] if expiry else []
        return [Due(at, (pk, sk)) for at, pk, sk in product.waiting()] + sessions

    def _is_in_flight(self, one: Due) -> bool:
        """A notice or an import is in the index only to be found if it gets stuck: before that time it is at work."""
        return _kind(one.key) in PATIENCE and one.at > self.now() and one.key not in self._left_alone

    def _in_flight(self, waiting: list[Due]) -> set[Thing]:
        return {one.key for one in waiting if self._is_in_flight(one)}

    def _messages(self) -> set[Thing]:
        return {("message", key) for key in _message_ids(self._home.endpoint_url, self._queues)}

    def _is_moving(self, things: set[Thing]) -> bool:
        """Whether any of these may still arrive. What stays beyond all patience is named once and counts no more."""
        for thing in things - self._left_alone:
            seen = self._since.setdefault(thing, time.monotonic())
            if time.monotonic() - seen > PATIENCE[_kind(thing)]:
                self._left_alone.add(thing)
                self._note(f"does not move, left alone: {thing}")
        return bool(things - self._left_alone)


def _kind(thing: Thing) -> str:
    return thing[0] if thing[0] in PATIENCE else thing[1].partition("#")[0]


def sweep(home: Home) -> None:
    """Call the sweep as its schedule does."""
    home.invoke("sweep", _SCHEDULED)


def _message_ids(endpoint: str, names: list[str]) -> list[str]:
    """Every message of these queues, those in flight too, without receiving any (a look the embedded cloud offers)."""
    with urllib.request.urlopen(f"{endpoint}/_ministack/sqs/messages", timeout=30) as answer:
        found = json.load(answer)["messages"]
    queues = ((url, held) for regions in found.values() for urls in regions.values() for url, held in urls.items())
    return [message["MessageId"] for url, held in queues if url.rpartition("/")[2] in names for message in held]


_SCHEDULED = {
    "id": "00000000-0000-0000-0000-000000000000",
    "version": "0",
    "account": "000000000000",
    "time": "2026-01-01T00:00:00Z",
    "region": "us-east-1",
    "resources": [],
    "source": "aws.events",
    "detail-type": "Scheduled Event",
    "detail": {},
}
