"""QR codes against the codes that banks and public libraries print."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.paying.emv_qr import crc16, is_emv_qr, parse, pix_static

GOLDEN = Path(__file__).parents[4] / "shared" / "data" / "golden.json"


@pytest.fixture
def golden() -> dict[str, Any]:
    if not GOLDEN.exists():
        pytest.skip("the test vectors (shared/data/golden.json) are not beside this checkout")
    found: dict[str, Any] = json.loads(GOLDEN.read_text())
    return found


def test_the_check_value_of_the_crc() -> None:
    assert crc16("123456789") == "29B1"


def test_pix_codes_are_those_of_the_published_vectors(golden: dict[str, Any]) -> None:
    pix = golden["pix"]
    assert pix_static("123e4567-e12b-12d1-a456-426655440000", "Fulano de Tal", "BRASILIA") == pix["static_no_amount"]
    assert (
        pix_static("thalesog@me.com", "THALES OGLIARI", "SAO MIGUEL DO O", 1000, description="Pedido 123")
        == pix["static_amount"]
    )
    ours = pix_static(
        "60701190000104", "Teste Batch atualiza", "SAO PAULO", 122, "1t9OGEuUWlqWQiY0CU2YmA", "Mensagem opcional"
    )
    # That bank writes the name of the scheme in capitals, which changes the CRC and nothing else.
    assert ours[:-4].lower() == pix["static_txid"][:-4].lower()


def test_published_codes_are_whole(golden: dict[str, Any]) -> None:
    assert all(is_emv_qr(text) for text in golden["pix"].values())


def test_accents_are_dropped_and_long_names_cut() -> None:
    objects = parse(pix_static("a@b.com.br", "Açúcar & Pão da Avó São João Ltda.", "São José dos Campos", 5))
    assert objects["59"] == "Acucar & Pao da Avo Sao J"
    assert objects["60"] == "Sao Jose dos Ca"
    assert objects["54"] == "0.05"


@given(
    st.text(min_size=1, max_size=60),
    st.text(min_size=1, max_size=60),
    st.none() | st.integers(1, 10**9),
    st.text(alphabet="ABCdef123", min_size=1, max_size=25),
    st.text(max_size=90),
)
def test_what_we_write_reads_back_whole(name: str, city: str, amount: int | None, txid: str, text: str) -> None:
    code = pix_static("+5511912345678", name, city, amount, txid, text)
    assert is_emv_qr(code)
    assert parse(parse(code)["62"]) == {"05": txid}
    assert parse(parse(code)["26"])["01"] == "+5511912345678"


@pytest.mark.parametrize("text", ["", "000201", "https://qr.example", "0002016304FFFF", "00020126x", "ñ" * 30])
def test_what_is_not_a_whole_code(text: str) -> None:
    assert not is_emv_qr(text)


def test_a_changed_amount_breaks_the_code() -> None:
    code = pix_static("a@b.com.br", "Ana", "Rio", 1000)
    assert is_emv_qr(code)
    assert not is_emv_qr(code.replace("10.00", "90.00"))
