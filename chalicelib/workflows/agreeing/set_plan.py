"""The business decides about agreements: proposes one, sets one together with an invoice, answers, cancels, renews.

Each write is a person's, with a reason where something ends; asked again it changes nothing.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime

import msgspec
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.agreeing import plan_books
from chalicelib.domain.agreeing.agreed_news import told
from chalicelib.domain.agreeing.agreement import RUNNING, Agreement, Choice
from chalicelib.domain.agreeing.plan_progress import progress
from chalicelib.domain.agreeing.plan_quote import PROPOSAL_LIFE, Asked, is_changed, last_moment, make_quote
from chalicelib.domain.agreeing.plan_rules import check_possible, chosen, running
from chalicelib.domain.books.ledger import Moment
from chalicelib.domain.business import Business
from chalicelib.domain.contact.rests import answered
from chalicelib.domain.errors import Conflict, NotFound, Refusal
from chalicelib.domain.task import Task
from chalicelib.gateways.logs import fact
from chalicelib.store import accounts
from chalicelib.store.changes import Changes
from chalicelib.store.things import load_thing
from chalicelib.workflows.agreeing.begin_plan import as_if_ended, begun, still_owed
from chalicelib.workflows.agreeing.offer_plans import capital_of
from chalicelib.workflows.decide_account import again_on_conflict
from chalicelib.workflows.showing.viewer import Viewer

LONGEST = 300  # characters of a reason


class Word(msgspec.Struct, frozen=True):
    """Whose account, who says so, and the asker's own id of the request: the same one twice is once."""

    debtor: str
    by: str
    request: str = ""
    why: str = ""


class Terms(msgspec.Struct, frozen=True):
    """Which debts (none: all that may be covered) and how they are to be paid."""

    choice: Choice
    debt_ids: tuple[str, ...] = ()
    currency: str = ""


def propose(business: Business, word: Word, terms: Terms, now: datetime) -> Agreement:
    """A plan that the debtor may sign within a week, in place of the one that is kept if there is one. Raises NotFound,
    Refusal, Faulty."""

    def make(account: Account, viewer: Viewer) -> tuple[Agreement, Changes]:
        made = _quoted(viewer, terms, word, _old(account, terms, business))
        debtor = replace(account.debtor, due_at=now)
        return made, Changes(debtor, agreements=(made,), notices=told("offered", debtor, made, now))

    return _once(business, word, make, now, "plan_offered")


def set_from_start(business: Business, word: Word, terms: Terms, now: datetime) -> Agreement:
    """A plan that holds at once, for invoices that are not due yet: so they were sold. Raises Refusal
    ``plan_after_due``, and as ``propose`` does."""

    def make(account: Account, viewer: Viewer) -> tuple[Agreement, Changes]:
        if _old(account, terms, business):
            raise Conflict("plan_running")
        made = _quoted(viewer, terms, word, None)
        if any(one.due_on < viewer.today for one in made.covers):
            raise Refusal("plan_after_due", field="debt_ids")
        kept = replace(made, state="active", signed_at=now)
        return kept, begun(viewer, kept, (), "set")

    return _once(business, word, make, now, "plan_set")


def approve(business: Business, word: Word, plan: str, now: datetime) -> Agreement:
    """The debtor's own proposal, as it is: now they may sign it. Raises NotFound, Conflict ``plan_decided``,
    ``proposal_changed`` or ``proposal_over`` (its first day has passed)."""

    def decide(account: Account, found: Agreement) -> tuple[Agreement, Changes]:
        if is_changed(found, as_if_ended(account, found.replaces, now), account.rates):
            raise Conflict("proposal_changed")
        last = last_moment(found.installments[0].due_on, account.debtor.time_zone)
        if now >= last:
            raise Conflict("proposal_over")
        kept = replace(found, state="quoted", by=word.by, valid_until=min(now + PROPOSAL_LIFE, last))
        return kept, _answered(account, kept, "offered", now, word)

    return _decided(business, word, plan, {"proposed"}, "quoted", decide, now)


def refuse(business: Business, word: Word, plan: str, now: datetime) -> Agreement:
    """Raises NotFound, Conflict, Refusal ``reason_required``."""
    why = _why(word)

    def decide(account: Account, found: Agreement) -> tuple[Agreement, Changes]:
        ended = replace(found, state="refused", ended_at=now, ended_by=word.by, reason=why)
        return ended, _answered(account, ended, "refused", now, word)

    return _decided(business, word, plan, {"proposed", "quoted"}, "refused", decide, now)


