"""A webhook that is not the carrier's changes nothing (promises A1, A2, A3)."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from twilio.request_validator import RequestValidator

from hotline.store.database import open_database
from tests.webhooks.stage import OLD_TOKEN, PUBLIC_URL, SID, TOKEN, build_stage, new_sid

LEG = "0" * 32
#: Each address to which the carrier posts, and an example of it.
RULES = {
    "/twilio/voice": "/twilio/voice",
    "/twilio/voice/step/<int:turn>": "/twilio/voice/step/1",
    "/twilio/voice/waiting": "/twilio/voice/waiting",
    "/twilio/voice/sorry": "/twilio/voice/sorry",
    "/twilio/recording": "/twilio/recording",
    "/twilio/status": "/twilio/status",
    "/twilio/messages": "/twilio/messages",
    "/twilio/messages/status": "/twilio/messages/status",
    "/twilio/volunteer/step/<int:turn>": "/twilio/volunteer/step/1",
    "/twilio/volunteer/again": "/twilio/volunteer/again",
    "/twilio/recorder/step/<int:turn>": "/twilio/recorder/step/1",
    "/twilio/recorder/recording": "/twilio/recorder/recording",
    **{
        f"/twilio/bridge/<leg_id>/{part}": f"/twilio/bridge/{LEG}/{part}"
        for part in ("answer", "next", "left", "wait", "time-left", "status")
    },
    "/twilio/bridge/<leg_id>/key/<int:asked>": f"/twilio/bridge/{LEG}/key/0",
    "/twilio/bridge/room/<bridge_id>": f"/twilio/bridge/room/{LEG}",
    **{
        f"/twilio/notice-call/<leg_id>/{part}": f"/twilio/notice-call/{LEG}/{part}"
        for part in ("answer", "status")
    },
    "/twilio/notice-call/<leg_id>/key/<int:asked>": f"/twilio/notice-call/{LEG}/key/0",
}
ROUTES = list(RULES.values())
#: Sounds that the carrier fetches: nothing changes there, and each opens for a while at most.
SOUNDS = {
    "/twilio/prompts/<tag>/<name>",
    "/twilio/prompts/<tag>/louder/<name>",
    "/twilio/prompts/tick.wav",
    "/twilio/heard/<name>",
    "/twilio/recorder/take/<token>/<name>",
    "/twilio/bridge-sound/<leg_id>.wav",
}


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    return build_stage(tmp_path_factory.mktemp("guard"))


def _form():
    return {
        "AccountSid": SID,
        "CallSid": new_sid("CA"),
        "MessageSid": new_sid("SM"),
        "RecordingSid": new_sid("RE"),
        "From": "+15550100001",
        "CallStatus": "ringing",
        "Body": "help",
    }


def _rows(stage):
    with open_database(stage.settings.database_url).connect() as connection:
        return [
            connection.execute(text(f"select count(*) from {table}")).scalar_one()
            for table in ("calls", "help_requests", "messages", "carrier_events", "outbox", "legs")
        ]


def test_every_webhook_route_is_in_this_list(stage):
    rules = [rule for rule in stage.app.url_map.iter_rules() if "/twilio" in rule.rule]
    assert {rule.rule for rule in rules if "POST" in rule.methods} == set(RULES)
    assert {rule.rule for rule in rules if "GET" in rule.methods} == SOUNDS


@pytest.mark.parametrize("path", ROUTES)
def test_unsigned_wrong_get_and_oversized_requests_are_refused(stage, path):
    before = _rows(stage)
    form = _form()
    signature = RequestValidator(TOKEN).compute_signature(PUBLIC_URL + path, form)
    assert stage.send(path, form, {}).status_code == 403
    assert stage.send(path, form, {"X-Twilio-Signature": "x"}).status_code == 403
    assert stage.post(path, token="older-token", **form).status_code == 403
    assert stage.client.get(path, headers={"X-Twilio-Signature": signature}).status_code in {
        403,
        405,
    }
    foreign = {**form, "AccountSid": "AC" + "1" * 32}
    assert stage.post(path, **foreign).status_code == 403
    big = {**form, "Body": "x" * 70_000}
    assert stage.post(path, **big).status_code == 413
    assert stage.send(path + "?a=1", form, {"X-Twilio-Signature": signature}).status_code == 403
    assert _rows(stage) == before


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_change_of_a_signed_request_is_refused(stage, data):
    before = _rows(stage)
    path = data.draw(st.sampled_from(ROUTES))
    form = _form()
    signature = RequestValidator(TOKEN).compute_signature(PUBLIC_URL + path, form)
    field = data.draw(st.sampled_from(sorted(form)))
    how = data.draw(st.sampled_from(["change", "drop", "add", "signature"]))
    if how == "change":
        form[field] += data.draw(st.text("abc+ \u00f1", min_size=1, max_size=3))
    elif how == "drop":
        del form[field]
    elif how == "add":
        form["Extra"] = "1"
    else:
        signature = data.draw(st.text("abcdefgh=+/", max_size=30))
    assert stage.send(path, form, {"X-Twilio-Signature": signature}).status_code == 403
    assert _rows(stage) == before


@pytest.mark.parametrize("token", [TOKEN, OLD_TOKEN])
def test_both_tokens_pass_during_a_rotation(stage, token):
    form = _form()
    assert stage.post("/twilio/voice", token=token, **form).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-Proto": "http"},
        {"Forwarded": "host=evil.example"},
    ],
)
def test_the_signature_is_checked_on_our_own_address(stage, headers):
    form = _form()
    evil = RequestValidator(TOKEN).compute_signature("https://evil.example/twilio/voice", form)
    answer = stage.send("/twilio/voice", form, {**headers, "X-Twilio-Signature": evil})
    assert answer.status_code in {400, 403}
    ours = RequestValidator(TOKEN).compute_signature(PUBLIC_URL + "/twilio/voice", form)
    answer = stage.send("/twilio/voice", form, {**headers, "X-Twilio-Signature": ours})
    assert answer.status_code in {200, 400}


def test_the_official_signature_vectors(shared):
    import json

    from werkzeug.datastructures import MultiDict

    vectors = json.loads((shared / "twilio" / "signature_vectors.json").read_text())
    checked = 0
    for vector in vectors:
        if not vector.get("passes_twilio_python_9_13") or not isinstance(
            vector["params"], dict | list
        ):
            continue
        validator = RequestValidator(vector["auth_token"])
        params = MultiDict(vector["params"])
        assert validator.validate(vector["url"], params, vector["signature"]) is vector["valid"]
        checked += 1
    assert checked >= 8
