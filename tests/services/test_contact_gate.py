"""V15: no text reaches a person who did not allow it, and no code can send one past the gate."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from hotline.domain.bridges import BridgeKind, LegRole
from hotline.errors import KeyLost
from hotline.services import dispatch, leg_calls
from hotline.services.bridges import open_bridge, want_leg
from hotline.services.claims import claim
from hotline.services.erasure import erase_request
from hotline.services.opt_outs import stop
from hotline.services.receipts import keep_contact_rules
from hotline.services.written_texts import write_text
from hotline.types import CallSid, MessageSid, PhoneNumber, new_id
from tests.conftest import ROOT
from tests.house import ENGLISH, build_house

CALLER = "+15550100001"
WRITTEN_TEXTS = "hotline/services/written_texts.py"
DISPATCH, LEG_CALLS = "hotline/services/dispatch.py", "hotline/services/leg_calls.py"


class Carrier:
    """Keeps what it was asked to send."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def send_text(self, to, body, reference):
        self.sent.append(to.reveal())
        return MessageSid("SM" + "0" * 32)

    def place_call(self, to, **_how):
        self.sent.append(to.reveal())
        return CallSid("CA" + "0" * 32)


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


#: Every function that has a text, a template or a call leave this house: whom it reaches, and
#: what of ours it asks by name before that. A new way has to be written down here.
WAYS_OUT = {
    ("hotline/services/dispatch.py", "send_text", "carrier.send_text"): {
        "may_text", "_may_reach", "_wants_silence", "_is_too_late", "whatsapp.window_is_open",
    },
    # Asked for by send_text alone, behind the same questions.
    ("hotline/services/whatsapp.py", "ask_them_to_write", "carrier.send_template"): set(),
    ("hotline/services/leg_calls.py", "place_call", "carrier.place_call"): {"_phone_to_ring"},
    # To volunteers' own services, and to partners: no person is at the other end.
    ("hotline/services/telling.py", "tell_elsewhere", "ports.messenger.send"): set(),
    ("hotline/services/browsers.py", "tell_browser", "ports.push.send"): set(),
    ("hotline/services/partner_passings.py", "send_envelope", "ports.messenger.send"): set(),
    ("hotline/services/partner_passings.py", "_text", "carrier.send_text"): set(),
}  # fmt: skip
#: Who adds a row for one of them to the outbox, and what is asked before.
ROWS = {
    # Again: a text that waits for the person's hours.
    ("hotline/services/dispatch.py", "send_text", "SEND_TEXT"): {"may_text"},
    # They have written: what was held is asked about once more by send_text.
    ("hotline/services/whatsapp.py", "send_what_was_held", "SEND_TEXT"): set(),
    # WhatsApp's window is closed: send_text asks everything again, and holds it.
    ("hotline/services/deliveries.py", "_wait_for_them", "SEND_TEXT"): set(),
    # Everything that is new: its writers are in the next table.
    (WRITTEN_TEXTS, "write_text", "kind"): set(),
    ("hotline/services/bridges.py", "want_leg", "PLACE_CALL"): set(),
}
#: Who writes a new text, to whom, and what is asked before. The first name is the function of
#: written_texts.py; the second says by which argument it is told whom the text is for.
WRITERS = {
    ("hotline/services/conversation.py", "_send", "write_text", "request_id"): {
        "_refuse_unless_open", "may_text", "next_time",
    },
    ("hotline/services/replies.py", "answer_person", "write_text", "request_id"): {
        "_spend", "tx.opt_outs.has",
    },
    ("hotline/services/replies.py", "answer_once", "write_text", "contact"): {"_spend"},
    # One question afterwards, to who agreed to be asked.
    ("hotline/services/follow_ups.py", "_ask", "write_text", "request_id"): {
        "refusal", "may_text", "spending.take",
    },
    # To volunteers: no person is at the other end.
    ("hotline/services/telling.py", "_write", "write_text", "volunteer_id"): set(),
    (WRITTEN_TEXTS, "write_text_to_volunteer", "write_text", "volunteer_id"): set(),
    ("hotline/services/spending.py", "_tell", "write_text_to_volunteer", ""): {
        "tx.spending.warn_once",
    },
    (
        "hotline/services/texts_to_volunteers.py", "queue_text_to_volunteer",
        "write_text_to_volunteer", "",
    ): {"spending.take", "spending.note"},
}  # fmt: skip


