"""What is set wrong is said in one sentence, before anything has started."""

from __future__ import annotations

import base64
import os

import pytest
from click.testing import CliRunner

from hotline.commands.up import up
from hotline.config import Settings
from hotline.errors import SettingsError
from hotline.store.database import open_database
from hotline.store.migrate import migrate


def _refusal(data_dir, *arguments, **environment):
    clean = {name: None for name in os.environ if name.startswith(("HOTLINE_", "TWILIO_"))}
    result = CliRunner().invoke(
        up, ["--data-dir", str(data_dir), "--no-fetch-model", *arguments],
        env={**clean, **environment},
    )  # fmt: skip
    assert isinstance(result.exception, SettingsError), result.output
    assert "Starting" not in result.output
    return str(result.exception)


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"HOTLINE_PUBLIC_URL": "https://[bad"}, "HOTLINE_PUBLIC_URL"),
        ({"HOTLINE_DATABASE_URL": "nonsense"}, "HOTLINE_DATABASE_URL"),
        ({"HOTLINE_DATABASE_URL": "mysql://x"}, "HOTLINE_DATABASE_URL"),
        ({"HOTLINE_DATABASE_URL": "postgresql://127.0.0.1:1/x"}, "does not answer"),
        ({"HOTLINE_REDIS_URL": "nonsense"}, "HOTLINE_REDIS_URL"),
        ({"HOTLINE_REDIS_URL": "redis://127.0.0.1:1"}, "HOTLINE_REDIS_URL"),
        ({"HOTLINE_FLOW": "/tmp"}, "HOTLINE_FLOW"),
        ({"HOTLINE_FLOW": "/bin/sh"}, "HOTLINE_FLOW"),
        ({"HOTLINE_MASTER_KEY_FILE": "/bin/sh"}, "not text"),
        ({"HOTLINE_MODELS_DIR": "/nowhere"}, "HOTLINE_MODELS_DIR"),
    ],
)
def test_settings(tmp_path, environment, says):
    assert says in _refusal(tmp_path / "data", **environment)


def test_a_port_that_is_none(tmp_path):
    assert "no port" in _refusal(tmp_path / "data", "--port", "99999")


def test_a_folder_that_cannot_be_made():
    assert "--data-dir" in _refusal("/proc/nope")


def _sealed_database(data_dir, key):
    from hotline.assembly import build_ports
    from hotline.services.accounts import add_volunteer
    from hotline.types import Language, PhoneNumber

    settings = Settings.from_env({"HOTLINE_DATA_DIR": str(data_dir), "HOTLINE_MASTER_KEY": key})
    migrate(open_database(settings.database_url))
    add_volunteer(
        build_ports(settings), name="Rosa", phone=PhoneNumber("+15550100011"),
        languages=[Language("en")],
    )  # fmt: skip


def test_another_master_key_and_a_lost_one_are_refused(tmp_path):
    data_dir = tmp_path / "data"
    first, second = (base64.b64encode(os.urandom(32)).decode() for _ in range(2))
    _sealed_database(data_dir, first)
    assert "not the one" in _refusal(data_dir, HOTLINE_MASTER_KEY=second)
    assert not (data_dir / "master.key").exists(), "one was given: none is made"
    assert "its key is gone" in _refusal(data_dir)


def test_with_a_real_carrier_the_port_does_not_move(tmp_path):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        says = _refusal(
            tmp_path / "data", "--port", str(taken.getsockname()[1]),
            TWILIO_ACCOUNT_SID="AC" + "0" * 32, TWILIO_AUTH_TOKEN="t",
        )  # fmt: skip
    assert "is in use" in says
