"""D2: the disk of a seized server after a day of work on every new way, searched for what was
planted: words, names, numbers, addresses, codes and the carrier's sids."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from datetime import time
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import text

from hotline.adapters.web_push import WebPush
from hotline.domain.bridges import LegRole
from hotline.domain.recordings import Purpose
from hotline.domain.recurrence import ONCE
from hotline.domain.telling import Telling
from hotline.services import callbacks, duty
from hotline.services.accounts import add_volunteer, remove_volunteer
from hotline.services.browsers import add_browser
from hotline.services.claims import claim, resolve
from hotline.services.conversation import write
from hotline.services.hand_overs import ask_to_take_over
from hotline.services.intake import find_or_begin_call, note_recording
from hotline.services.purge import purge
from hotline.services.receipts import give_receipt, keep_contact_rules
from hotline.services.shifts import add_shift, today
from hotline.services.telling import send_test, set_telling, tell_elsewhere
from hotline.store.database import open_database
from hotline.types import Language, PhoneNumber, RecordingSid
from ivr.recorder import Speaker
from ivr.recorder_desk import RecorderDesk
from tests.push_service import PushService, SubscribedBrowser
from tests.text.talking import Texter
from tests.text.test_whatsapp import BothWays
from tests.webhooks.bridging import MovableClock, Scene
from tests.webhooks.stage import build_stage, new_sid

ENGLISH = Language("en")
CALLER, WRITER, ROSA, MARIE = "+12065553917", "+12065558264", "+12065551738", "+12065559046"


class Company(BothWays):
    """Texts and calls of one carrier; what it called them is planted too."""

    def __init__(self) -> None:
        super().__init__()
        self.sids: list[str] = []

    def place_call(self, to: PhoneNumber, **_how: object) -> str:
        self.sids.append(new_sid("CA"))
        return self.sids[-1]

    def move_call(self, sid: str, path: str) -> None:
        return None

    def end_call(self, sid: str) -> None:
        return None


class Planted:
    """What must never stand on the disk in the clear, in any way of writing it."""

    def __init__(self) -> None:
        self.things: dict[str, str] = {}

    def __call__(self, name: str, thing: str) -> str:
        self.things[name] = thing
        return thing

    def found_in(self, content: bytes) -> list[str]:
        found = []
        for name, thing in self.things.items():
            ways = {thing, quote(thing), quote(thing, safe=""), thing.encode().hex()}
            ways |= {thing.removeprefix("+"), thing.replace(" ", "_")}
            if any(way.encode() in content for way in ways):
                found.append(name)
        return found


def on_disk(folder: Path) -> dict[str, bytes]:
    return {str(each): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


@pytest.fixture
def planted() -> Planted:
    return Planted()


def a_day_of_work(folder: Path, planted: Planted) -> Scene:
    """A conversation by WhatsApp, a call back, shifts, a hand-over, a recorder's code."""
    clock = MovableClock()
    clock.sleep(6 * 3600)  # by day where their numbers are: people are called by day
    stage = build_stage(folder, clock)
    ports = stage.ports
    scene = Scene(stage, clock, Company())  # type: ignore[arg-type]
    for name, number in (("caller", CALLER), ("writer", WRITER), ("rosa", ROSA), ("marie", MARIE)):
        planted(f"number of {name}", number.removeprefix("+1"))
    rosa, marie = (
        add_volunteer(
            ports, name=planted(f"name {name}", name), phone=PhoneNumber(number),
            languages=(ENGLISH,), topics=(), on_call=True, pin=planted("PIN", "83017264"),
        ).volunteer_id
        for name, number in (("Rosalinda Quetzal", ROSA), ("Marie Tlaloc", MARIE))
    )  # fmt: skip
    # By WhatsApp, both ways, read by text, handed over.
    texter = Texter(stage, f"whatsapp:{WRITER}", scene.company, clock=None)  # type: ignore[arg-type]
    sid = planted("sid of a text", new_sid("SM"))
    texter.text(planted("words that came", "the xylophone behind the bakery"), MessageSid=sid)
    with ports.unit_of_work() as tx:
        code = tx.requests.everything()[0].code
    claim(ports, rosa, code)
    write(ports, rosa, code, planted("words that went", "we bring zucchini at noon"))
    Texter(stage, ROSA, scene.company).text("READ")  # type: ignore[arg-type]
    texter.text(planted("a wish in words", "a woman please, by the juniper hedge"))
    _a_text_that_fails(scene, planted, code)
    _a_browser_that_is_told(scene, planted, rosa, folder)
    ask_to_take_over(ports, rosa, code, marie)
    texter.deliver()
    # A call back with a safe word, and who may be told what.
    called = scene.request(caller=CALLER)
    claim(ports, rosa, called)
    with ports.unit_of_work() as tx:
        request = tx.requests.by_code(called)
        assert request
        planted("receipt", give_receipt(ports, tx, request.id))
        keep_contact_rules(ports, tx, request.id, "call", "any", "nothing")
        call = tx.calls.by_request(request.id)
        recording = RecordingSid(planted("sid of a recording", new_sid("RE")))
        note_recording(
            ports, tx, call, recording, status="completed", seconds=2, language=ENGLISH,
            topic="food", purpose=Purpose.SAFE_WORD,
        )  # fmt: skip
        (kept,) = tx.recordings.of_request(request.id)
        word = planted("sound of a safe word", "RIFF mangrove in her own voice")
        sealed = tx.keys.open(kept.key_id).seal("recording.sound", word.encode())
        tx.recordings.store_sound(kept.id, sealed, 2)
    bridge = callbacks.begin_call(ports, rosa, called)
    scene.work()
    called_as = next(each for each in scene.company.sids if each.startswith("CA"))  # type: ignore[attr-defined]
    planted("sid of a call", called_as)
    with ports.unit_of_work(read_only=True) as tx:
        (leg,) = tx.legs.of_bridge(bridge.id)
        assert leg.role is LegRole.VOLUNTEER
        assert leg.sid is not None
    for path, form in (("answer", {}), ("key/0", {"Digits": "1"})):
        stage.post(
            f"/twilio/bridge/{leg.id}/{path}", CallSid=called_as,
            From="+15550100000", To=ROSA, CallStatus="in-progress", **form,
        )  # fmt: skip
    assert stage.client.get(f"/twilio/bridge-sound/{leg.id}.wav").status_code == 200
    clock.sleep(20)
    scene.work()
    # Shifts, their calendar, other services, and the recorder by phone.
    add_shift(ports, rosa, rosa, since=today(ports), begin=time(18), minutes=240, rule=ONCE)
    planted("calendar", duty.new_calendar(ports, rosa))
    address = planted("address", "ntfys://ntfy.example.org/rosas-quiet-topic")
    set_telling(ports, rosa, Telling(True, (address,)))
    assert send_test(ports, rosa)
    desk = RecorderDesk(ports, stage.settings.data_dir)
    planted("recorder's code", desk.give_code(Speaker(rosa, (ENGLISH,)), ENGLISH))
    with ports.unit_of_work() as tx:
        find_or_begin_call(
            ports, tx, planted("sid of a caller", new_sid("CA")), PhoneNumber(CALLER)
        )
    return scene


