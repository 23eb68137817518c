"""T10: a log of consent with timestamp, keyword and number hash, and the registration's fields."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from hotline.commands import texts as command
from hotline.config import Settings
from hotline.errors import SettingsError
from hotline.services.consents import consent_log
from hotline.services.intake import take_text
from hotline.services.opt_outs import erase, note_refused, start, stop
from hotline.services.purge import purge
from hotline.types import PhoneNumber
from tests.house import ENGLISH, build_house

ANA, EVA = PhoneNumber("+15550100001"), PhoneNumber("+15550100002")


@pytest.fixture
def house(tmp_path, clock):
    return build_house(tmp_path, clock)


def _story(house, clock):
    with house.ports.unit_of_work() as tx:
        for _ in range(2):
            take_text(house.ports, tx, sender=ANA, body="food", language=ENGLISH)
        clock.forward(seconds=60)
        stop(house.ports, tx, ANA, ENGLISH, answered=False)
        stop(house.ports, tx, ANA, ENGLISH, answered=False)
        clock.forward(seconds=60)
        start(house.ports, tx, ANA, ENGLISH, answered=False)
        start(house.ports, tx, ANA, ENGLISH, answered=False)
        note_refused(house.ports, tx, EVA)


def test_t10_each_change_is_one_line_and_the_number_a_hash(house, clock):
    _story(house, clock)
    log = consent_log(house.ports)
    assert [line.keyword for line in log] == ["wrote first", "STOP", "START", "STOP (carrier)"]
    assert len({line.number_hash for line in log[:3]}) == 1
    assert log[3].number_hash != log[0].number_hash
    marks = ANA.marks(house.ports.vault.fingerprint)
    assert log[0].number_hash not in {marks.whole, marks.opt_out, marks.prefix}


def test_t8_erasing_takes_the_lines_of_this_number_along(house, clock):
    _story(house, clock)
    with house.ports.unit_of_work() as tx:
        erase(house.ports, tx, ANA, ENGLISH)
    assert [line.keyword for line in consent_log(house.ports)] == ["STOP (carrier)"]


def test_d1_the_log_has_its_lifetime(house, clock):
    _story(house, clock)
    clock.forward(seconds=timedelta(days=365, hours=1).total_seconds())
    purge(house.ports)
    assert consent_log(house.ports) == []


def test_t10_it_is_exported_and_tells_no_number(house, clock, monkeypatch):
    _story(house, clock)
    monkeypatch.setattr("hotline.assembly.build_ports", lambda settings: house.ports)
    told = CliRunner().invoke(command.texts, ["consent-log"])
    assert told.exit_code == 0, told.output
    rows = list(csv.DictReader(io.StringIO(told.output)))
    assert set(rows[0]) == {"timestamp", "keyword", "number_hash"}
    assert len(rows) == 4
    assert "5550100001" not in told.output


def test_t10_the_registration_shows_the_texts_that_are_really_sent(house, monkeypatch, tmp_path):
    monkeypatch.setattr("hotline.assembly.build_ports", lambda settings: house.ports)
    file = tmp_path / "registration.toml"
    file.write_text('brand = "Eastside Mutual Aid Inc."\nuse_case = "CHARITY"\n')
    told = CliRunner().invoke(
        command.texts, ["registration", "--json"], env={"HOTLINE_REGISTRATION": str(file)}
    )
    assert told.exit_code == 0, told.output
    fields = json.loads(told.output)
    assert fields["brand"] == "Eastside Mutual Aid Inc."
    assert any("STOP" in sample for sample in fields["samples"])


@pytest.mark.parametrize("written", ["brand = ", 'colour = "red"', "brand = 5"])
def test_a_registration_that_is_wrong_is_refused(tmp_path, written):
    file = tmp_path / "registration.toml"
    file.write_text(written)
    with pytest.raises(SettingsError, match="HOTLINE_REGISTRATION"):
        Settings.from_env({"HOTLINE_DATA_DIR": str(tmp_path), "HOTLINE_REGISTRATION": str(file)})
