"""A call back through real HTTP and the simulated carrier, with phones that people pick up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from hotline.domain.callbacks import Outcome
from hotline.domain.recordings import Purpose, RecordingState
from hotline.services import callbacks, interpreters
from hotline.services.accounts import add_volunteer
from hotline.services.claims import claim
from hotline.services.intake import find_or_begin_call, note_recording, request_of_call
from hotline.services.receipts import keep_contact_rules
from hotline.types import CallSid, Language, PhoneNumber, RecordingSid
from tests.journeys.switchboard import Switchboard
from tests.simulator.conftest import CALLER, HOTLINE, eventually, hears
from tests.simulator.sounds import hum
from tests.webhooks.bridging import MARIE, ROSA, MovableClock
from tests.webhooks.stage import new_sid

ENGLISH, SPANISH = Language("en"), Language("es")


@pytest.fixture
def board(tmp_path: Path) -> Iterator[Switchboard]:
    running = Switchboard(tmp_path, MovableClock())
    yield running
    running.stop()


def volunteer(board: Switchboard, name: str, phone: str, language: Language) -> str:
    return add_volunteer(
        board.ports, name=name, phone=PhoneNumber(phone), languages=(language,), topics=(),
        on_call=True, pin="4711",
    ).volunteer_id  # fmt: skip


def held(board: Switchboard, rosa: str, *, safe_word: bytes = b"") -> str:
    """The code of a request of somebody who may be called, taken by Rosa."""
    ports = board.ports
    sid = CallSid(new_sid("CA"))
    with ports.unit_of_work() as tx:
        call = find_or_begin_call(ports, tx, sid, PhoneNumber(CALLER))
        request_id = request_of_call(ports, tx, call, language=SPANISH, topic="food")
        keep_contact_rules(ports, tx, request_id, "call", "any", "nothing")
        code = tx.requests.by_id(request_id).code
    if safe_word:
        with ports.unit_of_work() as tx:
            call = find_or_begin_call(ports, tx, sid, None)
            note_recording(
                ports, tx, call, RecordingSid(new_sid("RE")), status="completed", seconds=1,
                language=SPANISH, topic="food", purpose=Purpose.SAFE_WORD,
            )  # fmt: skip
            (recording,) = tx.recordings.of_request(request_id)
            sealed = tx.keys.open(recording.key_id).seal("recording.sound", safe_word)
            tx.recordings.store_sound(recording.id, sealed, 1)
            assert tx.recordings.by_id(recording.id).state is RecordingState.STORED
    claim(ports, rosa, code)
    return code


def outcomes(board: Switchboard, code: str) -> list[Outcome | None]:
    with board.ports.unit_of_work() as tx:
        return [each.outcome for each in tx.attempts.of_request(tx.requests.by_code(code).id)]


def test_two_neighbors_and_an_interpreter_talk(board: Switchboard) -> None:
    """O1, O2, O9, V16: whispers before keys, one room, and the hotline's number on each screen."""
    rosa = volunteer(board, "Rosa", ROSA, ENGLISH)
    volunteer(board, "Marie", MARIE, SPANISH)
    code = held(board, rosa)
    callbacks.begin_call(board.ports, rosa, code)
    mine = board.picks_up(ROSA)
    assert mine.caller == HOTLINE
    assert any("press one" in words for words in mine.words)
    assert "Spanish" in " ".join(mine.words)
    mine.press("1")
    theirs = board.picks_up(CALLER)
    assert (theirs.caller, theirs.words) == (HOTLINE, [])
    hears(mine, lambda: "the room is open" in mine.in_room)
    theirs.say("Hola, ¿quién es?")
    mine.events()
    assert mine.in_room[-1] == "Hola, ¿quién es?"
    interpreters.ring_interpreter(board.ports, rosa, code, SPANISH)
    third = board.picks_up(MARIE)
    assert third.caller == HOTLINE
    assert any("oprima uno" in words for words in third.words)
    third.press("1")
    third.say("Hello, I am here to interpret.")
    for phone in (mine, theirs):
        hears(phone, lambda phone=phone: "interpret" in phone.in_room[-1])
    third.hang_up()
    theirs.say("¿Sigue ahí?")
    mine.events()
    assert mine.in_room[-1] == "¿Sigue ahí?"
    theirs.hang_up()
    mine.until("listen").listen()
    mine.until()
    assert "The call is over" in mine.words[-1]
    assert outcomes(board, code) == [None]
    heard = " ".join(mine.words + third.words)
    for number in (CALLER, ROSA, MARIE):
        assert number[-7:] not in heard


