"""WhatsApp by the same webhook: the same talk, another address, and a window of 24 hours."""

from __future__ import annotations

import pytest

from hotline.config import Settings
from hotline.domain.delivery import Delivery, Failure
from hotline.errors import CarrierRefused, CarrierUnavailable, SettingsError
from hotline.services.conversation import write as write_to_person
from hotline.services.threads import conversation_of
from hotline.types import Language, MessageSid, PhoneNumber
from tests.text.talking import Carrier, Texter
from tests.webhooks.stage import build_stage, new_sid

DIGITS = "+15550160001"
TEMPLATE = "HX" + "a" * 32


class BothWays(Carrier):
    """Keeps where each text went, with its way, and each template."""

    def __init__(self):
        super().__init__()
        self.templates: list[tuple[str, str]] = []
        self.sids: list[str] = []

    def send_text(self, to, body, reference):
        if self.refuse:
            raise CarrierRefused("refused", self.refuse)
        self.sent.append((to.reveal_address(), body))
        self.sids.append(new_sid("SM"))
        return MessageSid(self.sids[-1])

    def send_template(self, to, template):
        self.templates.append((to.reveal_address(), template))
        if template.endswith("b"):
            raise CarrierUnavailable("away")


@pytest.fixture
def stage(tmp_path, clock):
    return build_stage(tmp_path, clock)


@pytest.fixture
def phone(stage, clock):
    return Texter(stage, f"whatsapp:{DIGITS}", BothWays(), clock)


@pytest.fixture
def sms(stage, phone, clock):
    return Texter(stage, DIGITS, phone.carrier, clock)


def _request(texter: Texter):
    with texter.stage.ports.unit_of_work() as tx:
        mark = PhoneNumber(texter.number).marks(texter.stage.ports.vault.fingerprint).whole
        return tx.requests.latest_from(mark)


def _write(texter: Texter, words: str):
    """A volunteer who holds the request writes to its person."""
    from hotline.services.accounts import add_volunteer
    from hotline.services.claims import claim

    ports, code = texter.stage.ports, _request(texter).code
    added = add_volunteer(
        ports, name="Rosa", phone=PhoneNumber("+15550100077"), languages=[Language("en")],
        on_call=True, pin="4711",
    )  # fmt: skip
    claim(ports, added.volunteer_id, code)
    write_to_person(ports, added.volunteer_id, code, words)
    texter.deliver()
    return added.volunteer_id


def _line(texter: Texter, viewer: str):
    request = _request(texter)
    with texter.stage.ports.unit_of_work() as tx:
        return conversation_of(texter.stage.ports, tx, request, viewer)


def test_answers_go_by_the_way_by_which_they_were_asked_for(phone, sms):
    (first,) = phone.text("necesito comida")
    assert "STOP" in first
    assert [to for to, _ in phone.carrier.sent] == [f"whatsapp:{DIGITS}"]
    assert phone.request().language.tag == "es"
    sms.text("hello, I need a ride")
    assert phone.carrier.sent[-1][0] == DIGITS


def test_the_same_phone_by_both_ways_is_two_requests_and_a_volunteer_is_told(phone, sms):
    phone.text("necesito comida")
    sms.text("I need a ride to the doctor")
    one, other = _request(phone), _request(sms)
    assert one.id != other.id
    assert one.fingerprint != other.fingerprint
    viewer = _write(phone, "hola")
    assert _line(phone, viewer).maybe_same == (other.code,)


def test_stop_by_whatsapp_is_confirmed_there_and_silences_every_way(phone, sms):
    phone.text("food please")
    sms.text("food please")
    (confirmed,) = phone.text("STOP")
    assert "no more texts" in confirmed
    assert phone.text("are you there") == []
    assert sms.text("are you there") == []


def test_erase_by_one_way_erases_what_came_by_both(phone, sms):
    phone.text("food please")
    sms.text("a ride please")
    phone.text("ERASE")
    assert _request(phone) is None
    assert _request(sms) is None


def test_the_profile_name_is_kept_nowhere(phone, tmp_path):
    phone.text("food please", ProfileName="Canary Mango", WaId=DIGITS.removeprefix("+"))
    files = list(tmp_path.rglob("*sqlite3*"))
    assert files
    for each in files:
        content = each.read_bytes()
        assert b"Canary" not in content
        assert DIGITS[1:].encode() not in content


def test_within_24_hours_a_volunteers_text_goes_out_as_it_is(phone, clock):
    phone.text("food please")
    clock.forward(hours=23)
    _write(phone, "We come at noon.")
    assert phone.carrier.sent[-1] == (f"whatsapp:{DIGITS}", phone.carrier.sent[-1][1])
    assert "We come at noon." in phone.carrier.sent[-1][1]


