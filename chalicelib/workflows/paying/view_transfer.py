"""The data of a bank transfer: rows to copy, and the same as a text to keep, print or send to whoever pays."""

from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.errors import NotFound, Refusal
from chalicelib.domain.paying.references import debtor_reference
from chalicelib.messages.explain import tax_id_label
from chalicelib.messages.formats import day, money
from chalicelib.messages.pay_rows import PayRow, pay_note, transfer_rows, transfer_text
from chalicelib.store import accounts, businesses
from chalicelib.store.sessions import Session
from chalicelib.workflows.showing.view_account import view_account


def bank_rows(business: Business, reference: str, amount_text: str, lang: str) -> tuple[PayRow, ...]:
    """What to type into the bank's page; nothing where the business takes no transfers."""
    bank = business.payment_methods.transfer
    if bank is None:
        return ()
    return transfer_rows(
        lang,
        kind=bank.kind,
        account=bank.account,
        reference=reference,
        amount_text=amount_text,
        bank=bank.bank,
        holder=bank.holder or business.name,
        tax_id=bank.tax_id or business.tax_id,
        tax_id_label=tax_id_label(business.country),
        alias=bank.alias,
        account_type=bank.account_type,
        email=bank.email,
    )


def transfer_file(session: Session, payment_id: str, lang: str, now: datetime) -> str:
    """The answer of ``GET /api/transfer.txt``: of one payment, or of all that is owed where none is named.

    Raises Refusal ``method_unavailable``, NotFound.
    """
    business = businesses.load(session.business)
    reference = debtor_reference(session.business, session.debtor)
    if payment_id:
        attempt = accounts.load_attempt(session.business, session.debtor, payment_id)
        if attempt is None:
            raise NotFound("not_found")
        amount = money(attempt.amount_minor, attempt.currency, lang, business.country, business.currency)
    else:
        amount = str(view_account(replace(session, language=lang), now)["total_text"])
    rows = bank_rows(business, reference, amount, lang)
    if not rows:
        raise Refusal("method_unavailable")
    today = local_date(now, business.time_zone)
    return transfer_text(lang, business.name, day(today, lang), rows, pay_note(lang, "transfer"))


def copyable(rows: Iterable[PayRow]) -> list[dict[str, object]]:
    """Rows as the portal gets them."""
    return [{"id": row.id, "label": row.label, "value": row.value, "copy": row.copy} for row in rows]
