"""A5: requests of calls that are over, captured and sent once more with their good signature."""

from __future__ import annotations

import pytest

from hotline.services.claims import claim
from tests.webhooks.stage import build_stage
from tests.webhooks.test_volunteer_phone import a_wav
from tests.webhooks.volunteer_phone import VolunteerPhone, request, volunteer


@pytest.fixture
def stage(tmp_path, clock):
    return build_stage(tmp_path, clock)


def played_again(stage, phone, path, **form):
    answer = stage.post(
        path, CallSid=phone.sid, From=phone.number, To=phone.to, CallStatus="in-progress", **form
    )
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("where", ["again", "step/399"])
def test_a_volunteers_call_that_is_over_opens_nothing_more(stage, clock, where):
    """H3, H4: an address for the person's voice is made anew at each telling; not for who only
    repeats what they have overheard."""
    rosa = volunteer(stage)
    request_id = request(stage, wav=a_wav())
    with stage.ports.unit_of_work() as tx:
        code = tx.requests.by_id(request_id).code
    claim(stage.ports, rosa, code)
    phone = VolunteerPhone(stage).sign_in().press("2")
    assert phone.sounds
    path = f"/twilio/volunteer/{where}"
    phone.hang_up()
    clock.forward(hours=2)
    with stage.ports.unit_of_work() as tx:
        leased = tx.requests.by_id(request_id).leased_until
    heard = played_again(stage, phone, path)
    assert "<Play" not in heard
    assert "<Say" not in heard
    with stage.ports.unit_of_work() as tx:
        assert tx.requests.by_id(request_id).leased_until == leased


def test_a_callers_call_that_is_over_tells_nothing_more(stage):
    """E2: neither the number of a request nor where the caller stood."""
    phone = VolunteerPhone(stage, number="+15550100001")
    assert "<Say" in played_again(stage, phone, "/twilio/voice/waiting")
    phone.hang_up()
    assert "<Say" not in played_again(stage, phone, "/twilio/voice/waiting")
