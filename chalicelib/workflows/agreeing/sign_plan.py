"""The debtor signs an agreement: the very text they saw, their typed name, a one-time code; once, with its evidence."""

import secrets
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.agreeing.agreement import RUNNING, Agreement
from chalicelib.domain.agreeing.evidence import Evidence
from chalicelib.domain.agreeing.plan_quote import has_expired, is_changed
from chalicelib.domain.agreeing.plan_rules import running
from chalicelib.domain.agreeing.record import sealed, text_hash
from chalicelib.domain.agreeing.sign_code import TRIES, KeptCode, tried
from chalicelib.domain.errors import Conflict, Fault, Faulty, NotFound, Refusal, Unauthorized
from chalicelib.gateways.logs import fact
from chalicelib.messages.agreement_text import template_of
from chalicelib.messages.catalog import say
from chalicelib.messages.names import one_line
from chalicelib.store import accounts, businesses, sign_codes
from chalicelib.store.changes import Changes
from chalicelib.store.sessions import Session
from chalicelib.store.things import load_thing
from chalicelib.workflows.agreeing.begin_plan import as_if_ended, begun
from chalicelib.workflows.agreeing.quote_plan import count_quote, requoted
from chalicelib.workflows.agreeing.seen import Seen
from chalicelib.workflows.agreeing.view_plan import plan_view, text_of
from chalicelib.workflows.decide_account import again_on_conflict
from chalicelib.workflows.showing.viewer import Viewer

NAME_LENGTH = (3, 120)


class Signature(msgspec.Struct, frozen=True):
    """What the page sends; ``text_sha256``: of the text that it showed."""

    name: str
    code: str
    consent: bool
    text_sha256: str


def sign_plan(session: Session, plan: str, signature: Signature, seen: Seen, now: datetime) -> dict[str, Any]:
    """The answer of ``POST /api/plans/<id>/sign``. Raises NotFound, Faulty (name, consent), Refusal (code), Conflict
    ``quote_changed`` or ``quote_expired`` with a new quote where one can be had: nothing is signed then."""
    business = businesses.load(session.business)
    _check_words(signature)
    account = _account(session)
    _check_text(Viewer(account, business, session.language, now), signable(account, plan, session, now), signature)
    code = _check_code(session, plan, signature.code, now)

    def once() -> tuple[Viewer, Agreement]:
        viewer = Viewer(_account(session), business, session.language, now)
        agreement = signable(viewer.account, plan, session, now)
        evidence = _evidence(viewer, agreement, signature, seen, code, session)
        signed = _signed(agreement, evidence, now)
        accounts.save(viewer.account, begun(viewer, signed, (evidence,), "signed"))
        return viewer, signed

    _, signed = again_on_conflict(once)
    sign_codes.drop(session.business, session.debtor, plan)
    fact("plan_signed", business=business.id, metrics={"PlansSigned": 1})
    return plan_view(Viewer(_account(session), business, session.language, now), signed) | {
        "message": say(session.language, "plan.signed")
    }


def signable(account: Account, plan: str, session: Session, now: datetime) -> Agreement:
    """The quote that may be signed now. Raises NotFound, Conflict ``plan_already_signed``, Refusal ``plan_not_ready``,
    and as ``sign_plan`` says."""
    found = next((one for one in account.agreements if one.id == plan), None)
    found = found or load_thing(session.business, session.debtor, Agreement, plan)
    if found is None:
        raise NotFound("not_found", field="plan")
    if found.state in RUNNING or found.evidence:
        raise Conflict("plan_already_signed")
    if found.state == "proposed":
        raise Refusal("plan_not_ready")
    if found.state not in {"quoted", "expired"}:
        raise NotFound("not_found", field="plan")
    if found.state == "expired" or has_expired(found, now):
        raise Conflict("quote_expired", plan=_quoted_anew(account, found, session, now))
    if not found.by and running(account.agreements, found.currency):
        raise Conflict("plan_running")
    if is_changed(found, as_if_ended(account, found.replaces, now), account.rates):
        raise Conflict("quote_changed", plan=_quoted_anew(account, found, session, now))
    return found


def _signed(agreement: Agreement, evidence: Evidence, now: datetime) -> Agreement:
    state = "signed" if agreement.down_minor else "active"
    return replace(agreement, state=state, signed_at=now, evidence=evidence.text_sha256)


def _quoted_anew(account: Account, old: Agreement, session: Session, now: datetime) -> dict[str, Any] | None:
    """The old quote is over; one of the debt as it is now, where it can be had."""
    count_quote(session, now)
    viewer = Viewer(account, businesses.load(session.business), session.language, now)
    made = requoted(viewer, old, f"ag_{secrets.token_hex(12)}")
    gone = (replace(old, state="expired", ended_at=old.ended_at or now),)
    accounts.save(account, Changes(replace(account.debtor, due_at=now), agreements=(*gone, *((made,) if made else ()))))
    return plan_view(viewer, made) if made else None


def _check_words(signature: Signature) -> None:
    name, faults = one_line(signature.name, NAME_LENGTH[1] + 1), []
    if not NAME_LENGTH[0] <= len(name) <= NAME_LENGTH[1] or not any(sign.isalpha() for sign in name):
        faults.append(Fault("name", "bad_name", {}))
    if not signature.consent:
        faults.append(Fault("consent", "consent_required", {}))
    if faults:
        raise Faulty(faults)


def _check_text(viewer: Viewer, agreement: Agreement, signature: Signature) -> None:
    """What is signed is what was shown, in the language in which it was shown."""
    if signature.text_sha256 != text_hash(text_of(viewer, agreement)):
        raise Conflict("text_not_shown", field="text_sha256")


def _check_code(session: Session, plan: str, given: str, now: datetime) -> KeptCode:
    """Each wrong try counts once, however many come at the same time."""
    for _ in range(2 * TRIES):
        kept = sign_codes.load(session.business, session.debtor, plan)
        is_right, after = tried(kept, given, session.id, now)
        if is_right:
            return after
        if kept and sign_codes.count_wrong(session.business, session.debtor, plan, kept, after):
            if after.wrong >= TRIES:
                raise Refusal("code_used_up", field="code")
            raise Refusal("wrong_sign_code", field="code", tries_left=TRIES - after.wrong)
    raise Refusal("too_many")


def _evidence(
    viewer: Viewer, agreement: Agreement, signature: Signature, seen: Seen, code: KeptCode, session: Session
) -> Evidence:
    text = text_of(viewer, agreement)
    if signature.text_sha256 != text_hash(text):
        raise Conflict("text_not_shown", field="text_sha256")
    return sealed(
        Evidence(
            id=agreement.id,
            business=session.business,
            debtor=session.debtor,
            template=template_of(viewer.lang, viewer.business.country),
            language=viewer.lang,
            text=text,
            text_sha256="",
            name=one_line(signature.name, NAME_LENGTH[1]),
            consent=say(viewer.lang, "agreement.consent"),
            signed_at=viewer.now,
            address=seen.address,
            device=seen.device,
            session=session.id,
            link=session.notice,
            code_channel=code.channel,
            code_to=code.to,
            total_minor=agreement.total_minor,
            currency=agreement.currency,
        )
    )


def _account(session: Session) -> Account:
    account = accounts.load(session.business, session.debtor)
    if account is None:
        raise Unauthorized("no_session")
    return account
