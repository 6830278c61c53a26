"""A debtor chooses a plan: an offer, or terms of their own. Within the rules it is quoted, beyond a person is asked."""

import secrets
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.agreeing.agreement import Agreement, Choice
from chalicelib.domain.agreeing.asking_rest import REST, may_rest
from chalicelib.domain.agreeing.extension import Extension
from chalicelib.domain.agreeing.plan_offers import named
from chalicelib.domain.agreeing.plan_quote import Asked, asked_again, make_quote
from chalicelib.domain.agreeing.plan_rules import check_choice, check_possible, chosen, limits
from chalicelib.domain.contact.rests import begin_rest
from chalicelib.domain.errors import NotFound, Refusal, Unauthorized
from chalicelib.domain.task import Task
from chalicelib.gateways.logs import fact
from chalicelib.messages.catalog import say
from chalicelib.store import accounts, businesses, sessions
from chalicelib.store.changes import Changes
from chalicelib.store.keys import account_key
from chalicelib.store.sessions import Session
from chalicelib.store.things import load_thing, load_things
from chalicelib.workflows.agreeing.begin_plan import as_if_ended, still_owed
from chalicelib.workflows.agreeing.offer_plans import (
    ASKABLE,
    capital_of,
    main_currency,
    needs_person,
    offered,
    paid_before,
    reason_against,
)
from chalicelib.workflows.agreeing.other_terms import other_terms, refused
from chalicelib.workflows.agreeing.view_plan import plan_view
from chalicelib.workflows.decide_account import again_on_conflict
from chalicelib.workflows.showing.viewer import Viewer

QUOTES_AN_HOUR = 30  # of one account: nobody looks at more, a script would
MOST_QUOTES = 12  # that wait at the same time; the oldest give way
NOTE_LENGTH = 300


class Wanted(msgspec.Struct, frozen=True):
    """``offer``: the id of one that the account shows; or terms of one's own. ``ask_person``: send it to the business
    where the rules do not allow it. ``debt_ids`` empty: all that may be covered. ``replaces``: the plan that is kept,
    of which other terms are asked; its debts, and own terms only."""

    offer: str = ""
    debt_ids: tuple[str, ...] = ()
    parts: int = 0
    first_on: date | None = None
    down_minor: int = 0
    every: str = "month"
    ask_person: bool = False
    note: str = ""
    replaces: str = ""


def quote_plan(session: Session, wanted: Wanted, now: datetime) -> dict[str, Any]:
    """The answer of ``POST /api/plans/quote``: the plan, its text, and until when it may be signed. Raises Refusal and
    Faulty; nothing is written then."""
    count_quote(session, now)
    business = businesses.load(session.business)
    name = f"ag_{secrets.token_hex(12)}"

    def once() -> tuple[Viewer, Agreement]:
        account = accounts.load(session.business, session.debtor)
        if account is None:
            raise Unauthorized("no_session")
        viewer = Viewer(account, business, session.language, now)
        made = _rested(viewer, _made(viewer, wanted, name))
        accounts.save(account, _changes(account, made, now))
        fact("plan_quoted", business=business.id, state=made.state, metrics={"PlansQuoted": 1})
        return viewer, made

    viewer, made = again_on_conflict(once)
    heard = "plan.proposed_kept" if made.replaces else "plan.proposed"
    told = say(viewer.lang, heard) if made.state == "proposed" else None
    return plan_view(viewer, made) | {"message": told}


def requoted(viewer: Viewer, old: Agreement, name: str) -> Agreement | None:
    """The same choice for the debt as it is now; None where that cannot be had any more, or a person is to look first.

    What replaces an agreement is counted as if that one had ended.
    """
    choice = asked_again(old, viewer.today)
    free = replace(viewer.account, invoices=tuple(as_if_ended(viewer.account, old.replaces, viewer.now)))
    numbers = still_owed(old, free.invoices)
    if not numbers:
        return None
    try:
        invoices = chosen(free, numbers, old.currency, viewer.today)
        minor = capital_of(viewer, invoices)
        check_possible(choice, minor, viewer.today)
        if not old.by:
            _check_alone(viewer, choice, old.currency, minor)
    except Refusal:
        return None
    asked = Asked(name, viewer.today, viewer.now, old.offer, old.by, old.note, old.replaces)
    return make_quote(free, viewer.business, invoices, choice, asked)


def _check_alone(viewer: Viewer, choice: Choice, currency: str, minor: int) -> None:
    """Raises Refusal: the rules of today do not allow it without a person."""
    past = load_things(viewer.debtor.business, viewer.debtor.id, Agreement)
    if reason_against(viewer, currency, past) or needs_person(viewer, currency, minor):
        raise Refusal("plan_unavailable")
    check_choice(choice, minor, limits(viewer.business, currency, minor, viewer.today), viewer.today)


