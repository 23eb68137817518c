"""A call finishes on the version of the flow it began with: in another process, after a restart."""

from __future__ import annotations

import os
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from hotline.assembly import build_ports, create_app
from hotline.domain.retention import KEPT
from hotline.services.accounts import add_volunteer
from hotline.services.purge import purge
from hotline.store.call_memory_tables import flow_versions
from hotline.store.database import open_database
from hotline.types import Language, PhoneNumber
from tests.webhooks.stage import Stage, build_stage, new_sid

ONE = """\
hotline: Eastside
start: need
steps:
  need:
    say: Welcome to the first one.
    menu:
      1: {label: Food, goto: when}
  when:
    say: Is it needed today?
    menu:
      1: {label: Today, goto: story}
  story:
    say: Tell us.
    record: {}
"""
#: Nothing of the second question is left in it.
TWO = """\
hotline: Eastside
steps:
  hello:
    say: Welcome to the second one.
    then: story
  story:
    record: {}
"""


class House:
    """The same settings and database behind any number of processes."""

    def __init__(self, folder: Path, clock) -> None:
        self.flow = folder / "flow.yaml"
        self.flow.write_text(ONE, encoding="utf-8")
        self.clock = clock
        first = build_stage(folder, clock)
        self.settings = replace(first.settings, flow_path=self.flow)
        add_volunteer(
            first.ports,
            name="Rosa",
            phone=PhoneNumber("+15550100088"),
            languages=[Language("en")],
            topics=[],
            on_call=True,
            pin="4711",
        )

    def process(self) -> Stage:
        """A new process as far as anything that is kept in memory goes."""
        ports = build_ports(self.settings, clock=self.clock)
        return Stage(create_app(self.settings, self.clock), ports, self.settings)

    def publish(self, text: str) -> None:
        self.flow.write_text(text, encoding="utf-8")
        os.utime(self.flow, ns=(1, len(text)))

    def versions(self) -> int:
        engine = open_database(self.settings.database_url)
        with engine.connect() as connection:
            count = connection.execute(select(func.count()).select_from(flow_versions)).scalar_one()
        engine.dispose()
        return count


@pytest.fixture
def house(tmp_path, clock):
    return House(tmp_path, clock)


def _post(process, sid, path, **form):
    answer = process.post(path, CallSid=sid, From="+15550100001", CallStatus="in-progress", **form)
    assert answer.status_code == 200
    steps = re.findall(r"/twilio/voice/step/\d+", answer.data.decode())
    return " ".join(ElementTree.fromstring(answer.data).itertext()), steps[-1] if steps else ""


def test_a_call_goes_on_in_a_process_that_never_read_its_version(house):
    first, sid = house.process(), new_sid("CA")
    heard, step = _post(first, sid, "/twilio/voice")
    assert "the first one" in heard
    house.publish(TWO)
    after_restart = house.process()
    heard, step = _post(after_restart, sid, step, Digits="1")
    assert "Is it needed today?" in heard, "the question of the version it began with"
    # And back in the first process, which has read neither file since.
    heard, step = _post(first, sid, step, Digits="1")
    assert "is recorded" in heard
    heard, _ = _post(house.process(), sid, step, Digits="1")
    assert "Tell us." in heard
    heard, _ = _post(after_restart, new_sid("CA"), "/twilio/voice")
    assert "the second one" in heard


def test_a_version_that_cannot_be_read_any_more_leads_to_the_current_one(house):
    sid = new_sid("CA")
    _, step = _post(house.process(), sid, "/twilio/voice")
    engine = open_database(house.settings.database_url)
    with engine.begin() as connection:
        connection.execute(flow_versions.update().values(text="steps: {of a later release"))
    engine.dispose()
    house.publish(TWO)
    heard, step = _post(house.process(), sid, step, Digits="1")
    assert step, "and somebody still listens"
    assert "is recorded" in heard


def test_versions_go_when_nobody_can_come_back_to_them(house, clock):
    process = house.process()
    _post(process, new_sid("CA"), "/twilio/voice")
    _post(process, new_sid("CA"), "/twilio/voice")
    assert house.versions() == 1
    house.publish(TWO)
    clock.forward(days=KEPT["versions of the flow after their use"].days - 1)
    _post(house.process(), new_sid("CA"), "/twilio/voice")
    purge(process.ports)
    assert house.versions() == 2
    clock.forward(days=1, hours=1)
    purge(process.ports)
    assert house.versions() == 1
    heard, _ = _post(house.process(), new_sid("CA"), "/twilio/voice")
    assert "the second one" in heard