@pytest.mark.parametrize("templates", [{}, {Language("en"): TEMPLATE}])
def test_later_it_is_held_said_on_the_page_and_sent_when_they_write(phone, clock, templates):
    from dataclasses import replace

    phone.text("food please")
    clock.forward(hours=25)
    phone.stage.ports = replace(phone.stage.ports, whatsapp_templates=templates)
    before = len(phone.carrier.sent)
    viewer = _write(phone, "We come at noon.")
    assert [to for to, _ in phone.carrier.sent[before:] if "whatsapp" in to] == []
    asked = [(f"whatsapp:{DIGITS}", TEMPLATE)] if templates else []
    assert phone.carrier.templates == asked
    assert Delivery.HELD in [line.delivery for line in _line(phone, viewer).lines]
    write_to_person(phone.stage.ports, viewer, _request(phone).code, "And bring soup.")
    phone.deliver()
    assert phone.carrier.templates == asked, "they are asked once a day"
    came = phone.text("yes?")
    assert [words for words in came if "noon" in words or "soup" in words]
    assert len([words for words in came if "noon" in words]) == 1
    phone.deliver()
    assert len([words for _, words in phone.carrier.sent if "noon" in words]) == 1


def test_a_template_that_is_lost_harms_nobody(phone, clock):
    from dataclasses import replace

    phone.text("food please")
    clock.forward(hours=25)
    lost = {Language("en"): "HX" + "b" * 32}
    phone.stage.ports = replace(phone.stage.ports, whatsapp_templates=lost)
    _write(phone, "We come at noon.")
    assert len(phone.carrier.templates) == 1


@pytest.mark.parametrize("templates", [{}, {Language("en"): TEMPLATE}])
@pytest.mark.parametrize("at_once", [True, False])
def test_where_the_carrier_says_that_the_window_is_closed_it_waits_too(
    phone, clock, templates, at_once
):
    """63016, as an error or later as a status: the carrier's clock is the one that counts."""
    from dataclasses import replace

    phone.text("food please")
    clock.forward(minutes=5)
    phone.stage.ports = replace(phone.stage.ports, whatsapp_templates=templates)
    phone.carrier.refuse = 63016 if at_once else 0
    viewer = _write(phone, "We come at noon.")
    sid = phone.carrier.sids[-1]
    if not at_once:
        _report(phone, sid, "failed", "63016")
    phone.deliver()
    phone.carrier.refuse = 0
    assert _noon(phone, viewer).delivery is Delivery.HELD
    assert len(phone.carrier.templates) == len(templates)
    _report(phone, sid, "failed", "63016")
    phone.deliver()
    assert _noon(phone, viewer).delivery is Delivery.HELD
    assert "We come at noon." in phone.text("yes?")
    again = max(n for n, (_, words) in enumerate(phone.carrier.sent) if "noon" in words)
    _report(phone, phone.carrier.sids[again], "undelivered", "30006")
    line = _noon(phone, viewer)
    assert (line.delivery, line.failure) == (Delivery.NOT_DELIVERED, Failure.LANDLINE)


def _noon(phone: Texter, viewer: str):
    (line,) = [each for each in _line(phone, viewer).lines if each.words == "We come at noon."]
    return line


def _report(phone: Texter, sid: str, status: str, code: str) -> None:
    answer = phone.stage.post(
        "/twilio/messages/status",
        MessageSid=sid, SmsSid=sid, MessageStatus=status, SmsStatus=status, ErrorCode=code,
        From="whatsapp:+15550100000", To=phone.number,
    )  # fmt: skip
    assert answer.status_code in {200, 204}


def test_an_address_is_no_number_of_anybody_else():
    there, here = PhoneNumber(f"whatsapp:{DIGITS}"), PhoneNumber(DIGITS)
    assert there != here
    assert there.other_way == here
    assert there.reveal() == here.reveal()
    assert there.reveal_address() == f"whatsapp:{DIGITS}"
    assert "555" not in repr(there)
    assert PhoneNumber.parse_caller("whatsapp:+1555") is None
    assert PhoneNumber.parse_caller("whatsapp:rosa") is None


def test_settings_of_whatsapp(tmp_path):
    environ = {"HOTLINE_DATA_DIR": str(tmp_path)}
    good = Settings.from_env(
        {**environ, "HOTLINE_WHATSAPP_TEMPLATES": f"en={TEMPLATE}, es={TEMPLATE}"}
    )
    assert set(good.whatsapp_templates) == {Language("en"), Language("es")}
    for wrong in ("en", "en=HX12", f"ENGLISH={TEMPLATE}"):
        with pytest.raises(SettingsError, match="HOTLINE_WHATSAPP_TEMPLATES"):
            Settings.from_env({**environ, "HOTLINE_WHATSAPP_TEMPLATES": wrong})
