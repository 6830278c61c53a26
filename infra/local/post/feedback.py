"""Tells the product what became of its e-mails, as SES does: events to the feedback topic, message by message."""

import json
import threading
from collections.abc import Callable
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from infra.local.post.book import Book
from infra.local.post.events import Event, events_after_sending

Publish = Callable[[Event], None]


class Feedback:
    """Follows the book. How far it has come is kept, so that a restart neither repeats nor forgets."""

    def __init__(self, book: Book, path: Path, publish: Publish) -> None:
        self._book = book
        self._path = path
        self.publish = publish
        self._told = int(path.read_text()) if path.exists() else 0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="feedback", daemon=True)

    def pending(self) -> int:
        return len(self._book.all()) - self._told

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def tell(self) -> None:
        """Everything that was not told yet."""
        for message in self._book.all()[self._told :]:
            for event in events_after_sending(message) if message["channel"] == "email" else ():
                self.publish(event)
            self._told += 1
            self._path.write_text(str(self._told))

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._book.wait_beyond(self._told, seconds=0.5)
            try:
                self.tell()
            except (BotoCoreError, ClientError) as error:  # the cloud is on its way down: told after the next start
                print(f"feedback waits: {error}", flush=True)
                self._stopping.wait(1)


def to_topic(client: object, topic: str) -> Publish:
    """Publish to an SNS topic."""

    def publish(event: Event) -> None:
        client.publish(TopicArn=topic, Message=json.dumps(event), Subject="Amazon SES Email Event Notification")  # type: ignore[attr-defined]

    return publish
