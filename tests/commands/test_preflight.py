"""C2: `hotline preflight` prints what is missing and what to do, and ends with 1 when it blocks."""

from __future__ import annotations

from hotline.commands.preflight import preflight
from tests.commands.test_line import Desk


def test_a_new_hotline_hears_what_is_missing_with_what_to_do_and_nothing_blocks(tmp_path):
    """No carrier and no Redis are asked; the shipped flow has languages without recordings."""
    desk = Desk(tmp_path)
    said = desk.run(preflight)
    assert "no volunteer speaks es" in said
    assert "-> " in said
    assert "messages in ar are heard, not written down" in said or "sentences" in said


def test_hours_without_anybody_block_and_come_first(tmp_path):
    desk = Desk(tmp_path)
    desk.environment["HOTLINE_COVER"] = "always"
    result = desk.run(preflight, fails=True)
    assert result.exit_code == 1
    first, remedy, *_ = result.output.splitlines()
    assert first.startswith("block nobody is on the line 20")
    assert remedy == "      -> put somebody on the rota, or open a shift"


def test_a_carrier_that_does_not_answer_blocks_unless_it_is_not_asked(tmp_path):
    desk = Desk(tmp_path)
    desk.environment |= {
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": "x",
        "TWILIO_API_URL": "http://127.0.0.1:9",
        "HOTLINE_PHONE_NUMBER": "+15550100000",
        "HOTLINE_PUBLIC_URL": "https://hotline.example.org",
    }
    assert "the carrier does not answer" in desk.run(preflight, fails=True).output
    assert "carrier" not in desk.run(preflight, "--offline")


def test_hours_that_are_no_number_are_refused(tmp_path):
    desk = Desk(tmp_path)
    for wrong in ("0", "25", "-1", "two", "1.5", "99999999999"):
        desk.environment["HOTLINE_PREFLIGHT_HOURS"] = wrong
        said = desk.run(preflight, fails=True)
        assert "HOTLINE_PREFLIGHT_HOURS" in str(said.exception), wrong
