"""The clock: once a minute, wake what is due."""

from typing import Any

from chalice.app import Blueprint, CloudWatchEvent, Rate

from chalicelib.gateways import clock
from chalicelib.workflows.sweep_due import sweep_due

triggers = Blueprint(__name__)


@triggers.schedule(Rate(1, unit=Rate.MINUTES))
def sweep(event: CloudWatchEvent) -> dict[str, Any]:
    return {"due": sweep_due(clock.now())}
