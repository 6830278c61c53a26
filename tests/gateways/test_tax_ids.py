"""Tax ids of the region, against published vectors."""

import json
import sys
from pathlib import Path
from subprocess import run

import pytest

from chalicelib.gateways.tax_ids import is_suspect, is_valid, normalize

GOLDEN = Path(__file__).parents[3] / "shared" / "data" / "golden.json"


def test_the_published_vectors_are_valid() -> None:
    if not GOLDEN.exists():
        pytest.skip("the test vectors (shared/data/golden.json) are not beside this checkout")
    for country, texts in json.loads(GOLDEN.read_text())["tax_id"].items():
        assert [text for text in texts if not is_valid(country, text)] == [], country


@pytest.mark.parametrize(
    ("country", "text"),
    [
        ("CL", "76086428-4"),
        ("PE", "20512333798"),
        ("EC", "9992060346001"),
        ("EC", "1792060346000"),
        ("MX", "GODE561331GR8"),
        ("CO", "213123432-2"),
        ("AR", "20-05536168-3"),
        ("BR", "39053344706"),
        ("BR", "12ABC34501DE36"),
        ("ES", "B64717839"),
        ("UY", "21-100342-001-8"),
        ("BO", "1"),
        ("CL", ""),
    ],
)
def test_a_wrong_one_is_not(country: str, text: str) -> None:
    assert not is_valid(country, text)


@pytest.mark.parametrize(
    ("country", "text"),
    [
        ("DO", "1-01-85004-3"),
        ("US", "04-2103594"),
        ("VE", "V-11470283-4"),
        ("UY", "21-100342-001-7"),
        ("PY", "80028061-0"),
        ("GT", "576937-K"),
        ("SV", "0614-050707-104-8"),
        ("CR", "3-101-999999"),
        ("BO", "1023275028"),
        ("HN", "08011985123960"),
        ("CO", "52345678"),
        ("PE", "10054148"),
    ],
)
def test_other_countries_and_persons(country: str, text: str) -> None:
    assert is_valid(country, text)


def test_check_digits_that_many_lawful_numbers_do_not_keep_only_warn() -> None:
    assert is_valid("EC", "1792060340001")
    assert is_suspect("EC", "1792060340001")
    assert not is_suspect("EC", "1792060346001")
    assert is_valid("MX", "XAXX010101000")
    assert is_suspect("MX", "XAXX010101000")
    assert not is_suspect("MX", "GODE561231GR8")
    assert not is_suspect("CL", "76086428-5")


@pytest.mark.parametrize(
    ("country", "text", "plain"),
    [
        ("CL", "76.086.428-k", "76086428K"),
        ("MX", "m&b 930714 8t4", "M&B9307148T4"),
        ("ES", "ES-B64717838", "B64717838"),
        ("CO", "213.123.432-1", "2131234321"),
    ],
)
def test_spellings_of_one_id_become_equal(country: str, text: str, plain: str) -> None:
    assert normalize(country, text) == plain


def test_importing_the_gateway_imports_no_library() -> None:
    code = "import sys, chalicelib.gateways.tax_ids; assert not any(name.startswith('stdnum') for name in sys.modules)"
    assert run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], check=False).returncode == 0
