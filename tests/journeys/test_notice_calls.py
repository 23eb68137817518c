"""A volunteer's phone rings because a request waits, at the simulated carrier (issue 5.3, 5.4)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hotline.domain.telling import Telling
from hotline.services.claims import claim
from hotline.services.telling import set_telling
from ivr.volunteer_menu.words import VOLUNTEER_WORDS
from tests.journeys.switchboard import Switchboard
from tests.journeys.test_live_calls import volunteers
from tests.webhooks.bridging import MovableClock
from tests.webhooks.live_scene import phone_of
from tests.webhooks.volunteer_phone import request


@pytest.fixture
def board(tmp_path: Path) -> Iterator[Switchboard]:
    kinds = ("send_notice", "place_call", "move_call", "end_call", "ring_on")
    running = Switchboard(tmp_path, MovableClock(), kinds=kinds)
    yield running
    running.stop()


def test_o1_from_the_ringing_to_the_claim_with_keys_alone(board: Switchboard) -> None:
    """O1, O4: 1 for what waits, the PIN, 1 for the request, 6 and 1 to take it."""
    (me,) = volunteers(board, 1)
    set_telling(board.ports, me, Telling(text=False, call=True))
    waiting = request(board)
    mine = board.picks_up(phone_of(0))
    assert "A request is waiting" in " ".join(mine.words)
    mine.press("1").press("4711#")
    assert VOLUNTEER_WORDS["volunteer.hello"] in " ".join(mine.words)
    mine.press("1").press("1")
    with board.ports.unit_of_work(read_only=True) as tx:
        assert tx.requests.by_id(waiting).claimed_by == me


def test_o4_a_claim_makes_the_phone_that_rings_about_it_quiet(board: Switchboard) -> None:
    """Lessons 5: nobody gets up for what somebody else has taken a moment ago."""
    me, other = volunteers(board, 2)
    set_telling(board.ports, me, Telling(text=False, call=True))
    waiting = request(board)
    ringing = board.rings(phone_of(0))
    with board.ports.unit_of_work(read_only=True) as tx:
        code = tx.requests.by_id(waiting).code
    claim(board.ports, other, code)
    board.is_quiet(phone_of(0))
    ringing.events()
    assert ringing.state.ended
