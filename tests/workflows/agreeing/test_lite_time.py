"""More time and plans on ``/lite``: asked for by a plain form, once; what cannot be is said on a page."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest

from chalicelib.domain.agreeing.extension import Extension
from chalicelib.messages.lite import lite_account
from chalicelib.store.things import load_things
from chalicelib.workflows.showing.view_lite import view_lite
from tests.domain.cases import DUE, invoice
from tests.tables import Cloud
from tests.workflows.agreed import Post
from tests.workflows.cases import NOW, created, one_invoice, owing, whole
from tests.workflows.portal import ask_plainly, signed_in

FIELDS = {"debt_id": "F1", "on": "2026-06-10", "key": "page-1", "lang": "es"}


@pytest.fixture(autouse=True)
def post(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Post:
    created()
    owing(invoice("F1"), due_at=NOW)
    signed_in()
    return Post(monkeypatch)


def send(**fields: str) -> tuple[int, str]:
    return ask_plainly("POST", "/api/lite/extension", urlencode(FIELDS | fields))


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("es", ("¿Necesitas más tiempo?", "Hasta el", "en cuotas", "2 cuotas de", "cobros@acme.example")),
        ("en", ("Do you need more time?", "Until", "in installments", "2 installments of", "cobros@acme.example")),
        ("pt", ("Precisa de mais tempo?", "Até", "em parcelas", "2 parcelas de", "cobros@acme.example")),
    ],
)
def test_the_plain_page_offers_days_and_tells_of_plans(lang: str, words: tuple[str, ...]) -> None:
    page = lite_account(lang, view_lite(signed_in(), lang, NOW))
    assert all(word in page for word in words)
    assert 'action="/api/lite/extension"' in page and 'name="debt_id" value="F1"' in page


def test_a_day_that_the_rules_give_is_had_at_once_and_once() -> None:
    assert send()[0] == send()[0] == 303
    assert str(one_invoice().due_on) == "2026-06-10"
    assert [one.state for one in load_things("acme", "c1", Extension)] == ["granted"]


def test_a_later_day_goes_to_a_person_and_the_page_says_so() -> None:
    assert send(other="2026-09-01")[0] == 303
    assert (one_invoice().due_on, [one.kind for one in whole().tasks]) == (DUE, ["extension_asked"])
    page = lite_account("es", view_lite(signed_in(), "es", NOW))
    assert "Una persona" in page and "/api/lite/extension" not in page


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"on": ""}, 422, "Elige un día"),
        ({"other": "31/06/2026"}, 422, "Elige un día"),
        ({"on": "2026-06-03"}, 422, "posterior a hoy"),
        ({"other": "2099-01-01"}, 422, "a más tardar"),
        ({"debt_id": ""}, 422, "no puede cambiar de fecha"),
        ({"debt_id": "F9"}, 404, "No encontramos"),
        ({"debt_id": "<script>alert(1)</script>"}, 404, "No encontramos"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(fields: dict[str, str], status: int, words: str) -> None:
    told, page = send(**fields)
    assert told == status and words in page and "<script>" not in page
    assert one_invoice().due_on == DUE and load_things("acme", "c1", Extension) == []


def test_without_a_session_there_is_only_the_way_in(post: Post) -> None:
    post.now = NOW + timedelta(hours=1)
    status, page = send()
    assert status == 401 and "F1" not in page and one_invoice().due_on == DUE
