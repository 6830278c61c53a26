"""Runs the whole product for a test, as ``make run`` does, and ends it as politely or as rudely as the test wants."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS, STOP_SECONDS = 300.0, 60.0


class DidNotStart(Exception):
    """``args[0]`` is what the run printed."""


@dataclass(frozen=True)
class Embedded:
    """One run; ``output`` is the file of what it prints."""

    base_url: str
    home: Path
    output: Path
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """As SIGTERM asks: everything is saved."""
        self.process.terminate()
        self.process.wait(STOP_SECONDS)

    def kill(self) -> None:
        """As a crash does: nobody is asked."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def start(home: Path, port: int, demo: bool = False, **settings: str) -> Embedded:
    """Start a run on ``port`` with its data in ``home`` and wait until it is ready. Raises DidNotStart."""
    home.mkdir(parents=True, exist_ok=True)
    output = home / "output.log"
    environment = {**os.environ, "PORT": str(port), "HOME_DIR": str(home), "DEMO": "1" if demo else "0", **settings}
    with output.open("ab") as printed:
        process = subprocess.Popen(
            [sys.executable, "-m", "infra.local"], cwd=ROOT, env=environment, stdout=printed, stderr=printed
        )
    run = Embedded(f"http://127.0.0.1:{port}", home, output, process)
    try:
        _wait_until_ready(run)
    except BaseException:
        run.kill()
        raise
    return run


def _wait_until_ready(run: Embedded) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and run.process.poll() is None:
        try:
            urllib.request.urlopen(f"{run.base_url}/api/health", timeout=5).close()
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.1)
        else:
            return
    raise DidNotStart(run.output.read_text())
