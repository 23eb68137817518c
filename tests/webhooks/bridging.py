"""Phones on a stage: a carrier that rings them, a worker's hand, and fingers that press keys."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

from sqlalchemy import select

from hotline.errors import CarrierRefused, CarrierUnavailable
from hotline.services.accounts import add_volunteer
from hotline.services.claims import claim
from hotline.services.intake import find_or_begin_call, request_of_call
from hotline.services.receipts import keep_contact_rules
from hotline.store.database import open_database
from hotline.store.tables import outbox
from hotline.types import Language, PhoneNumber
from tests.webhooks.stage import PUBLIC_URL, Stage, new_sid
from workers.jobs import Workshop, run

ENGLISH = Language("en")
CALLER, ROSA, MARIE = "+15550100001", "+15550100102", "+15550100103"
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


class MovableClock:
    """A clock that stands until a test moves it."""

    def __init__(self, now: datetime = NOON) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def sleep(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)


@dataclass
class Ringing:
    """One call that the carrier was asked to place."""

    to: str
    sid: str
    answer: str
    status: str
    moved: list[str] = field(default_factory=list)
    ended: bool = False

    @property
    def leg(self) -> str:
        return self.answer.split("/")[3]


class PhoneCompany:
    """Places, moves and ends calls, and remembers each; `trouble` is raised in place of a call."""

    def __init__(self) -> None:
        self.calls: list[Ringing] = []
        self.trouble: Exception | None = None
        self.during: Any = None

    def place_call(
        self, to: PhoneNumber, *, answer_path: str, status_path: str,
        ring_seconds: int, longest_seconds: int,
    ) -> str:  # fmt: skip
        if self.trouble:
            raise self.trouble
        assert longest_seconds <= 30 * 60
        self.calls.append(Ringing(to.reveal(), new_sid("CA"), answer_path, status_path))
        if self.during:
            self.during()
        return self.calls[-1].sid

    def move_call(self, sid: str, path: str) -> None:
        call = next((call for call in self.calls if call.sid == sid and not call.ended), None)
        if call is None:
            raise CarrierRefused("gone", 21220)
        call.moved.append(path)

    def end_call(self, sid: str) -> None:
        for call in self.calls:
            call.ended |= call.sid == sid

    def to(self, number: str) -> list[Ringing]:
        return [call for call in self.calls if call.to == number]

    def send_text(self, *_arguments: Any) -> str:
        return new_sid("SM")


@dataclass
class Scene:
    """A stage, a phone company, and the one who carries orders between them."""

    stage: Stage
    clock: MovableClock
    company: PhoneCompany = field(default_factory=PhoneCompany)

    def work(self) -> None:
        """Do what waits in the outbox, and what that asks for."""
        engine = open_database(self.stage.settings.database_url)
        shop = Workshop(self.stage.ports, self.company, transcriber=None)  # type: ignore[arg-type]
        for _ in range(12):
            with engine.connect() as connection:
                query = select(outbox.c.id).where(
                    outbox.c.state == "pending",
                    outbox.c.kind.in_(["place_call", "move_call", "end_call"]),
                    outbox.c.available_at <= self.clock.now(),
                )
                waiting = list(connection.execute(query).scalars())
            if not waiting:
                return
            for row in waiting:
                run(shop, row)
        raise AssertionError("the outbox does not come to rest")

    def volunteer(self, name: str = "Rosa", phone: str = ROSA, languages: Any = (ENGLISH,)) -> str:
        return add_volunteer(
            self.stage.ports, name=name, phone=PhoneNumber(phone), languages=languages,
            topics=(), on_call=True, pin="4711",
        ).volunteer_id  # fmt: skip

    def request(
        self, may: str = "call", hours: str = "any", others: str = "nothing",
        caller: str | None = CALLER, language: Language = ENGLISH,
    ) -> str:  # fmt: skip
        """The code of a request whose person allowed this."""
        ports = self.stage.ports
        number = PhoneNumber(caller) if caller else None
        with ports.unit_of_work() as tx:
            call = find_or_begin_call(ports, tx, new_sid("CA"), number)
            request_id = request_of_call(ports, tx, call, language=language, topic="food")
            if may:
                keep_contact_rules(ports, tx, request_id, may, hours, others)
            return tx.requests.by_id(request_id).code

    def held(self, volunteer_id: str, **wishes: Any) -> str:
        code = self.request(**wishes)
        claim(self.stage.ports, volunteer_id, code)
        return code

    def post(self, path: str, call: Ringing, **form: str) -> str:
        """What the carrier posts about a call; gives the answer's XML."""
        fields = {
            "CallSid": call.sid, "From": "+15550100000", "To": call.to, "ApiVersion": "2010-04-01",
            "CallStatus": "in-progress", "Direction": "outbound-api",
        } | form  # fmt: skip
        answer = self.stage.post(path, **fields)
        assert answer.status_code == 200, answer.status_code
        return answer.get_data(as_text=True)

    def answer(self, call: Ringing) -> str:
        return self.post(call.answer, call)

    def press(self, call: Ringing, key: str, heard: str) -> str:
        """Press at the Gather that was heard, at the address that stands in it."""
        gather = ElementTree.fromstring(heard).find("Gather")
        assert gather is not None, heard
        return self.post(path_in(gather.attrib["action"]), call, Digits=key)

    def enter(self, call: Ringing, heard: str) -> str:
        """Into the room that was heard; gives its name."""
        room = ElementTree.fromstring(heard).find("Dial/Conference")
        assert room is not None, heard
        self.stage.post(
            path_in(room.attrib["statusCallback"]), CallSid=call.sid, ConferenceSid=new_sid("CF"),
            FriendlyName=room.text, StatusCallbackEvent="participant-join", SequenceNumber="1",
        )  # fmt: skip
        return str(room.text)

    def status(self, call: Ringing, status: str) -> None:
        self.post(call.status, call, CallStatus=status, CallbackSource="call-progress-events")

    def hang_up(self, call: Ringing) -> None:
        """The receiver is put down: the Dial's action, then the status, as the carrier posts."""
        self.post(call.answer.replace("/answer", "/left"), call, CallStatus="completed")
        self.status(call, "completed")
        call.ended = True


def path_in(url: str) -> str:
    assert url.startswith(PUBLIC_URL), url
    assert not re.search(r"\d{7,}", urlsplit(url).query), url
    return url.removeprefix(PUBLIC_URL)


def unavailable() -> CarrierUnavailable:
    return CarrierUnavailable("The carrier did not answer.")
