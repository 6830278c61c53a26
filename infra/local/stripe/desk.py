"""The double as one object: opens sessions, lets outcomes happen, keeps everything, tells the product by webhooks."""

from collections.abc import Callable
from typing import Any

from infra.local.stripe import outcomes
from infra.local.stripe.courier import Courier, new_event
from infra.local.stripe.payment import Payment
from infra.local.stripe.records import Object, Records
from infra.local.stripe.sessions import open_session

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
        session, draft = open_session(params, self.now(), self._pay_url)
        self.records.put(session["id"], "checkout.session", session)
        self.records.put(_draft_key(session["id"]), "draft", draft)
        return session

    def payment(self, session_id: str) -> Payment | None:
        session, draft = self.records.get(session_id), self.records.get(_draft_key(session_id))
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
            self._save(after, others)
            events = [new_event(kind, about, self.now()) for kind, about in told]
            for event in events:
                self.courier.keep(event, _cause(after, outcome))
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
        return [event for (key,) in over for event in self.happen(key, "expired")]

    def next_expiry(self) -> int | None:
        """When the next open session expires, in Unix seconds."""
        found = self.records.rows(
            "SELECT min(json_extract(body, '$.expires_at')) FROM objects "
            "WHERE kind = 'checkout.session' AND json_extract(body, '$.status') = 'open'"
        )
        return found[0][0] if found else None

    def _save(self, payment: Payment, others: list[Object]) -> None:
        self.records.put(payment.session["id"], "checkout.session", payment.session)
        draft: dict[str, Any] = dict(payment.draft)
        for part in _PARTS:
            if kept := getattr(payment, part):
                self.records.put(kept["id"], _KINDS[part], kept)
                draft[part] = kept["id"]
        self.records.put(_draft_key(payment.session["id"]), "draft", draft)
        for other in others:
            self.records.put(other["id"], other["object"], other)


def _draft_key(session_id: str) -> str:
    return f"draft_{session_id}"


def _cause(payment: Payment, outcome: str) -> str:
    given = payment.charge["amount_refunded"] if outcome == "refunded" and payment.charge else 0
    return f"{payment.session['id']}/{outcome}/{given}"
