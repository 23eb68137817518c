"""C3, T32: each check of the carrier passes and fails alone, with a remedy and an exit code.

The account's API is the stand-in of the simulated carrier, a real server that is read by the
carrier's own SDK. Nothing of it is changed by the doctor.
"""

from __future__ import annotations

import base64
import itertools
import json
import os
from datetime import UTC, datetime, timedelta

import pytest
import requests
from click.testing import CliRunner

from hotline.commands.doctor import doctor
from hotline.commands.doctor_by_hand import (
    AGAIN_AFTER,
    BY_HAND,
    FILE,
    check_by_hand,
    mark_done,
)
from hotline.commands.doctor_carrier import check_carrier
from hotline.commands.doctor_texts import _registration, _whatsapp
from hotline.config import Settings
from hotline.store.database import open_database
from hotline.store.migrate import migrate
from ivr.flows.library import FlowLibrary, default_flow_path
from tests.simulator.conftest import ACCOUNT, HOTLINE, TOKEN, Carrier, StandIn

PUBLIC = "https://hotline.example.org"
RIGHT = {
    "VoiceUrl": f"{PUBLIC}/twilio/voice",
    "SmsUrl": f"{PUBLIC}/twilio/messages",
    "StatusCallback": f"{PUBLIC}/twilio/status",
    "VoiceMethod": "POST",
    "SmsMethod": "POST",
    "StatusCallbackMethod": "POST",
    "VoiceFallbackUrl": "https://files.example.org/fallback.xml",
}
SID = "HX" + "0" * 32


class Practice:
    """A doctor, a hotline that is set up well, and its account."""

    def __init__(self, folder, carrier) -> None:
        self.folder, self.carrier = folder, carrier
        self.environment: dict[str, str | None] = {
            **{name: None for name in os.environ if name.startswith(("HOTLINE_", "TWILIO_"))},
            "HOTLINE_MASTER_KEY": base64.b64encode(os.urandom(32)).decode(),
            "HOTLINE_PUBLIC_URL": PUBLIC,
            "HOTLINE_PHONE_NUMBER": HOTLINE,
            "HOTLINE_DATABASE_URL": f"sqlite:///{folder / 'hotline.sqlite3'}",
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_API_URL": carrier.url,
        }
        self.set_up(**RIGHT)

    def set_up(self, **changes: str) -> None:
        """What somebody types in the carrier's console."""
        base = f"{self.carrier.url}/2010-04-01/Accounts/{ACCOUNT}/IncomingPhoneNumbers"
        login = (ACCOUNT, TOKEN)
        found = requests.get(f"{base}.json", auth=login, timeout=5).json()
        sid = found["incoming_phone_numbers"][0]["sid"]
        requests.post(f"{base}/{sid}.json", data=changes, auth=login, timeout=5).raise_for_status()

    def run(self, *arguments: str):
        return CliRunner().invoke(
            doctor, [*arguments, "--data-dir", str(self.folder)], env=self.environment
        )

    def findings(self) -> dict[str, tuple[str, str]]:
        """What is said of the account: the parts of `hotline doctor` that ask about it."""
        given = {name: value for name, value in self.environment.items() if value is not None}
        settings = Settings.from_env({**given, "HOTLINE_DATA_DIR": str(self.folder)})
        checks = (check_carrier, check_by_hand, _registration, _whatsapp)
        rows = itertools.chain.from_iterable(check(settings) for check in checks)
        return {row.name: (row.state, row.remedy) for row in rows}

    def bad(self) -> dict[str, str]:
        """Name and state of what is not called good."""
        return {name: state for name, (state, _) in self.findings().items() if state != "ok"}


@pytest.fixture
def practice(tmp_path):
    stand_in = StandIn()
    carrier = Carrier(tmp_path / "carrier", stand_in.url)
    folder = tmp_path / "data"
    folder.mkdir()
    built = Practice(folder, carrier)
    for name in BY_HAND:
        mark_done(folder, name)
    written = tmp_path / "registration.toml"
    written.write_text(
        'brand = "Eastside"\nuse_case = "CHARITY"\ndescription = "Neighbors help."\n'
        'website = "https://eastside.example.org"\n'
    )
    built.environment["HOTLINE_REGISTRATION"] = str(written)
    yield built
    carrier.stop()
    stand_in.stop()


