"""A disputed invoice from the page to its end, in the simulated cloud: the thread, the file, the mails, the books."""

import json
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.complaints.dispute import Dispute
from chalicelib.domain.complaints.disputing import Asked
from chalicelib.domain.errors import Conflict, Faulty, NotFound, Refusal
from chalicelib.domain.promising.excuses import Told
from chalicelib.gateways import aws
from chalicelib.messages import mail
from chalicelib.store import accounts, businesses, notices
from chalicelib.store.things import load_things
from chalicelib.workflows.already_paid.attach_proof import Wanted
from chalicelib.workflows.complaints import portal_disputes
from chalicelib.workflows.complaints.answer_dispute import accept_dispute, answer_dispute, reject_dispute
from chalicelib.workflows.contact import compose
from chalicelib.workflows.contact.notice_content import content_of
from chalicelib.workflows.contact.tell_business import own_partition, render
from chalicelib.workflows.decide_account import decide_account
from chalicelib.workflows.promising import portal_agreed
from chalicelib.workflows.showing.view_account import view_account
from tests.domain.cases import DUE, at, debtor, invoice
from tests.domain.proof_files import EVIL, jpeg
from tests.tables import BUCKET
from tests.workflows.cases import PK, SESSION, books_are_in_order, created, one_invoice, owing, whole

pytestmark = pytest.mark.usefixtures("cloud")
LATE = at(DUE + timedelta(days=5))
MONDAY = replace(SESSION, expires_at=LATE + timedelta(minutes=30))
EVA = replace(MONDAY, debtor="c2")
WRONG = Asked("F1", "wrong_amount", "El total no es <b>ese</b>")
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def somebody(cloud: object) -> None:
    created()
    owing(invoice("F1", steps=("overdue_1",)), invoice("F2", DUE + timedelta(days=2), total_minor=50_000))


def opened(key: str = "k1", asked: Asked = WRONG, wanted: Wanted | None = None) -> dict[str, Any]:
    return portal_disputes.open_one(MONDAY, asked, LATE, key, wanted)


def kept() -> Dispute:
    (found,) = load_things("acme", "c1", Dispute)
    return found


def mails() -> list[tuple[str, str, str]]:
    """(template, subject, text) of what the debtor is about to read."""
    account, business = accounts.load("acme", "c1"), businesses.load("acme")
    assert account
    envelope = compose.envelope(business, account.debtor, LATE.date(), "token", "MXN")
    planned = [one for one in whole().notices if one.state == "planned" and not one.step]
    written = [(one, mail.write(envelope, content_of(PK, one, account, business, LATE))) for one in planned]
    return [(one.template, said.subject, said.text) for one, said in written]


def to_business(name: str) -> tuple[str, str]:
    notice = notices.load(own_partition("acme"), f"{name}#email")
    assert notice
    said = render(notice)
    return said.subject, said.text


def test_it_rests_alone_and_both_sides_are_told() -> None:
    answer = opened()
    assert answer["message"].startswith("Listo. Acme revisa la factura y te responde hasta el 15 de junio.")
    assert answer["messages"][0]["text"] == "El total no es <b>ese</b>", "text is text: whoever shows it escapes it"
    view = view_account(MONDAY, LATE)
    notes = {one["id"]: (one["note"], one["dispute"], one["payable"]) for one in view["debts"]}
    assert notes["F1"] == ("En revisión: no te la recordamos", answer["id"], True)
    assert notes["F2"][1] is None and view["dispute"]["debts"] == ["F2"]
    ((template, subject, text),) = mails()
    assert template == "dispute_opened" and "F1" in text
    assert not any(word in subject.lower() for word in ("f1", "factura", "disput", "reclam"))
    subject, text = to_business(f"{LATE.date()}#dispute-opened-{answer['id']}")
    assert "F1" not in subject and "El total no es <b>ese</b>" in text and "hasta el 15 de junio" in text
    decide_account(businesses.load("acme"), "c1", LATE, force=True)
    assert [one.invoices for one in whole().notices if one.step] == [("F2",)]


def test_the_same_request_is_one_dispute_and_another_one_is_refused() -> None:
    assert opened()["id"] == opened()["id"]
    with pytest.raises(Conflict, match="already_disputed"):
        opened("k2")
    assert len(whole().disputes) == 1 and len([one for one in whole().tasks if one.kind == "dispute"]) == 1


