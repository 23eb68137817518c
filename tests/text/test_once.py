"""Once: a text that comes twice, statuses in any order, and a sending whose end is not known."""

from __future__ import annotations

import itertools
import threading
from datetime import timedelta

import pytest

from hotline.domain.delivery import Delivery
from hotline.errors import CarrierUnavailable
from hotline.services.dispatch import send_text
from hotline.services.purge import purge
from hotline.services.threads import conversation_of
from hotline.types import MessageSid
from tests.text.talking import Carrier, Texter
from tests.webhooks.stage import build_stage, new_sid


class Listed(Carrier):
    """Takes a text and gives no answer; what its log then holds is set by the test."""

    log: list[MessageSid]
    silent, log_is_away = True, False

    def __init__(self) -> None:
        super().__init__()
        self.log, self.asked = [], 0

    def send_text(self, to, body, reference):
        if self.silent:
            raise CarrierUnavailable("no answer")
        return super().send_text(to, body, reference)

    def find_text(self, to, body, since):
        self.asked += 1
        if self.log_is_away:
            raise CarrierUnavailable("no answer")
        return self.log[0] if self.log else None


def _post(texter: Texter, sid: str, body: str) -> None:
    answer = texter.stage.post(
        "/twilio/messages",
        MessageSid=sid, From=texter.number, To="+15550100000", Body=body, NumMedia="0",
    )  # fmt: skip
    assert answer.status_code == 200


def test_t10_the_same_text_ten_times_at_once_is_one_text_with_one_answer(tmp_path, clock):
    texter = Texter(build_stage(tmp_path, clock), clock=clock)
    sid, ready, faults = new_sid("SM"), threading.Barrier(10), []

    def arrive() -> None:
        try:
            ready.wait(20)
            _post(texter, sid, "we need food")
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=arrive) for _ in range(10)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert faults == []
    texter.deliver()
    assert len(texter.carrier.sent) == 1
    assert texter.request().words.count("we need food") == 1


@pytest.mark.parametrize("days", [3, 100])
def test_a5_the_same_text_days_later_after_every_purge_does_nothing(tmp_path, clock, days):
    texter, sid = Texter(build_stage(tmp_path, clock), clock=clock), new_sid("SM")
    texter.text("we need food", MessageSid=sid)
    before = list(texter.carrier.sent)
    for _ in range(3):
        clock.forward(days=days / 3)
        purge(texter.stage.ports)
    assert texter.text("we need food", MessageSid=sid) == []
    assert texter.carrier.sent == before
    request = texter.request()
    assert request is None or request.words.count("we need food") <= 1


_STATUSES = ("queued", "sending", "sent", "delivered")


@pytest.mark.parametrize("last", ["delivered", "undelivered"])
def test_a4_statuses_in_every_order_end_in_the_same_state(tmp_path, clock, last):
    texter, sids = Texter(build_stage(tmp_path, clock), clock=clock), []

    class Sids(Carrier):
        def send_text(self, to, body, reference):
            sids.append(super().send_text(to, body, reference))
            return sids[-1]

    for n, order in enumerate(itertools.permutations((*_STATUSES[:3], last))):
        phone = Texter(texter.stage, f"+1206559{n:04d}", Sids(), clock)
        clock.forward(minutes=61)
        phone.text("we need food")
        for status in (*order, order[0]):
            code = {"ErrorCode": "30006"} if status == "undelivered" else {}
            texter.stage.post(
                "/twilio/messages/status",
                MessageSid=sids[-1], MessageStatus=status, To=phone.number, **code,
            )  # fmt: skip
        with phone.stage.ports.unit_of_work() as tx:
            mark = phone.stage.ports.vault.fingerprint("phone", phone.number)
            request = tx.requests.latest_from(mark)
            lines = conversation_of(phone.stage.ports, tx, request, "").lines
        (ours,) = [each for each in lines if not each.from_them]
        ends = {"delivered": Delivery.DELIVERED, "undelivered": Delivery.NOT_DELIVERED}
        assert ours.delivery is ends[last], order


@pytest.mark.parametrize("found", [0, 1, 2])
def test_a_text_without_an_answer_is_looked_up_and_sent_only_when_it_is_not_there(
    tmp_path, clock, found
):
    texter = Texter(build_stage(tmp_path, clock), carrier=Listed(), clock=clock)
    carrier = texter.carrier
    with pytest.raises(CarrierUnavailable):
        texter.text("we need food")
    carrier.silent, carrier.log = False, [new_sid("SM") for _ in range(found)]
    texter.deliver()
    texter.deliver()
    assert len(carrier.sent) == (0 if found else 1)
    assert carrier.asked == 1


def test_a_text_waits_while_it_cannot_be_looked_up(tmp_path, clock):
    texter = Texter(build_stage(tmp_path, clock), carrier=Listed(), clock=clock)
    carrier = texter.carrier
    with pytest.raises(CarrierUnavailable):
        texter.text("we need food")
    carrier.silent, carrier.log_is_away = False, True
    for _ in range(3):
        with pytest.raises(CarrierUnavailable):
            texter.deliver()
    assert carrier.sent == [], "never sent on a guess"
    clock.forward(seconds=timedelta(minutes=2).total_seconds())
    carrier.log_is_away = False
    texter.deliver()
    assert len(carrier.sent) == 1
    assert send_text(texter.stage.ports, carrier, "no-such-message") is None
