"""Who is asked what before any figure, what a link is known by, and how a debtor is reached and learned of."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.domain.contact.channels import address, choose, is_for_a_person
from chalicelib.domain.debtor import Contact
from chalicelib.domain.identity import is_locked, is_right, question
from chalicelib.domain.importing.debtors import Told, first_met, learn
from chalicelib.domain.links import ALPHABET, code_hash, lookup, read_code, short_code, token_hash
from tests.domain.cases import DUE, at, business, debtor

TAX = debtor(tax_id="12345678-5")
tokens = st.text(min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("tax_id", "answer", "right"),
    [
        ("12345678-5", "6785", True),
        ("12345678-5", "5678", False),
        ("12345678-K", "678k", True),
        ("GODE561231GR8", "1gr8", True),
        ("12.345.678-5", " 67-85", True),
        ("12345678-5", "12345678-5", False),
        ("12345678-5", "", False),
        ("12345678-5", "785", False),
    ],
)
def test_the_last_four_of_the_tax_id_check_digit_included_in_any_case(tax_id: str, answer: str, right: bool) -> None:
    assert is_right(business(), debtor(tax_id=tax_id), answer) is right


def test_the_question_is_what_the_business_chose_where_we_can_check_it() -> None:
    by_phone = replace(business(), verify="phone_last4")

    assert question(business(), TAX) == "tax_id_last4"
    assert question(by_phone, TAX) == "phone_last4"
    assert question(business(), debtor(tax_id="")) == "phone_last4"
    assert question(by_phone, replace(TAX, contacts=())) == "tax_id_last4"
    assert question(business(), debtor(tax_id="", contacts=())) is None
    assert question(replace(business(), verify="none"), TAX) is None
    assert is_right(by_phone, TAX, "5678")


@given(st.text(max_size=12))
def test_no_answer_is_right_where_nothing_can_be_asked(answer: str) -> None:
    assert not is_right(business(), debtor(tax_id="", contacts=()), answer)
    assert not is_right(replace(business(), verify="none"), TAX, answer)


def test_a_lock_ends_by_itself() -> None:
    now = at(DUE)
    assert is_locked(now + timedelta(seconds=1), now)
    assert not is_locked(now, now)
    assert not is_locked(None, now)


@given(tokens, tokens)
def test_a_code_is_always_the_same_eight_signs_of_its_token(one: str, other: str) -> None:
    code = short_code(one)

    assert len(code) == 8
    assert set(code) <= set(ALPHABET)
    assert code == short_code(one)
    assert (lookup(one) == lookup(other)) == (one == other)


@given(tokens)
def test_a_code_may_be_typed_with_spaces_dashes_and_small_letters(token: str) -> None:
    code = short_code(token)

    assert read_code(f" {code[:4].lower()} - {code[4:]} ") == code
    assert code_hash(read_code(code)) == lookup(token)["lookup"]
    assert token_hash(token) == lookup(token)["found"]


def test_an_address_that_bounced_or_complained_is_never_used_again() -> None:
    spoiled = Contact(email="a@x.example", email_state="bounced", phone="+5255", phone_state="failed")
    good = Contact(email="b@x.example", phone="+5256")

    assert address(debtor(contacts=(spoiled, good)), "email") == "b@x.example"
    assert address(debtor(contacts=(spoiled, good)), "sms") == "+5256"
    assert address(debtor(contacts=(spoiled,)), "email") is None
    assert address(debtor(), "carrier_pigeon") is None


def test_who_opted_out_is_not_chased_there_but_still_gets_receipts() -> None:
    who = debtor(opted_out=("email",))

    assert choose(who, ("email", "sms")) == "sms"
    assert choose(who, ("email",)) is None
    assert choose(who, ("email", "sms"), chasing=False) == "email"


def test_the_debtors_own_preference_goes_first_where_the_step_allows_it() -> None:
    who = debtor(preferred_channel="sms")

    assert choose(who, ("email", "sms")) == "sms"
    assert choose(who, ("email",)) == "email"


@pytest.mark.parametrize(
    ("channels", "by_a_person"), [(("call",), True), (("call", "letter"), True), (("call", "sms"), False), ((), False)]
)
def test_a_step_that_only_people_can_take_is_a_task(channels: tuple[str, ...], by_a_person: bool) -> None:
    assert is_for_a_person(channels) is by_a_person


def test_a_debtor_lives_where_the_business_does_until_a_file_says_otherwise() -> None:
    met = first_met(business("PE"), "c9")
    learned = learn(met, [Told(name="Ana", time_zone="America/Bogota", terms_days=0)])

    assert (met.country, met.time_zone, met.type) == ("PE", "America/Lima", "unknown")
    assert (learned.name, learned.time_zone, learned.terms_days) == ("Ana", "America/Bogota", 0)


def test_what_a_row_leaves_empty_stays_and_the_last_word_wins() -> None:
    who = learn(debtor(tax_id="1"), [Told(name="Ana B"), Told(tax_id="2"), Told()])

    assert (who.name, who.tax_id, who.contacts) == ("Ana B", "2", debtor().contacts)


def test_several_rows_are_several_contacts_and_a_name_is_one() -> None:
    rows = [
        Told(contact="Ana", email="a@x.example"),
        Told(contact="Beto", phone="+5255"),
        Told(contact="Ana", phone="+52"),
    ]
    who = learn(debtor(contacts=()), rows)

    assert who.contacts == (Contact("Ana", email="a@x.example", phone="+52"), Contact("Beto", phone="+5255"))


def test_a_bounce_is_remembered_until_a_file_brings_another_address() -> None:
    who = debtor(contacts=(Contact("Ana", email="a@x.example", email_state="bounced"),))
    same = learn(who, [Told(contact="Ana", email="a@x.example")])
    other = learn(who, [Told(contact="Ana", email="b@x.example")])

    assert same.contacts[0].email_state == "bounced"
    assert (other.contacts[0].email, other.contacts[0].email_state) == ("b@x.example", "")
