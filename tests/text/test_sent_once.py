"""A text whose sending gave no answer is looked up at the carrier before it is sent again."""

from __future__ import annotations

import pytest

from hotline.errors import CarrierUnavailable
from hotline.services.dispatch import send_text
from hotline.types import MessageSid
from tests.text.talking import Carrier, Texter
from tests.webhooks.stage import build_stage, new_sid


class Doubtful(Carrier):
    """The first sending gives no answer; `went_out` tells whether it went out all the same."""

    def __init__(self, went_out):
        super().__init__()
        self.went_out = went_out
        self.tries = 0

    def send_text(self, to, body, reference):
        self.tries += 1
        if self.tries == 1:
            if self.went_out:
                super().send_text(to, body, reference)
            raise CarrierUnavailable("no answer")
        return super().send_text(to, body, reference)

    def find_text(self, to, body, since):
        gone = any(sent == (to.reveal(), body) for sent in self.sent)
        return MessageSid(new_sid("SM")) if gone else None


@pytest.mark.parametrize("went_out", [True, False])
def test_a_text_goes_out_once_whatever_became_of_the_first_try(tmp_path, clock, went_out):
    texter = Texter(build_stage(tmp_path, clock), carrier=Doubtful(went_out), clock=clock)
    with pytest.raises(CarrierUnavailable):
        texter.text("we need food")
    texter.deliver()
    assert len(texter.carrier.sent) == 1
    texter.deliver()
    assert len(texter.carrier.sent) == 1


def test_a_sent_text_is_not_looked_up(tmp_path, clock):
    texter = Texter(build_stage(tmp_path, clock), clock=clock)
    texter.text("we need food")
    texter.deliver()
    assert len(texter.carrier.sent) == 1
    assert send_text(texter.stage.ports, texter.carrier, "no-such-message") is None
