"""F2: a talk ends after half an hour; all are told five minutes before, and hear at the end why."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from sqlalchemy import select

from hotline.domain.bridges import LegRole
from hotline.domain.callbacks import Outcome
from hotline.domain.calls import CallOutcome
from hotline.domain.limits import CALL_SECONDS, LAST_WORDS, TOLD_BEFORE_END
from hotline.errors import CarrierRefused, CarrierUnavailable
from hotline.services.callbacks import begin_call
from hotline.services.intake import find_or_begin_call
from hotline.services.phone_desk import call_from_here
from hotline.store.database import open_database
from hotline.store.tables import outbox
from hotline.types import Language, PhoneNumber
from ivr.flows.bridge_words import BRIDGE_WORDS
from ivr.flows.engine_words import ENGINE_WORDS
from tests.webhooks.bridging import ENGLISH, NOON, ROSA, MovableClock, PhoneCompany, Ringing, Scene
from tests.webhooks.live_scene import WaitingCaller, live_scene, phone_of
from tests.webhooks.stage import build_stage, new_sid
from workers.jobs import Workshop, run

TALK = CALL_SECONDS - LAST_WORDS.total_seconds()
TO_TELLING = TALK - TOLD_BEFORE_END.total_seconds()
FIVE, UP = (BRIDGE_WORDS[f"engine.bridge_{name}"] for name in ("five_minutes", "time_up"))
SPANISH = Language("es")
CINCO = "Quedan cinco minutos"


class Announcing(PhoneCompany):
    """Remembers whom it was asked to tell what; `refuses` is raised in place of it."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[str, str, str]] = []
        self.tried = 0
        self.refuses: Exception | None = None

    def announce(self, room: str, sid: str, path: str) -> None:
        self.tried += 1
        if self.refuses:
            raise self.refuses
        self.told.append((room, sid, path))


@pytest.fixture
def scene(tmp_path) -> Scene:
    clock = MovableClock(NOON)
    return Scene(build_stage(tmp_path, clock), clock, Announcing())


def tell(scene: Scene) -> None:
    """A worker does each warning that is due, once."""
    shop = Workshop(scene.stage.ports, scene.company, transcriber=None)  # type: ignore[arg-type]
    with open_database(scene.stage.settings.database_url).connect() as connection:
        query = select(outbox.c.id).where(
            outbox.c.state == "pending",
            outbox.c.kind == "tell_time_left",
            outbox.c.available_at <= scene.clock.now(),
        )
        waiting = list(connection.execute(query).scalars())
    for row in waiting:
        run(shop, row)


def left_over(scene: Scene) -> list[str]:
    with open_database(scene.stage.settings.database_url).connect() as connection:
        query = select(outbox.c.state).where(outbox.c.kind == "tell_time_left")
        return sorted(connection.execute(query).scalars())


def seconds_in(heard: str) -> int:
    dial = ElementTree.fromstring(heard).find("Dial")
    assert dial is not None, heard
    return int(dial.attrib["timeLimit"])


def talk(scene: Scene, **wishes):
    """A call back in which both are in the room; the volunteer's call, the person's, and them."""
    me = scene.volunteer(languages=wishes.pop("mine", (ENGLISH,)))
    code = scene.held(me, **wishes)
    begin_call(scene.stage.ports, me, code)
    scene.work()
    (mine,) = scene.company.calls
    scene.enter(mine, scene.press(mine, "1", scene.answer(mine)))
    scene.work()
    theirs = scene.company.calls[-1]
    assert theirs is not mine
    heard = scene.answer(theirs)
    scene.enter(theirs, heard)
    return mine, theirs, heard


def words_for(scene: Scene, call) -> str:
    return scene.post(call.answer.replace("/answer", "/time-left"), call)


@pytest.mark.parametrize("leg", ["0" * 32, "x", "0" * 31 + "G", "..%2f..", "f" * 64])
def test_bad_input_a_forged_leg_hears_nothing(scene, leg):
    answer = scene.stage.post(f"/twilio/bridge/{leg}/time-left", CallSid="CA" + "1" * 32)
    assert answer.status_code == 404 or b"<Say" not in answer.data
    assert b"<Hangup" not in answer.data


def test_bad_input_the_words_live_only_around_their_moment_and_need_a_signature(scene):
    mine, theirs, _ = talk(scene)
    assert "<Say" not in words_for(scene, theirs)
    scene.clock.sleep(TO_TELLING)
    path = theirs.answer.replace("/answer", "/time-left")
    assert scene.stage.client.post(path, data={"CallSid": theirs.sid}).status_code == 403
    assert FIVE in words_for(scene, theirs)
    assert FIVE in words_for(scene, mine)
    scene.clock.sleep(120)
    assert "<Say" not in words_for(scene, theirs)


