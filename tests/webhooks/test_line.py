"""An honest line (V18, V19, C3, C4, C5): callers hear what is so before they are asked."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from datetime import timedelta

import pytest

from hotline.domain.help_requests import RequestKind
from hotline.domain.line import LimitState, LineState
from hotline.services.accounts import add_volunteer
from hotline.services.board import RecordedAnnouncement, add_announcement
from hotline.services.line import set_limit, set_state
from hotline.services.queue import list_for_scripts
from hotline.types import Language, PhoneNumber
from ivr.flows.catalog import find
from ivr.flows.engine_words import ENGINE_WORDS
from ivr.prompts import PromptBook
from tests.webhooks.stage import build_stage, new_sid

LANGUAGES = {"en": "1", "es": "2", "ko": "3"}
TOPICS = ("food", "housing")
BOOK = PromptBook.load()


@pytest.fixture
def stage(tmp_path, clock):
    """A stage where somebody on call speaks every language."""
    stage = build_stage(tmp_path, clock)
    on_call(stage, *LANGUAGES)
    return stage


def on_call(stage, *tags):
    add_volunteer(
        stage.ports,
        name="Rosa",
        phone=PhoneNumber(f"+1555010{len(tags):04d}"),
        languages=[Language(tag) for tag in tags],
        on_call=True,
    )


class Call:
    """One call; `heard` is all of the newest answer's words, `verbs` its tags."""

    def __init__(self, stage):
        self.stage, self.sid, self.turn = stage, new_sid("CA"), 0
        self._take("/twilio/voice")

    def press(self, key):
        self._take(f"/twilio/voice/step/{self.turn}", Digits=key)
        return self

    def speak(self, seconds=4):
        sid = new_sid("RE")
        self._take(
            f"/twilio/voice/step/{self.turn}",
            RecordingSid=sid, RecordingDuration=str(seconds), Digits="#",
        )  # fmt: skip
        return self

    def _take(self, path, **form):
        answer = self.stage.post(
            path, CallSid=self.sid, From="+15550100001", CallStatus="in-progress", **form
        )
        assert answer.status_code == 200
        root = ElementTree.fromstring(answer.data)
        self.heard = " ".join("".join(root.itertext()).split())
        self.verbs = [element.tag for element in root.iter()]
        self.played = [element.text for element in root.iter("Play")]
        self.languages = {say.get("language") for say in root.iter("Say")}
        found = re.search(rb"/voice/step/(\d+)", answer.data)
        self.turn = int(found[1]) if found else self.turn


def words(name, tag):
    """The engine's words in a language."""
    master = ENGINE_WORDS[f"engine.{name}"]
    if tag == "en":
        return master
    found = find(BOOK.prompts[Language(tag)], f"engine.{name}", master)
    assert found
    return found.words


def choose(stage, tag="en"):
    return Call(stage).press(LANGUAGES[tag])


def pause_housing(stage, **more):
    set_limit(stage.ports, "me", topic="housing", state=LimitState.PAUSED, topics=TOPICS, **more)


def test_an_open_line_says_nothing_of_itself(stage):
    heard = choose(stage).heard
    for name in ENGINE_WORDS:
        if name.startswith("engine.line_"):
            assert ENGINE_WORDS[name].split("{")[0] not in heard


@pytest.mark.parametrize("tag", LANGUAGES)
def test_v19_the_next_caller_hears_a_limit_before_the_topics(stage, clock, tag):
    """V19, C4: the switch is heard by the very next call, with its area and its end."""
    pause_housing(stage, area="Elm Park", until=clock.now() + timedelta(days=2))
    call = choose(stage, tag)
    at = [call.heard.index(words(name, tag)) for name in ("line_limits", "line_limit_paused")]
    assert at == sorted(at)
    assert "Elm Park" in call.heard
    assert words("line_until_friday", tag) in call.heard
    topics = words("line_still", tag)
    assert call.heard.index(topics) < call.heard.rindex(words("press_1", tag))
    # The request can still be left, also for what is paused.
    leave_message(call.press("2"))
    assert [row.topic for row in list_for_scripts(stage.ports)] == ["housing"]


