"""Live calls at the phones of the simulated carrier: the same instant, breaks, going at any moment."""

from __future__ import annotations

import contextlib
import threading
from typing import Any

import pytest

from hotline.domain.calls import CallOutcome
from hotline.services import duty
from hotline.services.accounts import remove_volunteer
from ivr.flows.bridge_words import BRIDGE_WORDS
from ivr.simulator.client import NotNow
from tests.journeys.test_live_calls import (
    asks,
    boards,
    comes_to_the_message,
    says,
    talk,
    volunteers,
)
from tests.simulator.conftest import CALLER, HOTLINE, eventually, hears
from tests.webhooks.live_scene import phone_of
from tests.webhooks.test_volunteer_phone import a_wav

__all__ = ["boards"]


def bridge_says(name: str) -> str:
    return BRIDGE_WORDS[f"engine.bridge_{name}"]


def test_t8_two_volunteers_accept_in_the_same_instant(boards: Any) -> None:
    """T8: one is in the room, the other hears so, and there is never a call of three."""
    board = boards(HOTLINE_RING="at-once")
    volunteers(board, 2)
    for run in range(5):
        caller = asks(board, f"+1555010130{run}")
        mine = [board.picks_up(phone_of(number)) for number in (0, 1)]
        together = threading.Barrier(2)

        def press(call: Any, together: threading.Barrier = together) -> None:
            together.wait()
            # A moment late: their phone was hung up before the key.
            with contextlib.suppress(NotNow):
                call.press("1")

        threads = [threading.Thread(target=press, args=(call,)) for call in mine]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        caller.until("conference", seconds=20)
        inside = [call for call in mine if call.state.waits_for == "conference"]
        assert len(inside) == 1
        (other,) = (call for call in mine if call not in inside)
        hears(other, lambda other=other: other.state.ended or other.listen().state.ended)
        # They hear that it is taken, unless the hang-up of all other phones was quicker.
        assert other.in_room == []
        talk(caller, inside[0])
        caller.hang_up()
        hears(inside[0], lambda each=inside[0]: each.state.ended or each.listen().state.ended)
        board.clock.sleep(26 * 3600)


def test_t11_everybody_on_a_break(boards: Any) -> None:
    """T11: no phone rings, the caller is at the message at once; after the break it rings."""
    board = boards()
    people = volunteers(board, 2)
    for who in people:
        duty.take_break(board.ports, who, 15)
    caller = asks(board)
    assert says("consent") in " ".join(caller.words)
    for number in (0, 1):
        board.is_quiet(phone_of(number))
    caller.hang_up()
    board.clock.sleep(16 * 60)
    second = asks(board, "+15550101009")
    first = next(n for n in (0, 1, 0, 1) if board.carrier.phone(phone_of(n)).ringing(wait=2))
    talk(second, board.picks_up(phone_of(first)).press("1"))


def test_bad_input_no_volunteers_at_all(boards: Any) -> None:
    """T11: a hotline that nobody has joined yet."""
    caller = asks(boards())
    assert says("consent") in " ".join(caller.words)
    assert not caller.state.ended


def test_t10_one_dead_number_is_marked_and_holds_up_nobody(boards: Any) -> None:
    """T10: the next phone rings at once; a coordinator's page can say whose phone it is."""
    board = boards()
    people = volunteers(board, 2)
    caller = asks(board)
    first = next(n for n in (0, 1, 0, 1) if board.carrier.phone(phone_of(n)).ringing(wait=2))
    board.rings(phone_of(first)).decline("failed")
    talk(caller, board.picks_up(phone_of(1 - first)).press("1"))
    with board.ports.unit_of_work(read_only=True) as tx:
        noted = [what for _, _, what in tx.audit.of_subject(people[first])]
    assert noted.count("volunteer:unreachable") == 1


def test_bad_input_a_volunteer_removed_in_mid_call(boards: Any) -> None:
    """Their line is hung up, and the caller is not left alone in a room."""
    board = boards()
    (me,) = volunteers(board, 1)
    caller = asks(board)
    mine = board.picks_up(phone_of(0)).press("1")
    talk(caller, mine)
    remove_volunteer(board.ports, me)
    hears(mine, lambda: mine.state.ended)
    comes_to_the_message(caller)
    assert not caller.state.ended


@pytest.mark.parametrize("how", ["4", "9", "0", "*", "#", "", "x44"])
def test_o1_any_other_key_repeats_and_one_still_takes_it(boards: Any, how: str) -> None:
    """O1: nobody is hung up for a wrong key; the words come again."""
    board = boards()
    volunteers(board, 1)
    caller = asks(board)
    mine = board.picks_up(phone_of(0))
    said = len(mine.words)
    if how == "":
        mine.silence()
    else:
        mine.press(how[-1])
    assert len(mine.words) == 2 * said
    talk(caller, mine.press("1"))


def test_o7_three_is_off_for_the_next_caller_too(boards: Any) -> None:
    """O7: "I'm off": thanked, and no further call comes."""
    board = boards()
    volunteers(board, 1)
    caller = asks(board)
    mine = board.picks_up(phone_of(0)).press("3")
    assert bridge_says("thanks") in " ".join(mine.words)
    comes_to_the_message(caller)
    board.clock.sleep(3600)
    second = asks(board, "+15550101009")
    assert says("consent") in " ".join(second.words)
    board.is_quiet(phone_of(0))


@pytest.mark.parametrize(
    "moment", ["greeting", "menu", "waits", "rings", "whisper", "told", "recorder", "message"]
)
def test_t12_the_caller_hangs_up_at_each_moment(boards: Any, moment: str) -> None:
    """T12: no phone rings on, nobody waits in the store, and what was kept is counted once."""
    board = boards()
    if moment not in {"told", "recorder", "message"}:
        volunteers(board, 1)
    call = board.carrier.phone(CALLER).call(HOTLINE)
    if moment != "greeting":
        call.press("1")
    if moment not in {"greeting", "menu"}:
        call.press("0")
    if moment in {"rings", "whisper"}:
        ringing = board.rings(phone_of(0))
        if moment == "whisper":
            ringing.answer()
    if moment in {"recorder", "message"}:
        call.press("1")
        while call.state.waits_for == "gather":
            call.silence()
        assert call.state.waits_for == "record", call.words
    if moment == "message":
        call.speak(a_wav(), ended_by="hangup")
    if not call.state.ended:
        call.hang_up()
    board.is_quiet(phone_of(0))

    def waiting() -> list[Any]:
        with board.ports.unit_of_work(read_only=True) as tx:
            return list(tx.bridges.waiting())

    eventually(lambda: waiting() == [])
    with board.ports.unit_of_work(read_only=True) as tx:
        kept = board.ports.vault.fingerprint("sid", call.sid)
        outcome = tx.calls.by_sid(kept).outcome
        requests = list(tx.requests.open_ones())
    assert (outcome is CallOutcome.REQUEST) is (len(requests) == 1)
    assert len(requests) <= 1
    if moment == "message":
        assert len(requests) == 1