def test_bad_input_who_is_gone_is_told_nothing(scene):
    """A leg that hung up, and then a bridge that has ended: the rows are done, and nobody rings."""
    _, theirs, _ = talk(scene)
    scene.hang_up(theirs)
    scene.work()
    scene.clock.sleep(TO_TELLING)
    tell(scene)
    assert scene.company.told == []
    assert "<Say" not in words_for(scene, theirs)
    assert left_over(scene) == ["done", "done"]


@pytest.mark.parametrize("error", [CarrierRefused("gone", 20404), CarrierUnavailable("away")])
def test_bad_input_a_carrier_that_says_no_twice_harms_nothing(scene, error):
    """Tried again once; no dead letter comes of it, and the talk goes on."""
    mine, theirs, _ = talk(scene)
    scene.company.refuses = error
    scene.clock.sleep(TO_TELLING)
    tell(scene)
    assert (scene.company.tried, left_over(scene)) == (2, ["pending", "pending"])
    scene.clock.sleep(10)
    tell(scene)
    assert (scene.company.tried, left_over(scene)) == (4, ["done", "done"])
    assert (mine.ended, theirs.ended, theirs.moved) == (False, False, [])


def test_bad_input_a_worker_that_slept_tells_nothing_wrong(scene):
    """Three minutes late "five minutes" would be a lie."""
    talk(scene)
    scene.clock.sleep(TO_TELLING + 180)
    tell(scene)
    assert (scene.company.tried, left_over(scene)) == (0, ["done", "done"])


def test_bad_input_somebody_else_at_the_phone_hears_not_a_word(scene):
    """E3: the volunteer said that it was not them; the machine says nothing there either."""
    mine, theirs, _ = talk(scene)
    with scene.stage.ports.unit_of_work() as tx:
        leg = tx.legs.by_id(theirs.leg)
        attempt = tx.attempts.of_bridge(leg.bridge_id)
        tx.attempts.say(attempt.id, Outcome.SOMEBODY_ELSE, None)
    scene.clock.sleep(TO_TELLING)
    tell(scene)
    assert [sid for _, sid, _ in scene.company.told] == [mine.sid]
    assert "<Say" not in words_for(scene, theirs)
    scene.clock.sleep(TOLD_BEFORE_END.total_seconds())
    assert "<Say" not in scene.post(theirs.answer.replace("/answer", "/left"), theirs)


def test_all_are_told_once_each_in_a_language_of_their_own(scene):
    """F2: five minutes before the end; asked for twice by the carrier it is begun once."""
    mine, theirs, heard = talk(scene, language=SPANISH, mine=(ENGLISH, SPANISH))
    scene.answer(theirs)
    assert seconds_in(heard) == TALK
    scene.clock.sleep(TO_TELLING - 1)
    tell(scene)
    assert scene.company.told == []
    scene.clock.sleep(1)
    tell(scene)
    tell(scene)
    assert sorted(sid for _, sid, _ in scene.company.told) == sorted([mine.sid, theirs.sid])
    assert CINCO in words_for(scene, theirs)
    assert FIVE in words_for(scene, mine)
    for _, sid, path in scene.company.told:
        call = mine if sid == mine.sid else theirs
        assert path == call.answer.replace("/answer", "/time-left")


def test_a_call_that_we_place_never_lasts_longer_than_half_an_hour(scene):
    """F2: with the whisper before and the words after; the person's stay ends first."""
    me = scene.volunteer()
    code = scene.held(me)
    begin_call(scene.stage.ports, me, code)
    scene.work()
    (mine,) = scene.company.calls
    heard = scene.answer(mine)
    scene.clock.sleep(40)
    heard = scene.press(mine, "1", heard)
    assert 40 + seconds_in(heard) < CALL_SECONDS
    mine_until = 40 + seconds_in(heard)
    scene.enter(mine, heard)
    scene.work()
    scene.clock.sleep(20)
    theirs = scene.company.calls[-1]
    theirs_until = 60 + seconds_in(scene.answer(theirs))
    assert theirs_until == TALK
    assert theirs_until < mine_until < CALL_SECONDS


