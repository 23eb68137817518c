"""V15: no text reaches a person who did not allow it, and no code can send one past the gate."""

from __future__ import annotations

import ast
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hotline.services import dispatch
from hotline.services.receipts import keep_contact_rules
from hotline.types import MessageSid, new_id
from tests.conftest import ROOT
from tests.house import build_house


class Carrier:
    """Keeps what it was asked to send."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def send_text(self, to, body, reference):
        self.sent.append(to.reveal())
        return MessageSid("SM" + "0" * 32)


@pytest.fixture
def house(tmp_path, clock):
    # Noon on this machine, whatever its zone.
    clock.moment = datetime.now().astimezone().replace(hour=12, minute=0).astimezone(UTC)
    return build_house(tmp_path, clock)


def _text_to_caller(house, may, hours="any"):
    """A stored text to somebody who called; gives the message's id."""
    code = house.request()
    with house.ports.unit_of_work() as tx:
        request = tx.requests.by_code(code)
        if may is not None:
            keep_contact_rules(house.ports, tx, request.id, may, hours, "nothing")
        key = tx.keys.open(request.key_id)
        message_id = new_id()
        tx.messages.add(
            message_id=message_id,
            key_id=key.id,
            request_id=request.id,
            volunteer_id=None,
            direction="out",
            body=key.seal_text("message.body", "words"),
            at=house.ports.clock.now(),
        )
    return message_id


@pytest.mark.parametrize(
    ("may", "hours", "sent"),
    [
        (None, "any", 0),
        ("no", "any", 0),
        ("", "any", 0),
        ("call", "any", 0),
        ("text", "evening", 0),
        ("text", "any", 1),
    ],
)
def test_a_caller_gets_a_text_only_after_a_yes_to_texts_and_at_their_hours(house, may, hours, sent):
    carrier = Carrier()
    dispatch.send_text(house.ports, carrier, _text_to_caller(house, may, hours))
    assert len(carrier.sent) == sent


def test_every_way_to_the_carrier_is_known_and_the_one_to_people_asks_first():
    ways = set()
    for path in [*ROOT.glob("hotline/**/*.py"), *ROOT.glob("ivr/*.py"), *ROOT.glob("workers/*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef):
                continue
            calls = [each for each in ast.walk(node) if isinstance(each, ast.Call)]
            names = {ast.unparse(call.func) for call in calls}
            if "carrier.send_text" in names:
                ways.add((str(path.relative_to(ROOT)), node.name))
    assert ways == {
        ("hotline/services/dispatch.py", "send_text"),
    }
    source = Path(dispatch.__file__).read_text(encoding="utf-8")
    # The number of a person is opened in one place, and only behind the question.
    (line,) = [
        number
        for number, text in enumerate(source.splitlines())
        if 'open_text("contact", request.contact)' in text
    ]
    assert "_may_text(ports, tx, request)" in source.splitlines()[line - 1]
