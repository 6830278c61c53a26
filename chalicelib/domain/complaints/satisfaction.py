"""What a debtor thinks of what they got, as data: asked before somebody calls them, answered in one tap, or not at all.

Nobody is asked why they have not paid: the two questions are about the business's own work.
"""

from datetime import date, datetime

import msgspec

from chalicelib.domain.calendar import iso

ASKED, GIVEN, LAPSED = "asked", "given", "lapsed"
CASE, CLOSED = "case", "closed"  # unhappy: somebody looks after it, and did
STATES = (ASKED, GIVEN, LAPSED, CASE, CLOSED)
SCORES = (1, 2, 3, 4, 5)
UNHAPPY = 2  # and below
SATISFACTION = "satisfaction"  # the template of its message, and the reason of its rest


class Opinion(msgspec.Struct, frozen=True, omit_defaults=True):
    """``score`` 1 to 5, 0 before the answer and where they told it ``unasked``. ``waits_until``: the last local day on
    which the chase waits for it; of a case, the one by which a person looks after it. ``told``: whoever calls has been
    told."""

    id: str
    asked_at: datetime
    asked_on: date
    invoice: str
    step: str  # of the ladder, which waits for it
    waits_until: date
    state: str = ASKED
    score: int = 0
    text: str = ""
    given_at: datetime | None = None
    heard_by: str = ""  # the person of the business to whom they said it
    answer: str = ""  # the business's words
    answered_by: str = ""
    told: bool = False
    ended_at: datetime | None = None
    ended_by: str = ""  # empty: by itself
    unasked: bool = False  # they said by themselves that they are not happy
    rehearsed: bool = False  # the question went to the business itself


def is_live(opinion: Opinion) -> bool:
    return opinion.state in {ASKED, CASE} or (opinion.state in {GIVEN, CLOSED} and not opinion.told)


def listing(opinion: Opinion) -> str:
    """Its place in the business's lists, once it was given: by state, the oldest first."""
    return f"{opinion.state}#{iso(opinion.asked_at)}" if opinion.score or opinion.unasked else ""


def about(opinion: Opinion) -> str:
    """What its rest is about."""
    return f"opinion#{opinion.id}"
