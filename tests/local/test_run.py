"""A run is stopped, crashes, starts again: what was there is there."""

import json
import urllib.request
from pathlib import Path
from typing import Any

from tests.conftest import free_port
from tests.embedded import Embedded, start

BUSINESS = {
    "id": "acme",
    "name": "Academia Andina",
    "tax_id": "76.086.428-5",
    "country": "CL",
    "time_zone": "America/Santiago",
    "currency": "CLP",
    "language": "es",
    "sender": {"email": "cobros@academia.example", "name": "Academia Andina"},
}


def ask(run: Embedded, method: str, path: str, body: object = None) -> Any:
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(f"{run.base_url}{path}", data, method=method)
    with urllib.request.urlopen(request, timeout=60) as response:
        return json.load(response)


def test_data_and_clock_survive_a_stop_another_port_and_a_crash_of_the_runner(tmp_path: Path) -> None:
    run = start(tmp_path, free_port(), CLOCK="2026-03-02T09:00:00-05:00")
    try:
        ask(run, "POST", "/local/businesses", BUSINESS)
        ask(run, "POST", "/local/clock", {"now": "2026-03-05T12:00:00Z"})
        run.stop()
        assert run.process.returncode == 0

        run = start(tmp_path, free_port())
        assert ask(run, "GET", "/local/clock")["now"].startswith("2026-03-05")
        assert ask(run, "GET", "/local/accounts/acme") == []
        ask(run, "POST", "/local/businesses", BUSINESS | {"id": "other"})
        run.kill()  # the cloud notices, and saves

        run = start(tmp_path, free_port())
        assert ask(run, "GET", "/local/accounts/other") == []
    finally:
        run.stop()
