"""What is written about a payment that a debtor told of: kind to the debtor, plain to the business, quiet outside."""

from datetime import date

import pytest
from msgspec.structs import replace

from chalicelib.domain.already_paid.reports import METHODS, REASONS
from chalicelib.messages import mail, sms
from chalicelib.messages.catalog import LANGUAGES
from chalicelib.messages.letter import Creditor, Envelope, Rendered, ReportNews
from chalicelib.messages.reported_mail import ReportedPayment, reported_payment

TODAY = date(2026, 11, 22)
ENVELOPE = Envelope(
    lang="es", creditor=Creditor(name="Academia Andina", country="MX", email="cobros@academia.example"),
    name="María Quispe", today=TODAY, currency="MXN", type="person", country="MX", link="https://pay.example/es/#t=abc",
)  # fmt: skip
NEWS = ReportNews(
    told="received", amount_minor=123_450, currency="MXN", paid_on=date(2026, 11, 20), method="transfer",
    invoices=("F-1", "F-2"), rests=True,
)  # fmt: skip
TOLD = ReportedPayment(
    lang="es", business="Academia Andina", country="MX", debtor="María Quispe", amount_minor=123_450, currency="MXN",
    paid_on=date(2026, 11, 20), method="deposit", told_on=TODAY, expires_on=date(2026, 12, 4),
    rests_until=date(2026, 11, 28), invoices=("F-1",), note="Desde la cuenta\nde mi hermana",
)  # fmt: skip


def written(**changes: object) -> Rendered:
    lang = str(changes.pop("lang", "es"))
    return mail.write(replace(ENVELOPE, lang=lang), replace(NEWS, **changes))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("told", ["received", "refused", "expired", "matched"])
def test_the_subject_and_the_text_message_tell_nothing_and_the_letter_all(lang: str, told: str) -> None:
    letter = written(lang=lang, told=told, reason="unreadable", text="No se ve el día")
    short = sms.sms(replace(ENVELOPE, lang=lang), replace(NEWS, told=told))

    for outside in (letter.subject, short):
        assert "1,234" not in outside and "F-1" not in outside
    assert "1,234.50" in letter.text and "F-1, F-2" in letter.text and "1,234.50" in letter.html
    assert ("No se ve el día" in letter.text) == (told == "refused")
    assert letter.codes == {}


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("received", "no pagues otra vez"),
        ("expired", "No pagues otra vez si ya lo hiciste"),
        ("refused", "No hace falta que pagues otra vez si ya lo hiciste"),
    ],
)
def test_who_has_paid_is_told_not_to_pay_again(told: str, said: str) -> None:
    assert said in written(told=told, reason="not_received").text


def test_only_a_report_that_rests_the_reminders_says_so() -> None:
    assert "descansan los recordatorios" in written().text
    assert "descansan los recordatorios" not in written(rests=False).text


@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_has_its_words_and_a_persons_own_follow(lang: str, reason: str) -> None:
    text = written(lang=lang, told="refused", reason=reason, text="Llegaron 900").text
    assert "Llegaron 900" in text
    if reason != "other":
        assert len(written(lang=lang, told="refused", reason=reason).text) > 200


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("method", METHODS)
def test_the_business_reads_who_how_much_when_and_until_when_it_waits(lang: str, method: str) -> None:
    letter = reported_payment(replace(TOLD, lang=lang, method=method))

    assert "María" not in letter.subject and "1,234" not in letter.subject
    for fact in ("María Quispe", "1,234.50", "F-1", "Desde la cuenta de mi hermana", "28", "4"):
        assert fact in letter.text
    assert "http" not in letter.text and "<script" not in letter.html


def test_what_a_debtor_writes_cannot_break_out_of_its_line() -> None:
    letter = reported_payment(replace(TOLD, debtor="<b>Eva</b>\r\nBcc: x", note="</p><script>1</script>"))

    assert "<script" not in letter.html and "<b>Eva" not in letter.html
    assert "\r\nBcc" not in letter.text and "\nBcc" not in letter.text


def test_reminders_that_do_not_rest_are_told_as_such() -> None:
    assert "Los recordatorios siguen" in reported_payment(replace(TOLD, rests_until=None)).text