def test_both_write_in_turn_and_see_the_same_thread() -> None:
    made = opened()
    business = businesses.load("acme")
    answer_dispute(business, "c1", made["id"], "¿Qué monto acordaron?", "rosa", LATE + DAY)
    assert [one.state for one in whole().tasks if one.kind == "dispute"] == ["done"]
    assert ("dispute_answered", "¿Qué monto acordaron?" in mails()[-1][2]) == (mails()[-1][0], True)
    later = replace(MONDAY, expires_at=LATE + 2 * DAY)
    portal_disputes.write(later, made["id"], "900, está en el contrato", LATE + DAY)
    portal_disputes.write(later, made["id"], "900, está en el contrato", LATE + DAY + timedelta(minutes=1))
    view = portal_disputes.find(later, made["id"], LATE + DAY)
    assert [(one["who"], one["text"]) for one in view["messages"]] == [
        ("Tú", "El total no es <b>ese</b>"),
        ("Acme", "¿Qué monto acordaron?"),
        ("Tú", "900, está en el contrato"),
    ], "said again after a crash it is said once"
    assert view["state"] == "open"
    assert [one.state for one in whole().tasks if one.kind == "dispute"] == ["open"], "asked anew"


def test_accepted_in_part_the_ledger_says_who_and_why() -> None:
    made = opened()
    business = businesses.load("acme")
    for _ in range(2):
        accept_dispute(business, "c1", made["id"], 30_000, "Te cobramos el envío dos veces", "rosa", LATE + DAY)
    (line,) = [one for one in whole().entries if one.kind == "credit_note"]
    assert (line.amount_minor, line.by, line.reason) == (-30_000, "rosa", "Te cobramos el envío dos veces")
    assert (one_invoice().state, one_invoice().principal_minor) == ("partly_paid", 70_000)
    assert books_are_in_order()
    template, _, text = mails()[-1]
    assert template == "dispute_accepted" and "$300.00" in text.replace("\u00a0", "") and "Tenías razón" in text
    view = view_account(MONDAY, LATE + DAY)
    assert view["disputes"][0]["credit_text"].startswith("Se descontó $") and view["dispute"]["debts"] == ["F1", "F2"]
    with pytest.raises(Conflict, match="dispute_over"):
        reject_dispute(business, "c1", made["id"], "No", "rosa", LATE + DAY)


def test_accepted_wholly_it_is_paid_and_nobody_is_asked_again() -> None:
    made = opened()
    accept_dispute(businesses.load("acme"), "c1", made["id"], None, "", "rosa", LATE + DAY)
    assert (one_invoice().state, one_invoice().principal_minor) == ("paid", 0)
    assert books_are_in_order()
    decide_account(businesses.load("acme"), "c1", LATE + 3 * DAY, force=True)
    assert all("F1" not in one.invoices for one in whole().notices if one.step)


def test_rejected_the_ladder_goes_on_the_next_day_at_the_step_that_was_next() -> None:
    made = opened()
    reject_dispute(businesses.load("acme"), "c1", made["id"], "Es lo pactado", "rosa", LATE + 2 * DAY)
    assert (one_invoice().state, one_invoice().rested_days) == ("open", 2)
    assert "Es lo pactado" in mails()[-1][2]
    decide_account(businesses.load("acme"), "c1", LATE + 3 * DAY, force=True)
    assert [one.step for one in whole().notices if one.step] == ["grace_over"]


def test_a_business_that_is_silent_is_told_by_mail_and_gets_a_task_once() -> None:
    made = opened()
    for hours in (0, 1):
        decide_account(businesses.load("acme"), "c1", LATE + timedelta(days=8, hours=hours), force=True)
    subject, text = to_business(f"{(LATE + 8 * DAY).date()}#dispute-late-{made['id']}")
    assert "F1" not in subject and "Pasó el plazo" in text
    assert sorted(one.kind for one in whole().tasks) == ["dispute", "dispute_late"]
    assert one_invoice().state == "disputed"
    view = portal_disputes.find(replace(MONDAY, expires_at=LATE + 9 * DAY), made["id"], LATE + 8 * DAY)
    assert "avisamos a la empresa" in view["waits_text"]


