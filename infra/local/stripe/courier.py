"""Signs events as Stripe does and delivers them to the product's webhook, again and again until it answers 2xx."""

import hashlib
import hmac
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from infra.local.stripe import API_VERSION, WEBHOOK_SECRET
from infra.local.stripe.records import Object, Records, new_id

TRIES_AT_ONCE = 4
FIRST_PAUSE = 0.25  # seconds, doubled after every refusal
GIVE_UP_AFTER = 16  # tries, about a day
HEAD_START = 30  # seconds that the first delivery has before the background tries too
Post = Callable[[bytes, dict[str, str]], int]


def signature(payload: bytes, moment: int, secret: str = WEBHOOK_SECRET) -> str:
    """The ``Stripe-Signature`` header: HMAC-SHA256 of ``<seconds>.<payload>`` under the endpoint's secret."""
    signed = hmac.new(secret.encode(), b"%d." % moment + payload, hashlib.sha256).hexdigest()
    return f"t={moment},v1={signed}"


def new_event(kind: str, about: Object, now: int) -> Object:
    return {
        "id": new_id("evt"),
        "object": "event",
        "api_version": API_VERSION,
        "created": now,
        "data": {"object": about},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": kind,
    }


def poster(url: str) -> Post:
    """Posts to the product over HTTP; answers the status, 0 when nobody answered."""

    def post(payload: bytes, headers: dict[str, str]) -> int:
        request = urllib.request.Request(url, payload, headers | {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    return post


class Courier:
    """Delivers events that are kept in ``records``; ``now`` gives product time in Unix seconds."""

    def __init__(self, records: Records, now: Callable[[], int], post: Post) -> None:
        self._records = records
        self._now = now
        self._post = post
        self._stopping = threading.Event()
        self._running: list[threading.Thread] = []

    def keep(self, event: Object, cause: str) -> None:
        """Write the event down before anything is sent: it will be delivered even if the run stops now."""
        self._records.put(event["id"], "event", event)
        self._records.rows(
            "INSERT OR IGNORE INTO deliveries VALUES (?, ?, 0, 0, ?)", event["id"], cause, time.time() + HEAD_START
        )

    def drop(self, event: Object) -> None:
        """Deliver this one no more."""
        self._records.rows("UPDATE deliveries SET delivered = 1 WHERE event = ?", event["id"])

    def caused_by(self, cause: str) -> list[Object]:
        """The events of the last time that this happened, in their order."""
        found = self._records.rows("SELECT event FROM deliveries WHERE cause = ? ORDER BY rowid", cause)
        return [event for (key,) in found if (event := self._records.get(key))]

    def deliver(self, events: Sequence[Object]) -> list[Object]:
        """Deliver at the same time; each answer is ``{event, type, status, tries}`` of the last try."""
        with ThreadPoolExecutor(max_workers=min(16, len(events) or 1)) as pool:
            return list(pool.map(self._persist, events))

    def deliver_in_turn(self, events: Sequence[Object]) -> list[Object]:
        """One after the other, as they happened."""
        return [self._persist(event) for event in events]

    def _persist(self, event: Object) -> Object:
        status, tries = 0, 0
        while tries < TRIES_AT_ONCE and not 200 <= status < 300:
            if tries and self._stopping.wait(FIRST_PAUSE * 2 ** (tries - 1)):
                break
            status, tries = self._try(event), tries + 1
        return {"event": event["id"], "type": event["type"], "status": status, "tries": tries}

    def _try(self, event: Object) -> int:
        payload = json.dumps(event).encode()
        status = self._post(payload, self.headers(payload))
        delivered = int(200 <= status < 300)
        self._records.rows(
            "UPDATE deliveries SET delivered = max(delivered, ?), tries = tries + 1, next_try = ? + min(3600 * 4, "
            "1 << min(tries, 15)) WHERE event = ?", delivered, time.time(), event["id"],
        )  # fmt: skip
        return status

    def headers(self, payload: bytes) -> dict[str, str]:
        """What signs the payload."""
        return {"Stripe-Signature": signature(payload, self._now())}

    def retry(self) -> None:
        """One try for every undelivered event whose pause is over."""
        due = self._records.rows(
            "SELECT event FROM deliveries WHERE NOT delivered AND tries < ? AND next_try <= ? ORDER BY rowid",
            GIVE_UP_AFTER, time.time(),
        )  # fmt: skip
        for (key,) in due:
            if event := self._records.get(key):
                self._try(event)

    def deliver_later(self, events: Sequence[Object]) -> None:
        """As Stripe does while somebody still waits for an answer: on its own, in their order."""
        running = threading.Thread(target=self.deliver_in_turn, args=(events,), daemon=True)
        self._running = [*(one for one in self._running if one.is_alive()), running]
        running.start()

    def stop(self) -> None:
        """Nothing is tried any more; what is on its way ends first."""
        self._stopping.set()
        for running in self._running:
            running.join()
