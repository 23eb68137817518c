"""Callers and volunteers at the phones of the simulated carrier, over HTTP (issue 5.4, 5.5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from hotline.services.accounts import add_volunteer
from hotline.types import Language, PhoneNumber
from ivr.flows.engine_words import ENGINE_WORDS
from ivr.volunteer_menu.words import VOLUNTEER_WORDS
from tests.journeys.switchboard import Switchboard
from tests.simulator.conftest import CALLER, HOTLINE, eventually, hears
from tests.webhooks.bridging import MovableClock
from tests.webhooks.live_scene import phone_of
from tests.webhooks.test_volunteer_phone import a_wav
from tests.webhooks.volunteer_phone import request

Boards = Callable[..., Switchboard]


@pytest.fixture
def boards(tmp_path: Path) -> Iterator[Boards]:
    running: list[Switchboard] = []

    def build(**more: str) -> Switchboard:
        settings = {"HOTLINE_LIVE_CALLS": "on", **more}
        running.append(Switchboard(tmp_path, MovableClock(), settings))
        return running[-1]

    yield build
    for board in running:
        board.stop()


def volunteers(board: Switchboard, count: int, tag: str = "en") -> list[str]:
    return [
        add_volunteer(
            board.ports,
            name=f"V{number}",
            phone=PhoneNumber(phone_of(number)),
            languages=[Language(tag)],
            on_call=True,
            pin="4711",
        ).volunteer_id
        for number in range(count)
    ]


def asks(board: Switchboard, number: str = CALLER) -> Any:
    """A caller: English, then 0."""
    return board.carrier.phone(number).call(HOTLINE).press("1").press("0")


def says(name: str) -> str:
    return ENGINE_WORDS[f"engine.{name}"]


def comes_to_the_message(call: Any) -> None:
    """Waits until the caller is at the question before the recorder."""
    hears(call, lambda: says("consent") in " ".join(call.words), 20)


def talk(caller: Any, volunteer: Any) -> None:
    """They hear each other."""
    caller.until("conference", seconds=20)
    volunteer.say("Hello, neighbor.")
    hears(caller, lambda: "Hello, neighbor." in caller.in_room)


def test_somebody_comes_to_the_phone(boards: Boards) -> None:
    """O1, O2, V16, V18: words while it rings, a whisper, key 1, one room, no number anywhere."""
    board = boards()
    (me,) = volunteers(board, 1)
    caller = asks(board)
    assert says("wait_ringing") in " ".join(caller.words)
    mine = board.picks_up(phone_of(0))
    assert mine.caller == HOTLINE
    assert "Somebody is on the line" in " ".join(mine.words)
    mine.press("4")
    mine.press("1")
    talk(caller, mine)
    with board.ports.unit_of_work(read_only=True) as tx:
        (request_,) = tx.requests.open_ones()
        assert request_.claimed_by == me
    heard = " ".join(mine.words + caller.words)
    assert CALLER[-7:] not in heard
    assert phone_of(0)[-7:] not in heard
    caller.hang_up()
    mine.until("listen").listen()
    mine.until()
    assert "The call is over" in mine.words[-1]


def test_with_everybody_rung_at_once_the_first_has_it_and_the_rest_is_quiet(boards: Boards) -> None:
    """Lessons 5: who has picked up as well hears so, and who has not is left in peace."""
    board = boards(HOTLINE_RING="at-once")
    volunteers(board, 3)
    caller = asks(board)
    first, second = board.picks_up(phone_of(0)), board.picks_up(phone_of(1))
    board.rings(phone_of(2))
    second.press("1")
    talk(caller, second)
    board.is_quiet(phone_of(2))
    first.until()
    assert caller.hang_up().state.ended


@pytest.mark.parametrize("how", ["busy", "failed", "no-answer", "machine", "passes"])
def test_one_who_does_not_come_holds_up_nobody(boards: Boards, how: str) -> None:
    """T6, T10, T13: the next phone rings, whatever became of the first."""
    board = boards()
    volunteers(board, 2)
    caller = asks(board)

    def first_ringing() -> int | None:
        found = (n for n in (0, 1) if board.carrier.phone(phone_of(n)).ringing() is not None)
        return next(found, None)

    eventually(lambda: first_ringing() is not None)
    first = first_ringing()
    call = board.rings(phone_of(first))
    if how == "machine":
        call.answer("machine_start")
        for _ in range(3):
            call.silence()
    elif how == "passes":
        call.answer().press("2")
    else:
        call.decline(how)
    second = board.picks_up(phone_of(1 - first)).press("1")
    talk(caller, second)


def test_nobody_takes_it_and_the_caller_leaves_a_message_without_having_to_press(
    boards: Boards,
) -> None:
    """T6, V7: the call is told at once when the last phone is out."""
    board = boards()
    volunteers(board, 1)
    caller = asks(board)
    board.picks_up(phone_of(0)).press("2")
    comes_to_the_message(caller)
    assert not caller.state.ended


def test_at_the_deadline_the_ringing_ends_by_the_clock(boards: Boards) -> None:
    """T6, lessons 2: a phone that rings and rings."""
    board = boards()
    volunteers(board, 1)
    caller = asks(board)
    board.rings(phone_of(0))
    board.clock.sleep(91)
    comes_to_the_message(caller)
    board.is_quiet(phone_of(0))


@pytest.mark.parametrize("moment", ["rings", "whisper", "talk"])
def test_t12_the_caller_hangs_up(boards: Boards, moment: str) -> None:
    """T12: every phone is quiet, and who pressed 1 a moment later hears that it is over."""
    board = boards()
    volunteers(board, 2)
    caller = asks(board)
    if moment == "rings":
        eventually(lambda: any(board.carrier.phone(phone_of(n)).ringing() for n in (0, 1)))
        caller.hang_up()
    else:
        first = next(
            n for n in (0, 1, 0, 1, 0, 1) if board.carrier.phone(phone_of(n)).ringing(wait=2)
        )
        mine = board.picks_up(phone_of(first))
        if moment == "talk":
            mine.press("1")
            talk(caller, mine)
        caller.hang_up()
        hears(mine, lambda: mine.state.ended or mine.listen().state.ended)
    for number in (0, 1):
        board.is_quiet(phone_of(number))


def test_t9_three_callers_three_volunteers(boards: Boards) -> None:
    """T9: each gets one."""
    board = boards(HOTLINE_RING="at-once")
    volunteers(board, 3)
    callers = [asks(board, f"+1555010120{n}") for n in range(3)]
    talks = []
    for number in range(3):
        mine = board.picks_up(phone_of(number)).press("1")
        talks.append(mine)
        for other in range(number + 1, 3):
            board.is_quiet(phone_of(other))
        # Phones that were hung up this moment are rung again after a breath.
        board.clock.sleep(4)
    for caller in callers:
        caller.until("conference", seconds=20)
    for number, mine in enumerate(talks):
        mine.say(f"I am number {number}.")
    for caller in callers:
        hears(caller, lambda caller=caller: any("I am number" in words for words in caller.in_room))
    heard = [next(w for w in caller.in_room if "I am number" in w) for caller in callers]
    assert len(set(heard)) == 3


def test_t11_nobody_speaks_the_language_and_it_is_the_message_at_once(boards: Boards) -> None:
    """T11, T14."""
    board = boards()
    volunteers(board, 2, "ko")
    caller = asks(board)
    assert says("consent") in " ".join(caller.words)
    board.is_quiet(phone_of(0))


def test_o1_a_volunteer_without_sight_or_screen_does_the_work(boards: Boards) -> None:
    """O1, story 12: the caller's own recording comes out of the phone; keys do the rest."""
    board = boards()
    (me,) = volunteers(board, 1)
    waiting = request(board, wav=a_wav())
    phone = board.carrier.phone(phone_of(0)).call(HOTLINE)
    phone.press("*").press("#").press("4711#")
    assert VOLUNTEER_WORDS["volunteer.hello"] in " ".join(phone.words)
    phone.press("1")
    (played,) = [item for item in phone.heard if item.kind == "play"]
    assert requests.get(played.url, timeout=5).content == a_wav()
    phone.press("6").press("1")
    with board.ports.unit_of_work(read_only=True) as tx:
        assert tx.requests.by_id(waiting).claimed_by == me
    phone.press("3").press("1").press("#")
    assert phone.state.ended
    with board.ports.unit_of_work(read_only=True) as tx:
        assert tx.requests.by_id(waiting).state == "resolved"
