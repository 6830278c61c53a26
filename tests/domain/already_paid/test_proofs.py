"""What an uploaded file really is: four kinds pass, and nothing that could run, hide or lock."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.already_paid.proofs import TYPES, look
from chalicelib.domain.errors import Refusal
from tests.domain.proof_files import EVIL, GOOD, jpeg, packed, pdf, png, webp

REASONS = {code for _, code in EVIL.values()}


def outcome(data: bytes) -> str:
    try:
        return look(data).type
    except Refusal as refused:
        return refused.code


@pytest.mark.parametrize("kind", GOOD)
def test_a_picture_and_a_banks_document_pass(kind: str) -> None:
    assert look(GOOD[kind]).type == kind
    assert kind in TYPES


@pytest.mark.parametrize("make", [jpeg, png, webp])
def test_the_size_of_a_picture_is_read_without_decoding_it(make: Callable[..., bytes]) -> None:
    told = look(make(width=1600, height=1200))
    assert (told.width, told.height) == (1600, 1200)


@pytest.mark.parametrize("name", EVIL)
def test_nothing_evil_passes(name: str) -> None:
    data, code = EVIL[name]
    assert outcome(data) == code


def test_a_document_may_say_on_which_page_it_opens_and_pack_its_objects() -> None:
    assert look(pdf(packed(b"5 0 << /Type /Font >>"))).type == "application/pdf"
    assert look(pdf(b"<< /OpenAction 4 0 R >>", b"<< /S /GoTo /D [3 0 R /Fit] >>")).type == "application/pdf"
    assert look(pdf(b"<< /OpenAction << /S /GoTo /D [3 0 R /Fit] >> >>")).type == "application/pdf"


@given(st.sampled_from(sorted(GOOD)), st.binary(max_size=200), st.integers(0, 400))
def test_whatever_the_bytes_are_the_answer_is_a_kind_or_a_reason(kind: str, noise: bytes, place: int) -> None:
    data = GOOD[kind]
    assert outcome(data[:place] + noise + data[place:]) in {*TYPES, *REASONS}


@pytest.mark.parametrize(
    "piece",
    [
        b"stream\n",
        b"/OpenAction 1 0 R",
        b"PK\x01\x02",
        b"/First/Filter/FlateDecode stream\n",
        b"#41",
        b"<<",
        b"\xff\xff",
    ],
)
def test_a_file_made_to_be_slow_is_not(piece: bytes) -> None:
    began = time.perf_counter()
    for start, end in ((b"%PDF-1.7\n1 0 obj ", b"%%EOF"), (b"\xff\xd8\xff", b"")):
        assert outcome(start + piece * ((9 << 20) // len(piece)) + end) in {*TYPES, *REASONS}
    assert time.perf_counter() - began < 30  # seconds, on a machine busy with other tests
