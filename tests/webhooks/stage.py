"""The real application over SQLite, and a carrier's hand that signs what it posts."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from twilio.request_validator import RequestValidator

from hotline.assembly import build_ports, create_app
from hotline.config import Settings
from hotline.ports import Ports
from tests.fresh_database import fresh_database

PUBLIC_URL = "https://hotline.example.org"
TOKEN, OLD_TOKEN = "current-token", "previous-token"
SID = "AC" + "0" * 32


@dataclass
class Stage:
    """One application; `post` signs as the carrier does, `send` as it is told."""

    app: Flask
    ports: Ports
    settings: Settings
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def post(self, path: str, token: str = TOKEN, **form: Any) -> Any:
        form.setdefault("AccountSid", SID)
        signature = RequestValidator(token).compute_signature(PUBLIC_URL + path, form)
        return self.send(path, form, {"X-Twilio-Signature": signature})

    def send(self, path: str, form: dict[str, Any], headers: dict[str, str]) -> Any:
        return self.client.post(path, data=form, headers=headers)


def new_sid(prefix: str) -> str:
    return prefix + os.urandom(16).hex()


def build_stage(
    folder: Path, clock: Any = None, redis_url: str = "redis://127.0.0.1:1", **environment: str
) -> Stage:
    """A stage in `folder`; without a Redis unless one is named. `environment` adds settings."""
    settings = Settings.from_env(
        {
            "HOTLINE_DATA_DIR": str(folder),
            "HOTLINE_MASTER_KEY": base64.b64encode(os.urandom(32)).decode(),
            "HOTLINE_PUBLIC_URL": PUBLIC_URL,
            "HOTLINE_PHONE_NUMBER": "+15550100000",
            "HOTLINE_REDIS_URL": redis_url,
            "TWILIO_ACCOUNT_SID": SID,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_PREVIOUS_AUTH_TOKEN": OLD_TOKEN,
            **environment,
        }
    )
    fresh_database(settings.database_url)
    return Stage(create_app(settings, clock), build_ports(settings, clock=clock), settings)