def _a_text_that_fails(scene: Scene, planted: Planted, code: str) -> None:
    """Rosa writes by text, it does not arrive, and she hears of that."""
    company, words = scene.company, planted("words that never arrived", "quince at the gate")
    before = len(company.sids)  # type: ignore[attr-defined]
    phone = Texter(scene.stage, ROSA, company)  # type: ignore[arg-type]
    phone.text(f"{code} {words}")
    sid = planted("sid of a failed text", company.sids[before])  # type: ignore[attr-defined]
    sent = len(company.sent)  # type: ignore[attr-defined]
    scene.stage.post(
        "/twilio/messages/status", MessageSid=sid, SmsSid=sid, MessageStatus="undelivered",
        SmsStatus="undelivered", From="+15550100000", To=f"whatsapp:{WRITER}", ErrorCode="30003",
    )  # fmt: skip
    phone.deliver()
    told = [body for to, body in company.sent[sent:] if to == ROSA]  # type: ignore[attr-defined]
    assert len(told) == 1, "it went through the way of failed texts"


def _a_browser_that_is_told(scene: Scene, planted: Planted, rosa: str, folder: Path) -> None:
    """A real push to a service of this machine, by the job that a worker would do."""
    service = PushService(folder)
    try:
        push = WebPush(
            bytes(range(32)), "mailto:hotline@example.org", hosts=["127.0.0.1"],
            allow_private=True, authority=service.authority,
        )  # fmt: skip
        ports = scene.stage.ports = replace(scene.stage.ports, push=push)
        token = planted("address of a browser", "rosas-own-browser:APA91bQuetzalcoatl")
        agreed = SubscribedBrowser().subscription(f"{service.origin}/send/{token}", push.key)
        planted("key of a browser", agreed.public)
        planted("secret of a browser", agreed.auth)
        add_browser(ports, rosa, agreed)
        assert send_test(ports, rosa)
        waiting = text("select subject from outbox where kind = 'tell_elsewhere'")
        with open_database(scene.stage.settings.database_url).connect() as connection:
            jobs = list(connection.execute(waiting).scalars())
        for job in jobs:
            tell_elsewhere(ports, job)
        assert len(service.pushed) == 1
    finally:
        service.close()


