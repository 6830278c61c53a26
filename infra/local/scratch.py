"""Where workers unpack the functions: thousands of small files that nobody needs afterwards."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108 - a name that nobody can guess is made in it
_ROOMY = 4 << 30  # bytes


class Scratch:
    """A new folder, in memory where there is room. A process of its own removes it when we are gone, in any way."""

    def __init__(self, fallback: Path) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="puntual-", dir=_MEMORY if _usable(_MEMORY) else fallback))
        self._janitor = subprocess.Popen(
            ["sh", "-c", 'cat >/dev/null; rm -rf "$1"', "janitor", str(self.path)],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    def leave(self) -> None:
        """Let the folder be removed, without waiting for it."""
        if self._janitor.stdin:
            self._janitor.stdin.close()


def _usable(folder: Path) -> bool:
    """Compiled libraries are loaded from it, so it must not be mounted ``noexec``."""
    if not folder.is_dir() or not os.access(folder, os.W_OK) or os.statvfs(folder).f_flag & os.ST_NOEXEC:
        return False
    return shutil.disk_usage(folder).free > _ROOMY
