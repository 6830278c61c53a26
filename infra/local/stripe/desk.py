"""The double as one object: opens sessions, lets outcomes happen, keeps everything, tells the product by webhooks."""

from collections.abc import Callable, Sequence
from typing import Any

from infra.local.stripe import outcomes
from infra.local.stripe.courier import Courier, new_event
from infra.local.stripe.payment import Payment
from infra.local.stripe.records import Object, Records
from infra.local.stripe.sessions import BadRequest, open_session
from infra.local.stripe.setups import open_setup

_PARTS = ("intent", "charge", "dispute")
_KINDS = {"intent": "payment_intent", "charge": "charge", "dispute": "dispute"}


class Desk:
    """``now`` gives product time in Unix seconds; ``pay_url`` is where sessions are paid."""

    def __init__(self, records: Records, courier: Courier, now: Callable[[], int], pay_url: str) -> None:
        self.records = records
        self.courier = courier
        self.now = now
        self._pay_url = pay_url

    def open(self, params: Object) -> Object:
        """A new session from decoded parameters. Raises ``BadRequest``."""
        customer = self.records.get(str(params.get("customer", "")))
        if params.get("customer") and customer is None:
            raise BadRequest(f"No such customer: '{params['customer']}'", "customer", "resource_missing")
        if params.get("mode") == "setup":
            session, setup = open_setup(params, self.now(), self._pay_url)
            self.records.put(setup["id"], "setup_intent", setup)
            self.records.put(session["id"], "checkout.session", session)
            return session
        session, draft = open_session(params, self.now(), self._pay_url)
        self.records.put(session["id"], "checkout.session", session)
        self.records.put(draft_key(session["id"]), "draft", draft)
        return session

    def payment(self, session_id: str) -> Payment | None:
        """What grew from a session; None where there is no such one, or it takes no money."""
        session, draft = self.records.get(session_id), self.records.get(draft_key(session_id))
        if session is None or draft is None:
            return None
        return Payment(session, draft, **{part: self._part(draft, part) for part in _PARTS})

    def _part(self, draft: Object, part: str) -> Object | None:
        return self.records.get(draft[part]) if part in draft else None

    def session_of(self, part: str, key: str) -> str | None:
        """The session that an intent or a charge belongs to."""
        found = self.records.rows(
            "SELECT id FROM objects WHERE kind = 'draft' AND json_extract(body, '$.' || ?) = ?", part, key
        )
        return str(found[0][0]).removeprefix("draft_") if found else None

    def happen(self, session_id: str, outcome: str, amount: int | None = None) -> list[Object]:
        """Let an outcome happen (or happen again) to a session; the events that are to be delivered.

        Raises ``KeyError`` for an unknown session or outcome, ``NotPossible`` where the outcome cannot follow.
        """
        act = (outcomes.OUTCOMES | outcomes.PAYER_ONLY)[outcome]
        with self.records.change():
            payment = self.payment(session_id)
            if payment is None:
                raise KeyError(session_id)
            if outcomes.repeats(payment, outcome, amount):
                before = self.courier.caused_by(_cause(payment, outcome))
                if before:
                    return before
            after, told, others = act(payment, self.now(), amount)
            self.keep(after, others)
            return self.tell(told, _cause(after, outcome))

    def tell(self, told: Sequence[tuple[str, Object]], cause: str) -> list[Object]:
        """Write the events of what happened down; they are still to be delivered."""
        events = [new_event(kind, about, self.now()) for kind, about in told]
        for event in events:
            self.courier.keep(event, cause)
        return events

    def again(self, event: Object) -> Object:
        """The same news under another event id, instead of this one."""
        self.courier.drop(event)
        twin = new_event(event["type"], event["data"]["object"], self.now())
        self.courier.keep(twin, "")
        return twin

    def expire_what_is_over(self) -> list[Object]:
        """Expire every open session whose time is up; the events that are to be delivered."""
        over = self.records.rows(
            "SELECT id FROM objects WHERE kind = 'checkout.session' AND json_extract(body, '$.status') = 'open' "
            "AND json_extract(body, '$.expires_at') <= ?", self.now(),
        )  # fmt: skip
        return [event for (key,) in over for event in self.expire(key)]

    def expire(self, key: str) -> list[Object]:
        """Nobody can pay, or give a card, in a session any more; the events that are to be delivered."""
        session = self.records.get(key) or {}
        if session["mode"] == "payment":
            return self.happen(key, "expired")
        session |= {"status": "expired", "url": None}
        self.records.put(key, "checkout.session", session)
        return self.tell([("checkout.session.expired", session)], f"{key}/expired")

    def next_expiry(self) -> int | None:
        """When the next open session expires, in Unix seconds."""
        found = self.records.rows(
            "SELECT min(json_extract(body, '$.expires_at')) FROM objects "
            "WHERE kind = 'checkout.session' AND json_extract(body, '$.status') = 'open'"
        )
        return found[0][0] if found else None

    def keep(self, payment: Payment, others: Sequence[Object] = ()) -> None:
        self.records.put(payment.session["id"], payment.session["object"], payment.session)
        draft: dict[str, Any] = dict(payment.draft)
        for part in _PARTS:
            if kept := getattr(payment, part):
                self.records.put(kept["id"], _KINDS[part], kept)
                draft[part] = kept["id"]
        self.records.put(draft_key(payment.session["id"]), "draft", draft)
        for other in others:
            self.records.put(other["id"], other["object"], other)


def draft_key(session_id: str) -> str:
    return f"draft_{session_id}"


def _cause(payment: Payment, outcome: str) -> str:
    given = payment.charge["amount_refunded"] if outcome == "refunded" and payment.charge else 0
    return f"{payment.session['id']}/{outcome}/{given}"
