"""Put an account's facts into a message: who writes to whom, every invoice with its figures of today and tomorrow."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from chalicelib.domain.account import Account
from chalicelib.domain.attempt import Attempt
from chalicelib.domain.books.entry_kinds import effect_of
from chalicelib.domain.business import Business
from chalicelib.domain.charging.charges import figures, saving_on
from chalicelib.domain.charging.indexation import cash_of, due_on, owed_in, pays_in
from chalicelib.domain.charging.rates import NO_RATES, Rates
from chalicelib.domain.contact.ladder import oldest_first
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.entry import Entry
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.links import received_key, satisfied_key, short_code, stop_key
from chalicelib.domain.notice import Notice
from chalicelib.domain.paying.method_order import last_used
from chalicelib.domain.paying.references import debtor_reference
from chalicelib.domain.schedules.recurring import ANNOUNCEMENT
from chalicelib.messages.charge_texts import value_row
from chalicelib.messages.explain import charge_rows, why
from chalicelib.messages.letter import Creditor, Envelope, Item, PaidLine, PaidValue, PaymentNews, Reminder, Row
from chalicelib.workflows.paying.ways_to_pay import methods, qr_kind
from chalicelib.workflows.schedules.view_recurring import Recurring
from chalicelib.workflows.settings import portal_url

PAYS = frozenset({"payment", "chargeback_reversal"})  # money that came, and came back from the payer's bank


def envelope(business: Business, debtor: Debtor, today: date, token: str, currency: str) -> Envelope:
    """Who writes to whom. The token travels in the link's fragment: no server, log or preview ever sees it."""
    lang = debtor.language
    return Envelope(
        lang=lang,
        creditor=creditor(business),
        name=debtor.name,
        today=today,
        currency=currency,
        type=debtor.type,
        country=business.country,
        link=f"{portal_url()}/{lang[:2]}/#t={token}",
        short_code=short_code(token),
        lite_url=f"{portal_url()}/lite",
        reference=debtor_reference(business.id, debtor.id) if business.payment_methods.transfer else "",
        unsubscribe_url=f"{portal_url()}/api/optout/{stop_key(token)}",
        stop_url=f"{portal_url()}/api/autopay/stop/{stop_key(token)}",
        satisfied_url=f"{portal_url()}/api/satisfied/{satisfied_key(token)}",
        received_url=f"{portal_url()}/api/received/{received_key(token)}",
    )


def creditor(business: Business) -> Creditor:
    return Creditor(name=business.name, country=business.country, tax_id=business.tax_id, email=business.sender.email)


def reminder(notice: Notice, account: Account, business: Business, today: date) -> Reminder:
    """The step's message with the figures of this very moment, whatever they were when it was planned."""
    numbers, again = set(notice.invoices), notice.template == "invoice_again"
    chosen = [invoice for invoice in oldest_first(account.invoices) if invoice.number in numbers]
    return Reminder(
        step=notice.step or ("invoice" if again else ""),
        purpose=notice.purpose,
        tone=notice.tone,
        items=tuple(item(invoice, business, account.debtor.language, today, account.rates) for invoice in chosen),
        anchor=notice.anchor or "",
        offers=offered(notice, account, business, today),
        agreed=notice.data if "promised_on" in notice.data else {},
        again=again,
        usual=usual_method(account.debtor, business),
    )


def usual_method(debtor: Debtor, business: Business) -> str:
    """What the debtor paid with last, while it is still offered; "" before the first payment."""
    last = last_used(debtor.paid_by)
    if not last or last not in methods(business):
        return ""
    return qr_kind(business) if last == "qr" else last


def offered(notice: Notice, account: Account, business: Business, today: date) -> tuple[str, ...]:
    """With the announcement of a recurring charge: what paying ahead saves."""
    if notice.step != ANNOUNCEMENT.step or not account.schedules:
        return ()
    announced = next((one for one in account.invoices if one.number == notice.anchor), None)
    return Recurring(account, business, account.debtor.language, today).announced(announced)


def item(invoice: Invoice, business: Business, lang: str, today: date, rates: Rates = NO_RATES) -> Item:
    due, tomorrow = due_on(invoice, today, rates), due_on(invoice, today + timedelta(days=1), rates)
    return Item(
        number=invoice.number,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        balance_minor=due.balance_minor,
        currency=due.currency,
        tomorrow_minor=tomorrow.balance_minor if tomorrow.currency == due.currency else due.balance_minor,
        saving_minor=due.discount_minor,
        saving_until=saving.until if (saving := saving_on(invoice, today)) else None,
        concept=invoice.concept,
        received=invoice.received_on is not None,
        rows=rows(invoice, business, lang, today, rates),
        why=reasons(invoice, business, lang, today),
    )