@pytest.mark.parametrize("first", ["person", "volunteer"])
def test_at_the_end_both_hear_why_and_how_to_go_on(scene, first):
    """F2: whoever's stay the carrier ends first, nobody's line is hung up before those words."""
    mine, theirs, _ = talk(scene)
    scene.clock.sleep(TALK)
    order = (theirs, mine) if first == "person" else (mine, theirs)
    heard = {call.sid: scene.post(call.answer.replace("/answer", "/left"), call) for call in order}
    scene.work()
    assert (mine.ended, theirs.ended, mine.moved, theirs.moved) == (False, False, [], [])
    assert UP in heard[mine.sid]
    assert BRIDGE_WORDS["engine.bridge_call_again"] in heard[mine.sid]
    assert UP in heard[theirs.sid]
    assert BRIDGE_WORDS["engine.bridge_stays"] in heard[theirs.sid]


def test_who_was_moved_before_their_own_stay_ended_hears_the_same(scene):
    """The other order of the carrier: the volunteer's end is told, the person's call is moved."""
    mine, theirs, _ = talk(scene)
    scene.clock.sleep(TALK)
    scene.post(mine.answer.replace("/answer", "/left"), mine)
    scene.work()
    (moved,) = theirs.moved
    assert BRIDGE_WORDS["engine.bridge_stays"] in scene.post(moved, theirs)


def test_after_it_the_volunteer_may_call_again_at_once(scene):
    """A new call by the ordinary rules: who talked for half an hour was reached."""
    mine, theirs, _ = talk(scene)
    scene.clock.sleep(TALK)
    for call in (theirs, mine):
        scene.post(call.answer.replace("/answer", "/left"), call)
        scene.status(call, "completed")
        call.ended = True
    with scene.stage.ports.unit_of_work() as tx:
        leg = tx.legs.by_id(mine.leg)
        bridge = tx.bridges.by_id(leg.bridge_id)
        assert tx.attempts.of_bridge(bridge.id).outcome is Outcome.REACHED
        request = tx.requests.by_id(bridge.request_id)
        assert request.claimed_by == leg.volunteer_id
    again = begin_call(scene.stage.ports, leg.volunteer_id, request.code)
    assert again.id != bridge.id


def test_who_called_us_hears_it_and_is_back_in_their_menu(scene):
    """F2: the call of a volunteer at our menu goes on there, where they can call again."""
    me, sid, ports = scene.volunteer(), new_sid("CA"), scene.stage.ports
    code = scene.held(me)
    with ports.unit_of_work() as tx:
        call = find_or_begin_call(ports, tx, sid, PhoneNumber(ROSA))
        tx.calls.finish(call.id, CallOutcome.VOLUNTEER)
        leg = call_from_here(ports, tx, me, tx.requests.by_code(code).id, sid)
    mine = Ringing(ROSA, sid, f"/twilio/bridge/{leg}/answer", "")
    scene.enter(mine, scene.press(mine, "1", scene.answer(mine)))
    scene.work()
    (theirs,) = scene.company.calls
    scene.enter(theirs, scene.answer(theirs))
    scene.clock.sleep(TALK)
    heard = scene.post(mine.answer.replace("/answer", "/left"), mine)
    assert UP in heard
    assert "/twilio/volunteer/again</Redirect>" in heard
    assert "<Hangup" not in heard


def test_a_caller_on_the_line_hears_it_and_comes_to_the_message(tmp_path):
    """F2: their request stays with the volunteer, and they can still say more."""
    scene = live_scene(tmp_path)
    scene.company = Announcing()
    scene.volunteers(1)
    caller = WaitingCaller(scene).ask_for_person()
    scene.work()
    mine = scene.ringing(0)
    scene.enter(mine, scene.take(0))
    scene.work()
    caller.follow()
    assert caller.room
    leg = _leg_of_caller(scene, mine.leg)
    scene.clock.sleep(TO_TELLING)
    tell(scene)
    assert sorted(sid for _, sid, _ in scene.company.told) == sorted([mine.sid, caller.sid])
    scene.clock.sleep(TOLD_BEFORE_END.total_seconds())
    caller._post(f"/twilio/bridge/{leg}/left")
    assert ENGINE_WORDS["engine.talk_over"] in caller.heard
    assert BRIDGE_WORDS["engine.bridge_call_again"] in scene.post(
        mine.answer.replace("/answer", "/left"), mine
    )
    scene.work()
    assert (mine.ended, caller.at_company.ended) == (False, False)
    with scene.stage.ports.unit_of_work() as tx:
        (request,) = tx.requests.open_ones()
        assert request.claimed_by == tx.legs.by_id(mine.leg).volunteer_id
    assert mine.to == phone_of(0)


def _leg_of_caller(scene, leg_id: str) -> str:
    with scene.stage.ports.unit_of_work() as tx:
        bridge = tx.legs.by_id(leg_id).bridge_id
        return next(each.id for each in tx.legs.of_bridge(bridge) if each.role is LegRole.PERSON)
