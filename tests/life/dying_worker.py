"""A worker that is killed while it delivers a notice: ``python -m tests.life.dying_worker <pk> <notice> <when>``.

``before_send``: it has claimed the notice. ``after_send``: the provider has taken the message, nothing is recorded yet.
"""

import os
import signal
import sys
from typing import Any
from unittest.mock import patch

from chalicelib.gateways import clock, email, sms
from chalicelib.store import notices
from chalicelib.workflows.deliver import deliver


def die(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main(pk: str, notice_id: str, when: str) -> None:
    planned = notices.load(pk, notice_id)
    assert planned
    places = {"before_send": [(email, "send"), (sms, "send")], "after_send": [(notices, "record_sent")]}[when]
    for module, name in places:
        patch.object(module, name, die).start()
    deliver(pk, planned, clock.now())
    raise SystemExit("it should be dead")


if __name__ == "__main__":
    main(*sys.argv[1:])
