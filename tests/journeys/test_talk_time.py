"""F2 at the phones of the simulated carrier: half an hour, of which all are told, and then words."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from hotline.domain.help_requests import RequestState
from hotline.domain.talk_time import TALK
from hotline.services.accounts import add_volunteer
from hotline.services.callbacks import begin_call
from hotline.services.interpreters import ring_interpreter
from hotline.services.receipts import keep_contact_rules
from hotline.store.tables import outbox
from hotline.types import Language, PhoneNumber
from tests.journeys.test_live_calls import (
    asks,
    boards,
    comes_to_the_message,
    says,
    talk,
    volunteers,
)
from tests.journeys.test_live_edges import bridge_says
from tests.simulator.conftest import CALLER, HOTLINE, eventually, hears
from tests.webhooks.live_scene import phone_of

__all__ = ["boards"]

FIVE, TO_TELLING, LAST_FIVE = bridge_says("five_minutes"), TALK.total_seconds() - 300, 300
CINCO = "Quedan cinco minutos"
SPANISH_PHONE = "+15550102055"


def words(call: Any) -> str:
    return " ".join(call.words)


def tries(board: Any) -> list[tuple[str, int]]:
    """Of each warning whether it is done, and how often it was tried."""
    with board._engine.connect() as connection:
        query = select(outbox.c.state, outbox.c.attempts).where(outbox.c.kind == "tell_time_left")
        return sorted((state, attempts) for state, attempts in connection.execute(query))


def _failed_once(board: Any) -> bool:
    with board._engine.connect() as connection:
        query = select(outbox.c.error_kind).where(outbox.c.kind == "tell_time_left")
        return list(connection.execute(query).scalars()) == ["CarrierRefused"] * 2


def in_talk(board: Any) -> tuple[Any, Any, str]:
    (me,) = volunteers(board, 1)
    caller = asks(board)
    mine = board.picks_up(phone_of(0)).press("1")
    talk(caller, mine)
    return caller, mine, me


def test_bad_input_the_carrier_knows_no_such_room_twice(boards: Any) -> None:
    """The warning is lost, and nothing else: they talk on, and there is no dead letter."""
    board = boards()
    caller, mine, _ = in_talk(board)
    board.carrier.exchange.conferences._rooms.clear()
    board.later(TO_TELLING)
    eventually(lambda: _failed_once(board))
    board.clock.sleep(10)
    eventually(lambda: tries(board) == [("done", 2), ("done", 2)])
    assert FIVE not in words(caller) + words(mine)
    assert not caller.state.ended
    assert not mine.state.ended


def test_bad_input_the_hotline_fails_while_the_words_are_fetched(
    boards: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of ours is silence in the room, and nobody is put out of it."""
    board = boards()
    caller, mine, _ = in_talk(board)

    def fails(*_arguments: Any, **_more: Any) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr("ivr.bridge_twiml.words_alone", fails)
    board.later(TO_TELLING)
    eventually(lambda: tries(board) == [("done", 1), ("done", 1)])
    mine.say("And still here.")
    hears(caller, lambda: "And still here." in caller.in_room)
    assert FIVE not in words(caller) + words(mine)


def test_bad_input_a_caller_who_is_gone_is_told_nothing(boards: Any) -> None:
    board = boards()
    caller, mine, _ = in_talk(board)
    caller.hang_up()
    hears(mine, lambda: mine.state.ended or mine.listen().state.ended)
    board.later(TO_TELLING)
    eventually(lambda: tries(board) == [("done", 1), ("done", 1)])
    assert FIVE not in words(caller) + words(mine)


def test_all_hear_it_once_talk_on_and_hear_at_the_end_how_to_go_on(boards: Any) -> None:
    """F2: five minutes before the end each hears it in their language; then words, request kept."""
    board = boards()
    caller, mine, me = in_talk(board)
    add_volunteer(
        board.ports, name="I", phone=PhoneNumber(SPANISH_PHONE),
        languages=[Language("es")], on_call=False, pin="4711",
    )  # fmt: skip
    with board.ports.unit_of_work(read_only=True) as tx:
        (request,) = tx.requests.open_ones()
    ring_interpreter(board.ports, me, request.code, Language("es"))
    third = board.picks_up(SPANISH_PHONE).press("1")
    hears(third, lambda: third.state.waits_for == "conference")

    board.later(TO_TELLING)
    for call, said in ((caller, FIVE), (mine, FIVE), (third, CINCO)):
        hears(call, lambda call=call, said=said: said in words(call))
    caller.say("Then quickly.")
    hears(mine, lambda: "Then quickly." in mine.in_room)
    hears(third, lambda: "Then quickly." in third.in_room)

    board.later(LAST_FIVE)
    hears(caller, lambda: says("talk_over") in words(caller))
    for call, said in ((mine, "call_again"), (third, "time_up")):
        hears(call, lambda call=call: call.state.ended or call.listen().state.ended)
        if call is mine:
            assert bridge_says(said) in words(call)
    assert [words(each).count(FIVE) for each in (caller, mine)] == [1, 1]
    assert words(third).count(CINCO) == 1
    assert not caller.state.ended
    comes_to_the_message(caller)
    with board.ports.unit_of_work(read_only=True) as tx:
        kept = tx.requests.by_id(request.id)
        assert (kept.state, kept.claimed_by) == (RequestState.CLAIMED, me)


def test_a_call_back_ends_with_words_for_both(boards: Any) -> None:
    """F2: the person's phone rang, so the words are the last; the volunteer can call again."""
    board = boards()
    caller, mine, me = in_talk(board)
    caller.hang_up()
    hears(mine, lambda: mine.state.ended or mine.listen().state.ended)
    with board.ports.unit_of_work() as tx:
        (request,) = tx.requests.open_ones()
        keep_contact_rules(board.ports, tx, request.id, "call", "any", "nothing")
    begin_call(board.ports, me, request.code)
    mine = board.picks_up(phone_of(0)).press("1")
    theirs = board.picks_up(CALLER)
    assert theirs.caller == HOTLINE
    talk(theirs, mine)
    board.later(TO_TELLING)
    for call in (theirs, mine):
        hears(call, lambda call=call: FIVE in words(call))
    board.later(LAST_FIVE)
    for call, said in ((theirs, "stays"), (mine, "call_again")):
        hears(call, lambda call=call: call.state.ended or call.listen().state.ended)
        assert f"{bridge_says('time_up')} {bridge_says(said)}" in words(call)
    # A new call by the ordinary rules, at once.
    begin_call(board.ports, me, request.code)
    board.picks_up(phone_of(0))
