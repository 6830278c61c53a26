"""What a business says of its account: complete for its country, and no digit that a bank would refuse."""

from typing import Any

import pytest

from chalicelib.domain.doubts import doubts
from chalicelib.domain.paying.bank_accounts import is_account, is_rut
from chalicelib.domain.paying.emv_qr import payee, pix_static
from tests.domain.business_bodies import CHILEAN, MINIMAL, faults, parse

CBU, CVU = "2850590940090418135201", "0000003110001234567898"


def transfer(**changes: Any) -> dict[str, Any]:
    return {**MINIMAL, "payment_methods": {"transfer": {**CHILEAN, **changes}}}


def test_chile_wants_to_know_what_kind_of_account_it_is_and_where_to_send_the_notice() -> None:
    made = parse(transfer(account_type="sight", email="pagos@acme.example")).payment_methods.transfer
    assert made
    assert (made.account_type, made.email) == ("sight", "pagos@acme.example")


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"tax_id": "76086428-4"}, "tax_id", "bad_tax_id"),
        ({"account": "cuenta 12"}, "account", "bad_account"),
        ({"account_type": "gold"}, "account_type", "unknown_kind"),
        ({"email": "x"}, "email", "bad_email"),
        ({"alias": "acme.cobros.mp"}, "alias", "bad_account"),
        ({"kind": "cbu", "account": CBU, "alias": "no"}, "alias", "bad_account"),
    ],
)
def test_a_slip_is_told_where_it_is(changes: dict[str, Any], path: str, code: str) -> None:
    assert faults(transfer(**changes)) == {(f"payment_methods.transfer.{path}", code)}


def test_an_argentine_account_may_carry_its_alias() -> None:
    body = {"kind": "cbu", "account": CBU, "alias": "acme.cobros.mp"}
    made = parse({**MINIMAL, "payment_methods": {"transfer": body}}).payment_methods.transfer
    assert made
    assert made.alias == "acme.cobros.mp"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            {"kind": "cci", "account": "002-193-001234567890-14"},
            [("payment_methods.transfer.account", "cci_check_digits")],
        ),
        ({"kind": "cci", "account": "002-193-001234567890-13"}, []),
        ({"kind": "cbu", "account": CBU}, []),
        (None, []),
    ],
)
def test_odd_check_digits_of_a_cci_are_kept_and_said(body: Any, expected: list[tuple[str, str]]) -> None:
    made = parse({**MINIMAL, "payment_methods": {"transfer": body}})
    assert [(one.path, one.code) for one in doubts(made)] == expected


def test_a_cvu_is_no_banks_account() -> None:
    assert is_account("cvu", CVU)
    assert not is_account("cvu", CBU)


@pytest.mark.parametrize("rut", ["76086428-5", "12.531.909-2", "76.086.428-5"])
def test_a_rut_checks_by_its_last_sign(rut: str) -> None:
    assert is_rut(rut)
    for wrong in "0123456789K":
        assert is_rut(rut[:-1] + wrong) == (wrong == rut[-1])


def test_whom_a_banks_qr_pays_is_read_from_it_only_when_it_is_whole() -> None:
    code = pix_static("pagos@acme.example", "Acme Cobranças", "São Paulo")
    assert payee(code) == ("Acme Cobrancas", "Sao Paulo")
    assert payee(code[:-1] + "0") == ("", "")
    assert payee("https://qr.example/acme") == ("", "")
