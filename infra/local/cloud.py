"""The embedded cloud's process: MiniStack in its own environment, on a free loopback port, with its state on disk."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from infra.local.home import ACCOUNT, REGION, SECRET_KEY
from infra.local.saved_state import forget_stream_positions
from infra.local.scratch import Scratch

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "infra" / "local" / "inside" / "cloud_app.py"
PYTHON = ROOT / ".venv-cloud" / "bin" / "python"
START_SECONDS, STOP_SECONDS = 60.0, 45.0
# Queues are remembered by URLs with this port in them, so it never changes; the port that is bound may.
NAMED_PORT = "4566"
_PR_SET_PDEATHSIG = 1


class CloudFailed(Exception):
    """The embedded cloud did not start, or ended: ``args[0]`` is the end of its log."""


class Cloud:
    """One MiniStack. It saves its state when it is stopped, and also when whoever started it dies."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._log = folder / "cloud.log"
        self._scratch = Scratch(folder)
        self._process: subprocess.Popen[bytes] | None = None
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self._port = self._listener.getsockname()[1]
        self.endpoint_url = f"http://127.0.0.1:{self._port}"

    def start(self, settings: Mapping[str, str], keep_open: int) -> None:
        """Start it with these settings for the functions; it holds ``keep_open``, the file that locks the folder."""
        forget_stream_positions(self._folder / "state")
        listener = self._listener.fileno()
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [PYTHON, "-m", "hypercorn", f"{APP}:app", "--bind", f"fd://{listener}", *_HYPERCORN],
                env=self._environment(settings),
                pass_fds=(listener, keep_open),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C on the terminal stops us, and we stop it
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - no thread runs yet
            )
        self._listener.close()
        self._wait_until_ready()

    def wait(self) -> None:
        """Until the process ends by itself, which it should not: raises CloudFailed."""
        if self._process:
            self._process.wait()
        raise CloudFailed(self._end_of_log())

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:  # its state is saved; a function still runs
            self._process.kill()
            self._process.wait()
        self._scratch.leave()

    def _environment(self, settings: Mapping[str, str]) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        return inherited | {
            "AWS_ACCESS_KEY_ID": ACCOUNT,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "BOUND_PORT": str(self._port),
            "GATEWAY_PORT": NAMED_PORT,
            "IOT_MTLS_ENABLED": "0",
            "LOG_LEVEL": "WARNING",  # at INFO it writes text messages, with their links, into the log
            "MINISTACK_ACCOUNT_ID": ACCOUNT,
            "NO_PROXY": "127.0.0.1,localhost",
            "PERSIST_STATE": "1",
            "S3_DATA_DIR": str(self._folder / "s3"),
            "S3_PERSIST": "1",
            "SFTP_ENABLED": "0",
            "STATE_DIR": str(self._folder / "state"),
            "TMPDIR": str(self._scratch.path),
            **settings,
        }

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process and self._process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.endpoint_url}/_ministack/health", timeout=2).close()
            except (urllib.error.URLError, TimeoutError):
                time.sleep(0.05)
            else:
                return
        raise CloudFailed(self._end_of_log())

    def _end_of_log(self) -> str:
        return self._log.read_text(errors="replace")[-2000:]


_HYPERCORN = ("--workers", "0", "--keep-alive", "75")


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
