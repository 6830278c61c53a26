"""Account numbers against published vectors, and any slip of one digit against the check digits."""

import json
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.paying.bank_accounts import TRANSFER_KINDS, cci_checks, is_account, is_pix_key

GOLDEN = Path(__file__).parents[4] / "shared" / "data" / "golden.json"
GOOD = {
    "clabe": "002010077777777771",
    "cci": "00219300123456789013",
    "cbu": "2850590940090418135201",
    "cvu": "0000003110001234567898",
    "iban": "ES9121000418450200051332",
    "cbu_alias": "acme.cobros.mp",
    "breb_key": "@acme2026",
    "cl_account": "00-123-45678-9",
    "account": "123-456 789",
}


@pytest.fixture
def golden() -> dict[str, Any]:
    if not GOLDEN.exists():
        pytest.skip("the test vectors (shared/data/golden.json) are not beside this checkout")
    found: dict[str, Any] = json.loads(GOLDEN.read_text())
    return found


@pytest.mark.parametrize("kind", TRANSFER_KINDS)
def test_every_kind_has_a_good_account(kind: str) -> None:
    assert is_account(kind, GOOD[kind])


@pytest.mark.parametrize("kind", TRANSFER_KINDS)
@pytest.mark.parametrize("text", ["", " ", "0", "<script>", "١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦٧٨", "1" * 60])
def test_no_kind_takes_junk(kind: str, text: str) -> None:
    assert not is_account(kind, text)


@pytest.mark.parametrize("kind", ["clabe", "cbu", "cvu", "iban"])
def test_one_wrong_digit_is_always_noticed(kind: str) -> None:
    good = GOOD[kind]
    for place, digit in enumerate(good):
        for wrong in "0123456789":
            if digit.isdigit() and digit != wrong:
                assert not is_account(kind, good[:place] + wrong + good[place + 1 :])


def test_spaces_and_dashes_do_not_matter() -> None:
    assert is_account("iban", "es91 2100 0418 4502 0005 1332")
    assert is_account("cci", "002-193-001234567890-13")


def test_a_cci_with_odd_check_digits_is_worth_a_warning_only() -> None:
    assert is_account("cci", "00219300123456789014")
    assert not cci_checks("00219300123456789014")
    assert cci_checks(GOOD["cci"])


def test_a_clabe_of_no_bank_is_refused() -> None:
    assert not is_account("clabe", "000000000000000000")


@pytest.mark.parametrize("key", ["39053344705", "12ABC34501DE35", "+5511912345678", "a@b.com.br",
                                 "123e4567-e12b-12d1-a456-426655440000"])  # fmt: skip
def test_pix_keys(key: str) -> None:
    assert is_pix_key(key)


@pytest.mark.parametrize("key", ["", "3905334470", "11912345678 ", "a@b", "+55", "123E4567-E12B-12D1-A456-42665544000"])
def test_what_is_no_pix_key(key: str) -> None:
    assert not is_pix_key(key)


def test_the_published_vectors_hold(golden: dict[str, Any]) -> None:
    for kind, part in (("clabe", "valid"), ("clabe", "synthetic"), ("cci", "synthetic"), ("cbu", "valid"),
                       ("cbu", "cvu"), ("iban", "valid")):  # fmt: skip
        assert [text for text in golden[kind][part] if not is_account(kind, text)] == [], (kind, part)
    assert not any(is_account("clabe", text) for text in golden["clabe"]["invalid"])
    assert all(cci_checks(text) for text in golden["cci"]["synthetic"])