def languages() -> list[str]:
    return [each.tag for each in FlowLibrary(default_flow_path()).current().languages]


def test_a_number_that_is_set_up_well_has_nothing_to_mend_and_ends_with_0(practice):
    assert practice.bad() == {}
    found = practice.findings()
    for name in ("voice_url", "sms_url", "status_callback", "voice_fallback_url"):
        assert found[f"carrier {name}"] == ("ok", "")


def test_an_address_may_tell_the_carrier_to_try_again(practice):
    """Reference 1.2: what stands behind the # is never sent, and stands outside the signature."""
    practice.set_up(SmsUrl=f"{PUBLIC}/twilio/messages#rc=2&rp=ct,5xx")
    assert practice.bad() == {}
    practice.set_up(SmsUrl=f"{PUBLIC}/elsewhere#/twilio/messages")
    assert practice.bad() == {"carrier sms_url": "block"}


def test_the_command_ends_with_1_as_soon_as_one_check_blocks_and_with_0_when_none_does(practice):
    migrate(open_database(f"sqlite:///{practice.folder / 'hotline.sqlite3'}"))
    practice.set_up(VoiceFallbackUrl="")
    well = practice.run("--json", "--done", "countries")
    rows = {row["name"]: row for row in json.loads(well.output)}
    assert rows["carrier voice_fallback_url"]["state"] == "warn"
    assert well.exit_code == any(row["state"] == "block" for row in rows.values()) == 0, rows
    practice.set_up(SmsUrl="")
    ill = practice.run()
    assert f"block carrier sms_url: set it to {PUBLIC}/twilio/messages" in ill.output
    assert ill.exit_code == 1
    assert TOKEN not in ill.output


@pytest.mark.parametrize(
    ("field", "name", "path"),
    [
        ("VoiceUrl", "voice_url", "/twilio/voice"),
        ("SmsUrl", "sms_url", "/twilio/messages"),
        ("StatusCallback", "status_callback", "/twilio/status"),
    ],
)
@pytest.mark.parametrize("wrong", ["", "https://demo.example.org/welcome"])
def test_each_webhook_that_leads_elsewhere_blocks_alone(practice, field, name, path, wrong):
    practice.set_up(**{field: wrong})
    assert practice.bad() == {f"carrier {name}": "block"}
    state, remedy = practice.findings()[f"carrier {name}"]
    assert (state, remedy) == ("block", f"set it to {PUBLIC}{path} in the number's settings")


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("VoiceMethod", "voice_method"),
        ("SmsMethod", "sms_method"),
        ("StatusCallbackMethod", "status_callback_method"),
    ],
)
def test_a_webhook_by_get_blocks_alone(practice, field, name):
    """A1: the hotline answers POST alone, so a number set to GET reaches nobody."""
    practice.set_up(**{field: "GET"})
    assert practice.bad() == {f"carrier {name}": "block"}
    assert "POST" in practice.findings()[f"carrier {name}"][1]


def test_no_fallback_address_warns_and_does_not_block(practice):
    practice.set_up(VoiceFallbackUrl="")
    assert practice.bad() == {"carrier voice_fallback_url": "warn"}
    assert "hotline fallback" in practice.findings()["carrier voice_fallback_url"][1]


def test_a_wrong_password_of_the_account_blocks_with_what_to_check(practice):
    practice.environment["TWILIO_AUTH_TOKEN"] = "another"
    assert practice.bad() == {"carrier": "block"}
    assert "TWILIO_AUTH_TOKEN" in practice.findings()["carrier"][1]


def test_a_number_of_another_account_blocks(practice):
    practice.environment["HOTLINE_PHONE_NUMBER"] = "+15550109999"
    assert practice.bad() == {"carrier": "block"}
    assert "does not own" in practice.findings()["carrier"][1]


def test_a_carrier_that_does_not_answer_blocks(practice):
    practice.environment["TWILIO_API_URL"] = "http://127.0.0.1:9"
    assert practice.bad() == {"carrier": "block"}
    assert "does not answer" in practice.findings()["carrier"][1]


