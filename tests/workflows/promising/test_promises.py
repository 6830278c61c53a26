"""Promises as they are written: made once, kept by money from anywhere, told in words, and nobody else's business."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.errors import Conflict, Faulty, NotFound, Refusal
from chalicelib.domain.promising.promise import Promise
from chalicelib.domain.promising.promises import Asked, Author
from chalicelib.messages import mail
from chalicelib.messages import sms as short
from chalicelib.store import accounts, businesses
from chalicelib.store.changes import Changes
from chalicelib.workflows.contact import compose
from chalicelib.workflows.contact.notice_content import content_of
from chalicelib.workflows.decide_account import decide_account
from chalicelib.workflows.paying.take_money import Taken, take_money
from chalicelib.workflows.promising import desk_agreed, portal_agreed
from chalicelib.workflows.promising.promise_payment import Who
from chalicelib.workflows.showing.view_account import view_account
from tests.domain.cases import DUE, at, debtor, invoice
from tests.workflows.cases import NOW, PK, SESSION, books_are_in_order, created, owing, whole

pytestmark = pytest.mark.usefixtures("cloud")
FRIDAY, JUDGED = DUE + timedelta(days=9), DUE + timedelta(days=15)
LATE = at(DUE + timedelta(days=5))
MONDAY = SESSION and replace(SESSION, expires_at=LATE + timedelta(minutes=30))


@pytest.fixture(autouse=True)
def somebody(cloud: object) -> None:
    created()
    owing(invoice("F1", steps=("overdue_1",)), invoice("F2", DUE + timedelta(days=2), total_minor=50_000))


def promised(on: date = FRIDAY, key: str = "k1", now: datetime = LATE, **asked: Any) -> dict[str, Any]:
    return portal_agreed.promise(MONDAY, Asked(on, **asked), now, key)


def the_promise(key: str = "") -> Promise:
    return next(one for one in whole().promises if key in {"", one.id})


def states() -> dict[str, str]:
    return {one.number: one.state for one in whole().invoices}


def decided(now: datetime) -> None:
    decide_account(businesses.load("acme"), "c1", now, force=True)


def paid(minor: int, now: datetime, fact: str = "t1") -> None:
    take_money("acme", "c1", Taken("counter", fact, minor, "MXN", "cash", now.date(), "rosa"), now)


def mails() -> list[str]:
    """The text of every message that is planned, as it would go out now."""
    found = whole()
    business, account = businesses.load("acme"), accounts.load("acme", "c1")
    assert account
    texts = []
    for notice in found.notices:
        if notice.state == "planned":
            content = content_of(PK, notice, account, business, LATE)
            envelope = compose.envelope(business, account.debtor, LATE.date(), "token", "MXN")
            assert "MXN" not in short.sms(envelope, content)
            texts.append(mail.write(envelope, content).text)
    return texts


def test_it_is_written_with_what_rests_and_confirmed_in_words() -> None:
    answer = promised()
    assert (answer["amount_minor"], answer["state"], answer["may_change"]) == (150_000, "open", True)
    assert answer["message"] == "Listo. Anotamos que pagarás $\u00a01,500.00 el 12 de junio. Te lo recordaremos antes."
    assert states() == {"F1": "promised", "F2": "promised"}
    (text,) = mails()
    assert "Te escribiremos un poco antes" in text
    assert "Anotamos tu fecha de pago con Acme" in text and "1,500.00" in text and "12 de junio" in text
    assert books_are_in_order()


def test_no_reminder_is_announced_that_will_not_come() -> None:
    """For today there is no evening before, and who stopped reminders gets none."""
    assert promised(LATE.date(), now=LATE)["message"] == "Listo. Anotamos que pagarás $\u00a01,500.00 el 8 de junio."
    assert "Te escribiremos un poco antes" not in mails()[0]
    owing(invoice("Q1"), who=debtor(id="quiet", opted_out=("email", "sms")))
    said = portal_agreed.promise(replace(MONDAY, debtor="quiet"), Asked(FRIDAY), LATE)["message"]
    assert said.startswith("Listo. Anotamos") and "recordaremos" not in said


def test_the_same_request_is_the_same_promise() -> None:
    first = promised()
    assert promised()["id"] == first["id"], "the key came again"
    assert promised(key="")["id"] == first["id"], "and so does the same form without a key"
    with pytest.raises(Conflict, match="promise_open"):
        promised(FRIDAY - timedelta(days=1), "k2")
    assert len(whole().promises) == 1


def test_the_page_says_what_may_be_promised_and_what_was() -> None:
    view = view_account(MONDAY, LATE)
    assert "promise" in view["allowed"]
    offer = view["promise"]
    assert (offer["min"], offer["max"], offer["ask_reason"], offer["open"]) == ("2026-06-08", "2026-06-23", True, [])
    assert [(day["on"], day["total_minor"]) for day in offer["dates"]] == [
        ("2026-06-12", 150_000),
        ("2026-06-15", 150_000),
    ]
    promised()
    view = view_account(MONDAY, LATE)
    assert "promise" not in view["allowed"]
    (kept,) = view["promise"]["open"]
    assert kept["text"] == "Dijiste que pagarías $\u00a01,500.00 el 12 de junio."
    assert len(kept["dates"]) == 2 and view["allowed"][:2] == ["pay", "amount"], "and it may be paid at any time"


def test_part_of_what_is_promised_may_be_paid_and_the_rest_stays_promised() -> None:
    promised()
    paid(100_000, LATE + timedelta(hours=1))
    decided(LATE + timedelta(hours=2))
    assert (the_promise().state, the_promise().paid_minor) == ("open", 100_000)
    assert states() == {"F1": "paid", "F2": "promised"}
    text = view_account(MONDAY, LATE + timedelta(hours=2))["promise"]["open"][0]["text"]
    assert "Ya llegaron $\u00a01,000.00" in text


def test_money_from_anywhere_keeps_it_and_the_receipt_says_thanks() -> None:
    promised()
    paid(150_000, LATE + timedelta(hours=1))
    assert any("Cumpliste con la fecha que acordaste" in text for text in mails())
    decided(LATE + timedelta(hours=2))
    assert the_promise().state == "kept"
    assert whole().debtor.promises.kept == 1
    assert books_are_in_order()


def test_whoever_has_just_paid_everything_is_not_told_of_an_open_promise() -> None:
    promised()
    paid(60_000, LATE)
    assert view_account(MONDAY, LATE)["promise"]["open"], "the rest of it still waits"
    paid(90_000, LATE, "t2")
    assert the_promise().state == "open", "nobody has looked yet whether it was kept"
    told = view_account(MONDAY, LATE)
    assert (told["state"], told["promise"]["open"]) == ("up_to_date", [])


def test_a_payment_that_does_not_keep_it_is_not_thanked_for_keeping_it() -> None:
    promised()
    paid(100_000, LATE + timedelta(hours=1))
    assert not any("Cumpliste" in text for text in mails())


def test_broken_the_next_message_says_what_was_agreed_and_a_person_knows() -> None:
    promised()
    decided(at(JUDGED))
    assert the_promise().state == "broken" and the_promise().told
    assert [one.kind for one in whole().tasks] == ["promise_broken"]
    assert any(
        "Acordamos un pago de $\u00a01,500.00 para el 12 de junio y todavía no nos llegó" in one for one in mails()
    )
    assert states() == {"F1": "open", "F2": "open"}


def test_money_in_the_very_second_in_which_it_would_break_keeps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The payment commits between loading and writing the decision: the decision is taken again, and finds it."""
    promised()
    save: Callable[..., None] = accounts.save
    raced: list[str] = []

    def racing(account: Any, changes: Changes) -> None:
        if changes.promises and not raced:
            raced.append("paid")
            paid(150_000, at(JUDGED, "00:00"))
        save(account, changes)

    monkeypatch.setattr(accounts, "save", racing)
    decided(at(JUDGED, "00:00"))
    assert raced == ["paid"]
    assert the_promise().state == "kept"
    assert whole().debtor.promises.broken == 0
    assert [one.template for one in whole().notices if one.step] == []