def cancel(business: Business, word: Word, plan: str, now: datetime) -> Agreement:
    """What is left is owed as before, without the late charges of the meantime: it was not the debtor's doing."""
    why = _why(word)

    def decide(account: Account, found: Agreement) -> tuple[Agreement, Changes]:
        viewer = Viewer(account, business, business.language, now)
        so_far = progress(found, account.invoices, viewer.today, account.debtor.country)
        moment = Moment(viewer.today, now, f"cancel-{found.id}", rates=account.rates)
        moved = plan_books.end(found, account.invoices, moment, charges_return=False)
        ended = replace(found, state="cancelled", ended_at=now, ended_by=word.by, reason=why)
        answered = _answered(account, ended, "cancelled", now, word, paid_minor=str(so_far.paid_minor))
        return ended, msgspec.structs.replace(answered, invoices=moved.invoices, entries=moved.entries)

    return _decided(business, word, plan, set(RUNNING), "cancelled", decide, now)


def _quoted(viewer: Viewer, terms: Terms, word: Word, old: Agreement | None) -> Agreement:
    account = viewer.account
    name = _name(viewer.business, word)
    if old:
        account = replace(account, invoices=tuple(as_if_ended(account, old.id, viewer.now)))
    currency = old.currency if old else terms.currency or viewer.business.currency
    invoices = chosen(
        account, terms.debt_ids or (still_owed(old, account.invoices) if old else ()), currency, viewer.today
    )
    free_viewer = Viewer(account, viewer.business, viewer.lang, viewer.now)
    check_possible(terms.choice, capital_of(free_viewer, invoices), viewer.today)
    asked = Asked(name, viewer.today, viewer.now, "business", word.by, replaces=old.id if old else "")
    return make_quote(account, viewer.business, invoices, terms.choice, asked)


def _old(account: Account, terms: Terms, business: Business) -> Agreement | None:
    """The agreement that is kept about the same money."""
    plans = {one.plan for one in account.invoices if one.plan and one.number in terms.debt_ids}
    if plans:
        return next((one for one in account.agreements if one.id in plans and one.state in RUNNING), None)
    return None if terms.debt_ids else running(account.agreements, terms.currency or business.currency)


def _answered(account: Account, agreement: Agreement, news: str, now: datetime, word: Word, **data: str) -> Changes:
    debtor = replace(answered(account.debtor, agreement.id, now), due_at=now)
    done = tuple(_done(task, word, now) for task in account.tasks if task.about == agreement.id)
    why = {"why": word.why} if news in {"refused", "cancelled"} else {}
    notices = told(news, debtor, agreement, now, **data, **why)
    return Changes(debtor, agreements=(agreement,), notices=notices, tasks=done)


def _done(task: Task, word: Word, now: datetime) -> Task:
    return replace(task, state="done", done_at=now, done_by=word.by)


def _once(
    business: Business,
    word: Word,
    make: Callable[[Account, Viewer], tuple[Agreement, Changes]],
    now: datetime,
    told_as: str,
) -> Agreement:
    """By the request's own name: repeated after a crash it finds what it made."""

    def once() -> Agreement:
        account = _account(business, word)
        if known := load_thing(business.id, word.debtor, Agreement, _name(business, word)):
            return known
        made, changes = make(account, Viewer(account, business, business.language, now))
        accounts.save(account, changes)
        fact(told_as, business=business.id)
        return made

    return again_on_conflict(once)


def _decided(
    business: Business,
    word: Word,
    plan: str,
    from_states: set[str],
    to_state: str,
    decide: Callable[[Account, Agreement], tuple[Agreement, Changes]],
    now: datetime,
) -> Agreement:
    def once() -> Agreement:
        account = _account(business, word)
        found = next((one for one in account.agreements if one.id == plan), None)
        found = found or load_thing(business.id, word.debtor, Agreement, plan)
        if found is None:
            raise NotFound("not_found", field="plan")
        if found.state == to_state and to_state != "quoted":
            return found
        if found.state not in from_states:
            raise Conflict("plan_decided")
        ended, changes = decide(account, found)
        accounts.save(account, changes)
        fact(f"plan_{to_state}_by_person", business=business.id)
        return ended

    return again_on_conflict(once)


def _account(business: Business, word: Word) -> Account:
    account = accounts.load(business.id, word.debtor)
    if account is None:
        raise NotFound("not_found")
    return account


def _name(business: Business, word: Word) -> str:
    asked = f"{business.id}\n{word.debtor}\n{word.by}\n{word.request}"
    return f"ag_{hashlib.sha256(asked.encode()).hexdigest()[:24]}"


def _why(word: Word) -> str:
    why = " ".join(word.why.split())
    if not why:
        raise Refusal("reason_required", field="reason")
    if len(why) > LONGEST:
        raise Refusal("note_too_long", field="reason", most=LONGEST)
    return why
