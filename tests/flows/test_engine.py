"""The engine: reserved keys in every state, patience, languages, recordings, text, totality."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline.types import NOT_KNOWN_YET, Language
from ivr.flows.engine import advance, start
from ivr.flows.session import (
    ConnectPerson,
    Enqueue,
    HangUp,
    HungUp,
    KeyPressed,
    Listen,
    Record,
    Recorded,
    Session,
    Silence,
    Started,
    Wrote,
)
from tests.flows.builders import (
    MENU,
    SHORTEST,
    default_flow,
    flow_of,
    keys_of,
    kinds_of,
    many_languages,
    prompts_of,
    run,
)

ENGLISH, SPANISH, KOREAN = (Language(tag) for tag in ("en", "es", "ko"))
SPOKE = Recorded("RE" + "0" * 32, 12, "#")

#: Events that bring a caller of the MENU flow to each of its waiting steps.
WAITING = {
    "which": (),
    "need": (KeyPressed("1"),),
    "code": (KeyPressed("1"), KeyPressed("2")),
    "story": (KeyPressed("1"), KeyPressed("1"), KeyPressed("1")),
}
AGREED = KeyPressed("1")


def test_a_call_from_hello_to_the_queue() -> None:
    flow = default_flow()
    i_will_call = KeyPressed("3")
    session, effects = run(flow, KeyPressed("1"), KeyPressed("1"), AGREED, SPOKE, i_will_call)
    orders = ["StopContact", "KeepContactRules", "Enqueue"]
    assert kinds_of(effects) == [*orders, "Say", "TellReceipt", "Listen"]
    assert effects[2] == Enqueue("food", ENGLISH)
    assert (session.ended, session.queued, session.topic) == (False, True, "food")
    session, effects = advance(flow, session, Silence())
    assert kinds_of(effects) == ["Say", "HangUp"]
    assert (session.ended, session.turn) == (True, 6)


def test_the_welcome_can_be_interrupted_by_a_key() -> None:
    _, effects = start(default_flow(), "voice")
    [listen] = effects
    assert isinstance(listen, Listen)
    assert (listen.num_digits, listen.timeout_seconds, listen.finish_on_key) == (1, 10, "")
    assert keys_of(effects)[0] == "welcome.say"


def test_an_option_is_said_before_its_key_with_a_pause_between() -> None:
    _, effects = run(default_flow(), KeyPressed("1"))
    keys = keys_of(effects)
    assert keys[:3] == ["need.say", "need.option.1", "engine.press_1"]
    assert prompts_of(effects)[1].pause_seconds >= 0.7


def test_the_keys_that_always_work_are_told_once() -> None:
    _, first = run(default_flow(), KeyPressed("1"))
    assert keys_of(first)[-3:] == ["engine.steering", "engine.door_text", "engine.press_6"]
    _, later = run(default_flow(), KeyPressed("1"), KeyPressed("1"), KeyPressed("*"))
    assert "engine.steering" not in keys_of(later)


# Reserved keys: the same in every waiting state.


@pytest.mark.parametrize("step", WAITING)
def test_zero_is_a_person_everywhere(step: str) -> None:
    session, effects = run(flow_of(), *WAITING[step], KeyPressed("0"))
    assert isinstance(effects[0], ConnectPerson)
    assert keys_of(effects)[0] == "engine.nobody_free"
    assert session.step == ("story" if step == "story" else "~consent")
    assert isinstance(effects[-1], Record if step == "story" else Listen)


@pytest.mark.parametrize("step", [name for name in WAITING if name != "which"])
def test_nine_says_it_again_everywhere(step: str) -> None:
    before, _ = run(flow_of(), *WAITING[step])
    session, effects = run(flow_of(), *WAITING[step], KeyPressed("9"))
    assert replace(session, turn=0) == replace(before, turn=0)
    assert f"{step}.say" in keys_of(effects)


@pytest.mark.parametrize("step", WAITING)
def test_what_waits_can_be_said_again_without_answering_anything(step: str) -> None:
    before, waiting = run(flow_of(), *WAITING[step])
    session, effects = run(flow_of(), *WAITING[step], Started())
    assert replace(session, turn=0) == replace(before, turn=0)
    assert type(effects[-1]) is type(waiting[-1])


@pytest.mark.parametrize("step", WAITING)
def test_star_goes_back_one_step_everywhere(step: str) -> None:
    came_from = {"which": "which", "need": "which", "code": "need", "story": "~consent"}
    session, effects = run(flow_of(), *WAITING[step], KeyPressed("*"))
    assert session.step == came_from[step]
    assert isinstance(effects[-1], Listen | Record)


def test_star_leads_back_all_the_way() -> None:
    star = KeyPressed("*")
    session, _ = run(flow_of(), *WAITING["story"], star, star, star, star, star)
    assert (session.step, session.history) == ("which", ())


@pytest.mark.parametrize("step", WAITING)
def test_seven_makes_everything_slower_from_there_on(step: str) -> None:
    session, effects = run(flow_of(), *WAITING[step], KeyPressed("7"))
    assert session.slower
    assert session.step == step
    assert all(prompt.slower for prompt in prompts_of(effects))
    _, later = advance(flow_of(), session, KeyPressed("1"))
    assert all(prompt.slower for prompt in prompts_of(later))


@pytest.mark.parametrize("step", WAITING)
def test_pound_goes_on_everywhere(step: str) -> None:
    goes_to = {"which": "need", "need": "~consent", "code": "~consent", "story": "story"}
    session, effects = run(flow_of(), *WAITING[step], KeyPressed("#"))
    assert session.step == goes_to[step]
    assert isinstance(effects[-1], Listen | Record)


def test_in_a_number_of_several_digits_the_reserved_ones_are_digits() -> None:
    session, _ = run(flow_of(), *WAITING["code"], KeyPressed("079090"))
    assert session.answers["code"] == "079090"
    assert session.pending == "story"


# Silence and wrong keys.


def test_first_ten_seconds_then_twice_twenty_then_the_recorder() -> None:
    flow, silence = default_flow(), Silence()
    _, once = run(flow, KeyPressed("1"), silence)
    texts = ["engine.door_text", "engine.press_6"]
    assert keys_of(once) == ["engine.take_your_time", "engine.steering", *texts]
    assert once[0].timeout_seconds == 20
    _, twice = run(flow, KeyPressed("1"), silence, silence)
    assert keys_of(twice)[:2] == ["engine.take_your_time", "need.say"]
    assert twice[0].timeout_seconds == 20
    session, thrice = run(flow, KeyPressed("1"), silence, silence, silence)
    assert session.pending == "story"
    assert keys_of(thrice)[:2] == ["engine.just_talk", "engine.consent"]


def test_silence_without_a_target_ends_at_a_recorder_too() -> None:
    session, effects = run(flow_of(), KeyPressed("1"), *[Silence()] * 5)
    assert session.step == "story"
    assert isinstance(effects[-1], Record)


def test_a_caller_who_never_does_anything_is_queued_with_a_language_not_known() -> None:
    session, effects = start(default_flow(), "voice")
    count = 0
    while not session.ended:
        session, effects = advance(default_flow(), session, Silence())
        count += 1
    assert Enqueue(None, NOT_KNOWN_YET) in effects
    assert count <= 14


def test_a_wrong_key_is_no_fault_and_three_lead_on() -> None:
    wrong = KeyPressed("8")
    session, effects = run(default_flow(), KeyPressed("1"), KeyPressed("4"), wrong)
    assert session.step == "more"
    assert keys_of(effects)[:2] == ["engine.not_a_choice", "more.option.1"]
    session, _ = run(default_flow(), KeyPressed("1"), KeyPressed("4"), wrong, wrong, wrong)
    assert session.pending == "story"


def test_misses_begin_anew_at_each_step() -> None:
    session, _ = run(default_flow(), KeyPressed("1"), Silence(), Silence(), KeyPressed("2"))
    assert session.misses == 0


# Languages.


def test_each_language_names_itself_in_itself() -> None:
    _, effects = start(flow_of(), "voice")
    said = [(p.language.tag, p.key) for p in prompts_of(effects)[1:]]
    assert said == [
        ("en", "engine.language_name"),
        ("en", "engine.press_1"),
        ("es", "engine.language_name"),
        ("es", "engine.press_2"),
        ("ko", "engine.language_name"),
        ("ko", "engine.press_3"),
    ]


def test_the_chosen_language_is_kept_and_the_welcome_said_in_it() -> None:
    session, effects = run(default_flow(), KeyPressed("3"))
    assert session.language_confirmed
    assert keys_of(effects)[0] == "welcome.say"
    keys = (KeyPressed("6"), KeyPressed("2"), Silence(), KeyPressed("9"), KeyPressed("1"), AGREED)
    for event in (*keys, SPOKE, KeyPressed("3")):
        assert {prompt.language for prompt in prompts_of(effects)} == {KOREAN}
        session, effects = advance(default_flow(), session, event)
    assert Enqueue("food", KOREAN) in effects


def test_no_page_has_more_than_four_and_nine_or_silence_turns_it() -> None:
    flow = many_languages(14)
    for turn in (KeyPressed("9"), Silence()):
        session, effects = start(flow, "voice")
        for page in range(4):
            names = [p for p in prompts_of(effects) if p.key == "engine.language_name"]
            assert session.menu_page == page
            assert len(names) == (4 if page < 3 else 2)
            session, effects = advance(flow, session, turn)
        # Nine after the last page is the recorder; silence hears all of them once more.
        assert session.step == ("~language" if turn == KeyPressed("9") else "which")


def test_every_language_is_reached_in_four_keys() -> None:
    flow = many_languages(14)
    for place, language in enumerate(flow.languages):
        nines = [KeyPressed("9")] * (place // 4)
        session, _ = run(flow, *nines, KeyPressed(str(place % 4 + 1)))
        assert session.language == language
        assert session.turn <= 4


def test_without_a_choice_the_first_language_and_it_is_not_remembered() -> None:
    session, _ = run(flow_of(), Silence(), Silence())
    assert (session.language, session.language_confirmed) == (ENGLISH, False)
    assert session.step == "need"


def test_one_language_asks_nothing() -> None:
    session, _ = start(flow_of(MENU.replace("[en, es, ko]", "[es]")), "voice")
    assert (session.step, session.language) == ("need", SPANISH)


def test_a_number_can_be_a_language() -> None:
    session, effects = start(flow_of(), "voice", KOREAN)
    assert session.step == "need"
    assert {prompt.language for prompt in prompts_of(effects)} == {KOREAN}
    assert start(flow_of(), "voice", Language("so"))[0].step == "which"


def test_after_going_back_another_language_can_be_chosen() -> None:
    session, effects = run(flow_of(), KeyPressed("2"), KeyPressed("*"), KeyPressed("3"))
    assert session.language == KOREAN
    assert {prompt.language for prompt in prompts_of(effects)} == {KOREAN}


# Recordings.


def test_what_is_recorded_is_said_before_the_tone() -> None:
    _, effects = run(flow_of(SHORTEST), AGREED)
    [record] = effects
    assert (record.max_seconds, record.silence_seconds, record.stop_key) == (300, 10, "#")
    _, effects = run(flow_of(SHORTEST.replace("    say: Hello neighbor.\n", "")), AGREED)
    assert keys_of(effects) == ["engine.message"]


def test_an_empty_recording_is_offered_once_more_and_then_queued() -> None:
    nothing = Recorded("RE" + "0" * 32, 0)
    _, again = run(flow_of(SHORTEST), AGREED, nothing)
    assert isinstance(again[-1], Record)
    assert keys_of(again) == ["engine.not_heard"]
    session, effects = run(flow_of(SHORTEST), AGREED, nothing, nothing)
    assert kinds_of(effects) == ["Enqueue", "TellReceipt", "Say", "HangUp"]
    assert session.queued


def test_silence_at_the_recorder_is_an_empty_recording() -> None:
    assert keys_of(run(flow_of(SHORTEST), AGREED, Silence())[1]) == ["engine.not_heard"]


def test_a_hang_up_in_the_recording_keeps_it() -> None:
    session, effects = run(flow_of(SHORTEST), AGREED, Recorded("RE", 2, "hangup"))
    assert kinds_of(effects) == ["Enqueue", "HangUp"]
    assert session.ended
    discarding = flow_of(SHORTEST + "    if_hung_up: discard\n")
    assert kinds_of(run(discarding, AGREED, Recorded("RE", 2, "hangup"))[1]) == ["HangUp"]


def test_a_key_before_the_tone_brings_the_tone_at_once() -> None:
    _, effects = run(flow_of(SHORTEST), AGREED, KeyPressed("5"))
    assert effects == (Record(300, 10, "#", ()),)


def test_a_recording_that_comes_late_is_a_request_all_the_same() -> None:
    session, effects = run(flow_of(), KeyPressed("2"), HungUp(), SPOKE)
    assert effects == (Enqueue(None, SPANISH), HangUp())
    assert session.queued


# Text.


def test_the_same_flow_by_text() -> None:
    session, effects = run(default_flow(), Wrote("2"), Wrote("1"), Wrote("hambre"), channel="text")
    assert effects[0] == Enqueue("food", SPANISH)
    assert keys_of(effects) == ["done.text"]
    assert session.ended


@pytest.mark.parametrize("text", ["1", " 1. ", "(1)", "١", "१", "၁", "１", "1)"])
def test_digits_of_every_script_are_keys(text: str) -> None:
    session, _ = run(flow_of(), Wrote("1"), Wrote(text), channel="text")
    assert session.topic == "food"


@pytest.mark.parametrize("text", ["groceries", "Comida.", "COMIDA", "Food!"])
def test_words_are_matched_in_every_language(text: str) -> None:
    session, _ = run(flow_of(), Wrote("1"), Wrote(text), channel="text")
    assert session.topic == "food"


def test_accents_and_their_writing_do_not_matter() -> None:
    flow = flow_of(MENU.replace("[groceries, comida]", "[médico, 음식]"))
    for text in (
        "medico",
        "me\u0301dico",
        "MÉDICO",
        "음식",
        "\u110b\u1173\u11b7\u1109\u1175\u11a8",
    ):
        assert run(flow, Wrote("1"), Wrote(text), channel="text")[0].topic == "food"


def test_free_words_are_the_request() -> None:
    session, effects = run(flow_of(), Wrote("1"), Wrote("I need rent for 2 months"), channel="text")
    assert session.queued
    assert effects[0] == Enqueue(None, ENGLISH)


def test_a_text_has_all_the_time_in_the_world() -> None:
    before, _ = run(flow_of(), Wrote("1"), channel="text")
    after, effects = advance(flow_of(), before, Silence())
    assert effects == ()
    assert after.step == before.step


# Totality and growth.


@pytest.mark.parametrize(
    "event",
    [
        Started(),
        KeyPressed("1"),
        KeyPressed("☎"),
        KeyPressed(""),
        KeyPressed("12345678901234567890"),
        Silence(),
        SPOKE,
        Recorded("", 0),
        Wrote(""),
        Wrote("x" * 5000),
        HungUp(),
        object(),
    ],
)
@pytest.mark.parametrize(
    "session",
    [
        Session("old", "gone"),
        Session("old", ""),
        Session("old", "hello", menu_page=99, misses=99, history=("gone", "")),
        Session("old", "which", menu_page=99),
        Session("old", "need", channel="fax"),
        Session("old", "done"),
        Session("old", "code", ended=True),
        Session("old", "story", language=Language("so")),
    ],
)
def test_nothing_raises_in_any_state(session: Session, event: object) -> None:
    after, effects = advance(flow_of(), session, event)  # type: ignore[arg-type]
    assert after.turn == session.turn + 1
    assert after.ended or effects


def test_a_step_that_is_gone_leads_to_the_safe_end() -> None:
    gone = Session("old", "gone", agreed=True)
    session, effects = advance(flow_of(), gone, KeyPressed("1"))
    assert isinstance(effects[-1], Record)
    session, effects = advance(flow_of(), session, SPOKE)
    assert "Enqueue" in kinds_of(effects)


def test_a_connection_says_that_nobody_is_free_and_records() -> None:
    flow = flow_of(MENU.replace("    record: {}\n", "    connect: {}\n"))
    session, effects = run(flow, KeyPressed("1"), KeyPressed("1"))
    assert isinstance(effects[0], ConnectPerson)
    said = [key for key in keys_of(effects) if not key.startswith("engine.")]
    assert said[-1:] == ["story.say"]
    assert "engine.nobody_free" in keys_of(effects)
    assert session.queued
    assert keys_of(advance(flow, session, KeyPressed("#"))[1])[0] == "done.say"


def test_a_queue_may_go_on_and_a_hang_up_may_follow_it() -> None:
    flow = flow_of(
        SHORTEST + "    then: kept\n  kept:\n    queue: {}\n    then: bye\n  bye:\n    hangup: {}\n"
    )
    _, effects = run(flow, AGREED, SPOKE)
    assert kinds_of(effects) == ["Enqueue", "TellReceipt", "Say", "HangUp"]
    assert keys_of(effects) == ["engine.kept", "engine.goodbye"]


def test_the_name_of_the_hotline_is_a_parameter_of_the_words() -> None:
    _, effects = start(default_flow(), "voice")
    assert prompts_of(effects)[0].parameters == {"hotline": "Neighbors' Hotline"}


def test_a_session_survives_its_journey_through_json() -> None:
    session, _ = run(flow_of(), KeyPressed("2"), KeyPressed("2"), KeyPressed("123456"))
    assert Session.from_json(session.to_json()) == session
    older = {"flow_version": "x", "step": "need", "unheard_of": 1}
    assert Session.from_json(older).step == "need"


def test_the_history_stays_short() -> None:
    session, _ = run(flow_of(), KeyPressed("1"))
    for _ in range(100):
        session, _ = advance(flow_of(), session, KeyPressed("2"))
        session, _ = advance(flow_of(), session, KeyPressed("0"))
        session, _ = advance(flow_of(), replace(session, step="need"), Silence())
    assert len(session.history) <= 12


def test_the_flow_is_not_touched() -> None:
    flow = default_flow()
    before = repr(flow)
    run(flow, KeyPressed("1"), KeyPressed("1"), SPOKE)
    assert repr(flow) == before