def test_v19_the_choice_itself_says_what_is_paused(stage):
    pause_housing(stage)
    heard = choose(stage).heard
    before_menu = heard.split(ENGINE_WORDS["engine.line_still"])[0]
    assert "Home or bills" in before_menu
    assert "Food or water" not in before_menu


def test_c4_a_limit_that_has_ended_is_not_heard(stage, clock):
    pause_housing(stage, until=clock.now() + timedelta(hours=1))
    clock.forward(hours=1)
    assert ENGINE_WORDS["engine.line_limits"] not in choose(stage).heard


def test_the_typed_reason_is_said_only_in_its_own_language(stage):
    pause_housing(stage, reason="The rent fund is empty", reason_language=Language("en"))
    assert "The rent fund is empty" in choose(stage, "en").heard
    for tag in ("es", "ko"):
        call = choose(stage, tag)
        assert "rent fund" not in call.heard
        assert words("line_limit_paused", tag) in call.heard


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize(
    ("state", "name"),
    [
        (LineState.CLOSED, "line_closed"),
        (LineState.PAUSED, "line_paused"),
        (LineState.SURGE, "line_surge"),
    ],
)
def test_c5_these_states_lead_to_a_message_at_once(stage, tag, state, name):
    """C3, C5: honest words, then the recorder (or what must come before it), no topics."""
    set_state(stage.ports, "me", state)
    call = choose(stage, tag)
    assert words(name, tag) in call.heard
    topics = [entry for key, entry in BOOK.prompts[Language(tag)].items() if "option.1" in key]
    assert not any(entry.words in call.heard for entry in topics)
    leave_message(call)
    assert len(list_for_scripts(stage.ports)) == 1


def leave_message(call):
    """Agree where agreeing is asked for, and speak."""
    for _ in range(4):
        if "Record" in call.verbs:
            break
        call.press("1")
    assert "Record" in call.verbs
    call.speak()


@pytest.mark.parametrize("tag", LANGUAGES)
def test_v18_short_staffed_says_that_it_takes_longer_and_asks_all_the_same(stage, tag):
    """V18: how long it may take is said truly."""
    set_state(stage.ports, "me", LineState.SHORT_STAFFED)
    call = choose(stage, tag)
    assert words("line_short_staffed", tag) in call.heard
    assert words("press_4", tag) in call.heard


@pytest.mark.parametrize("tag", LANGUAGES)
def test_c3_nobody_on_call_for_this_language_is_a_state_with_its_own_words(tmp_path, clock, tag):
    """C3: with nobody on call, and with nobody who speaks the caller's language."""
    stage = build_stage(tmp_path, clock)
    on_call(stage, *[other for other in LANGUAGES if other != tag][:1])
    call = choose(stage, tag)
    assert words("line_unstaffed", tag) in call.heard
    leave_message(call)
    assert len(list_for_scripts(stage.ports)) == 1


@pytest.mark.parametrize("tag", ["es", "ko"])
def test_every_state_and_limit_is_heard_without_leftover_english(tmp_path, clock, tag):
    for state in LineState:
        folder = tmp_path / state.value
        folder.mkdir()
        stage = build_stage(folder, clock)
        if state is LineState.UNSTAFFED:
            on_call(stage, "en")
        else:
            on_call(stage, *LANGUAGES)
            set_state(stage.ports, "me", state, clock.now() + timedelta(days=3))
        for limit in (LimitState.PAUSED, LimitState.LIMITED):
            topic = TOPICS[limit is LimitState.PAUSED]
            set_limit(
                stage.ports, "me", topic=topic, state=limit, topics=TOPICS,
                until=clock.now() + timedelta(days=9),
            )  # fmt: skip
        call = choose(stage, tag)
        assert {language[:2] for language in call.languages} == {tag}
        plain = re.sub(r"\W", " ", call.heard.replace("Neighbors' Hotline", "")).split()
        assert not {"the", "we", "you", "is", "until", "right", "press"} & set(plain)


