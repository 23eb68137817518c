"""F1, F2, F3: whom we text, how often, and what a day may cost."""

from __future__ import annotations

from datetime import timedelta

import phonenumbers
import pytest
from phonenumbers import PhoneNumberFormat, PhoneNumberType
from sqlalchemy import text as sql

from hotline.config import Settings
from hotline.domain.bridges import BridgeKind, LegRole
from hotline.domain.limits import AUTOMATIC_TEXTS, TEXTS_PER_NUMBER, TEXTS_PER_PREFIX
from hotline.domain.segments import segments
from hotline.domain.spending import MILLION, MoneyRules, alarm_due
from hotline.errors import NotAPhoneNumber, SettingsError
from hotline.services import spending
from hotline.services.bridges import open_bridge, want_leg
from hotline.services.intake import take_text
from hotline.services.leg_calls import place_call
from hotline.services.replies import answer_once, answer_person
from hotline.services.volunteer_texts import answer_volunteer
from hotline.store.database import open_database
from hotline.types import CallSid, MessageSid, PhoneNumber
from tests.house import ENGLISH, House, build_house
from workers.jobs import Workshop, run

#: Area codes of +1 that are not the US or Canada (NANPA's list), and those nobody answers at.
ISLANDS = [
    "242",
    "246",
    "264",
    "268",
    "284",
    "340",
    "345",
    "441",
    "473",
    "649",
    "658",
    "664",
    "670",
    "671",
    "684",
    "721",
    "758",
    "767",
    "784",
    "787",
    "809",
    "829",
    "849",
    "868",
    "869",
    "876",
    "939",
]
SPECIAL = [
    "500",
    "533",
    "544",
    "566",
    "577",
    "588",
    "600",
    "700",
    "800",
    "833",
    "844",
    "855",
    "866",
    "877",
    "888",
    "900",
]


@pytest.fixture
def house(tmp_path, clock):
    return build_house(tmp_path, clock)


def _with_money(house: House, **money) -> House:
    from dataclasses import replace

    return replace(house, ports=replace(house.ports, money=MoneyRules(**money)))


def _numbers():
    """Examples of every country and kind, and their neighbours, with what should be."""
    kinds = [getattr(PhoneNumberType, name) for name in vars(PhoneNumberType) if name.isupper()]
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        for kind in kinds:
            example = phonenumbers.example_number_for_type(region, kind)
            if example is None:
                continue
            for step in range(-4, 5):
                near = phonenumbers.PhoneNumber()
                near.merge_from(example)
                near.national_number = example.national_number + step
                home = region in {"US", "CA"} and kind in {
                    PhoneNumberType.FIXED_LINE,
                    PhoneNumberType.MOBILE,
                    PhoneNumberType.FIXED_LINE_OR_MOBILE,
                }
                yield phonenumbers.format_number(near, PhoneNumberFormat.E164), home
    for area in ISLANDS + SPECIAL:
        for line in range(40):
            yield f"+1{area}{234 + line}{4567 + line}", False
    for area in [
        "206",
        "212",
        "213",
        "305",
        "312",
        "415",
        "416",
        "514",
        "604",
        "617",
        "713",
        "773",
        "867",
        "902",
        "907",
        "918",
    ]:
        for line in range(40):
            yield f"+1{area}{234 + line}{4567 + line}", True


def test_f1_five_thousand_numbers_and_whom_of_them_we_text():
    tried, wrong = 0, []
    for digits, allowed in _numbers():
        try:
            phone = PhoneNumber(digits)
        except NotAPhoneNumber:
            assert not allowed, digits
            continue
        tried += 1
        if phone.is_ordinary_in(MoneyRules().countries) != allowed:
            wrong.append(digits)
    assert tried >= 5_000
    assert wrong == []


def test_f1_other_countries_by_setting_and_never_their_premium_numbers():
    mexico = MoneyRules(countries=frozenset({"MX"}))
    for kind, allowed in ((PhoneNumberType.MOBILE, True), (PhoneNumberType.PREMIUM_RATE, False)):
        example = phonenumbers.example_number_for_type("MX", kind)
        phone = PhoneNumber(phonenumbers.format_number(example, PhoneNumberFormat.E164))
        assert phone.is_ordinary_in(mexico.countries) is allowed


class Carrier:
    def __init__(self):
        self.sent: list[tuple[str, str]] = []

    def send_text(self, to, body, reference):
        self.sent.append((to.reveal(), body))
        return MessageSid("SM" + f"{len(self.sent):032x}")

    def find_text(self, to, body, since):
        return None


