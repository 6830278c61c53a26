"""How a debtor wants to be written to: narrowed hours, channel, language, and what they agreed to, with its proof."""

from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.contact.consent import consent, still_stopped
from chalicelib.domain.contact.contact_rules import lawful_start
from chalicelib.domain.contact.preferences import Wish, lawful_hours, prefer, reachable
from chalicelib.domain.errors import Faulty
from tests.domain.cases import DUE, HOME, at, debtor


def wished(country: str = "CO", **wish: Any) -> Any:
    return prefer(debtor(country), Wish(**wish), DUE)


def test_what_is_not_named_stays_and_an_empty_text_takes_a_wish_back() -> None:
    chosen = wished(preferred_channel="sms", hour_from="10:00", hour_to="12:00", language="pt")
    assert (chosen.preferred_channel, chosen.hour_from, chosen.hour_to) == ("sms", "10:00", "12:00")
    assert chosen.language == "pt"
    back = prefer(chosen, Wish(hour_from="", hour_to=""), DUE)
    assert (back.preferred_channel, back.hour_from, back.hour_to, back.language) == ("sms", "", "", "pt")


@pytest.mark.parametrize(
    ("wish", "path", "code"),
    [
        ({"preferred_channel": "fax"}, "preferred_channel", "unknown_channel"),
        ({"language": "fr"}, "language", "unknown_language"),
        ({"reminders": {"whatsapp": False}}, "reminders.whatsapp", "unknown_channel"),
        ({"hour_from": "10:00"}, "hour_from", "bad_hours"),
        ({"hour_from": "12:00", "hour_to": "10:00"}, "hour_from", "bad_hours"),
        ({"hour_from": "9", "hour_to": "10"}, "hour_from", "bad_hours"),
        ({"hour_from": "25:00", "hour_to": "26:00"}, "hour_from", "bad_hours"),
        ({"hour_from": "<script>", "hour_to": "12:00"}, "hour_from", "bad_hours"),
        ({"hour_from": "00:00", "hour_to": "05:00"}, "hour_from", "hours_outside_law"),
        ({"hour_from": "07:00", "hour_to": "07:30"}, "hour_from", "hours_outside_law"),
    ],
)
def test_what_cannot_be_wished_is_told_with_its_field(wish: dict[str, Any], path: str, code: str) -> None:
    with pytest.raises(Faulty) as refused:
        wished(**wish)
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [(path, code)]


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(Faulty) as refused:
        wished(preferred_channel="fax", language="fr", hour_from="x", hour_to="y")
    assert len(refused.value.faults) == 3


@given(country=st.sampled_from(sorted(HOME)), first=st.integers(0, 23), last=st.integers(1, 24))
def test_wished_hours_are_never_outside_the_law(country: str, first: int, last: int) -> None:
    who = debtor(country)
    try:
        chosen = prefer(who, Wish(hour_from=f"{first:02}:00", hour_to=f"{last:02}:00"), DUE)
    except Faulty:
        return
    lawful, wanted = lawful_start(DUE, who), lawful_start(DUE, chosen)
    assert lawful is not None
    assert wanted is None or wanted >= lawful


@pytest.mark.parametrize("country", sorted(HOME))
def test_the_hours_that_are_offered_are_taken(country: str) -> None:
    window = lawful_hours(debtor(country), DUE)
    first, last = f"{window.start:%H:%M}", f"{window.end:%H:%M}"
    assert wished(country, hour_from=first, hour_to=last).hour_from == first


def test_only_channels_with_an_address_can_be_chosen() -> None:
    assert reachable(debtor()) == ("email", "sms")
    assert reachable(debtor(contacts=())) == ()


def test_the_last_word_on_each_channel_counts() -> None:
    said = [consent(channel, given=given, said="…", way="portal", source="s", now=at(DUE)) for channel, given in
            (("email", False), ("sms", False), ("email", True))]  # fmt: skip
    assert still_stopped(("call",), said) == ("call", "sms")


def test_a_consent_keeps_the_words_that_were_shown_and_their_hash() -> None:
    one = consent("email", given=True, said="Acepto…", way="portal", source="session", now=at(DUE))
    assert one.said_sha256 == sha256("Acepto…".encode()).hexdigest()
    assert one.id.endswith(".email")
