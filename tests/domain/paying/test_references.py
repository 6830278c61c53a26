"""A reference survives being read aloud, typed on a phone, and shortened by a bank; a slip of the pen does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.paying.references import find_references, is_reference, normalize_reference, reference

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
seeds = st.binary(max_size=64)


def test_the_same_seed_gives_the_same_reference_for_ever() -> None:
    assert reference(b"acme#c1#1") == "P-8LSC-ACA5"


@given(seeds)
def test_however_it_is_typed_it_is_the_same(seed: bytes) -> None:
    written = reference(seed)
    for typed in (written.lower(), written.replace("-", ""), written.replace("-", " "), f" {written[2:]} "):
        assert normalize_reference(typed) == written


@given(seeds, st.integers(0, 7), st.sampled_from(LETTERS))
def test_one_wrong_character_is_noticed(seed: bytes, place: int, letter: str) -> None:
    code = reference(seed).replace("-", "")[1:]
    if code[place] != letter:
        assert not is_reference(code[:place] + letter + code[place + 1 :])


@given(seeds, st.integers(0, 6))
def test_two_exchanged_characters_are_noticed(seed: bytes, place: int) -> None:
    code = reference(seed).replace("-", "")[1:]
    first, second = code[place], code[place + 1]
    if first != second:
        assert not is_reference(code[:place] + second + first + code[place + 2 :])


@given(seeds)
def test_it_has_no_look_alikes(seed: bytes) -> None:
    assert not set(reference(seed)[2:]) & set("0O1I")


@pytest.mark.parametrize("text", ["", "P-", "factura 1234", "P-0000-0000", "22222223", "P-2222-22222"])
def test_other_texts_are_none(text: str) -> None:
    assert normalize_reference(text) is None


def test_many_references_are_different() -> None:
    assert len({reference(str(count).encode()) for count in range(20_000)}) == 20_000


@given(seeds, st.sampled_from(["SPEI {} FACTURA", "PAGO{}JUAN PEREZ", "pago  {}", "{}", "REF/{}/X 0123456789"]))
def test_it_is_found_inside_what_a_bank_makes_of_it(seed: bytes, text: str) -> None:
    written = reference(seed)
    bare = written.replace("-", "")
    for told in (written, written.lower(), bare, f"P {bare[1:5]} {bare[5:]}"):
        assert written in find_references(text.format(told))


@given(seeds)
def test_without_its_p_it_is_found_where_it_stands_alone(seed: bytes) -> None:
    bare = reference(seed).replace("-", "")[1:]
    assert reference(seed) in find_references(f"spei {bare[:4]}-{bare[4:]} 1250.50")


def test_what_banks_write_of_themselves_is_no_reference() -> None:
    assert find_references("TRANSFERENCIA RECIBIDA 12345678 CLABE 002010077777777771 PAGO DE FACTURA 2026/06") == []
