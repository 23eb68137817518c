"""V3: the language of a phone is remembered only after a yes, and can be changed in one key."""

from __future__ import annotations

import pytest

from hotline.types import Language
from ivr.flows.engine import advance, start
from ivr.flows.session import (
    ConnectPerson,
    Enqueue,
    HangUp,
    KeyPressed,
    Listen,
    Recorded,
    RememberLanguage,
    Silence,
    TellReceipt,
)
from tests.flows.builders import (
    MENU,
    default_flow,
    flow_of,
    keys_of,
    kinds_of,
    prompts_of,
    run,
)

SPANISH, ENGLISH = Language("es"), Language("en")
SPOKE = Recorded("RE" + "0" * 32, 12, "#")
#: Spanish, food, agreed, spoken, "I will call you": the request waits.
TO_THE_QUESTION = (*map(KeyPressed, "211"), SPOKE, KeyPressed("3"))


def _asked(flow=None):
    session, effects = run(flow or default_flow(), *TO_THE_QUESTION)
    assert session.step == "~remember"
    return session, effects


def test_v3_it_is_asked_after_the_request_waits_and_its_receipt_is_told() -> None:
    session, effects = _asked()
    assert session.queued
    kinds = kinds_of(effects)
    assert kinds.index("Enqueue") < kinds.index("TellReceipt") < kinds.index("Listen")
    assert keys_of(effects[-1:])[0] == "engine.remember"
    assert {p.language for p in prompts_of(effects)} == {SPANISH}
    assert isinstance(effects[-1], Listen)
    assert effects[-1].timeout_seconds == 10


@pytest.mark.parametrize(
    ("key", "wish"),
    [("1", RememberLanguage(SPANISH)), ("2", RememberLanguage(None)), ("#", None), ("", None)],
)
def test_v3_only_the_yes_key_remembers_and_each_answer_ends_well(key, wish) -> None:
    session, _ = _asked()
    session, effects = advance(default_flow(), session, KeyPressed(key) if key else Silence())
    wishes = [effect for effect in effects if isinstance(effect, RememberLanguage)]
    assert wishes == ([wish] if wish else [])
    assert not any(isinstance(effect, Enqueue | TellReceipt) for effect in effects)
    assert isinstance(effects[-1], HangUp)
    assert session.ended
    assert session.queued
    assert "done.say" in keys_of(effects)


def test_v3_keys_that_mean_nothing_remember_nothing() -> None:
    session, _ = _asked()
    for _ in range(3):
        assert not session.ended
        session, effects = advance(default_flow(), session, KeyPressed("8"))
        assert not any(isinstance(effect, RememberLanguage) for effect in effects)
    assert session.ended


def test_v6_the_five_keys_are_the_same_at_this_question_too() -> None:
    session, _ = _asked()
    person, effects = advance(default_flow(), session, KeyPressed("0"))
    assert any(isinstance(effect, ConnectPerson) for effect in effects)
    assert not person.ended
    assert keys_of(advance(default_flow(), session, KeyPressed("9"))[1])[0] == "engine.remember"
    assert advance(default_flow(), session, KeyPressed("7"))[0].slower
    back, _ = advance(default_flow(), session, KeyPressed("*"))
    assert back.step == "contact"


@pytest.mark.parametrize(
    "how",
    [
        {"reachable": False},
        {"language": SPANISH},
        {"language": SPANISH, "remembered": True},
    ],
    ids=["withheld", "number that is a language", "remembered already"],
)
def test_v3_who_need_not_be_asked_is_not(how) -> None:
    flow = default_flow()
    session, effects = start(flow, "voice", **how)
    keys = "1" if "language" in how else "21"
    for event in (*map(KeyPressed, keys), KeyPressed("1"), SPOKE, KeyPressed("3")):
        session, effects = advance(flow, session, event)
        if session.ended:
            break
    assert session.ended
    assert "engine.remember" not in keys_of(effects)


def test_v3_nor_is_who_chose_none_or_has_one_language_or_writes() -> None:
    flow = default_flow()
    silent = (Silence(), Silence(), Silence(), Silence())
    session, _ = run(flow_of(), Silence(), Silence(), *map(KeyPressed, "11"), SPOKE, *silent)
    assert session.ended
    single = flow_of(MENU.replace("[en, es, ko]", "[es]"))
    session, _ = run(single, *map(KeyPressed, "11"), SPOKE)
    assert session.ended
    session, _ = run(flow, channel="text")
    assert "~remember" not in session.history


def test_v3_a_remembered_call_begins_in_its_language_and_says_how_to_change_it() -> None:
    flow = default_flow()
    session, effects = start(flow, "voice", SPANISH, remembered=True)
    assert session.step == "need"
    told = [p.language for p in prompts_of(effects) if p.key == "engine.remembered"]
    assert told == [SPANISH, ENGLISH], "in the line's first language too: phones are shared"
    others = {p.language for p in prompts_of(effects) if p.key != "engine.remembered"}
    assert others == {SPANISH}
    session, effects = advance(flow, session, KeyPressed("*"))
    assert session.step == "language"
    assert "engine.language_name" in keys_of(effects)


def test_v3_who_then_chooses_another_language_is_asked_about_that_one() -> None:
    flow = default_flow()
    session, effects = start(flow, "voice", SPANISH, remembered=True)
    for event in (KeyPressed("*"), *map(KeyPressed, "311"), SPOKE, KeyPressed("3")):
        session, effects = advance(flow, session, event)
    assert session.step == "~remember"
    _, effects = advance(flow, session, KeyPressed("1"))
    assert effects[0] == RememberLanguage(Language("ko"))


def test_v3_a_language_that_is_not_offered_any_more_is_asked_for_as_always() -> None:
    session, effects = start(default_flow(), "voice", Language("so"), remembered=True)
    assert (session.step, session.remembered) == ("language", False)
    assert "engine.remembered" not in keys_of(effects)


def test_v9_seven_once_is_slower_and_twice_is_louder_too() -> None:
    once, effects = run(default_flow(), KeyPressed("1"), KeyPressed("7"))
    assert (once.slower, once.louder) == (True, False)
    assert not any(prompt.louder for prompt in prompts_of(effects))
    twice, effects = run(default_flow(), KeyPressed("1"), KeyPressed("7"), KeyPressed("7"))
    assert (twice.slower, twice.louder, twice.step) == (True, True, once.step)
    assert all(prompt.louder and prompt.slower for prompt in prompts_of(effects))
