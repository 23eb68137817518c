"""The app as it is put together for real: every door in it has its policy."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import pytest
from flask import Flask

from hotline.assembly import create_app
from hotline.config import Settings
from hotline.store.database import open_database
from hotline.store.migrate import migrate
from hotline.web.headers import SECURITY_HEADERS
from hotline.web.policy import Policy, policy_of


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    settings = Settings.from_env(
        {
            "HOTLINE_DATA_DIR": str(tmp_path),
            "HOTLINE_MASTER_KEY": base64.b64encode(os.urandom(32)).decode(),
            "HOTLINE_PUBLIC_URL": "https://hotline.example.org",
            "HOTLINE_PHONE_NUMBER": "+15550100000",
            "HOTLINE_REDIS_URL": f"unix://{tmp_path}/nobody-listens-here.sock",
            "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
            "TWILIO_AUTH_TOKEN": "0" * 32,
        }
    )
    migrate(open_database(settings.database_url))
    return create_app(settings)


def test_every_route_of_the_app_has_a_policy(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        assert policy_of(rule.endpoint) in Policy, f"{rule} is in no policy: web/policy.py"
        # Whatever takes something in from the carrier checks its signature itself.
        if rule.rule.startswith("/twilio/") and "POST" in (rule.methods or set()):
            assert policy_of(rule.endpoint) is Policy.OWN_CHECKS


def test_pages_health_and_webhooks_pass_their_own_doors(app: Flask) -> None:
    client = app.test_client()
    base = "https://hotline.example.org"
    assert client.get("/sign-in", base_url=base).status_code == 200
    assert client.get("/queue", base_url=base).status_code == 303
    assert client.get("/healthz", base_url=base).status_code == 200
    path = "/twilio/messages"
    refused = client.post(path, base_url=base, data={"CallSid": "CA" + "0" * 32})
    # By the signature's guard, whose answer is empty, and not by ours.
    assert (refused.status_code, refused.data) == (403, b"")
    for name, value in SECURITY_HEADERS.items():
        assert refused.headers[name] == value
