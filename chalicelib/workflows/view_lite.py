"""The account for ``/lite``: what the portal shows, and how to pay it by transfer. Looking changes nothing."""

from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from chalicelib.domain.business import Business
from chalicelib.domain.references import debtor_reference
from chalicelib.messages.explain import tax_id_label
from chalicelib.messages.pay_rows import pay_note, transfer_rows
from chalicelib.store import businesses
from chalicelib.store.sessions import Session
from chalicelib.workflows.view_account import view_account


def view_lite(session: Session, lang: str, now: datetime) -> dict[str, Any]:
    """``GET /api/account``'s answer and ``transfer``: rows to copy, or None where the business takes none."""
    view = view_account(replace(session, language=lang), now)
    business = businesses.load(session.business)
    return view | {"transfer": _transfer(business, session, view, lang)}


def _transfer(business: Business, session: Session, view: dict[str, Any], lang: str) -> dict[str, Any] | None:
    bank = business.payment_methods.transfer
    if bank is None or "pay" not in view["allowed"]:
        return None
    rows = transfer_rows(
        lang,
        kind=bank.kind,
        account=bank.account,
        reference=debtor_reference(session.business, session.debtor),
        amount_text=view["total_text"],
        bank=bank.bank,
        holder=bank.holder or business.name,
        tax_id=bank.tax_id or business.tax_id,
        tax_id_label=tax_id_label(business.country),
    )
    return {"rows": msgspec.to_builtins(rows), "note": pay_note(lang, "transfer")}
