"""One message of the collect queue: an account to decide or to check, a charge to carry out, or what got stuck."""

from datetime import datetime

from chalicelib.domain.business import Business
from chalicelib.domain.paying.autopay_charge import carry_out_at
from chalicelib.store import businesses, notices, switch
from chalicelib.store.keys import account_of, is_business
from chalicelib.workflows.books.check_books import BOOKS, check_books
from chalicelib.workflows.contact.deliver import deliver
from chalicelib.workflows.decide_account import decide_account
from chalicelib.workflows.paying.charge_card import charge_card
from chalicelib.workflows.paying.stop_autopay import forget_card
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
        kind, _, key = sk.partition("#")
        match kind:
            case "NOTICE":
                self._deliver(pk, key)
            case "ATTEMPT":
                charge_card(pk, key, self.now)
            case "MANDATE":
                forget_card(pk, key, self.now)
            case "BOOKS":
                self._check(pk)
            case _:
                self._decide(pk, force=sk == POLICY_CHANGED)

    def _deliver(self, pk: str, key: str) -> None:
        notice = notices.load(pk, key)
        if notice and notice.state in {"planned", "claimed"}:
            deliver(pk, notice, self.now, self.business)

    def _decide(self, pk: str, *, force: bool) -> None:
        """What is decided is written; a charge that was decided is carried out after that."""
        business_id, debtor = account_of(pk)
        decision = decide_account(self.business(business_id), debtor, self.now, force=force)
        for attempt in decision.attempts if decision else ():
            if carry_out_at(attempt):
                charge_card(pk, attempt.id, self.now)

    def _check(self, pk: str) -> None:
        # By night only: not a cold start's.
        from chalicelib.workflows.books.check_arrived import check_arrived
        from chalicelib.workflows.charging.tell_missing_rates import tell_missing_rates

        if is_business(pk):
            check_arrived(pk, self.now)
            return
        check_books(pk)
        business_id, debtor = account_of(pk)
        tell_missing_rates(self.business(business_id), debtor, self.now)

    def business(self, business_id: str) -> Business:
        """Raises NotFound: an account without its business is a fault worth a dead letter."""
        if business_id not in self.businesses:
            self.businesses[business_id] = businesses.load(business_id)
        return self.businesses[business_id]
