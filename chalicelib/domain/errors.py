"""Everything Puntual refuses, as one tree.

Refusal                 a request, a row or a setting we do not accept: stable code, safe to show
├── Faulty              a body with faults, all of them at once, each with its path
├── NotFound            what was named does not exist, or belongs to somebody else
├── Conflict            it exists already, or somebody else was faster
└── Unauthorized        no session, or not the right one

Gateways raise ``TryAgain`` (will a retry help? yes) or ``GiveUp`` (no). Everything else is a bug.
"""

from collections.abc import Sequence

import msgspec


class Refusal(Exception):
    """A request we refuse: ``code`` is stable snake_case, ``params`` fill the catalog's sentence for it."""

    def __init__(self, code: str, field: str | None = None, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.params = params


class Fault(msgspec.Struct, frozen=True):
    """One thing wrong with a body: where (``policy.ladder[2].tone``), a stable code, and what its sentence names."""

    path: str
    code: str
    params: dict[str, object] = {}


class Faulty(Refusal):
    """A body that was read to its end and has these ``faults``."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("faulty", faults[0].path if faults else None)
        self.faults = tuple(faults)


class NotFound(Refusal):
    """What was named does not exist, or belongs to somebody else: the two look the same from outside."""


class Conflict(Refusal):
    """It exists already, or the account changed under us."""


class Unauthorized(Refusal):
    """No session, an ended one, or one that has not answered the identity question."""


class TryAgain(Exception):
    """The outside world is busy (throttle, 5xx, time-out): the same call may succeed later."""


class GiveUp(Exception):
    """The outside world said no for good; ``code`` says why (``bad_address``, ``opted_out`` …)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