def find_plan(session: Session, plan: str, now: datetime) -> dict[str, Any]:
    """The answer of ``GET /api/plans/<id>``. Raises NotFound: nobody's, or another account's."""
    account = accounts.load(session.business, session.debtor)
    agreement = load_thing(session.business, session.debtor, Agreement, plan)
    if account is None or agreement is None:
        raise NotFound("not_found")
    return plan_view(Viewer(account, businesses.load(session.business), session.language, now), agreement)


def _made(viewer: Viewer, wanted: Wanted, name: str) -> Agreement:
    if wanted.replaces:
        return other_terms(viewer, wanted.replaces, _own(viewer, wanted), name, _note(wanted))
    currency = main_currency(viewer) if viewer.open else viewer.business.currency
    named_debts = [one for one in viewer.account.invoices if one.number in wanted.debt_ids]
    currency = named_debts[0].currency if named_debts else currency
    invoices = chosen(viewer.account, wanted.debt_ids, currency, viewer.today)
    past = load_things(viewer.debtor.business, viewer.debtor.id, Agreement)
    if (reason := reason_against(viewer, currency, past)) and not (wanted.ask_person and reason in ASKABLE):
        raise refused(viewer, reason)
    minor = capital_of(viewer, invoices)
    choice = _choice(viewer, wanted, currency)
    state = _state(viewer, wanted, choice, currency, minor, bool(reason))
    asked = Asked(name, viewer.today, viewer.now, wanted.offer or "own", note=_note(wanted), state=state)
    return make_quote(viewer.account, viewer.business, invoices, choice, asked)


def _state(viewer: Viewer, wanted: Wanted, choice: Choice, currency: str, minor: int, only_person: bool) -> str:
    """Quoted where the rules allow it; else a person is asked, if the debtor wants that."""
    check_possible(choice, minor, viewer.today)
    if only_person or needs_person(viewer, currency, minor):
        return "proposed"
    try:
        check_choice(choice, minor, limits(viewer.business, currency, minor, viewer.today), viewer.today)
    except Refusal:
        if not wanted.ask_person:
            raise
        return "proposed"
    return "quoted"


def _choice(viewer: Viewer, wanted: Wanted, currency: str) -> Choice:
    if not wanted.offer:
        return _own(viewer, wanted)
    _, attempts = accounts.load_history(viewer.debtor.business, viewer.debtor.id)
    found = named(offered(viewer, currency, paid_before(viewer, attempts, currency)), wanted.offer)
    if found is None:
        raise NotFound("not_found", field="offer")
    return found


def _own(viewer: Viewer, wanted: Wanted) -> Choice:
    first = wanted.first_on or viewer.today + timedelta(days=30)
    return Choice(wanted.parts, first, wanted.down_minor, wanted.every)


def _rested(viewer: Viewer, made: Agreement) -> Agreement:
    """A proposal rests the reminders, unless another one did so lately in vain."""
    if made.state != "proposed":
        return made
    who = viewer.debtor.business, viewer.debtor.id
    return replace(made, rested=may_rest(load_things(*who, Agreement), load_things(*who, Extension), viewer.now))


def _changes(account: Account, made: Agreement, now: datetime) -> Changes:
    """Beside the quote: one proposal at a time rests the reminders for a while, and asks a person once."""
    old = sorted((one for one in account.agreements if one.state == "quoted" and not one.by), key=_age)
    gone = tuple(replace(one, state="expired", ended_at=now) for one in old[: max(len(old) + 1 - MOST_QUOTES, 0)])
    soonest = min(filter(None, (account.debtor.due_at, made.valid_until)))
    debtor = replace(account.debtor, due_at=soonest)
    if made.state != "proposed":
        return Changes(debtor, agreements=(*gone, made))
    if made.rested:
        debtor = begin_rest(debtor, made.id, "plan_proposed", now, now + REST)
    return Changes(replace(debtor, due_at=now), agreements=(*gone, made), tasks=(_task(made, now),))


def _task(made: Agreement, now: datetime) -> Task:
    return Task(
        f"plan_proposed#{made.id}", "plan_proposed", now, made.debt_ids[0], f"proposal {made.id}",
        about=made.id, amount_minor=made.total_minor, currency=made.currency,
    )  # fmt: skip


def _note(wanted: Wanted) -> str:
    note = " ".join(wanted.note.split())
    if len(note) > NOTE_LENGTH:
        raise Refusal("note_too_long", field="note", most=NOTE_LENGTH)
    return note


def _age(agreement: Agreement) -> tuple[datetime, str]:
    return agreement.quoted_at, agreement.id


def count_quote(session: Session, now: datetime) -> None:
    """Raises Refusal("too_many")."""
    who = account_key(session.business, session.debtor)
    if sessions.count(f"plans#{who}#{now:%Y-%m-%dT%H}", now + timedelta(hours=2)) > QUOTES_AN_HOUR:
        raise Refusal("too_many")
