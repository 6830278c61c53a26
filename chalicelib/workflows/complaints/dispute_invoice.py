"""A debtor finds an invoice wrong, on their page or on the phone: opened once, written to, taken back."""

from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.business import Business
from chalicelib.domain.complaints.dispute import DEBTOR, Dispute
from chalicelib.domain.complaints.dispute_ends import Settled, withdraw
from chalicelib.domain.complaints.disputing import Asked, begin, debtor_says, say
from chalicelib.domain.errors import NotFound
from chalicelib.gateways.logs import fact
from chalicelib.store import accounts
from chalicelib.store.changes import Changes
from chalicelib.store.things import load_thing, load_things
from chalicelib.workflows.already_paid.attach_proof import Wanted, new_place
from chalicelib.workflows.complaints.tell_disputes import tell_dispute
from chalicelib.workflows.decide_account import again_on_conflict
from chalicelib.workflows.promising.promise_payment import Who, count, load, name_of

Act = Callable[[Account, Dispute], Settled]


def dispute_invoice(who: Who, asked: Asked, now: datetime, wanted: Wanted | None = None) -> tuple[Account, Dispute]:
    """The account and its dispute; ``wanted``: a file that comes with it. The same request again is the same dispute.

    Raises Refusal, and nothing is written then.
    """
    count(who, now)
    name = name_of(who, "dp_")

    def once() -> tuple[Account, Dispute]:
        account = load(who)
        past = load_things(who.business.id, who.debtor, Dispute)
        known = next((one for one in past if one.id == name), None)
        if known:
            return account, known
        found = begin(name, asked, account, past, who.business.policy.dispute, who.by, now)
        found = replace(found, dispute=_placed(found.dispute, account, wanted, now))
        save(account, found, now, {name: name})
        fact("dispute_opened", business=who.business.id, reason=asked.reason, metrics={"DisputesOpened": 1})
        return account, found.dispute

    account, dispute = again_on_conflict(once)
    tell_dispute(who.business, account.debtor, dispute, "opened", now)
    return account, dispute


def write_about_dispute(
    who: Who, dispute: str, text: str, now: datetime, wanted: Wanted | None = None
) -> tuple[Account, Dispute]:
    """One more line of the debtor's, or one more file. Raises NotFound, Conflict and Faulty."""
    count(who, now)

    def act(account: Account, found: Dispute) -> Settled:
        if wanted is None and _was_said(found, text):
            return Settled(found)
        said = say(found, debtor_says(text, now), account, who.business.policy.dispute, file_comes=wanted is not None)
        return replace(said, dispute=_placed(said.dispute, account, wanted, now))

    account, written = change(who.business, who.debtor, dispute, act, now)
    tell_dispute(who.business, account.debtor, written, "written", now)
    return account, written


def withdraw_dispute(who: Who, dispute: str, now: datetime) -> tuple[Account, Dispute]:
    """Taken back: reminders go on where they were. Again answers the same. Raises NotFound and Conflict."""

    def act(account: Account, found: Dispute) -> Settled:
        return Settled(found) if found.state == "withdrawn" else withdraw(found, account, who.by, now)

    return change(who.business, who.debtor, dispute, act, now)


def change(business: Business, debtor: str, dispute: str, act: Act, now: datetime) -> tuple[Account, Dispute]:
    """Write what ``act`` makes of it. Raises NotFound: another account's, or none at all."""

    def once() -> tuple[Account, Dispute]:
        account, found = accounts.load(business.id, debtor), load_thing(business.id, debtor, Dispute, dispute)
        if account is None or found is None:
            raise NotFound("not_found")
        settled = act(account, found)
        if settled.dispute != found:
            save(account, settled, now)
            fact(f"dispute_{settled.dispute.state}", business=business.id, reason=found.reason)
        return account, settled.dispute

    return again_on_conflict(once)


def save(account: Account, found: Settled, now: datetime, pointers: dict[str, str] | None = None) -> None:
    accounts.save(
        account,
        Changes(
            replace(account.debtor, due_at=now),
            invoices=found.invoices,
            entries=found.entries,
            promises=found.promises,
            disputes=(found.dispute,),
            tasks=found.tasks,
            notices=found.notices,
            pointers=pointers or {},
        ),
    )


def _was_said(dispute: Dispute, text: str) -> bool:
    """Nobody says the same twice in a row: it came again after a crash."""
    last = dispute.messages[-1] if dispute.messages else None
    return last is not None and (last.by, last.text) == (DEBTOR, text)


def _placed(dispute: Dispute, account: Account, wanted: Wanted | None, now: datetime) -> Dispute:
    if wanted is None:
        return dispute
    head = account.debtor
    place = new_place(dispute.id, dispute.files, head.business, head.id, wanted, now)
    return replace(dispute, file=place, files=dispute.files + 1)
