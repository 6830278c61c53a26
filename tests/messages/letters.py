"""Sample letters: one school and one of its debtors, on 22 November 2026."""

from datetime import UTC, date, datetime, timedelta

import msgspec

from chalicelib.messages.letter import Creditor, Envelope, Item, PaidLine, PaymentNews, Reminder, Row

TODAY = date(2026, 11, 22)
LINK = "https://mi.example.com/es/#t=" + "aB3_-xyz" * 5 + "abc"
SCHOOL = Creditor(
    name="Academia Andina", country="BO", tax_id="1023456021", email="cobros@academia.example", phone="+591 2 2223344"
)
MARIA = Envelope(
    lang="es",
    creditor=SCHOOL,
    name="María Quispe",
    today=TODAY,
    currency="BOB",
    type="person",
    country="BO",
    link=LINK,
    short_code="7KQ2M9AB",
    lite_url="https://mi.example.com/lite",
    unsubscribe_url="https://mi.example.com/api/optout/abc",
)


def envelope(**changes: object) -> Envelope:
    return msgspec.structs.replace(MARIA, **changes)


def item(number: str = "F-0812", days_overdue: int = 10, balance_minor: int = 45000, **changes: object) -> Item:
    due_on = TODAY - timedelta(days=days_overdue)
    plain = Item(
        number=number, issued_on=due_on - timedelta(days=30), due_on=due_on, balance_minor=balance_minor, currency="BOB"
    )
    return msgspec.structs.replace(plain, **changes)


def reminder(*items: Item, **changes: object) -> Reminder:
    plain = Reminder(step="first", purpose="collection", tone="friendly", items=items or (item(),))
    return msgspec.structs.replace(plain, **changes)


def news(state: str = "paid", **changes: object) -> PaymentNews:
    plain = PaymentNews(
        state=state,
        reference="P-7KQ2-M9",
        method="transfer",
        amount_minor=136350,
        currency="BOB",
        at=datetime(2026, 11, 22, 14, 41, tzinfo=UTC),
        time_zone="America/La_Paz",
        lines=(PaidLine("F-0812", 136350, "Mensualidad agosto"),),
    )
    return msgspec.structs.replace(plain, **changes)


FEE = Row("Recargo por atraso", "Bs\u00a09,00", 900)
