"""The data folder of a run, used by one run at a time."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_WAIT_SECONDS = 60.0


class InUse(Exception):
    """Another run uses the folder: ``args[0]`` is the folder."""


@contextmanager
def locked(folder: Path) -> Iterator[int]:
    """Hold the folder; yields the lock's file descriptor. The cloud holds it too, until its state is saved.

    Waits a while for one that is still stopping; raises InUse.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT)
    try:
        _acquire(lock, folder)
        yield lock
    finally:
        os.close(lock)


def _acquire(lock: int, folder: Path) -> None:
    deadline = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise InUse(folder) from None
            time.sleep(0.2)
