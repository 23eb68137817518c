"""What callers were promised, by the rows of the requirements, through the carrier's webhooks."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from hotline.services.accounts import add_volunteer
from hotline.store.database import open_database
from hotline.store.tables import calls, metadata, outbox
from hotline.types import Language, PhoneNumber
from tests.webhooks.stage import build_stage, new_sid
from tests.webhooks.test_consent_and_receipts import Caller, recordings_of, requests_of

TAGS = ("en", "es", "ko")
#: The key of each language on the first page.
KEYS = {"en": "1", "es": "2", "ko": "3"}


@pytest.fixture
def stage(tmp_path, clock):
    stage = build_stage(tmp_path, clock)
    add_volunteer(
        stage.ports,
        name="Rosa",
        phone=PhoneNumber("+15550100088"),
        languages=[Language(tag) for tag in TAGS],
        topics=[],
        on_call=False,
        pin="4711",
    )
    return stage


def _rows(stage, table):
    engine = open_database(stage.settings.database_url)
    with engine.connect() as connection:
        rows = connection.execute(select(table)).all()
    engine.dispose()
    return rows


def _wait(caller):
    return int(caller.verbs.find(".//Gather").attrib["timeout"])


def _until_recorder(caller):
    """Silence alone, as somebody without a keypad goes through the line."""
    waits = []
    while not caller.records:
        waits.append(_wait(caller))
        caller.silence()
        assert len(waits) < 20
    return waits


def _until_the_end(caller):
    for _ in range(20):
        if not caller.next:
            return
        caller.silence()
    raise AssertionError("silence never ended this call")


@pytest.mark.parametrize("tag", TAGS)
def test_nobody_is_hurried(stage, tag):
    """V8: ten seconds, then twenty and twenty with a kind word, then the recorder, never an end."""
    caller = Caller(stage).press(KEYS[tag])
    waits = _until_recorder(caller)
    assert waits[0] >= 10
    assert all(wait >= 20 for wait in waits[1:3])
    assert caller.records


@pytest.mark.parametrize("tag", TAGS)
def test_more_time_is_asked_for_once_and_holds_for_the_recording_too(stage, tag):
    """V8: key 7 sets longer waits for the whole call, and pauses while speaking end nothing."""
    caller = Caller(stage).press(KEYS[tag], "7")
    assert _wait(caller) >= 20
    waits = _until_recorder(caller)
    assert all(wait >= 20 for wait in waits)
    assert int(caller.verbs.find(".//Record").attrib["timeout"]) >= 60


@pytest.mark.parametrize("tag", TAGS)
def test_keys_alone_and_voice_alone_come_to_the_same_request(stage, tag):
    """V10: a caller who cannot speak and one who cannot press both leave a request that waits."""
    mute = Caller(stage, "+15550100031").press(KEYS[tag])
    for key in ("1", "2", "3"):  # food, no recording, I will call you
        if "Hangup" not in {verb.tag for verb in mute.verbs}:
            mute.press(key)
    _until_the_end(mute)
    spoken = Caller(stage, "+15550100032").press(KEYS[tag])
    _until_recorder(spoken)
    _until_the_end(spoken.speak(ended_by=""))
    keyed, told = sorted(requests_of(stage), key=lambda each: bool(recordings_of(stage, each)))
    assert keyed.language == told.language == Language(tag)
    assert keyed.state == told.state
    assert keyed.channel == told.channel
    assert recordings_of(stage, keyed) == []
    assert len(recordings_of(stage, told)) == 1


def test_no_step_needs_a_key_from_the_first_word_to_the_end(stage):
    """V10: silence and speech alone, the language included: the name of it is what is said."""
    caller = Caller(stage)
    _until_recorder(caller)
    _until_the_end(caller.speak(ended_by=""))
    (request,) = requests_of(stage)
    assert request.language == Language("und")
    assert len(recordings_of(stage, request)) == 1


@pytest.mark.parametrize("tag", TAGS)
def test_an_empty_recording_is_asked_for_once_more(stage, tag):
    """V11: nothing was heard: said in the caller's language, and the tone comes again."""
    caller = Caller(stage).press(KEYS[tag])
    _until_recorder(caller)
    caller._post(caller.next, RecordingSid=new_sid("RE"), RecordingDuration="0")
    assert caller.records
    said = {say.attrib["language"][:2] for say in caller.verbs.iter("Say")}
    assert said == {tag}


