"""V15: nobody is contacted who did not say yes, at no other time, and nothing is given away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.domain.contact_safety import (
    NO_CONTACT,
    Allowed,
    Answered,
    Contact,
    ContactRules,
    Hours,
    Reason,
    Refused,
    Saying,
    ToOthers,
    from_json,
    may_contact,
    rules_from,
    to_json,
    what_to_say,
)

CHICAGO = ZoneInfo("America/Chicago")
RULES = st.builds(
    ContactRules,
    st.frozensets(st.sampled_from(Contact)),
    st.sampled_from(Hours),
    st.sampled_from(ToOthers),
)
MOMENTS = st.integers(0, 6 * 365 * 24 * 60).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(MOMENTS, st.sampled_from(Contact))
def test_no_rules_and_no_answers_are_a_no_at_any_time(when: datetime, channel: Contact) -> None:
    for rules in (None, NO_CONTACT, ContactRules(), rules_from("", "", "")):
        assert may_contact(rules, channel, when, CHICAGO) == Refused(Reason.NOT_ALLOWED)
        assert all(what_to_say(rules, who) is Saying.HANG_UP for who in Answered)


@given(RULES, MOMENTS, st.sampled_from(Contact))
def test_only_a_way_that_was_named_is_ever_allowed(
    rules: ContactRules, when: datetime, channel: Contact
) -> None:
    answer = may_contact(rules, channel, when, CHICAGO)
    if answer == Allowed():
        assert channel in rules.ways
        assert 9 <= when.astimezone(CHICAGO).hour < 21
    assert from_json(to_json(rules)) == rules


@pytest.mark.parametrize(
    ("hours", "utc_hour", "allowed"),
    [
        ("any", 14, False), ("any", 15, True), ("any", 2, False), ("any", 1, True),
        ("morning", 17, True), ("morning", 18, False), ("morning", 15, True),
        ("evening", 22, False), ("evening", 23, True), ("evening", 2, True), ("evening", 3, False),
    ],
)  # fmt: skip
def test_the_hours_are_those_of_the_network(hours: str, utc_hour: int, allowed: bool) -> None:
    when = datetime(2026, 11, 25, utc_hour, 0, tzinfo=UTC)  # Chicago is six hours behind
    answer = may_contact(rules_from("call", hours, "nothing"), Contact.CALL, when, CHICAGO)
    assert answer == (Allowed() if allowed else Refused(Reason.NOT_NOW))


@pytest.mark.parametrize(
    ("others", "said"),
    [
        ("nothing", Saying.HANG_UP),
        ("friend", Saying.A_FRIEND),
        ("name", Saying.WHO_WE_ARE),
        ("", Saying.HANG_UP),
        ("whatever", Saying.HANG_UP),
    ],
)
def test_others_and_machines_hear_only_what_was_chosen(others: str, said: Saying) -> None:
    rules = rules_from("call", "any", others)
    assert what_to_say(rules, Answered.SOMEBODY_ELSE) is said
    assert what_to_say(rules, Answered.MACHINE) is said
    assert what_to_say(rules, Answered.PERSON) is Saying.SAFE_WORD_AND_WAIT


def test_who_allowed_a_text_is_not_called() -> None:
    rules = rules_from("text", "any", "name")
    noon = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)
    assert may_contact(rules, Contact.CALL, noon, CHICAGO) == Refused(Reason.NOT_THIS_WAY)
    assert what_to_say(rules, Answered.PERSON) is Saying.HANG_UP


@pytest.mark.parametrize(
    "broken", ["", "{}", "[]", "null", '{"ways": ["fax"]}', '{"ways": 7, "hours": "any"}', "\x00"]
)
def test_rules_that_cannot_be_read_allow_nothing(broken: str) -> None:
    assert from_json(broken) == NO_CONTACT
