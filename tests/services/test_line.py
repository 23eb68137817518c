"""What coordinators set is kept sealed, audited, and ends by itself (V19, C4, C5)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hotline.domain.help_requests import RequestKind
from hotline.domain.line import LimitState, LineState
from hotline.errors import LineRefused, NotFound
from hotline.services.board import (
    RecordedAnnouncement,
    add_announcement,
    announcement_sound,
    remove_announcement,
)
from hotline.services.line import set_limit, set_state, show_line
from hotline.types import Language
from tests.house import ENGLISH, KOREAN, SPANISH, build_house

TOPICS = ("food", "housing")
LANGUAGES = (ENGLISH, SPANISH)


@pytest.fixture
def house(tmp_path, clock):
    return build_house(tmp_path, clock)


def pause(house, topic="housing", state=LimitState.PAUSED, **more):
    set_limit(house.ports, "me", topic=topic, state=state, topics=TOPICS, **more)


def put(house, words="Free soup tonight", language=ENGLISH, hours=1, **more):
    until = house.ports.clock.now() + timedelta(hours=hours)
    return add_announcement(
        house.ports, "me", language=language, languages=LANGUAGES, until=until, words=words, **more
    )


def test_what_cannot_be_is_refused_with_a_sentence(house):
    with pytest.raises(LineRefused, match="food, housing"):
        pause(house, topic="diapers")
    with pytest.raises(LineRefused):
        pause(house, reason="x" * 500)
    with pytest.raises(LineRefused):
        pause(house, area="x" * 500)
    with pytest.raises(LineRefused):
        set_state(house.ports, "me", LineState.UNSTAFFED)
    for number in range(12):
        pause(house, area=f"street {number}")
    with pytest.raises(LineRefused):
        pause(house, area="one more")
    assert len(show_line(house.ports).limits) == 12


def test_a_state_ends_by_itself_and_leaves_an_audit_line(house, clock):
    """C5: surge in one action, reversible."""
    set_state(house.ports, "me", LineState.SURGE, clock.now() + timedelta(hours=2))
    assert show_line(house.ports).state is LineState.SURGE
    clock.forward(hours=2)
    assert show_line(house.ports).state is LineState.OPEN
    set_state(house.ports, "me", LineState.CLOSED)
    set_state(house.ports, "me", LineState.OPEN)
    with house.ports.unit_of_work() as tx:
        actions = [(who, what) for _, who, what in tx.audit.of_subject("line")]
    assert actions == [("me", "line:surge"), ("me", "line:closed"), ("me", "line:open")]


def test_a_limit_replaces_the_one_before_and_open_takes_it_away(house, clock):
    """C4: need, area, date, reason and who decided."""
    pause(house, reason="Used up", until=clock.now() + timedelta(days=2))
    pause(house, state=LimitState.LIMITED, reason="A little came in")
    [limit] = show_line(house.ports).limits
    assert (limit.state, limit.reason, limit.set_by) == ("limited", "A little came in", "me")
    assert limit.reason_language == ENGLISH
    pause(house, area="Elm Park")
    assert len(show_line(house.ports).limits) == 2
    pause(house, state=LimitState.OPEN)
    [limit] = show_line(house.ports).limits
    assert limit.area == "Elm Park"


def test_a_limit_ends_by_its_date(house, clock):
    pause(house, until=clock.now() + timedelta(days=2))
    clock.forward(days=2)
    assert show_line(house.ports).limits == ()


def test_typed_words_lie_sealed_and_lost_keys_hold_up_nobody(house, tmp_path):
    pause(house, reason="mangowords")
    put(house, "mangowords")
    for path in tmp_path.iterdir():
        assert b"mangowords" not in path.read_bytes()
    with house.ports.unit_of_work() as tx:
        tx.keys.destroy(tx.line.limits()[0].key_id)
    assert [limit.reason for limit in show_line(house.ports).limits] == [""]


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"words": " "}, "empty"),
        ({"words": "x" * 401}, "long"),
        ({"language": KOREAN}, "language"),
    ],
)
def test_an_announcement_that_cannot_be_heard_is_refused(house, more, kind):
    with pytest.raises(LineRefused) as refused:
        put(house, **more)
    assert refused.value.kind == kind


def test_the_board_wants_an_end_and_is_not_endless(house):
    with pytest.raises(LineRefused):
        add_announcement(
            house.ports, "me", language=ENGLISH, languages=LANGUAGES, until=None, words="soup"
        )
    for _ in range(6):
        put(house)
    with pytest.raises(LineRefused):
        put(house)
    put(house, language=SPANISH)


def test_a_recording_is_played_only_while_it_is_current(house, clock):
    wav = RecordedAnnouncement(b"RIFF-soup", 3.0)
    announcement = put(house, "", recording=wav)
    assert [row.seconds for row in show_line(house.ports).board] == [3.0]
    assert announcement_sound(house.ports, announcement) == b"RIFF-soup"
    clock.forward(hours=1)
    assert announcement_sound(house.ports, announcement) is None
    assert show_line(house.ports).board == ()


def test_taking_it_off_the_board_erases_it(house):
    announcement = put(house)
    remove_announcement(house.ports, "me", announcement)
    assert show_line(house.ports).board == ()
    with pytest.raises(NotFound):
        remove_announcement(house.ports, "me", announcement)


def test_who_is_on_call_decides_which_languages_are_staffed(house):
    house.volunteer(languages=(SPANISH,), on_call=True)
    house.volunteer(languages=(KOREAN,), on_call=False)
    line = show_line(house.ports)
    assert line.on_call == {SPANISH}
    assert line.state_for(Language("ko")) is LineState.UNSTAFFED


def test_the_topic_offer_makes_an_offer_of_a_request(house):
    """O14: what people like to share waits as what it is."""
    kinds = {}
    for topic in ("food", "offer"):
        code = house.request(topic=topic)
        with house.ports.unit_of_work() as tx:
            kinds[topic] = tx.requests.by_code(code).kind
    assert kinds == {"food": RequestKind.NEED, "offer": RequestKind.OFFER}