def test_without_a_carrier_the_account_is_not_asked_about(practice):
    practice.environment |= {"TWILIO_ACCOUNT_SID": None, "TWILIO_AUTH_TOKEN": None}
    assert practice.bad() == {"carrier": "warn"}


@pytest.mark.parametrize("lacking", ["brand", "description", "website"])
def test_each_field_of_the_registration_that_is_missing_is_named_alone(practice, tmp_path, lacking):
    """T10: without it phone companies drop the texts of a US number."""
    # The made-up numbers of these tests are no US numbers, and those need no registration.
    practice.environment["HOTLINE_PHONE_NUMBER"] = "+12025550143"
    kept = {"brand": "E", "use_case": "CHARITY", "description": "d", "website": "w"}
    file = tmp_path / "some.toml"
    file.write_text("".join(f'{k} = "{v}"\n' for k, v in kept.items() if k != lacking))
    practice.environment["HOTLINE_REGISTRATION"] = str(file)
    state, remedy = practice.findings()["registration of the number"]
    assert state == "warn"
    assert remedy.startswith(f"{lacking} not written down")
    assert "30034" in remedy
    file.write_text("".join(f'{k} = "{v}"\n' for k, v in kept.items()))
    assert practice.findings()["registration of the number"] == ("ok", "")


def test_a_number_outside_the_us_is_not_asked_for_a_registration(practice):
    practice.environment["HOTLINE_PHONE_NUMBER"] = "+4930901820"
    practice.environment["HOTLINE_REGISTRATION"] = None
    assert "registration of the number" not in practice.findings()


def test_whatsapp_templates_of_every_language_are_good(practice):
    pairs = ",".join(f"{tag}={SID}" for tag in languages())
    practice.environment["HOTLINE_WHATSAPP_TEMPLATES"] = pairs
    assert practice.findings()["WhatsApp templates"] == ("ok", "")


@pytest.mark.parametrize("lacking", languages())
def test_each_language_without_a_template_is_named_and_warns(practice, lacking):
    pairs = ",".join(f"{tag}={SID}" for tag in languages() if tag != lacking)
    practice.environment["HOTLINE_WHATSAPP_TEMPLATES"] = pairs
    assert practice.bad() == {"WhatsApp templates": "warn"}
    assert practice.findings()["WhatsApp templates"][1].startswith(f"none for {lacking}:")


def test_a_hotline_without_whatsapp_hears_nothing_of_it(practice):
    assert "WhatsApp templates" not in practice.findings()


@pytest.mark.parametrize("name", list(BY_HAND))
@pytest.mark.parametrize("day", ["", "long ago", "next year"])
def test_each_line_that_no_api_shows_asks_to_be_looked_at_alone(practice, name, day):
    """C3: media need the password, countries, registration: a dated checklist for a person."""
    path = practice.folder / FILE
    days = json.loads(path.read_text())
    now = datetime.now(UTC).date()
    days[name] = {
        "": "",
        "long ago": (now - AGAIN_AFTER - timedelta(days=1)).isoformat(),
        "next year": (now + timedelta(days=365)).isoformat(),
    }[day]
    path.write_text(json.dumps(days))
    ((said, state),) = practice.bad().items()
    assert state == "warn"
    assert said.startswith("to look at by hand")
    assert said.endswith(f": {name}")
    assert f"hotline doctor --done {name}" in practice.findings()[said][1]
    mark_done(practice.folder, name)
    assert practice.bad() == {}
    assert f"looked at by hand on {now}: {name}" in practice.findings()


@pytest.mark.parametrize("broken", ["no json", "[1, 2]", '{"countries": 7}'])
def test_a_checklist_that_cannot_be_read_is_one_that_was_never_filled_in(practice, broken):
    (practice.folder / FILE).write_text(broken)
    assert len(practice.bad()) == len(BY_HAND)


def test_the_doctor_changes_nothing_at_the_carrier(practice):
    practice.set_up(VoiceUrl="https://demo.example.org/welcome")
    base = f"{practice.carrier.url}/2010-04-01/Accounts/{ACCOUNT}/IncomingPhoneNumbers.json"
    before = requests.get(base, auth=(ACCOUNT, TOKEN), timeout=5).json()
    practice.findings()
    assert requests.get(base, auth=(ACCOUNT, TOKEN), timeout=5).json() == before