def _deliver(house: House, carrier: Carrier) -> None:
    rows = [row for row in house.jobs.rows if row.kind.value in {"send_text", "send_notice"}]
    house.jobs.rows.clear()
    for row in rows:
        run(Workshop(house.ports, carrier, None), row.id)
    if rows:
        _deliver(house, carrier)


def _written(house: House, number: str, words: str = "we need food") -> bool:
    """Somebody writes; whether they were answered."""
    sender = PhoneNumber(number)
    with house.ports.unit_of_work() as tx:
        request = take_text(house.ports, tx, sender=sender, body=words, language=ENGLISH)
        return answer_person(house.ports, tx, sender, request, "Thank you.")


def test_f1_who_is_abroad_is_heard_and_not_texted(house):
    carrier = Carrier()
    assert not _written(house, "+18765551234")
    assert _written(house, "+15550100009")
    _deliver(house, carrier)
    assert [to for to, _ in carrier.sent] == ["+15550100009"]
    with house.ports.unit_of_work() as tx:
        assert len(tx.requests.open_ones()) == 2


def test_f1_after_72_hours_nothing_goes_by_itself_but_who_holds_the_request_may_answer(
    house, clock
):
    carrier, number = Carrier(), "+15550100009"
    _written(house, number)
    clock.forward(seconds=timedelta(hours=73).total_seconds())
    _deliver(house, carrier)
    assert carrier.sent == []
    volunteer = house.volunteer()
    with house.ports.unit_of_work() as tx:
        mark = PhoneNumber(number).marks(house.ports.vault.fingerprint).whole
        request = tx.requests.latest_from(mark)
        tx.requests.claim(request.id, volunteer, clock.now())
        answer_person(house.ports, tx, PhoneNumber(number), request, "We come at noon.")
    _deliver(house, carrier)
    assert "We come at noon." in [body for _, body in carrier.sent]


def test_f2_each_limit_plus_one_is_refused_and_the_words_are_kept(house, clock):
    for _ in range(TEXTS_PER_NUMBER.count):
        assert _written(house, "+15550100009")
    assert not _written(house, "+15550100009", "still me")
    for line in range(TEXTS_PER_PREFIX.count - TEXTS_PER_NUMBER.count):
        assert _written(house, f"+155501{line + 20:05d}")
    assert not _written(house, "+15550199999")
    clock.forward(seconds=3601)
    assert _written(house, "+15550199998")
    with house.ports.unit_of_work() as tx:
        mark = PhoneNumber("+15550100009").marks(house.ports.vault.fingerprint).whole
        request = tx.requests.latest_from(mark)
        assert len([m for m in tx.messages.of_request(request.id) if m.direction == "in"]) == 6


def test_f2_all_numbers_together_have_a_limit(house):
    answered = sum(
        _written(house, f"+1555{n % 90 + 10:02d}{n:05d}") for n in range(AUTOMATIC_TEXTS.count + 3)
    )
    assert answered == AUTOMATIC_TEXTS.count


def test_f2_a_limiter_that_is_down_is_closed_for_texts_and_open_for_words(house):
    with open_database(house.url).begin() as connection:
        connection.execute(sql("drop table spending"))
    assert not _written(house, "+15550100009")
    with house.ports.unit_of_work() as tx:
        assert answer_once(house.ports, tx, PhoneNumber("+15550100008"), "stopped") is None
        (request,) = tx.requests.open_ones()
        assert request.contact is not None


def test_f3_alarms_at_50_and_80_and_the_stop_at_100_reach_coordinators_once(house):
    house = _with_money(house, day_budget=40 * 12_000, text_price=12_000)
    carrier = Carrier()
    boss = house.volunteer("Boss", on_call=False, phone="+15550100777")
    with house.ports.unit_of_work() as tx:
        tx.volunteers.set_coordinator(boss, True)
    for n in range(80):
        _written(house, f"+1555{n % 90 + 10:02d}{n:05d}")
    _deliver(house, carrier)
    alarms = [body for to, body in carrier.sent if to == "+15550100777"]
    assert ["half" in alarms[0], "80%" in alarms[1], "stopped" in alarms[2]] == [True] * 3
    assert len(alarms) == 3
    with house.ports.unit_of_work(read_only=True) as tx:
        assert spending.money_now(house.ports, tx).stopped


def test_f3_tomorrow_has_its_own_money(house, clock):
    house = _with_money(house, day_budget=12_000, text_price=12_000)
    assert _written(house, "+15550100001")
    assert not _written(house, "+15550200002")
    clock.forward(seconds=86_400)
    assert _written(house, "+15550300003")


