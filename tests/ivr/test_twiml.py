"""The documents the carrier gets: valid, never a dead line, nothing hidden in them."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.types import Language
from ivr import twiml
from ivr.flows.engine import advance, start
from ivr.flows.engine_words import ENGINE_WORDS
from ivr.flows.model import PHONE_KEYS
from ivr.flows.session import (
    ConnectPerson,
    Effects,
    Enqueue,
    HangUp,
    KeyPressed,
    Listen,
    Prompt,
    Record,
    Recorded,
    Say,
    Silence,
)
from ivr.prompts import Played, PromptBook, Spoken
from tests.flows.builders import default_flow

SHARED = Path(os.environ.get("HOTLINE_SHARED") or Path(__file__).parents[3] / "shared")
XSD = SHARED / "twilio" / "xsd" / "twiml_v20100401_twilioRealtimeCallSchema.xsd"
URLS = twiml.ActionUrls("https://hotline.example.org", 3)
STEP = "https://hotline.example.org/twilio/voice/step/3"
ENGLISH, SPANISH = Language("en"), Language("es")
BOOK = PromptBook.load()


def prompt(words: str, **more: object) -> Prompt:
    return Prompt("x.say", words, ENGLISH, **more)  # type: ignore[arg-type]


def render(*effects: object) -> ElementTree.Element:
    return ElementTree.fromstring(twiml.render(effects, BOOK.resolve, URLS))  # type: ignore[arg-type]


@cache
def documents() -> dict[str, Effects]:
    """Everything the default flow can answer with, in each of its languages."""
    flow, seen, ahead, found = default_flow(), set(), [], {}
    events = [KeyPressed(key) for key in sorted(PHONE_KEYS)]
    events += [Silence(), Recorded("RE", 0), Recorded("RE", 9, "#"), Recorded("RE", 9, "hangup")]
    for language in (None, *flow.languages):
        ahead.append(start(flow, "voice", language))
    while ahead:
        session, effects = ahead.pop()
        state = (session.step, session.language, session.misses, session.slower, repr(effects))
        if state in seen:
            continue
        seen.add(state)
        found[twiml.render(effects, BOOK.resolve, URLS)] = effects
        if not session.ended:
            ahead += [advance(flow, session, event) for event in events]
    return found


def test_a_question_listens_and_never_falls_through() -> None:
    document = render(Listen(1, 10, "", (prompt("Hello"),)))
    gather, redirect = document
    assert gather.attrib == {
        "input": "dtmf",
        "numDigits": "1",
        "timeout": "10",
        "finishOnKey": "",
        "actionOnEmptyResult": "true",
        "action": STEP,
        "method": "POST",
    }
    assert (redirect.tag, redirect.attrib, redirect.text) == ("Redirect", {"method": "POST"}, STEP)


def test_digits_without_a_number_of_them_end_with_pound() -> None:
    gather = render(Listen(None, 20, "#", ()))[0]
    assert "numDigits" not in gather.attrib
    assert gather.attrib["finishOnKey"] == "#"


def test_a_recorder_as_people_in_distress_need_it() -> None:
    gather, record, redirect = render(Record(300, 10, "#", (prompt("After the tone"),)))
    assert gather.attrib["actionOnEmptyResult"] == "false"
    assert gather.attrib["numDigits"] == "1"
    assert record.attrib == {
        "action": STEP,
        "method": "POST",
        "timeout": "10",
        "finishOnKey": "#",
        "maxLength": "300",
        "playBeep": "true",
        "trim": "do-not-trim",
        "recordingStatusCallback": "https://hotline.example.org/twilio/recording",
        "recordingStatusCallbackMethod": "POST",
        "recordingStatusCallbackEvent": "completed absent",
    }
    assert redirect.text == STEP


def test_a_recorder_without_words_is_the_tone_at_once() -> None:
    assert [verb.tag for verb in render(Record(300, 10, "#", ()))] == ["Record", "Redirect"]


def test_effects_for_the_services_are_silent() -> None:
    assert len(render(Enqueue("food", ENGLISH), ConnectPerson(None, ENGLISH))) == 0
    assert [verb.tag for verb in render(Say((prompt("Bye"),)), HangUp())] == ["Say", "Hangup"]


# Voices and pauses.


def test_one_voice_is_one_say_with_its_pauses_inside() -> None:
    [say] = render(Say((prompt("Food", pause_seconds=0.7), prompt("press one"))))
    assert say.attrib == {"voice": "Polly.Joanna-Neural", "language": "en-US"}
    [pause] = say
    assert (say.text, pause.tag, pause.attrib, pause.tail) == (
        "Food ", "break", {"time": "700ms"}, "press one",
    )  # fmt: skip


def test_words_without_a_pause_do_not_run_together() -> None:
    [say] = render(Say((prompt("One."), prompt("Two."))))
    assert [say.text, *((tag.tag, tag.attrib["strength"], tag.tail) for tag in say)] == [
        "One. ",
        ("break", "none", "Two."),
    ]


def test_slower_is_slower() -> None:
    [say] = render(Say((prompt("Food", slower=True),)))
    assert (say[0].tag, say[0].attrib, say[0].text) == ("prosody", {"rate": "slow"}, "Food")


def test_each_language_has_its_own_say() -> None:
    name = Prompt("engine.language_name", "English", SPANISH, pause_seconds=0.7)
    says = render(Say((prompt("Hello"), name)))
    assert [say.attrib["language"] for say in says] == ["en-US", "es-US"]
    assert says[1].text == "Español"


def test_a_basic_voice_gets_no_tags_but_pauses_between() -> None:
    plain = lambda _: Spoken("Words", "en-US", "woman")  # noqa: E731
    text = twiml.render(
        (Say((prompt("a", pause_seconds=0.7, slower=True), prompt("b"))),), plain, URLS
    )
    verbs = ElementTree.fromstring(text)
    assert [verb.tag for verb in verbs] == ["Say", "Pause", "Say"]
    assert "break" not in text


def test_a_recording_is_played_from_our_own_address() -> None:
    played = Played(Path("/somewhere/ht/audio/need.say.wav"), Language("ht"))
    text = twiml.render(
        (Say((prompt("a", pause_seconds=0.7), prompt("b"))),), lambda _: played, URLS
    )
    verbs = ElementTree.fromstring(text)
    assert [verb.tag for verb in verbs] == ["Play", "Pause", "Play"]
    assert verbs[0].text == "https://hotline.example.org/twilio/prompts/ht/need.say.wav"
    assert "somewhere" not in text


def test_no_say_is_longer_than_the_carrier_takes() -> None:
    says = render(Say((prompt("word " * 3000), prompt("x" * 9000))))
    texts = ["".join(say.itertext()) for say in says]
    assert max(map(len, texts)) <= twiml.LONGEST_SAY
    assert " ".join(texts).replace(" ", "") == "word" * 3000 + "x" * 9000


def test_nothing_to_say_makes_no_empty_say() -> None:
    silent = twiml.render((Say((prompt("\x00\u200b"),)),), BOOK.resolve, URLS)
    assert len(ElementTree.fromstring(silent)) == 0


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_hostile_words_stay_words(words: str) -> None:
    text = twiml.render((Say((prompt(f"<Hangup/>&{words}"),)), HangUp()), BOOK.resolve, URLS)
    verbs = ElementTree.fromstring(text)
    assert [verb.tag for verb in verbs] == ["Say", "Hangup"]
    assert len(verbs[0]) == 0


# Fixed answers.


def test_the_apology_offers_a_recorder_in_the_callers_language() -> None:
    text = twiml.apology(BOOK.resolve, SPANISH, URLS)
    verbs = ElementTree.fromstring(text)
    assert [verb.tag for verb in verbs] == ["Say", "Record", "Say", "Record", "Say", "Hangup"]
    assert all(verb.attrib["language"] == "es-US" for verb in verbs.iter("Say"))
    assert verbs[1].attrib["action"] == STEP


def test_v14_the_apology_says_what_is_recorded_who_hears_it_and_how_long_before_the_tone() -> None:
    for language in default_flow().languages:
        verbs = ElementTree.fromstring(twiml.apology(BOOK.resolve, language, URLS))
        before = " ".join("".join(verbs[0].itertext()).split())
        asked = Prompt("engine.apology_consent", ENGINE_WORDS["engine.apology_consent"], language)
        assert BOOK.words(asked) in before
        assert verbs[1].tag == "Record"


def test_v9_louder_is_six_decibels_for_voices_and_another_address_for_recordings() -> None:
    heard = replace(prompt("Food"), slower=True, louder=True)
    verbs = ElementTree.fromstring(twiml.render((Say((heard,)),), BOOK.resolve, URLS))
    [prosody] = verbs.iter("prosody")
    assert prosody.attrib == {"rate": "slow", "volume": "+6dB"}
    played = Played(Path("need.say.wav"), SPANISH)
    text = twiml.render((Say((heard,)),), lambda _prompt: played, URLS)
    [play] = ElementTree.fromstring(text).iter("Play")
    assert play.text.endswith("/twilio/prompts/es/louder/need.say.wav")


def test_the_smallest_answers() -> None:
    assert len(ElementTree.fromstring(twiml.empty())) == 0
    assert len(ElementTree.fromstring(twiml.message_reply(None))) == 0
    reply = ElementTree.fromstring(twiml.message_reply("1 <food>\n2\u202e home"))
    assert "".join(reply.itertext()) == "1 <food>\n2 home"
    last = ElementTree.fromstring(twiml.goodbye(BOOK.resolve, SPANISH, URLS))
    assert [verb.tag for verb in last] == ["Say", "Hangup"]


# The whole default flow.


def test_no_document_ends_in_a_dead_line_or_is_too_large() -> None:
    for document, effects in documents().items():
        verbs = ElementTree.fromstring(document)
        assert verbs[-1].tag in {"Redirect", "Hangup"}, document
        assert (verbs[-1].tag == "Hangup") == any(isinstance(e, HangUp) for e in effects)
        assert len(document.encode()) < 16 * 1024
    assert len(documents()) > 2000


def test_after_a_choice_no_other_language_is_heard() -> None:
    flow = default_flow()
    for key, wanted in (("2", "es-US"), ("3", "ko-KR")):
        session, effects = advance(flow, start(flow, "voice")[0], KeyPressed(key))
        for event in (Silence(), KeyPressed("0"), KeyPressed("*"),
                      KeyPressed("1"), KeyPressed("1"), Recorded("RE", 0),
                      Recorded("RE", 9, "#"), KeyPressed("3"), Silence()):  # fmt: skip
            document = ElementTree.fromstring(twiml.render(effects, BOOK.resolve, URLS))
            assert {say.attrib["language"] for say in document.iter("Say")} == {wanted}
            session, effects = advance(flow, session, event)
        assert session.ended


def test_every_document_fits_the_carriers_own_schema() -> None:
    if not XSD.is_file():
        pytest.skip("the carrier's schema is not here (set HOTLINE_SHARED)")
    xmlschema = pytest.importorskip("xmlschema")
    schema = xmlschema.XMLSchema(_with_published_delta(), base_url=f"{XSD.parent}/")
    fixed = [
        twiml.apology(BOOK.resolve, language, URLS) for language in default_flow().languages
    ] + [twiml.empty(), twiml.goodbye(BOOK.resolve, SPANISH, URLS)]
    for document in (*documents(), *fixed):
        schema.validate(document)
    with pytest.raises(xmlschema.XMLSchemaValidationError):
        schema.validate(document.replace("<Say", "<Gather timeout='x' /><Say", 1))


def _with_published_delta() -> str:
    """The schema is older than the neural and Google voices: allow their names, nothing else."""
    text = XSD.read_text(encoding="utf-8")
    old = r"Polly\.[a-zA-Z]+"
    assert old in text
    return text.replace(old, r"Polly\.[a-zA-Z]+(-Neural)?|Google\.[a-zA-Z0-9\-]+")