def test_d2_a_seized_disk_tells_nothing_of_the_new_ways(tmp_path, planted, caplog):
    """D2, J1: the database, its log, the files beside them, and everything that was logged."""
    caplog.set_level(logging.DEBUG)
    # As set_up_logging does: below that it logs the address of each push.
    caplog.set_level(logging.WARNING, "urllib3")
    scene = a_day_of_work(tmp_path, planted)
    assert len(planted.things) >= 22
    files = on_disk(tmp_path)
    assert any("sqlite3-wal" in name for name in files), "the log is searched while it is there"
    for name, content in files.items():
        assert planted.found_in(content) == [], name
    assert planted.found_in(caplog.text.encode()) == []
    # The search does find what is there: a code of a request is plain on purpose.
    with scene.stage.ports.unit_of_work(read_only=True) as tx:
        code = tx.requests.everything()[0].code
    assert any(code.encode() in content for content in files.values())


def test_d1_d3_after_the_purge_and_a_goodbye_no_key_is_left(tmp_path, planted):
    """Everything resolved and 31 days on, the volunteers gone: no key opens a person's row."""
    scene = a_day_of_work(tmp_path, planted)
    ports = scene.stage.ports
    with ports.unit_of_work(read_only=True) as tx:
        held = [(each.code, each.claimed_by) for each in tx.requests.everything()]
        keys = {each.key_id for each in tx.requests.everything()}
        keys |= {each.key_id for each in tx.volunteers.all()}
        people = [each.id for each in tx.volunteers.all()]
    for code, holder in held:
        resolve(ports, holder or "", code)
    for each in people:
        remove_volunteer(ports, each)
    scene.clock.sleep(31 * 24 * 3600)
    purge(ports)
    with ports.unit_of_work(read_only=True) as tx:
        for each in tx.requests.everything():
            assert each.contact is None
            assert each.fingerprint is None
        assert [key for key in keys if _opens(tx, key)] == []
    database = b"".join(content for name, content in on_disk(tmp_path).items() if "sqlite" in name)
    for table in (
        "contact_attempts", "legs", "bridges", "claim_codes", "hand_overs", "deliveries",
        "browsers", "written_by_text",
    ):  # fmt: skip
        with ports.unit_of_work(read_only=True) as tx:
            rows = tx.keys._connection.exec_driver_sql(f"select count(*) from {table}").scalar_one()
        assert rows == 0, f"{table} outlives the people of whom it tells"
    assert planted.found_in(database) == []
    assert not re.search(rb"Rosalinda|Tlaloc", database)


def _opens(tx, key_id: str) -> bool:
    try:
        tx.keys.open(key_id)
    except Exception:
        return False
    return True