def functions() -> Iterator[tuple[str, ast.FunctionDef, set[str]]]:
    """(file, function, the names of all that it calls) of the whole application."""
    folders = [*ROOT.glob("hotline/**/*.py"), *ROOT.glob("ivr/**/*.py"), *ROOT.glob("workers/*.py")]
    for path in folders:
        if "simulator" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                calls = [each for each in ast.walk(node) if isinstance(each, ast.Call)]
                names = {ast.unparse(call.func) for call in calls}
                yield str(path.relative_to(ROOT)), node, names


def calls_in(function: ast.FunctionDef) -> list[ast.Call]:
    return [each for each in ast.walk(function) if isinstance(each, ast.Call)]


def test_every_way_out_is_known_and_asks_first():
    """V15, T5, F1: all that texts or rings, by enumeration; a way that is not in the table fails."""
    ways = re.compile(r"(.*\.)?(send_text|send_template|place_call|messenger\.send|push\.send)")
    found = {}
    for file, function, names in functions():
        for name in names:
            is_job = name.startswith(("dispatch.", "leg_calls."))
            if ways.fullmatch(name) and not is_job and "self." not in name:
                found[file, function.name, name] = names
    assert set(found) == set(WAYS_OUT)
    for way, asked in WAYS_OUT.items():
        assert asked <= found[way], way


def test_everybody_who_asks_for_a_text_or_a_call_is_known():
    """The same one step earlier: who writes the rows that a worker then carries out."""
    kinds = re.compile(r"(?:OutboxKind\.)?(SEND_TEXT|PLACE_CALL|TELL_ELSEWHERE|kind)")
    found = {}
    for file, function, names in functions():
        for call in calls_in(function):
            kind = kinds.fullmatch(ast.unparse(call.args[0])) if call.args else None
            if kind and ast.unparse(call.func).endswith("outbox.add"):
                found[file, function.name, kind[1]] = names
    assert set(found) == set(ROWS)
    for way, asked in ROWS.items():
        assert asked <= found[way], way


def test_everybody_who_writes_a_new_text_is_known_and_asks_first():
    """V15, T5, F1: one function keeps an outgoing text, and every one of its callers is in the table."""
    found, keepers = {}, set()
    for file, function, names in functions():
        for call in calls_in(function):
            called = ast.unparse(call.func).removeprefix("written_texts.")
            given = {each.arg: ast.unparse(each.value) for each in call.keywords}
            if called in {"write_text", "write_text_to_volunteer"}:
                (whom,) = given.keys() & {"request_id", "volunteer_id", "contact"} or {""}
                found[file, function.name, called, whom] = names
            if given.get("direction") == "'out'":
                keepers.add((file, function.name))
    assert keepers == {(WRITTEN_TEXTS, "write_text")}
    assert set(found) == set(WRITERS)
    for way, asked in WRITERS.items():
        assert asked <= found[way], way


@pytest.mark.parametrize("whom", [{}, {"request_id": "one", "volunteer_id": "other"}])
def test_a_text_for_nobody_or_for_two_is_not_written(house, whom):
    with house.ports.unit_of_work() as tx:
        key = tx.keys.create()
        with pytest.raises(ValueError, match="exactly one"):
            write_text(house.ports, tx, key, "words", **whom)
        assert tx.outbox.take_new() == []


