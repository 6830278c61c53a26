"""What stands in the way of paying: written down once with its remedy, and answered by the business."""

from datetime import datetime

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.business import Business
from chalicelib.domain.complaints.dispute import Dispute
from chalicelib.domain.complaints.opinions import as_excuse, open_case, tell
from chalicelib.domain.errors import Fault, Faulty, NotFound
from chalicelib.domain.promising.excuse import DONE, Excuse
from chalicelib.domain.promising.excuses import Heard, Told, checked, hear, may_rest, resolve
from chalicelib.domain.promising.remedies import catalogue
from chalicelib.gateways.logs import fact
from chalicelib.store import accounts
from chalicelib.store.changes import Changes
from chalicelib.store.things import load_thing, load_things
from chalicelib.workflows.decide_account import again_on_conflict
from chalicelib.workflows.promising.promise_payment import Who, count, load, name_of

WRONG = "wrong_amount"  # of the reasons of a dispute: an invoice that has a mistake


def tell_excuse(who: Who, told: Told, now: datetime) -> tuple[Account, Excuse]:
    """The account and what was told. The same request again is the same excuse. Raises Refusal; nothing is written."""
    count(who, now)
    if told.code in catalogue() and catalogue()[told.code].remedy == "drop_contact":
        raise Faulty([Fault("code", "bad_value")])  # that has a route of its own: it needs no answer to any question
    name = name_of(who, "ex_")

    def once() -> tuple[Account, Excuse]:
        account = load(who)
        past = load_things(who.business.id, who.debtor, Excuse)
        case = open_case(account.opinions) if _opens_case(told) else None
        if case:
            return account, as_excuse(case)
        known = next((one for one in past if one.id == name), None)
        if known:
            return account, known
        if is_disputed(who, told):
            return account, _disputed(who, checked(name, told, account, past, who.by, now), account, now)
        if _opens_case(told):
            said = checked(name, told, account, past, who.by, now)
            return account, _case_opened(who, account, said, may_rest(said, past, now), now)
        heard = hear(name, told, account, past, who.by, now)
        _save(account, heard, now)
        fact("excuse", business=who.business.id, code=told.code, metrics={"Excuses": 1})
        return account, heard.excuse

    return again_on_conflict(once)


def is_disputed(who: Who, told: Told) -> bool:
    """Whether what was told is settled by disputes."""
    remedy = catalogue().get(told.code)
    return remedy is not None and remedy.remedy == "dispute" and who.business.policy.dispute.offered


def _disputed(who: Who, said: Excuse, account: Account, now: datetime) -> Excuse:
    """A dispute for each invoice that it names, all of them or none; nothing else rests for it."""
    from chalicelib.domain.complaints.disputing import Asked, check_disputable
    from chalicelib.workflows.complaints.dispute_invoice import dispute_invoice

    past = load_things(who.business.id, who.debtor, Dispute)
    askers = {number: replace(who, key=f"{who.key}#{number}" if who.key else "") for number in said.debt_ids}
    begun = {one.id for one in past}
    for place, (number, asker) in enumerate(askers.items()):
        if name_of(asker, "dp_") not in begun:
            check_disputable(number, account, past, place)
    until = None
    for number, asker in askers.items():
        until = dispute_invoice(asker, Asked(number, WRONG, said.text), now)[1].waits_until
    return replace(said, state=DONE, until=until, ended_at=now)


def _opens_case(told: Told) -> bool:
    """Whoever is not satisfied is looked after as those who were asked, whether or not the business asks."""
    remedy = catalogue().get(told.code)
    return remedy is not None and remedy.remedy == "satisfaction"


def _case_opened(who: Who, account: Account, excuse: Excuse, rests: bool, now: datetime) -> Excuse:
    """The case is what is open; the excuse stays behind it as said, so that what may rest again is counted."""
    heard = tell(excuse, account.debtor, who.business.policy.satisfaction, now, rests)
    said = replace(excuse, task=heard.tasks[0].id, until=heard.opinion.waits_until, rests="all" if rests else "")
    written = replace(said, state=DONE, ended_at=now)
    head = replace(heard.debtor, due_at=now)
    accounts.save(account, Changes(head, opinions=(heard.opinion,), excuses=(written,), tasks=heard.tasks))
    fact("excuse", business=who.business.id, code=excuse.code, metrics={"Excuses": 1})
    return said


def answer_excuse(business: Business, debtor: str, excuse: str, answer: str, by: str, now: datetime) -> Excuse:
    """A person did what it asked for; their words go to the debtor. Raises NotFound, Conflict, Faulty."""

    def once() -> Excuse:
        account, found = accounts.load(business.id, debtor), load_thing(business.id, debtor, Excuse, excuse)
        if account is None or found is None:
            raise NotFound("not_found")
        heard = resolve(found, answer, account, by, now)
        _save(account, heard, now)
        fact("excuse_answered", business=business.id, code=found.code)
        return heard.excuse

    return again_on_conflict(once)


def _save(account: Account, heard: Heard, now: datetime) -> None:
    accounts.save(
        account,
        Changes(
            replace(heard.debtor, due_at=now),
            invoices=heard.invoices,
            excuses=(heard.excuse,),
            tasks=heard.tasks,
            notices=heard.notices,
        ),
    )
