"""What the debtor sees: the account in one answer, amounts and dates as text, so that phone and message agree."""

from datetime import datetime
from typing import Any

from chalicelib.domain.business import Business
from chalicelib.domain.errors import Unauthorized
from chalicelib.messages.explain import as_of_text, tax_id_label
from chalicelib.messages.names import greeted, initial
from chalicelib.store import accounts, businesses
from chalicelib.store.sessions import Session
from chalicelib.workflows.agreeing.offer_plans import agreed_pages, plans_told
from chalicelib.workflows.already_paid.view_reports import report_form, reports_view
from chalicelib.workflows.books.view_credit import credit_told
from chalicelib.workflows.by_hand.view_checks import checks_told
from chalicelib.workflows.by_hand.view_pickups import pickup_told
from chalicelib.workflows.complaints.view_disputes import disputes_told
from chalicelib.workflows.complaints.view_opinions import opinion_told
from chalicelib.workflows.paying.view_autopay import autopay_told
from chalicelib.workflows.paying.view_methods import methods_view
from chalicelib.workflows.paying.ways_to_pay import methods
from chalicelib.workflows.promising.view_excuses import help_view
from chalicelib.workflows.promising.view_promises import promises_view
from chalicelib.workflows.schedules.view_recurring import Recurring
from chalicelib.workflows.showing.view_debts import debts
from chalicelib.workflows.showing.view_history import paid, receipts
from chalicelib.workflows.showing.view_totals import totals
from chalicelib.workflows.showing.viewer import Viewer


def view_account(session: Session, now: datetime) -> dict[str, Any]:
    """The answer of ``GET /api/account``. Raises Unauthorized when the account is gone."""
    account = accounts.load(session.business, session.debtor)
    if account is None:
        raise Unauthorized("no_session")
    return whole_view(Viewer(account, businesses.load(session.business), session.language, now))


def whole_view(viewer: Viewer) -> dict[str, Any]:
    account, business, lang = viewer.account, viewer.business, viewer.lang
    owed, offered = totals(viewer), methods(business)
    recurring = Recurring(account, business, lang, viewer.today)
    payable = any(viewer.payable(one) for one in viewer.open)
    invoices, attempts = accounts.load_history(viewer.debtor.business, viewer.debtor.id)
    promise = promises_view(viewer, [one.settled_on for one in invoices if one.state == "paid" and one.settled_on])
    agreed = plans_told(viewer, attempts)
    disputed = disputes_told(viewer)
    may = [*(["pay", "amount"] if payable else []), *(["advance"] if recurring.offers else [])]
    may += ["installment"] if agreed["plan"] else []
    pages = [
        *(["report"] if account.invoices else []),
        *(["promise"] if promise["offers"] else []),
        *agreed_pages(agreed),
        *(["dispute"] if disputed["dispute"] else []),
    ]
    return {
        "state": "open" if viewer.open else "up_to_date",
        "name": greeted(viewer.debtor.name, viewer.debtor.type),
        "lang": lang,
        "today": str(viewer.today),
        "as_of_text": as_of_text(lang, viewer.now, viewer.debtor.time_zone),
        "creditor": creditor(business),
        "contact": {"email": business.sender.email},
        "fmt": owed[0]["fmt"],
        "totals": owed,
        "total_minor": owed[0]["balance_minor"],
        "total_text": owed[0]["balance_text"],
        "debts": debts(viewer),
        "methods": methods_view(viewer, offered) if may else [],
        "allowed": [*(may if offered else []), *(["promise"] if promise["offers"] else []), *agreed_pages(agreed)],
        "recurring": recurring.schedules(),
        "credit": credit_told(viewer),
        "paid": paid(viewer, invoices),
        "receipts": receipts(viewer, attempts),
        "reports": reports_view(viewer),
        "report": report_form(lang, viewer.today) if account.invoices else None,
        "checks": checks_told(viewer),
        "pickup": pickup_told(viewer),
        "autopay": autopay_told(viewer),
        "promise": promise,
        **agreed,
        **disputed,
        "opinion": opinion_told(viewer),
        "help": help_view(viewer, pages),
    }


def creditor(business: Business) -> dict[str, str]:
    return {
        "name": business.name,
        "tax_id": business.tax_id,
        "tax_id_label": tax_id_label(business.country),
        "initial": initial(business.name),
        "email": business.sender.email,
        "phone": "",
    }
