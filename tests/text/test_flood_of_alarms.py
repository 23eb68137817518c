"""F3: a bot that writes words of danger from many numbers, to make others pay and to drown them."""

from __future__ import annotations

from datetime import timedelta

from hotline.domain.limits import ALARMS_TO_ONE
from hotline.services.accounts import set_coordinator
from tests.text.talking import Carrier, Texter, somebody_on_call
from tests.webhooks.stage import build_stage

WORDS = "he hits me and I am afraid he will kill me"


def test_f3_alarms_stop_at_their_limit_and_the_next_hour_has_its_own(tmp_path, clock):
    stage, carrier = build_stage(tmp_path, clock), Carrier()
    ours = "+12065559001"
    set_coordinator(stage.ports, somebody_on_call(stage, ours), True)

    def flood(first: int, count: int) -> int:
        before = len(carrier.sent)
        for number in range(first, first + count):
            Texter(stage, f"+1206558{number:04d}", carrier=carrier, clock=clock).text(WORDS)
        return sum("cannot wait" in body for to, body in carrier.sent[before:] if to == ours)

    hour, day = (limit.count for limit in ALARMS_TO_ONE)
    assert flood(0, 1) == 1
    assert flood(1, hour + 4) == hour - 1
    with stage.ports.unit_of_work() as tx:
        requests = tx.requests.everything()
        assert len(requests) == hour + 5
        assert all(each.urgent for each in requests), "every one is at the top of the queue"
        (somebody,) = tx.volunteers.all()
        offered = tx.notices.requests_offered_to(somebody.id)
        assert {each.id for each in requests} <= offered, "and every one was told or waits to be"
    clock.forward(hours=1, seconds=1)
    assert flood(100, 1) == 1
    assert timedelta(days=1) == ALARMS_TO_ONE[1].within
    assert day < 24 * hour
