import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.messages.lite import lite_account, lite_entry
from chalicelib.messages.pay_rows import cash_rows, pay_note, pix_rows, transfer_rows

TOTAL = {
    "balance_text": "Bs 459,00",
    "saving_text": "Si pagas hasta el 30 de noviembre ahorras Bs 22,50. Ya está descontado.",
    "tomorrow_line": "Desde mañana, 23 de noviembre, serán Bs 459,30.",
}
DEBT = {
    "id": "F-0812", "number": "F-0812", "concept": "Mensualidad agosto", "state": "open", "note": None,
    "due_text": "Venció el 4 de septiembre · hace 78 días", "balance_text": "Bs 459,00",
    "rows": [{"label": "Monto de la factura", "text": "Bs 450,00", "minor": 45000}], "why": ["El recargo es 2 %."],
}  # fmt: skip
VIEW: dict[str, Any] = {
    "state": "open", "name": "María", "as_of_text": "Actualizado hoy a las 10:32", "totals": [TOTAL], "debts": [DEBT],
    "creditor": {"name": "Academia Andina", "tax_id": "1023456021", "tax_id_label": "NIT", "email": "a@b.example",
                 "phone": "+591 2 2223344"},
    "contact": {}, "paid": [],
    "transfer": {"rows": [{"id": "account", "label": "Cuenta", "value": "10000045678901", "copy": True},
                          {"id": "reference", "label": "Referencia", "value": "P-7KQ2-M9", "copy": True}],
                 "note": "Escribe la referencia en el concepto."},
}  # fmt: skip


@pytest.mark.parametrize("lang", ["es", "en", "pt"])
def test_the_way_in_tells_nothing_of_anybody(lang: str) -> None:
    page = lite_entry(lang)
    assert f'<html lang="{lang}">' in page
    assert re.search(r"<title>(Mi cuenta|My account|Minha conta)</title>", page)
    assert 'content="noindex' in page
    assert 'method="post" action="/lite"' in page
    assert 'name="code"' in page
    assert 'name="answer"' in page


def test_a_wrong_answer_is_told_in_the_title_and_keeps_the_code_typed() -> None:
    page = lite_entry("es", "Ese dato no coincide. Te quedan 3 intentos.", "7KQ2M9AB")
    assert "<title>Error: Mi cuenta</title>" in page
    assert 'role="alert"' in page
    assert 'value="7KQ2M9AB"' in page
    assert "Te quedan 3 intentos" in page


def test_the_account_shows_balance_reason_and_how_to_pay() -> None:
    page = lite_account("es", VIEW)
    balance = ("Bs 459,00", "ahorras Bs 22,50", "Desde mañana", "hace 78 días", "El recargo es 2 %.")
    creditor = ("Academia Andina (NIT 1023456021)", "a@b.example", "tel:+59122223344")
    for fact in ("Hola, María", *balance, "10000045678901", "P-7KQ2-M9", *creditor):
        assert fact in page
    assert "<title>Mi cuenta</title>" in page


def test_who_is_up_to_date_is_not_asked_to_pay() -> None:
    page = lite_account("es", {**VIEW, "state": "up_to_date", "debts": []})
    assert "Estás al día" in page
    assert "10000045678901" not in page


def test_the_statement_is_reached_and_the_usual_way_is_said() -> None:
    assert 'href="/api/documents/statement?lang=pt"' in lite_account("pt", VIEW)
    assert "La que usaste" not in lite_account("es", VIEW)
    usual = {"methods": [{"id": "transfer", "note": "La que usaste la última vez."}]}
    assert "<strong>La que usaste la última vez.</strong>" in lite_account("es", VIEW | usual)


def test_a_business_without_transfer_data_shows_another_way() -> None:
    assert "abre el enlace de tu mensaje en otro teléfono" in lite_account("es", {**VIEW, "transfer": None})


def test_an_invoice_being_paid_asks_not_to_pay_again() -> None:
    assert "No pagues otra vez" in lite_account("es", {**VIEW, "debts": [{**DEBT, "state": "paying"}]})


@given(st.text(max_size=50), st.text(max_size=50))
@settings(deadline=None)
def test_pages_need_no_script_no_inline_style_and_escape_everything(name: str, concept: str) -> None:
    hostile = f"<script>{name}</script>\"'"
    view = {**VIEW, "name": hostile, "debts": [{**DEBT, "concept": concept, "number": hostile, "why": [hostile]}]}
    for page in (lite_account("es", view), lite_entry("es", hostile, hostile)):
        assert "<script" not in page
        assert "<style" not in page
        assert not re.search(r"\s(style|on\w+)=", page)


@pytest.mark.parametrize("lang", ["es", "en", "pt"])
def test_payment_data_come_with_labels_and_only_what_is_known(lang: str) -> None:
    rows = transfer_rows(lang, kind="clabe", account="032180000118359719", reference="P-1", amount_text="$ 1.00")
    assert [row.id for row in rows] == ["amount", "reference", "account"]
    assert rows[2].label == "CLABE"
    assert transfer_rows(lang, kind="cl_account", account="1", reference="P-1", amount_text="$ 1")[2].label != "CLABE"
    assert pix_rows(lang, key="k", holder="H", reference="P-1", amount_text="R$ 1")[2].value == "k"
    assert not cash_rows(lang, place="Caja", hours="8-12", reference="P-1", amount_text="$ 1")[2].copy


@pytest.mark.parametrize("lang", ["es", "en", "pt"])
def test_an_uploaded_qr_asks_for_the_amount_that_it_does_not_carry(lang: str) -> None:
    notes = {pay_note(lang, method) for method in ("transfer", "cash", "pix", "qr", "page_qr")}
    assert len(notes) == 5


def test_reminders_stop_and_come_again_with_the_words_that_are_kept() -> None:
    channels = [
        {"id": "email", "label": "Correo electrónico", "address": "m•••@<b>x", "reminders": True},
        {"id": "sms", "label": "SMS", "address": "••• 5678", "reminders": False},
    ]
    page = lite_account("es", VIEW | {"channels": channels, "open_until_text": "10:41"})
    assert re.findall(r'name="act" value="(stop|restart)"', page) == ["stop", "restart"]
    assert "No quiero más recordatorios por correo electrónico." in page
    assert "m•••@&lt;b&gt;x" in page
    assert "esta página se cierra a las 10:41" in page
    assert re.findall(r'name="(stay|end)" value="1"', page) == ["stay", "end"]
