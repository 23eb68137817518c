"""T5: quiet hours are in the time of the person's number, and nobody is woken by a guess."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hotline.domain.callbacks import WhyNot
from hotline.domain.contact_safety import Allowed, Reason, Refused
from hotline.domain.their_time import zone_by_number
from hotline.services.callbacks import call_now
from hotline.services.receipts import keep_contact_rules
from hotline.services.text_gate import may_text, next_time
from hotline.services.their_time import guard_of, zone_of_calls, zone_of_texts
from hotline.types import PhoneNumber
from tests.house import build_house

NEW_YORK, HAWAII = ZoneInfo("America/New_York"), ZoneInfo("Pacific/Honolulu")
#: 10:00 in New York and 5:00 in Hawaii; 21:30 and 16:30; 15:00 and 10:00.
MORNING_THERE = datetime(2026, 1, 14, 15, 0, tzinfo=UTC)
EVENING_THERE = datetime(2026, 1, 15, 2, 30, tzinfo=UTC)
DAY_IN_BOTH = datetime(2026, 1, 14, 20, 0, tzinfo=UTC)
HAWAIIAN, NEW_YORKER, FREE = "+18082345678", "+12125551234", "+18005551234"


@pytest.fixture
def house(tmp_path, clock):
    built = build_house(tmp_path, clock)
    built.ports = replace(built.ports, zone=NEW_YORK)
    return built


def _ask(house, clock, caller, at, act, may="text", other=None):
    clock.moment = at
    code = house.request(caller=caller)
    with house.ports.unit_of_work() as tx:
        keep_contact_rules(
            house.ports, tx, tx.requests.by_code(code).id, may, "any", "nothing", other
        )
        return act(house.ports, tx, tx.requests.by_code(code))


@pytest.mark.parametrize("address", ["{}", "whatsapp:{}"])
@pytest.mark.parametrize(
    ("number", "at", "may"),
    [
        (HAWAIIAN, MORNING_THERE, False),
        # Who moved here with a number of Hawaii is not woken at half past nine either.
        (HAWAIIAN, EVENING_THERE, False),
        (HAWAIIAN, DAY_IN_BOTH, True),
        (NEW_YORKER, MORNING_THERE, True),
        (NEW_YORKER, EVENING_THERE, False),
        # A free number may be anywhere from Guam to Newfoundland; a simulated one is nowhere.
        (FREE, MORNING_THERE, True),
        (FREE, EVENING_THERE, False),
        ("+15550100001", MORNING_THERE, True),
        ("+15550100001", EVENING_THERE, False),
        # No country has this prefix.
        ("+99912345678", MORNING_THERE, True),
        ("+99912345678", EVENING_THERE, False),
    ],
)
def test_t5_texts_and_calls_keep_to_the_clock_of_the_number(house, clock, address, number, at, may):
    """T5: also by WhatsApp; the network of New York texts nobody in Hawaii at five."""
    caller = address.format(number)
    asked = _ask(house, clock, caller, at, may_text)
    assert asked == (Allowed() if may else Refused(Reason.NOT_NOW))
    call = _ask(house, clock, caller, at, call_now, may="call")
    assert call.may.why_not is (None if may else WhyNot.NOT_NOW)


def test_what_waits_goes_out_when_their_day_begins(house, clock):
    begins = datetime(2026, 1, 14, 19, 0, tzinfo=UTC)
    assert _ask(house, clock, HAWAIIAN, MORNING_THERE, next_time) == begins
    assert _ask(house, clock, HAWAIIAN, MORNING_THERE, call_now, may="call").may.at == begins


def test_a_withheld_number_has_the_networks_clock(house, clock):
    assert _ask(house, clock, None, MORNING_THERE, zone_of_texts) == NEW_YORK
    assert _ask(house, clock, None, MORNING_THERE, zone_of_calls) == NEW_YORK


def test_v15_a_number_keyed_in_is_called_on_its_own_clock(house, clock):
    other = PhoneNumber(HAWAIIAN)
    for caller in (None, NEW_YORKER):
        zone = _ask(house, clock, caller, MORNING_THERE, zone_of_calls, "other", other)
        assert zone == HAWAII
    assert _ask(house, clock, NEW_YORKER, MORNING_THERE, zone_of_texts, "other", other) == NEW_YORK


@pytest.mark.parametrize(
    ("names", "zone"),
    [
        ((), NEW_YORK),
        (("Nowhere/Atall",), NEW_YORK),
        (("Pacific/Honolulu", "Nowhere/Atall"), NEW_YORK),
        (("Pacific/Honolulu",), HAWAII),
        (("America/Chicago", "America/Winnipeg"), ZoneInfo("America/Chicago")),
        (("America/Toronto", "America/New_York"), NEW_YORK),
        (("America/Chicago", "Pacific/Honolulu"), NEW_YORK),
    ],
)
def test_zones_count_where_they_agree_about_the_hour(names, zone):
    assert zone_by_number(names, MORNING_THERE, NEW_YORK) == zone


def test_phoenix_and_denver_agree_in_winter_and_not_in_summer():
    names = ("America/Denver", "America/Phoenix")
    summer = datetime(2026, 7, 14, 15, 0, tzinfo=UTC)
    assert zone_by_number(names, MORNING_THERE, NEW_YORK) == ZoneInfo("America/Denver")
    assert zone_by_number(names, summer, NEW_YORK) == NEW_YORK


def test_who_named_their_hours_is_reached_on_the_clock_of_their_number_alone(house, clock):
    """T11: half past four in the afternoon is no evening, half past six there is."""

    def evenings(moment):
        clock.moment = moment
        code = house.request(caller=HAWAIIAN)
        with house.ports.unit_of_work() as tx:
            request = tx.requests.by_code(code)
            keep_contact_rules(house.ports, tx, request.id, "text", "evening", "nothing", None)
            return may_text(house.ports, tx, tx.requests.by_code(code))

    assert evenings(EVENING_THERE) == Refused(Reason.NOT_NOW)
    assert evenings(EVENING_THERE + timedelta(hours=2)) == Allowed()


def test_clocks_that_share_hardly_an_hour_do_not_shut_anybody_out(house):
    assert guard_of(house.ports, HAWAII) == NEW_YORK
    assert guard_of(house.ports, NEW_YORK) is None
    assert guard_of(house.ports, ZoneInfo("Asia/Tokyo")) is None


def test_after_their_day_has_ended_here_it_goes_out_on_the_next(house, clock):
    """21:30 in New York is afternoon in Hawaii: at 14:00 both have day again."""
    begins = datetime(2026, 1, 15, 19, 0, tzinfo=UTC)
    assert _ask(house, clock, HAWAIIAN, EVENING_THERE, next_time) == begins
    assert _ask(house, clock, HAWAIIAN, EVENING_THERE, call_now, may="call").may.at == begins
