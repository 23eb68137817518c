"""A settings mistake is one sentence that says what to set."""

from __future__ import annotations

import base64

import pytest

from hotline.config import Settings
from hotline.errors import SettingsError

KEY = base64.b64encode(bytes(32)).decode()
SID = "AC" + "0" * 32


def _read(tmp_path, **environ):
    return Settings.from_env({"HOTLINE_DATA_DIR": str(tmp_path), **environ})


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({"HOTLINE_PUBLIC_URL": "http://example.org"}, "HOTLINE_PUBLIC_URL must begin with https"),
        ({"HOTLINE_PUBLIC_URL": "http://127.0.0.1.example.org"}, "https"),
        ({"HOTLINE_PUBLIC_URL": "https://a_b.example.org"}, "underscore"),
        ({"HOTLINE_PUBLIC_URL": "hotline"}, "not a web address"),
        ({"HOTLINE_PUBLIC_URL": "https://x.org:port"}, "not a web address"),
        ({"HOTLINE_PHONE_NUMBER": "twelve"}, "HOTLINE_PHONE_NUMBER is not a phone number"),
        ({"HOTLINE_MASTER_KEY": "short"}, "HOTLINE_MASTER_KEY is not 32 bytes"),
        ({"HOTLINE_MASTER_KEY_FILE": "/nowhere"}, "HOTLINE_MASTER_KEY_FILE names a file"),
        ({"HOTLINE_MODELS_DIR": "/nowhere"}, "HOTLINE_MODELS_DIR is not a folder"),
        ({"TWILIO_ACCOUNT_SID": SID}, "TWILIO_AUTH_TOKEN is missing"),
        ({"TWILIO_AUTH_TOKEN": "t"}, "TWILIO_ACCOUNT_SID is missing"),
        ({"TWILIO_ACCOUNT_SID": "me", "TWILIO_AUTH_TOKEN": "t"}, "TWILIO_ACCOUNT_SID is not"),
        (
            {"TWILIO_ACCOUNT_SID": SID, "TWILIO_AUTH_TOKEN": "t", "TWILIO_API_URL": "http://x.org"},
            "TWILIO_API_URL must begin with https",
        ),
    ],
)
def test_every_mistake_names_its_variable(tmp_path, environ, says):
    with pytest.raises(SettingsError, match=says):
        _read(tmp_path, **environ)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080", "http://localhost", "http://[::1]:1"])
def test_http_is_fine_on_this_machine(tmp_path, url):
    assert _read(tmp_path, HOTLINE_PUBLIC_URL=url).public_url == url


def test_what_is_absent_is_asked_for_where_it_is_needed(tmp_path):
    settings = _read(tmp_path)
    for need, says in [
        (settings.require_master_key, "master key"),
        (settings.require_redis_url, "HOTLINE_REDIS_URL"),
        (settings.require_public_url, "HOTLINE_PUBLIC_URL"),
        (settings.require_phone_number, "HOTLINE_PHONE_NUMBER"),
        (settings.require_carrier, "TWILIO_ACCOUNT_SID"),
    ]:
        with pytest.raises(SettingsError, match=says):
            need()


def test_secrets_come_from_files_and_have_a_blank_repr(tmp_path):
    (tmp_path / "key").write_text(KEY + "\n")
    (tmp_path / "token").write_text("hush-hush\n")
    settings = _read(
        tmp_path,
        HOTLINE_MASTER_KEY_FILE=str(tmp_path / "key"),
        TWILIO_ACCOUNT_SID=SID,
        TWILIO_AUTH_TOKEN_FILE=str(tmp_path / "token"),
    )
    assert settings.require_master_key() == bytes(32)
    assert settings.require_carrier().auth_token.reveal() == "hush-hush"
    assert "hush" not in repr(settings)
    assert KEY not in repr(settings)


def test_the_key_that_up_made_is_found_in_the_data_folder(tmp_path):
    (tmp_path / "master.key").write_text(KEY)
    assert _read(tmp_path).require_master_key() == bytes(32)
