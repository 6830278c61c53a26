"""The clock: once a night, have every account's books checked."""

from typing import Any

from chalice.app import Blueprint, CloudWatchEvent, Cron

from chalicelib.gateways import clock
from chalicelib.workflows.books.check_books import queue_books

triggers = Blueprint(__name__)


@triggers.schedule(Cron(30, 7, "*", "*", "?", "*"))  # 07:30 UTC: the small hours from Mexico to São Paulo
def nightly(event: CloudWatchEvent) -> dict[str, Any]:
    return {"accounts": queue_books(clock.now())}