def test_nothing_that_is_kept_asks_for_papers_or_a_birthday():
    """V13: no column for an immigration status, a social security number or a date of birth."""
    forbidden = {"ssn", "dob", "birth", "birthday", "passport", "visa", "immigration", "papers"}
    for table in metadata.tables.values():
        for column in table.columns:
            assert not forbidden & set(column.name.lower().split("_")), (
                f"{table.name}.{column.name}"
            )


@pytest.mark.parametrize("status", ["no-answer", "completed", "busy", "canceled"])
def test_one_ring_and_hanging_up_calls_nobody_back(stage, status):
    """V17: a missed call costs nobody's prepaid minutes: nothing goes out by itself."""
    sid = new_sid("CA")
    answer = stage.post(
        "/twilio/status", CallSid=sid, From="+15550100031", To="+15550100000", CallStatus=status
    )
    assert answer.status_code == 200
    assert requests_of(stage) == []
    assert _rows(stage, outbox) == []
    assert len(_rows(stage, calls)) == 1, "it is counted, as a call that was given up"


def test_there_is_no_code_that_dials_the_police():
    """V20: no path of ours calls an emergency number; its digits stand in words alone."""
    import ast

    from tests.conftest import ROOT

    for package in ("hotline", "ivr", "workers"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and node.value in {"911", "+911", "+1911", 911}:
                    raise AssertionError(f"{path.name}:{node.lineno}")


@pytest.mark.parametrize("tag", TAGS)
def test_a_hang_up_at_any_moment_keeps_what_there_is(stage, tag):
    """V7: hung up on at every step of a call: a request that can be used, or a counted end."""
    steps = (KEYS[tag], "1", "1")
    for length in range(len(steps) + 1):
        caller = Caller(stage, f"+1555010004{length}").press(*steps[:length])
        caller.hang_up()
    assert len(_rows(stage, calls)) == len(steps) + 1
    assert {row.outcome for row in _rows(stage, calls)} <= {"abandoned", "request"}
    caller = Caller(stage, "+15550100049").press(KEYS[tag])
    _until_recorder(caller)
    caller.speak(ended_by="hangup")
    caller.hang_up()
    assert [len(recordings_of(stage, each)) for each in requests_of(stage)][-1:] == [1]


@pytest.mark.parametrize("word", ["absent", "failed"])
def test_a_recording_that_never_came_leaves_a_request_all_the_same(stage, word):
    """V7: the carrier says that there is no sound: somebody called, and somebody sees it."""
    caller = Caller(stage).press("1")
    _until_recorder(caller)
    stage.post(
        "/twilio/recording", CallSid=caller.sid, RecordingSid=new_sid("RE"), RecordingStatus=word
    )
    (request,) = requests_of(stage)
    assert request.state.value == "queued"


def test_restarted_in_the_middle_of_many_calls_no_message_is_lost(stage, clock):
    """V7, story 10: the server goes away under thirty callers and comes back; none is lost."""
    from hotline.assembly import build_ports, create_app
    from tests.webhooks.stage import Stage

    callers = [Caller(stage, f"+155501003{n:02d}").press(KEYS[TAGS[n % 3]]) for n in range(30)]
    fresh = Stage(
        create_app(stage.settings, clock), build_ports(stage.settings, clock=clock), stage.settings
    )
    for caller in callers:
        caller.stage = fresh
        _until_recorder(caller)
        caller.speak(ended_by="hangup")
    assert len(requests_of(fresh)) == 30
    assert {each.language.tag for each in requests_of(fresh)} == set(TAGS)


@pytest.mark.parametrize("tag", TAGS)
def test_without_a_recording_topic_and_callback_are_agreed_by_key(stage, tag):
    """V14, V15: "no recording" leads on: the topic by key, and a callback by the rules they set."""
    from hotline.domain.contact_safety import Contact
    from hotline.services.receipts import contact_rules_of

    caller = Caller(stage).press(KEYS[tag])
    for key in ("2", "1", "1", "1", "1"):  # no recording; food; call me, any time, say nothing
        assert not caller.records
        caller.press(key)
    (request,) = requests_of(stage)
    assert (request.topic, request.language) == ("food", Language(tag))
    with stage.ports.unit_of_work() as tx:
        assert contact_rules_of(tx, request).ways == {Contact.CALL}
    assert recordings_of(stage, request) == []