def rows(invoice: Invoice, business: Business, lang: str, today: date, rates: Rates = NO_RATES) -> tuple[Row, ...]:
    owed = figures(invoice, today, rates)
    told = charge_rows(
        lang,
        invoice.currency,
        total_minor=owed.total_minor,
        principal_minor=owed.principal_minor,
        fee_minor=owed.fee_minor,
        check_fee_minor=min(invoice.check_fee_minor, owed.fee_minor),
        interest_minor=owed.interest_minor,
        tax_minor=owed.tax_minor,
        discount_minor=owed.discount_minor,
        discount_until=saving.until if (saving := saving_on(invoice, today)) else None,
        today=today,
        country=business.country,
        main=business.currency,
    )
    worth = value_row(lang, due_on(invoice, today, rates), invoice.currency, today, business.country)
    return (*told, worth) if worth else told


def reasons(invoice: Invoice, business: Business, lang: str, today: date) -> tuple[str, ...]:
    """The rules behind the figures, short enough for a message."""
    terms, saving = invoice.terms, saving_on(invoice, today)
    return why(
        lang,
        invoice.currency,
        due_on=invoice.due_on,
        today=today,
        accepted=terms.accepted,
        grace_days=terms.grace_days,
        flat_minor=terms.flat_minor,
        percent_fee=terms.percent,
        interest_rate=terms.interest_rate,
        interest_kind=terms.interest_kind,
        discount_percent=saving.percent if saving else None,
        discount_minor=saving.minor if saving else 0,
        discount_until=saving.until if saving else None,
        country=business.country,
        rules=terms.rules,
    )


def payment_news(
    state: str,
    attempt: Attempt,
    amount_minor: int,
    entries: Iterable[Entry],
    account: Account,
    method: str,
    today: date,
    receipt: str = "",
) -> PaymentNews:
    """A receipt, or what else became of a payment; lines and kept discount are read back from the ledger."""
    booked = list(entries)
    open_invoices = [invoice for invoice in account.invoices if pays_in(invoice) == attempt.currency]
    asked_for = [invoice for invoice in oldest_first(open_invoices) if not invoice.plan]
    ahead = [invoice.due_on for invoice in asked_for if invoice.due_on >= today]
    return PaymentNews(
        state=state,
        reference=attempt.reference,
        method=method,
        amount_minor=amount_minor,
        currency=attempt.currency,
        at=attempt.paid_at or attempt.created_at,
        time_zone=account.debtor.time_zone,
        lines=paid_lines(booked, {charge.number: charge.concept for charge in attempt.charges}),
        kept_minor=kept(booked) if state == "paid" else 0,
        parts=paid_parts(booked) if state == "paid" else (),
        values=paid_values(booked) if state == "paid" else (),
        receipt=receipt,
        ahead=bool(attempt.charges),
        balance_minor=owed_in(attempt.currency, open_invoices, today, account.rates),
        next_due_on=min(ahead, default=None),
        lacking_minor=attempt.amount_minor - amount_minor if state == "part" else 0,
        up_to_date=all(invoice.due_on >= today for invoice in asked_for),
    )


def paid_lines(entries: Iterable[Entry], concepts: Mapping[str, str] = {}) -> tuple[PaidLine, ...]:
    paid: dict[str, int] = {}
    for entry in entries:
        if entry.kind in PAYS and entry.invoice:
            paid[entry.invoice] = paid.get(entry.invoice, 0) + cash_of(entry)
    return tuple(PaidLine(number, minor, concepts.get(number, "")) for number, minor in paid.items())


def paid_parts(entries: Iterable[Entry]) -> tuple[tuple[str, int], ...]:
    """What a payment went to, by part in the order of its allocation; nothing where all of it paid principal."""
    paid: dict[str, int] = {}
    orders: dict[str, list[str]] = {}
    for entry in entries:
        if entry.kind in PAYS and entry.invoice:
            paid[entry.part] = paid.get(entry.part, 0) + cash_of(entry)
            orders.setdefault(entry.invoice, []).append(entry.part)
    order = max(orders.values(), key=len, default=[])
    told = sorted(paid, key=lambda part: order.index(part) if part in order else len(order))
    return tuple((part, paid[part]) for part in told) if paid.keys() - {"principal"} else ()


def paid_values(entries: Iterable[Entry]) -> tuple[PaidValue, ...]:
    """Of debts in a unit: how much of each was paid, at which value of which day."""
    units: dict[str, int] = {}
    last: dict[str, Entry] = {}
    for entry in entries:
        if entry.kind in PAYS and entry.invoice and entry.rate is not None:
            units[entry.invoice] = units.get(entry.invoice, 0) - entry.amount_minor
            last[entry.invoice] = entry
    return tuple(
        PaidValue(units[number], one.currency, one.rate, one.rate_on, one.cash_currency)
        for number, one in last.items()
        if one.rate is not None and one.rate_on is not None
    )


def kept(entries: Iterable[Entry]) -> int:
    """The discount that a payment in time kept, minor units."""
    return sum(cash_of(entry) for entry in entries if effect_of(entry) == "discount")