def test_the_volunteer_alone_hears_the_safe_word(board: Switchboard) -> None:
    """O5: the person's own recording, at an address that is worth nothing afterwards."""
    rosa = volunteer(board, "Rosa", ROSA, ENGLISH)
    word = hum(1.0)
    code = held(board, rosa, safe_word=word)
    callbacks.begin_call(board.ports, rosa, code)
    mine = board.picks_up(ROSA)
    assert [item for item in mine.heard if item.kind == "play"] == []
    board.is_quiet(CALLER)
    mine.press("1")
    hears(mine, lambda: [i for i in mine.heard if i.kind == "play"])
    (played,) = [item for item in mine.heard if item.kind == "play"]
    assert requests.get(played.url, timeout=5).content == word
    mine.hang_up()
    eventually(lambda: requests.get(played.url, timeout=5).status_code == 404)


@pytest.mark.parametrize("status", ["busy", "no-answer", "failed"])
def test_nobody_answers_at_the_persons_phone(board: Switchboard, status: str) -> None:
    rosa = volunteer(board, "Rosa", ROSA, ENGLISH)
    code = held(board, rosa)
    callbacks.begin_call(board.ports, rosa, code)
    mine = board.picks_up(ROSA).press("1")
    board.rings(CALLER).decline(status)
    mine.until("listen").listen()
    mine.until()
    assert "did not answer" in mine.words[-1]
    assert outcomes(board, code) == [Outcome.NO_ANSWER]


def test_a_machine_at_the_volunteers_phone_rings_nobody(board: Switchboard) -> None:
    """T13: a mailbox hears the whisper three times, and the line is hung up."""
    rosa = volunteer(board, "Rosa", ROSA, ENGLISH)
    code = held(board, rosa)
    callbacks.begin_call(board.ports, rosa, code)
    mailbox = board.picks_up(ROSA, "machine_start")
    for _ in range(3):
        mailbox.silence()
    mailbox.until()
    board.is_quiet(CALLER)
    assert outcomes(board, code) == []


def test_a_volunteer_who_hangs_up_stops_the_ringing(board: Switchboard) -> None:
    """T12: nobody is rung for nobody."""
    rosa = volunteer(board, "Rosa", ROSA, ENGLISH)
    callbacks.begin_call(board.ports, rosa, held(board, rosa))
    mine = board.picks_up(ROSA).press("1")
    board.rings(CALLER)
    mine.hang_up()
    board.is_quiet(CALLER)


def test_cut_off_and_back(board: Switchboard) -> None:
    """O9: one leg drops, the person hears words, and the same two are joined again."""
    rosa = volunteer(board, "Rosa", ROSA, ENGLISH)
    code = held(board, rosa)
    callbacks.begin_call(board.ports, rosa, code)
    mine = board.picks_up(ROSA).press("1")
    theirs = board.picks_up(CALLER)
    board.clock.sleep(61)
    mine.hang_up()
    theirs.until("listen")
    hears(theirs, lambda: theirs.words)
    assert "cortó" in theirs.words[0]
    callbacks.ring_again(board.ports, rosa, code)
    again = board.picks_up(ROSA).press("1")
    theirs.until("conference")
    hears(again, lambda: "the room is open" in again.in_room)
    again.say("Here I am again.")
    theirs.events()
    assert theirs.in_room[-1] == "Here I am again."
