"""An agreement as people see it: what it asks, when, what of it is paid, its text, and what settles it today."""

from datetime import timedelta
from typing import Any

from chalicelib.domain.agreeing.agreement import RUNNING, Agreement
from chalicelib.domain.agreeing.evidence import Evidence
from chalicelib.domain.agreeing.installments import pay_by
from chalicelib.domain.agreeing.plan_payment import due_now, unearned
from chalicelib.domain.agreeing.plan_progress import Standing, covered, progress
from chalicelib.domain.agreeing.plan_quote import has_expired
from chalicelib.domain.agreeing.record import text_hash
from chalicelib.domain.business import Business
from chalicelib.messages.agreement_text import Parties, agreement_text, template_of
from chalicelib.messages.catalog import say, say_count
from chalicelib.messages.formats import dated, moment
from chalicelib.messages.part_name import part_name
from chalicelib.store.things import load_thing
from chalicelib.workflows.showing.viewer import Viewer


def plan_view(viewer: Viewer, agreement: Agreement) -> dict[str, Any]:
    """The answer of ``GET /api/plans/<id>``; amounts in minor units and as text."""
    lang, zone = viewer.lang, viewer.debtor.time_zone
    signed = _signed(viewer, agreement)
    text = signed.text if signed else text_of(viewer, agreement)
    is_open = agreement.state == "quoted" and not has_expired(agreement, viewer.now)
    return {
        **summary(viewer, agreement),
        "installments": _installments(viewer, agreement),
        "covers": [{"id": one.number, "text": _money(viewer, agreement, one.owed_minor)} for one in agreement.covers],
        "text": text,
        "text_sha256": text_hash(text),
        "text_lang": signed.language if signed else lang,
        "template": signed.template if signed else template_of(lang, viewer.business.country),
        "consent": signed.consent if signed else say(lang, "agreement.consent"),
        "valid_until": agreement.valid_until,
        "valid_until_text": moment(agreement.valid_until, zone, lang, viewer.today),
        "can_sign": is_open,
        "document": f"agreement-{agreement.id}" if agreement.evidence else None,
    }


def _signed(viewer: Viewer, agreement: Agreement) -> Evidence | None:
    """What was signed is shown as it was, whatever the language, the names or the template are by now."""
    if not agreement.evidence:
        return None
    return load_thing(viewer.debtor.business, viewer.debtor.id, Evidence, agreement.id)


def summary(viewer: Viewer, agreement: Agreement) -> dict[str, Any]:
    """What one line of a list says, and, while it is kept, what comes next."""
    lang = viewer.lang
    running = _running(viewer, agreement) if agreement.state in RUNNING else {}
    return {
        "id": agreement.id,
        "state": agreement.state,
        "state_text": say(lang, f"plan.state.{agreement.state}"),
        "title": title(viewer, agreement.offer),
        "currency": agreement.currency,
        "debt_ids": list(agreement.debt_ids),
        "total_minor": agreement.total_minor,
        "total_text": _money(viewer, agreement, agreement.total_minor),
        "parts_text": parts_text(viewer, agreement),
        "last_text": say(lang, "plan.last_on", date=dated(agreement.installments[-1].due_on, lang)),
        "cost": costs(viewer, agreement),
        "replaces": agreement.replaces or None,
        **running,
    }


def title(viewer: Viewer, offer: str) -> str:
    return say(viewer.lang, f"plan.offer.{offer}", creditor=viewer.business.name)


def parts_text(viewer: Viewer, agreement: Agreement) -> str:
    """``3 cuotas de $ 333,33``, after what is paid first."""
    parts = [one for one in agreement.installments if one.number]
    told = say_count(viewer.lang, "plan.parts", len(parts), amount=_money(viewer, agreement, parts[0].amount_minor))
    down = agreement.down_minor
    return say(viewer.lang, "plan.with_down", down=_money(viewer, agreement, down), parts=told) if down else told


def costs(viewer: Viewer, agreement: Agreement) -> list[str]:
    """What it costs beside the debt, and what it spares."""
    lang, interest = viewer.lang, agreement.interest_minor
    told = say(lang, "plan.cost.interest", amount=_money(viewer, agreement, interest)) if interest else ""
    spared = agreement.forgiven_minor
    kept = [say(lang, "plan.cost.forgiven", amount=_money(viewer, agreement, spared))] if spared else []
    return [told or say(lang, "plan.cost.none"), *kept]


def text_of(viewer: Viewer, agreement: Agreement) -> str:
    return agreement_text(viewer.lang, agreement, parties(viewer.business, viewer.debtor.name, viewer.debtor.tax_id))


def parties(business: Business, name: str, tax_id: str) -> Parties:
    return Parties(business.name, business.tax_id, name, tax_id, business.country, business.currency)


def _running(viewer: Viewer, agreement: Agreement) -> dict[str, Any]:
    invoices, today = viewer.account.invoices, viewer.today
    so_far = progress(agreement, invoices, today, viewer.debtor.country)
    saving = unearned(agreement, so_far, covered(agreement, invoices), today)
    settle = so_far.remaining_minor - saving
    saved = _money(viewer, agreement, saving)
    due = min(due_now(so_far, today), settle)
    return {
        "remaining_minor": so_far.remaining_minor,
        "remaining_text": _money(viewer, agreement, so_far.remaining_minor),
        "paid_minor": so_far.paid_minor,
        "paid_text": _money(viewer, agreement, so_far.paid_minor),
        "due_minor": due,
        "due_text": _money(viewer, agreement, due),
        "next": _standing(viewer, agreement, so_far.next) if so_far.next else None,
        "settle_minor": settle,
        "settle_text": say(viewer.lang, "plan.settle", amount=_money(viewer, agreement, settle)),
        "settle_saving_text": say(viewer.lang, "plan.settle_saving", amount=saved) if saving else None,
    }


def _installments(viewer: Viewer, agreement: Agreement) -> list[dict[str, Any]]:
    invoices = viewer.account.invoices if agreement.state in RUNNING else ()
    if agreement.state in RUNNING or agreement.state == "completed":
        so_far = progress(agreement, invoices, viewer.today, viewer.debtor.country)
        return [_standing(viewer, agreement, one) for one in so_far.standings]
    return [_standing(viewer, agreement, Standing(one, 0, "coming")) for one in agreement.installments]


def _standing(viewer: Viewer, agreement: Agreement, one: Standing) -> dict[str, Any]:
    lang, installment = viewer.lang, one.installment
    until = pay_by(installment.due_on, viewer.debtor.country)
    return {
        "number": installment.number,
        "label": part_name(lang, installment.number),
        "due_on": str(installment.due_on),
        "due_text": viewer.day(installment.due_on),
        "pay_by": str(until),
        "amount_minor": installment.amount_minor,
        "amount_text": _money(viewer, agreement, installment.amount_minor),
        "interest_minor": installment.interest_minor,
        "paid_minor": one.paid_minor,
        "paid_text": _money(viewer, agreement, one.paid_minor) if one.paid_minor else None,
        "state": one.state,
        "state_text": say(lang, f"plan.part.{one.state}", date=_still_until(viewer, agreement, one)),
    }


def _still_until(viewer: Viewer, agreement: Agreement, one: Standing) -> str:
    last = pay_by(one.installment.due_on, viewer.debtor.country) + timedelta(days=agreement.rules.grace_days)
    return viewer.day(last)


def _money(viewer: Viewer, agreement: Agreement, minor: int) -> str:
    return viewer.money(minor, agreement.currency)