def test_it_changes_once_and_is_taken_back() -> None:
    first = promised()
    later = FRIDAY + timedelta(days=3)
    answer = portal_agreed.change(MONDAY, first["id"], Asked(later), LATE, "k2")
    assert answer["message"].startswith("Listo. Cambiamos la fecha") and not answer["may_change"]
    assert portal_agreed.change(MONDAY, first["id"], Asked(later), LATE, "k2")["id"] == answer["id"]
    with pytest.raises(Conflict, match="promise_changed"):
        portal_agreed.change(MONDAY, answer["id"], Asked(FRIDAY), LATE, "k3")
    with pytest.raises(Conflict, match="promise_over"):
        portal_agreed.withdraw(MONDAY, first["id"], LATE)
    portal_agreed.withdraw(MONDAY, answer["id"], LATE)
    assert states() == {"F1": "open", "F2": "open"}
    assert {one.state for one in whole().promises} == {"changed", "withdrawn"}
    assert any("Quitamos la fecha de pago" in text for text in mails())


def test_somebody_elses_promise_does_not_exist() -> None:
    mine = promised()
    owing(invoice("X9"), who=debtor(id="c2"))
    theirs = replace(MONDAY, debtor="c2")
    acts: tuple[Callable[[], object], ...] = (
        lambda: portal_agreed.withdraw(theirs, mine["id"], LATE),
        lambda: portal_agreed.change(theirs, mine["id"], Asked(FRIDAY), LATE),
        lambda: portal_agreed.promise(theirs, Asked(FRIDAY, debt_ids=("F1",)), LATE),
        lambda: portal_agreed.total(theirs, str(FRIDAY), "", mine["id"], LATE),
    )
    for act in acts:
        with pytest.raises(NotFound):
            act()
    assert the_promise().state == "open"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (Asked(date(2026, 6, 7)), "promise_day"),
        (Asked(date(2026, 6, 24)), "promise_day"),
        (Asked(FRIDAY, amount_minor=1), "promise_too_small"),
        (Asked(FRIDAY, amount_minor=150_001), "promise_too_large"),
        (Asked(FRIDAY, share=Decimal("1.01")), "faulty"),
        (Asked(FRIDAY, currency="XXX"), "currency_not_owed"),
        (Asked(FRIDAY, reason="x" * 301), "faulty"),
    ],
)
def test_what_is_refused_changes_nothing(asked: Asked, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        portal_agreed.promise(MONDAY, asked, LATE, "k1")
    assert caught.value.code == code
    assert states() == {"F1": "open", "F2": "open"}
    assert (whole().promises, whole().notices) == ((), ())


def test_what_a_day_would_cost_is_told_before_it_is_promised() -> None:
    told = portal_agreed.total(MONDAY, "2026-06-20", "", "", LATE)
    assert (told["total_minor"], told["least_minor"], told["note"]) == (150_000, 75_000, None)
    for on, kind in (("2026-07-20", Refusal), ("yesterday", Faulty), ("", Faulty)):
        with pytest.raises(kind):
            portal_agreed.total(MONDAY, on, "", "", LATE)


def test_where_the_law_forbids_asking_nothing_asks_but_words_are_kept() -> None:
    owing(invoice("X1", currency="COP"), who=debtor("CO", id="co"))
    session = replace(MONDAY, debtor="co")
    assert view_account(session, LATE)["promise"]["ask_reason"] is False
    assert view_account(session, LATE)["help"]["asks"] is False
    acme = businesses.load("acme")
    assert desk_agreed.all_promises(acme, "co", "es", LATE)["ask_reason"] is False
    assert desk_agreed.all_excuses(acme, "co", "es", LATE)["asks"] is False
    portal_agreed.promise(session, Asked(FRIDAY, reason="<script>alert(1)</script>"), LATE)
    assert whole("co").promises[0].reason == "<script>alert(1)</script>"


def test_the_business_hears_one_on_the_phone_and_sees_them_all() -> None:
    rosa = Who(businesses.load("acme"), "c1", Author("rosa", True, "Ana López"), "k1")
    made = desk_agreed.hear_promise(rosa, Asked(FRIDAY, amount_minor=80_000), "es", LATE)
    assert (made["by_business"], made["told_by"], made["amount_minor"]) == (True, "Ana López", 80_000)
    listed = desk_agreed.open_promises(rosa.business, "es", LATE)
    assert [(one["debtor"], one["on"]) for one in listed["promises"]] == [("c1", str(FRIDAY))]
    desk_agreed.take_back_promise(rosa, made["id"], "es", LATE)
    assert desk_agreed.open_promises(rosa.business, "es", LATE)["promises"] == []
    told = desk_agreed.all_promises(rosa.business, "c1", "es", LATE)
    assert [one["state"] for one in told["promises"]] == ["withdrawn"]
    (offer,) = told["offers"]
    assert (offer["max"], offer["dates"][0]["least_minor"], told["why_not"]) == ("2026-06-23", 75_000, None)
    assert desk_agreed.total_on(rosa.business, "c1", "2026-06-20", "", "", "es", LATE)["total_minor"] == 150_000
    with pytest.raises(NotFound):
        desk_agreed.total_on(rosa.business, "c1", "2026-06-20", "", "pm_of_nobody", "es", LATE)
    with pytest.raises(Faulty):
        desk_agreed.total_on(rosa.business, "c1", "someday", "", "", "es", LATE)


def test_who_said_it_on_the_phone_must_be_told() -> None:
    nobody = Who(businesses.load("acme"), "c1", Author("rosa", True, ""), "k1")
    with pytest.raises(Faulty):
        desk_agreed.hear_promise(nobody, Asked(FRIDAY), "es", LATE)
    stranger = Who(businesses.load("acme"), "c9", Author("rosa", True, "Ana"), "k1")
    with pytest.raises(NotFound):
        desk_agreed.hear_promise(stranger, Asked(FRIDAY), "es", LATE)
    with pytest.raises(NotFound):
        desk_agreed.all_promises(businesses.load("acme"), "c9", "es", NOW)


def test_it_is_said_in_three_languages() -> None:
    said = {lang: promised_in(lang) for lang in ("es", "en", "pt")}
    assert said["en"].startswith("Done. We noted that you will pay")
    assert said["pt"].startswith("Pronto. Anotamos que você pagará")


def promised_in(lang: str) -> str:
    message: str = portal_agreed.promise(replace(MONDAY, language=lang), Asked(FRIDAY), LATE)["message"]
    return message
