"""Everything Puntual refuses, as one tree.

Refusal                 a request, a row or a setting we do not accept: stable code, safe to show
├── NotFound            what was named does not exist, or belongs to somebody else
├── Conflict            it exists already, or somebody else was faster
└── Unauthorized        no session, or not the right one

Gateways raise ``TryAgain`` (will a retry help? yes) or ``GiveUp`` (no). Everything else is a bug.
"""


class Refusal(Exception):
    """A request we refuse: ``code`` is stable snake_case, ``params`` fill the catalog's sentence for it."""

    def __init__(self, code: str, field: str | None = None, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.params = params


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
