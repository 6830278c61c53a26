"""One message of the collect queue: an account to decide or to check, or a notice that got stuck."""

from datetime import datetime

from chalicelib.domain.business import Business
from chalicelib.store import businesses, notices, switch
from chalicelib.store.keys import account_of
from chalicelib.workflows.check_books import BOOKS, check_books
from chalicelib.workflows.decide_account import decide_account
from chalicelib.workflows.deliver import deliver
from chalicelib.workflows.sweep_due import waking

POLICY_CHANGED = "POLICY"  # in a key's second half: decide now, whatever the account's own time
ASKED_ONCE = frozenset({POLICY_CHANGED, BOOKS})  # no clock repeats them, and they send nothing by themselves


class Wake:
    """Takes the messages of one batch; a business is read once for all of them."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.businesses: dict[str, Business] = {}

    def __call__(self, body: str) -> None:
        pk, sk = waking(body)
        if switch.is_off(self.now) and sk not in ASKED_ONCE:
            return  # it is due still, and the sweep will say so again
        if sk.startswith("NOTICE#"):
            notice = notices.load(pk, sk.removeprefix("NOTICE#"))
            if notice and notice.state in {"planned", "claimed"}:
                deliver(pk, notice, self.now, self.business)
        elif sk == BOOKS:
            self._check(pk)
        else:
            business_id, debtor = account_of(pk)
            decide_account(self.business(business_id), debtor, self.now, force=sk == POLICY_CHANGED)

    def _check(self, pk: str) -> None:
        from chalicelib.workflows.tell_missing_rates import tell_missing_rates  # by night only: not a cold start's

        check_books(pk)
        business_id, debtor = account_of(pk)
        tell_missing_rates(self.business(business_id), debtor, self.now)

    def business(self, business_id: str) -> Business:
        """Raises NotFound: an account without its business is a fault worth a dead letter."""
        if business_id not in self.businesses:
            self.businesses[business_id] = businesses.load(business_id)
        return self.businesses[business_id]