def test_taken_back_everything_is_as_it_was() -> None:
    made = opened()
    for _ in range(2):
        assert portal_disputes.withdraw(MONDAY, made["id"], LATE)["state"] == "withdrawn"
    assert (one_invoice().state, kept().ended_by) == ("open", MONDAY.id)
    assert len([one for one in mails() if one[0] == "dispute_withdrawn"]) == 1


def test_what_an_excuse_calls_a_mistake_is_a_dispute() -> None:
    portal_agreed.tell(MONDAY, Told("invoice_wrong", ("F1", "F2"), "No es mi total"), LATE, "k1")
    portal_agreed.tell(MONDAY, Told("invoice_wrong", ("F1", "F2"), "No es mi total"), LATE, "k1")
    assert sorted((one.invoice, one.text) for one in whole().disputes) == [
        ("F1", "No es mi total"),
        ("F2", "No es mi total"),
    ]
    assert whole().excuses == ()


def test_a_file_is_looked_at_by_its_bytes_before_anybody_gets_it() -> None:
    made = opened(wanted=Wanted("image/jpeg", 5000))
    assert made["upload"]["fields"]["key"].startswith("proofs/acme/")
    with pytest.raises(Conflict, match="proof_missing"):
        portal_disputes.sent(MONDAY, made["id"], LATE)
    arrives(jpeg())
    assert portal_disputes.sent(MONDAY, made["id"], LATE)["file"]["state"] == "kept"
    file = kept().file
    assert file and file.type == "image/jpeg"


def test_a_file_that_could_run_is_refused_and_gone() -> None:
    made = opened(wanted=Wanted("image/jpeg", 5000))
    arrives(EVIL["a drawing"][0])
    for _ in range(2):
        with pytest.raises(Refusal, match="proof_wrong_type"):
            portal_disputes.sent(MONDAY, made["id"], LATE)
    place = kept().file
    assert place and place.state == "refused"
    left = aws.client("s3").list_objects_v2(Bucket=BUCKET, Prefix=place.key)
    assert left["KeyCount"] == 0 and kept().state == "open"


def arrives(content: bytes) -> None:
    place = kept().file
    assert place
    aws.client("s3").put_object(Bucket=BUCKET, Key=place.key, Body=content, ContentType="image/jpeg")


@pytest.mark.parametrize(
    ("asked", "wanted", "kind", "code"),
    [
        (Asked("F9", "wrong_amount"), None, NotFound, "not_found"),
        (Asked("G1", "wrong_amount"), None, NotFound, "not_found"),
        (Asked("F1", "<script>"), None, Faulty, "faulty"),
        (Asked("F1", "other"), None, Faulty, "faulty"),
        (Asked("F1", "wrong_amount", "x" * 1001), None, Faulty, "faulty"),
        (Asked("F1", "already_paid"), None, Refusal, "tell_the_payment"),
        (WRONG, Wanted("text/html", 10), Refusal, "proof_wrong_type"),
        (WRONG, Wanted("image/svg+xml", 10), Refusal, "proof_wrong_type"),
        (WRONG, Wanted("image/jpeg", 0), Refusal, "proof_empty"),
        (WRONG, Wanted("image/jpeg", 11 << 20), Refusal, "proof_too_large"),
    ],
)
def test_what_is_refused_changes_nothing(asked: Asked, wanted: Wanted | None, kind: type[Refusal], code: str) -> None:
    owing(invoice("G1"), who=debtor(id="c2"))
    before = json.dumps([str(one) for one in (whole(), whole("c2"))])
    with pytest.raises(kind) as told:
        opened(asked=asked, wanted=wanted)
    assert told.value.code == code
    assert json.dumps([str(one) for one in (whole(), whole("c2"))]) == before


@pytest.mark.parametrize("act", ["find", "write", "withdraw", "sent"])
def test_another_debtors_dispute_is_not_there(act: str) -> None:
    owing(invoice("G1"), who=debtor(id="c2"))
    made = opened()
    with pytest.raises(NotFound):
        {
            "find": lambda: portal_disputes.find(EVA, made["id"], LATE),
            "write": lambda: portal_disputes.write(EVA, made["id"], "Hola", LATE),
            "withdraw": lambda: portal_disputes.withdraw(EVA, made["id"], LATE),
            "sent": lambda: portal_disputes.sent(EVA, made["id"], LATE),
        }[act]()
    assert kept().state == "open" and kept().messages == ()
