"""C1, C2: no text stays in the carrier's log, and none that we never heard of is deleted unread."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hotline.domain.carrier_texts import CarrierText
from hotline.domain.outbox import OutboxKind
from hotline.errors import CarrierUnavailable
from hotline.services import text_strays
from hotline.services.text_strays import ask_for_sweep_of_texts, sweep_texts
from hotline.types import MediaSid, MessageSid, PhoneNumber
from tests.text.talking import Carrier, Texter
from tests.webhooks.stage import build_stage, new_sid
from workers.jobs import Workshop, run

PNG = b"\x89PNG\r\n\x1a\n" + bytes(60)


class LoggingCarrier(Carrier):
    """A carrier with a log. What is sent stands in it, and what is deleted does not."""

    def __init__(self):
        super().__init__()
        self.log: dict[str, CarrierText] = {}
        self.files: dict[str, list[str]] = {}
        self.away = False
        self.order: list[str] = []

    def add(self, text: CarrierText) -> CarrierText:
        self.log[text.sid] = text
        return text

    def list_texts(self):
        return list(self.log.values())

    def list_files(self, sid):
        return [MediaSid(each) for each in self.files.get(sid, ())]

    def delete_text(self, sid):
        if self.away:
            raise CarrierUnavailable("away")
        self.order.append(f"text {sid}")
        self.log.pop(sid, None)

    def fetch_media(self, message, media):
        assert message in self.log, "the text took its files along"
        return PNG

    def delete_media(self, message, media):
        self.order.append(f"file {media}")


@pytest.fixture
def phone(tmp_path, clock):
    texter = Texter(build_stage(tmp_path, clock), carrier=LoggingCarrier(), clock=clock)
    texter.deliver = lambda: None
    return texter


def _work(phone: Texter) -> None:
    """Everything in the outbox that is due, until nothing is left."""
    for _ in range(20):
        with phone.stage.ports.unit_of_work() as tx:
            tx.outbox.forget_enqueued()
            rows = list(tx.outbox.due(phone.clock.now()))
        rows = [row for row in rows if row.kind is not OutboxKind.TRANSCRIBE]
        if not rows:
            return
        for row in rows:
            run(Workshop(phone.stage.ports, phone.carrier, None), row.id)


def _logged(phone: Texter, body: str, minutes: int = 0, files: int = 0, **changes) -> CarrierText:
    text = CarrierText(
        MessageSid(new_sid("MM" if files else "SM")), True, True, PhoneNumber(phone.number),
        body, phone.clock.now() - timedelta(minutes=minutes), bool(files),
    )  # fmt: skip
    from dataclasses import replace

    return phone.carrier.add(replace(text, **changes))


def _copies(phone: Texter) -> int:
    with phone.stage.ports.unit_of_work() as tx:
        return 0 if tx.carrier_copies.oldest() is None else 1


def test_c1_a_text_is_deleted_there_once_ours_is_committed_and_no_sid_is_kept(phone):
    text = _logged(phone, "we need food")
    phone.text("we need food", MessageSid=text.sid)
    _work(phone)
    assert phone.carrier.log == {}
    assert _copies(phone) == 0


def test_c1_a_text_with_files_goes_after_the_last_of_them(phone):
    text = _logged(phone, "", files=2)
    files = [new_sid("ME"), new_sid("ME")]
    phone.text(
        "", MessageSid=text.sid, NumMedia="2",
        **{f"MediaUrl{n}": f"https://api.twilio.com/x/Media/{sid}" for n, sid in enumerate(files)},
    )  # fmt: skip
    _work(phone)
    assert phone.carrier.log == {}
    assert phone.carrier.order[-1] == f"text {text.sid}"
    assert sorted(phone.carrier.order[:-1]) == sorted(f"file {sid}" for sid in files)


def test_c1_what_we_sent_goes_after_its_end_and_not_before(phone):
    phone.text("we need food")
    sid = new_sid("SM")
    _logged(phone, "answer", sid=MessageSid(sid), is_inbound=False)
    with phone.stage.ports.unit_of_work() as tx:
        mark = phone.stage.ports.vault.fingerprint("sid", sid)
        request = tx.requests.everything()[0]
        (out,) = [m for m in tx.messages.of_request(request.id) if m.direction == "out"]
        tx.messages.set_sid(out.id, mark)
    _status(phone, sid, "sent")
    _work(phone)
    assert sid in phone.carrier.log
    _status(phone, sid, "delivered")
    _work(phone)
    assert sid not in phone.carrier.log


def test_a_text_of_ours_without_an_answer_stays_until_it_has_been_looked_up(phone):
    sid = new_sid("SM")
    _logged(phone, "sent without an answer", sid=MessageSid(sid), is_inbound=False)
    _status(phone, sid, "delivered")
    _work(phone)
    assert sid in phone.carrier.log, "it is looked up by its words before it is sent again"
    phone.clock.forward(minutes=21)
    _work(phone)
    assert sid not in phone.carrier.log


def test_c1_a_carrier_that_is_away_is_asked_again(phone):
    text = _logged(phone, "we need food")
    phone.carrier.away = True
    phone.text("we need food", MessageSid=text.sid)
    _work(phone)
    assert text.sid in phone.carrier.log
    phone.carrier.away = False
    phone.clock.forward(minutes=2)
    _work(phone)
    assert phone.carrier.log == {}


def test_c2_all_seeded_strays_are_found_and_what_is_young_is_left(phone):
    strays = [_logged(phone, "answer", 31 + n, is_inbound=False) for n in range(20)]
    young = _logged(phone, "answer", 29, is_inbound=False)
    moving = _logged(phone, "answer", 90, is_inbound=False, is_ended=False)
    assert sweep_texts(phone.stage.ports, phone.carrier) == len(strays)
    assert set(phone.carrier.log) == {young.sid, moving.sid}


def test_c2_i2_a_text_that_never_reached_us_becomes_a_request_before_it_is_deleted(phone):
    text = _logged(phone, "necesito comida", 40)
    assert sweep_texts(phone.stage.ports, phone.carrier) == 0
    row = phone.request()
    assert row.language.tag == "es"
    assert "necesito comida" in row.words
    _work(phone)
    assert text.sid not in phone.carrier.log
    assert sweep_texts(phone.stage.ports, phone.carrier) == 0


def test_a_lost_stop_is_honoured_and_a_lost_picture_is_fetched(phone):
    stop = _logged(phone, "STOP", 40)
    other = Texter(phone.stage, "+15550160077", phone.carrier, phone.clock)
    picture = _logged(other, "", 40, files=1)
    phone.carrier.files[picture.sid] = [new_sid("ME")]
    sweep_texts(phone.stage.ports, phone.carrier)
    _work(phone)
    assert stop.sid not in phone.carrier.log
    assert picture.sid not in phone.carrier.log
    with phone.stage.ports.unit_of_work() as tx:
        mark = PhoneNumber(phone.number).marks(phone.stage.ports.vault.fingerprint)
        assert tx.opt_outs.has(mark.opt_out)
    assert len(other.request().files) == 1


def test_a_picture_that_is_still_being_fetched_keeps_its_text(phone):
    text = _logged(phone, "", 40, files=1)
    phone.text("", MessageSid=text.sid, NumMedia="1", MediaUrl0=f"https://x/Media/{new_sid('ME')}")
    assert sweep_texts(phone.stage.ports, phone.carrier) == 0
    assert text.sid in phone.carrier.log


def test_one_sweep_waits_at_a_time(phone):
    for _ in range(2):
        ask_for_sweep_of_texts(phone.stage.ports)
    with phone.stage.ports.unit_of_work() as tx:
        tx.outbox.forget_enqueued()
        rows = [
            row for row in tx.outbox.due(phone.clock.now()) if row.kind is OutboxKind.SWEEP_TEXTS
        ]
    assert len(rows) == 1


def _status(phone: Texter, sid: str, status: str) -> None:
    answer = phone.stage.post(
        "/twilio/messages/status", MessageSid=sid, MessageStatus=status, To=phone.number
    )
    assert answer.status_code == 200


def test_i2_texts_that_never_came_stand_in_the_order_in_which_they_were_written(
    phone, clock, monkeypatch
):
    """The carrier's log tells the newest first, and its times have no parts of a second."""
    for minutes, body in ((40, "three"), (40, "two"), (45, "one")):
        _logged(phone, body, minutes=minutes)
    clock.goes(monkeypatch)
    sweep_texts(phone.stage.ports, phone.carrier)
    assert phone.request().words == ("one", "two", "three")


def test_i2_a_text_that_breaks_us_keeps_no_other_from_becoming_a_request(phone, monkeypatch):
    """The same text that made our webhook answer 500 stands in the log, and comes first."""
    bad = _logged(phone, "breaks us", minutes=50)
    _logged(phone, "we need food", minutes=40)
    known = _logged(phone, "sent by us", minutes=40, is_inbound=False)
    take_text = text_strays.take_text

    def broken(*arguments, **words):
        if words["body"] == "breaks us":
            raise ValueError("broken")
        return take_text(*arguments, **words)

    monkeypatch.setattr(text_strays, "take_text", broken)
    with pytest.raises(ValueError, match="broken"):
        sweep_texts(phone.stage.ports, phone.carrier)
    assert phone.request().words == ("we need food",)
    assert bad.sid in phone.carrier.log, "it is all that there is of it"
    assert known.sid not in phone.carrier.log
    monkeypatch.undo()
    sweep_texts(phone.stage.ports, phone.carrier)
    assert sorted(phone.request().words) == ["breaks us", "we need food"]