def test_f3_volunteers_are_answered_and_signed_in_when_the_money_is_spent(house):
    house = _with_money(house, day_budget=0)
    volunteer_id = house.volunteer(phone="+15550100777", on_call=False)
    carrier = Carrier()
    with house.ports.unit_of_work() as tx:
        volunteer = tx.volunteers.by_id(volunteer_id)
        answer_volunteer(house.ports, tx, volunteer, "472b")
    _deliver(house, carrier)
    assert [to for to, _ in carrier.sent] == ["+15550100777"]


def test_f3_a_pump_of_invented_numbers_costs_no_more_than_the_budget(house, monkeypatch):
    """100,000 numbers; the other limits are lifted, so that the breaker alone must hold."""
    from hotline.domain.limits import Limit
    from hotline.services import replies

    for name in ("TEXTS_PER_NUMBER", "TEXTS_PER_PREFIX", "AUTOMATIC_TEXTS"):
        monkeypatch.setattr(replies, name, Limit(10**9, timedelta(days=1)))
    price, budget = 12_000, 60 * 12_000
    house = _with_money(house, day_budget=budget, text_price=price)
    for each in ("+15550100777", "+15550100778"):
        house.volunteer(phone=each)
    carrier, written = Carrier(), 0
    # Every number is a request with all its notices while money lasts; then the rest at once.
    while written < 120:
        _written(house, f"+1555{written % 90 + 10:02d}{written:05d}")
        written += 1
    _deliver(house, carrier)
    with house.ports.unit_of_work() as tx:
        for n in range(written, 1_000):
            sender = PhoneNumber(f"+1555{n % 90 + 10:02d}{n:05d}")
            assert replies.answer_once(house.ports, tx, sender, "hello") is None
        # Of the others every twentieth asks, and the breaker alone: a sum that is full is
        # full for each of them, and the way before it is the same.
        today, most = house.ports.clock.now().date(), budget
        assert not any(tx.spending.take(today, price * 2, most) for _ in range(1_000, 100_000, 20))
    assert _written(house, "+15550900001", "we have no water") is False
    cost = price * sum(segments(body) for _, body in carrier.sent)
    assert cost <= budget + price
    assert cost > budget // 2, "the money was there to be spent"
    with house.ports.unit_of_work() as tx:
        mark = PhoneNumber("+15550900001").marks(house.ports.vault.fingerprint).whole
        request = tx.requests.latest_from(mark)
        words = tx.keys.open(request.key_id).open_text(
            "message.body", tx.messages.of_request(request.id)[0].body
        )
    assert words == "we have no water"


def test_the_share_that_is_reached():
    assert [alarm_due(spent, 100) for spent in (0, 49, 50, 79, 80, 99, 100, 250)] == [
        0, 0, 50, 50, 80, 80, 100, 100,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HOTLINE_DAY_BUDGET", "much"),
        ("HOTLINE_DAY_BUDGET", "-1"),
        ("HOTLINE_DAY_BUDGET", "NaN"),
        ("HOTLINE_TEXT_PRICE", "1e9"),
        ("HOTLINE_TEXT_COUNTRIES", "USA"),
    ],
)
def test_settings_of_money_that_are_wrong_are_refused(tmp_path, name, value):
    with pytest.raises(SettingsError, match=name):
        Settings.from_env({"HOTLINE_DATA_DIR": str(tmp_path), name: value})


def test_settings_of_money(tmp_path):
    money = Settings.from_env(
        {
            "HOTLINE_DATA_DIR": str(tmp_path),
            "HOTLINE_DAY_BUDGET": "7.5",
            "HOTLINE_TEXT_COUNTRIES": "us, mx",
        }
    ).money
    assert money.day_budget == 7.5 * MILLION
    assert money.countries == {"US", "MX"}


@pytest.mark.parametrize(
    ("number", "rung"),
    [
        ("+12065550123", True),
        ("+19005550123", False),
        ("+18765551234", False),
        ("+881612345678", False),
    ],
)
def test_f1_nobody_is_called_back_at_a_number_that_makes_others_pay(house, number, rung):
    """Premium, an island that shares +1, and a satellite: rung by nobody's click."""
    placed = []

    class Ringing(Carrier):
        def place_call(self, to, **_):
            placed.append(to.reveal())
            return CallSid("CA" + "1" * 32)

    ports, code = house.ports, house.request(caller=number)
    with ports.unit_of_work() as tx:
        request = tx.requests.by_code(code)
        bridge = open_bridge(
            ports, tx, kind=BridgeKind.LIVE, key_id=request.key_id, language=ENGLISH, topic="food",
            deadline=ports.clock.now() + timedelta(seconds=90), request_id=request.id,
        )  # fmt: skip
        leg = want_leg(ports, tx, bridge, LegRole.PERSON, None)
    place_call(ports, Ringing(), leg.id)
    assert placed == ([number] if rung else [])