def test_c5_a_surge_greets_with_the_name_alone_and_ends_by_itself(stage, clock):
    usual = Call(stage).heard
    set_state(stage.ports, "me", LineState.SURGE, clock.now() + timedelta(hours=1))
    short = Call(stage).heard
    assert len(short) < len(usual)
    assert "This is Neighbors' Hotline." in short
    clock.forward(hours=1)
    assert Call(stage).heard == usual


def test_again_says_it_again_and_star_leads_back_to_the_choices(stage):
    pause_housing(stage)
    call = choose(stage)
    assert ENGINE_WORDS["engine.line_limits"] in call.press("9").heard
    set_state(stage.ports, "me", LineState.CLOSED)
    call = choose(stage)
    assert "Food or water" in call.press("*").heard


def test_another_language_is_told_again(stage):
    set_state(stage.ports, "me", LineState.SHORT_STAFFED)
    call = choose(stage, "es").press("*").press(LANGUAGES["ko"])
    assert words("line_short_staffed", "ko") in call.heard


def test_a_recording_of_the_board_is_public_only_while_it_is_current(stage, clock):
    announcement = add_announcement(
        stage.ports,
        "me",
        language=Language("en"),
        languages=[Language("en")],
        until=clock.now() + timedelta(hours=1),
        recording=RecordedAnnouncement(b"RIFF-soup", 2.0),
    )
    path = f"/twilio/prompts/en/board-{announcement}.wav"
    answer = stage.client.get(path)
    assert (answer.status_code, answer.data, answer.mimetype) == (200, b"RIFF-soup", "audio/wav")
    for wrong in ("board-.wav", "board-" + "0" * 32 + ".wav", "board-..%2f..%2fx.wav"):
        assert stage.client.get(f"/twilio/prompts/en/{wrong}").status_code == 404
    clock.forward(hours=1)
    assert stage.client.get(path).status_code == 404


@pytest.mark.parametrize("tag", LANGUAGES)
def test_an_offer_comes_by_the_same_line(stage, tag):
    """Give and ask: 'what would you like to share?' makes a request that says what it is."""
    call = choose(stage, tag).press("4").press("2")
    leave_message(call)
    [row] = list_for_scripts(stage.ports)
    assert (row.topic, row.language.tag) == ("offer", tag)
    with stage.ports.unit_of_work() as tx:
        assert tx.requests.by_code(row.code).kind is RequestKind.OFFER


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_board_is_heard_in_the_callers_language_while_it_is_current(stage, clock, tag):
    """Give and ask: announcements per language, each with its end, typed or recorded."""
    assert words("line_board_empty", tag) in choose(stage, tag).press("4").press("3").heard
    until = clock.now() + timedelta(hours=1)
    for each in LANGUAGES:
        language = Language(each)
        add_announcement(
            stage.ports, "me", language=language, languages=[language], until=until,
            words=f"soup-{each}",
        )  # fmt: skip
        add_announcement(
            stage.ports, "me", language=language, languages=[language], until=until,
            recording=RecordedAnnouncement(b"RIFF", 2.0),
        )  # fmt: skip
    call = choose(stage, tag).press("4").press("3")
    assert re.findall(r"soup-(\w\w)", call.heard) == [tag]
    [played] = call.played
    path = played.removeprefix("https://hotline.example.org")
    assert stage.client.get(path).status_code == 200
    # The choices follow, so that nobody is left alone with the news.
    assert words("press_4", tag) in call.heard
    clock.forward(hours=1)
    assert "soup" not in choose(stage, tag).press("4").press("3").heard