def test_a_persons_number_is_rung_and_written_to_in_one_place_each():
    """Where it is opened for that, the question stands in the same function, before it."""
    (text_to,) = [f for file, f, _ in functions() if (file, f.name) == (DISPATCH, "send_text")]
    source = ast.unparse(text_to)
    assert source.index("may_text(ports, tx, request)") < source.index("request.contact)")
    (ring,) = [f for file, f, _ in functions() if (file, f.name) == (LEG_CALLS, "_phone_to_ring")]
    source = ast.unparse(ring)
    order = ["may_dial(", "_phone_of(", "is_ordinary(", "_within_limits("]
    assert sorted(order, key=source.index) == order


SENDS = sorted({"send_text", "place_call"})


@pytest.mark.parametrize("silence", ["never asked", "no", "STOP", "erased", "other way", "night"])
@pytest.mark.parametrize("way", SENDS)
def test_no_way_out_reaches_a_person_against_their_wish(house, clock, way, silence):
    """V15, T5, T8: each way that reaches a person, with each wish against it."""
    ports, own = house.ports, {"send_text": "text", "place_call": "call"}[way]
    other = {"send_text": "call", "place_call": "text"}[way]
    may = {"never asked": None, "no": "no", "other way": other}.get(silence, own)
    message_id = _text_to_caller(house, may)
    with ports.unit_of_work() as tx:
        (request,) = tx.requests.everything()
    rosa = house.volunteer()
    claim(ports, rosa, request.code)
    with ports.unit_of_work() as tx:
        bridge = open_bridge(
            ports, tx, kind=BridgeKind.CALLBACK, key_id=request.key_id, language=ENGLISH,
            topic="food", deadline=clock.now() + timedelta(hours=20), request_id=request.id,
            opened_by=rosa,
        )  # fmt: skip
        assert bridge is not None
        mine = want_leg(ports, tx, bridge, LegRole.VOLUNTEER, rosa)
        tx.bridges.accept(bridge.id, mine.id)
        theirs = want_leg(ports, tx, bridge, LegRole.PERSON)
    clock.forward(seconds=1)
    with ports.unit_of_work() as tx:
        if silence == "STOP":
            stop(ports, tx, PhoneNumber(CALLER), ENGLISH, answered=True)
        elif silence == "erased":
            erase_request(ports, tx, request.id)
    if silence == "night":
        clock.forward(hours=11)
    carrier = Carrier()

    def act() -> None:
        if way == "send_text":
            dispatch.send_text(ports, carrier, message_id)
        else:
            leg_calls.place_call(ports, carrier, theirs.id)

    try:
        act()
    except KeyLost:
        assert silence == "erased"
    assert carrier.sent == []


@pytest.mark.parametrize("way", SENDS)
def test_and_with_a_yes_each_of_them_does(house, way):
    """Or else the test above would prove nothing."""
    own = {"send_text": "text", "place_call": "call"}[way]
    message_id, ports, carrier = _text_to_caller(house, own), house.ports, Carrier()
    if way == "send_text":
        dispatch.send_text(ports, carrier, message_id)
    else:
        rosa = house.volunteer()
        with ports.unit_of_work() as tx:
            (request,) = tx.requests.everything()
        claim(ports, rosa, request.code)
        with ports.unit_of_work() as tx:
            bridge = open_bridge(
                ports, tx, kind=BridgeKind.CALLBACK, key_id=request.key_id, language=ENGLISH,
                topic="food", deadline=house.ports.clock.now() + timedelta(hours=1),
                request_id=request.id, opened_by=rosa,
            )  # fmt: skip
            mine = want_leg(ports, tx, bridge, LegRole.VOLUNTEER, rosa)
            tx.bridges.accept(bridge.id, mine.id)
            theirs = want_leg(ports, tx, bridge, LegRole.PERSON)
        leg_calls.place_call(ports, carrier, theirs.id)
    assert carrier.sent == [CALLER]
