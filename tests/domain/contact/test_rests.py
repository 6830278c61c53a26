"""While a person has yet to say whether money came, nothing is sent, for a limited time; what is owed goes on."""

from datetime import timedelta

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.contact.rests import REST_FOR, begin_rest, end_rest
from chalicelib.domain.debtor import Contact
from chalicelib.domain.decide import decide
from tests.domain.cases import DUE, account, at, business, invoice

NOW = at(DUE + timedelta(days=1), "10:00")
LATE = account(invoice("F1", DUE), contacts=(Contact(name="Ana", email="ana@cliente.example"),))
REASON = "payment_proposed"


def resting(who: Account = LATE, about: str = "bank#1") -> Account:
    return replace(who, debtor=begin_rest(who.debtor, about, REASON, NOW))


def test_nothing_is_sent_while_it_rests_and_the_chase_goes_on_by_itself_afterwards() -> None:
    assert decide(LATE, business(), NOW).notices
    during = decide(resting(), business(), NOW)

    assert not during.notices
    assert during.debtor.due_at == NOW + REST_FOR[REASON]
    after = decide(replace(LATE, debtor=during.debtor), business(), NOW + REST_FOR[REASON])
    assert after.notices
    assert after.debtor.rests == (), "what is over is forgotten"


def test_said_again_of_the_same_payment_it_rests_no_longer() -> None:
    first = begin_rest(LATE.debtor, "bank#1", REASON, NOW)
    assert begin_rest(first, "bank#1", REASON, NOW + timedelta(days=2)) == first


def test_each_payment_ends_its_own_rest() -> None:
    both = resting(resting(), "bank#2").debtor
    assert [one.about for one in end_rest(both, "bank#1").rests] == ["bank#2"]
    assert decide(replace(LATE, debtor=end_rest(end_rest(both, "bank#1"), "bank#2")), business(), NOW).notices
