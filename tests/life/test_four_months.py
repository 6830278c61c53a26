"""A debtor of Colombia over 120 days: ignores, promises, breaks, agrees, breaks, pays. The same life is lived twice: by
the rules alone, and through the whole cloud. The mailbox holds what the rules say, to the hour and the cent, no more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from chalicelib.domain.agreeing.agreement import Choice
from chalicelib.domain.business import Interest, LateFee
from chalicelib.domain.calendar import local
from chalicelib.domain.charging.charges import figures
from chalicelib.domain.debtor import Contact
from chalicelib.domain.notice import Notice
from chalicelib.messages.formats import money
from tests.domain import cases
from tests.domain.told import Chronicle
from tests.life.business import Business
from tests.life.client import Json, Run
from tests.life.law import LAWS
from tests.life.test_plans import code_of

Make = Callable[..., Business]
CHASING = {"pre_due", "collection"}
TOTALS = {"F-1": 90_000_000, "F-2": 45_000_001}
DUE = {"F-1": 25, "F-2": 45}  # days after the import
PROMISES, SIGNS, PAYS = 37, 53, 105
POLICY = {"late_fee": {"percent": "0.02", "interest": {"rate": "0.02", "kind": "simple_month_30"}}}


@dataclass
class Twice:
    """One life in two worlds: ``rules`` beside ``shop``, the same hours for both."""

    shop: Business
    rules: Chronicle
    first: date

    def noon(self, ahead: int) -> date:
        day = self.first + timedelta(days=ahead)
        self.shop.walk(day, 12)
        self.rules.until(self.shop.at(day, 12))
        return day

    def agree(self) -> None:
        """What is owed of each invoice, and why nobody may be asked for it now, is the same in both."""
        today, known = self.rules.today, self.rules.all["invoices"].values()
        ruled = {one.number: (one.state, figures(one, today).balance_minor) for one in known}
        found = self.shop.invoices().values()
        assert {one["number"]: (one["state"], one["balance_minor"]) for one in found} == ruled


def lives(shop: Business) -> Twice:
    """Both invoices are known at nine on a Monday."""
    first = shop.quiet_monday()
    shop.walk(first, 9)
    rows = [
        shop.invoice(number, first + timedelta(days=DUE[number]), issued_on=first, total=Decimal(TOTALS[number]) / 100)
        for number in TOTALS
    ]
    fee = LateFee(percent=Decimal("0.02"), interest=Interest(Decimal("0.02")))
    person = cases.debtor("CO", contacts=(Contact(email="c1@x.example"),), type="person")
    rules = Chronicle(person, cases.with_policy(cases.business("CO"), late_fee=fee), shop.at(first, 9))
    shop.drop_invoices(*rows)
    for number, total in TOTALS.items():
        rules.issue(number, total, first + timedelta(days=DUE[number]))
    return Twice(shop, rules, first)


def test_four_months_of_one_debtor_are_in_the_mailbox_as_the_rules_have_them(run: Run, business: Make) -> None:
    life = lives(business("CO", policy=POLICY))
    shop, rules = life.shop, life.rules

    day = life.noon(PROMISES)
    life.agree()
    phone, by = shop.open_link(), day + timedelta(days=5)
    made = phone.post("/api/promises", {"on": str(by)})
    rules.promise(by)
    assert (made.status, made.body["amount_minor"]) == (201, rules.who.promises[0].amount_minor)
    life.agree()

    day = life.noon(SIGNS)
    assert shop.account()["promises"][0]["state"] == "broken"
    life.agree()
    phone, first_part = shop.open_link(), day + timedelta(days=7)
    quoted = phone.post("/api/plans/quote", {"parts": 3, "first_on": str(first_part)})
    assert quoted.status == 201, quoted
    signature = {
        "name": "María Quispe",
        "code": code_of(shop, phone, quoted.body["id"]),
        "consent": True,
        "text_sha256": quoted.body["text_sha256"],
    }
    assert phone.post(f"/api/plans/{quoted.body['id']}/sign", signature).status == 200
    agreed = rules.sign(Choice(3, first_part))
    asked = [(one["due_on"], one["amount_minor"]) for one in quoted.body["installments"]]
    assert asked == [(str(one.due_on), one.amount_minor) for one in agreed.installments]
    life.agree()

    life.noon(SIGNS + 7)
    paid = pay(run, shop)
    assert paid == agreed.installments[0].amount_minor
    rules.pay_plan()
    life.agree()

    life.noon(PAYS)
    assert shop.account()["agreements"][0]["state"] == "breached"
    life.agree()
    owed = sum(one["balance_minor"] for one in shop.invoices().values())
    assert pay(run, shop) == owed
    rules.pay()
    life.agree()
    life.noon(120)

    assert [heard(shop, one) for one in chasing(shop)] == [ruled(rules, one) for one in planned(rules)]
    confirmed = [one["purpose"] for one in shop.messages() if one["purpose"] not in CHASING]
    assert confirmed == ["confirmation", "reply", "confirmation", "confirmation", "confirmation"]
    assert [one["state"] for one in shop.invoices().values()] == ["paid", "paid"]
    assert shop.account()["due_at"] is None and {one["state"] for one in shop.account()["tasks"]} == {"done"}
    assert_lawful([shop.said_at(one) for one in chasing(shop)])
    for message, notice in zip(chasing(shop), planned(rules), strict=True):
        for minor in rules.named[notice.id] if notice.template != "plan_breached" else ():
            assert money(minor, "COP", "es") in message["text"], (notice.id, message["text"])


def pay(run: Run, shop: Business) -> int:
    """Everything that the page asks for, by card; what it took, minor units."""
    started = shop.open_link().pay()
    run.stripe(started["next"]["session_id"], "paid")
    run.do_what_is_due()
    return int(started["amount_minor"])


def chasing(shop: Business) -> list[Json]:
    return [one for one in shop.messages() if one["purpose"] in CHASING]


def planned(rules: Chronicle) -> list[Notice]:
    return [one for one in rules.said if one.state == "planned"]


def heard(shop: Business, message: Json) -> tuple[object, ...]:
    at = shop.said_at(message)
    return (f"{at:%a %Y-%m-%d %H}", message["channel"], message["purpose"], message["step"], message["invoices"])


def ruled(rules: Chronicle, notice: Notice) -> tuple[object, ...]:
    at = local(notice.planned_at, rules.who.debtor.time_zone)
    return (f"{at:%a %Y-%m-%d %H}", notice.channel, notice.purpose, notice.step, list(notice.invoices))


def assert_lawful(moments: list[datetime]) -> None:
    said = list[date]()
    for moment in moments:
        assert LAWS["CO"].covers(moment) and LAWS["CO"].allows(moment.date(), said)
        said.append(moment.date())
    assert len(said) == len(set(said)) >= 15
