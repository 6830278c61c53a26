"""A worker that is killed in the middle of its work: ``python tests/life/dying_worker.py …``

``deliver <pk> <notice> before_send``: it has claimed the notice. ``… after_send``: the provider has taken the message,
nothing is recorded yet. ``import <key> <version>``: of several accounts one has its invoices.
``part <message>``: the same of a part of a file. ``charge <account> decided``: a card's charge is written and not
carried out; ``… claimed``: it is this worker's, nothing was called; ``… called``: the provider charged, nobody knows.
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from chalicelib.gateways import clock, email, sms
from chalicelib.gateways.providers.stripe import cards
from chalicelib.store import notices
from chalicelib.workflows import at_once, wake
from chalicelib.workflows.contact.deliver import deliver
from chalicelib.workflows.importing import import_file, merge_invoices, merge_rows
from chalicelib.workflows.paying import charge_card
from chalicelib.workflows.sweep_due import wake_up


def die(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_delivering(pk: str, notice_id: str, when: str) -> None:
    planned = notices.load(pk, notice_id)
    assert planned
    places = {"before_send": [(email, "send"), (sms, "send")], "after_send": [(notices, "record_sent")]}[when]
    for module, name in places:
        patch.object(module, name, die).start()
    deliver(pk, planned, clock.now())


def die_charging(account: str, when: str) -> None:
    places = {"decided": (wake, "charge_card"), "claimed": (cards, "charge"), "called": (charge_card, "hear_provider")}
    module, name = places[when]
    patch.object(module, name, die).start()
    wake.Wake(clock.now())(wake_up(account, "DEBTOR"))


def die_importing(key: str, version: str) -> None:
    die_after_one_account()
    import_file.import_file(key, version, clock.now())


def die_with_part(message: str) -> None:
    die_after_one_account()
    import_file.take(message, clock.now())


def die_after_one_account() -> None:
    merge = merge_rows.merge_rows

    def merge_one(*args: Any) -> Any:
        merge(*args)
        die()

    patch.object(at_once, "AT_ONCE", 1).start()
    patch.object(merge_invoices, "merge_rows", merge_one).start()


if __name__ == "__main__":
    deaths: dict[str, Callable[..., None]] = {
        "deliver": die_delivering, "charge": die_charging, "import": die_importing, "part": die_with_part,
    }  # fmt: skip
    deaths[sys.argv[1]](*sys.argv[2:])
    sys.exit("it should be dead")
