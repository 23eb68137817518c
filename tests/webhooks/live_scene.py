"""Callers who wait on the line, volunteers' phones that ring, and the worker between them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from hotline.assembly import build_ports, create_app
from hotline.domain.ringing import RingPolicy
from hotline.services.accounts import add_volunteer
from hotline.store.database import open_database
from hotline.store.tables import outbox
from hotline.types import Language, PhoneNumber
from tests.webhooks.bridging import MovableClock, Ringing, Scene, path_in
from tests.webhooks.stage import Stage, build_stage
from tests.webhooks.volunteer_phone import VolunteerPhone
from workers.jobs import Workshop, run

KINDS = ("place_call", "move_call", "end_call", "ring_on")


class WaitingCaller(VolunteerPhone):
    """A caller: keys and silence as they come, and the document that a move brings."""

    def __init__(self, scene: LiveScene, number: str = "+15550101001") -> None:
        self.scene = scene
        super().__init__(scene.stage, number)
        self.at_company = Ringing(number, self.sid, "", "")
        scene.company.calls.append(self.at_company)

    def ask_for_person(self) -> WaitingCaller:
        """English, then 0."""
        return self.press("1", "0")

    def follow(self) -> WaitingCaller:
        """Fetch what the call was moved to, if it was."""
        while self.at_company.moved:
            self._post(self.at_company.moved.pop(0))
        return self

    def hang_up(self) -> None:
        self.at_company.ended = True
        super().hang_up()

    @property
    def room(self) -> str | None:
        """The name of the room that they are in."""
        conference = self.verbs.find("Dial/Conference")
        return None if conference is None else conference.text

    @property
    def seconds(self) -> int:
        """How long this document waits for a key."""
        gather = self.verbs.find("Gather")
        return 0 if gather is None else int(gather.get("timeout"))


class LiveScene(Scene):
    """A Scene with live calls on, whose worker rings on by the clock."""

    def work(self) -> None:
        engine = open_database(self.stage.settings.database_url)
        shop = Workshop(self.stage.ports, self.company, transcriber=None)  # type: ignore[arg-type]
        for _ in range(40):
            with engine.connect() as connection:
                query = select(outbox.c.id).where(
                    outbox.c.state == "pending",
                    outbox.c.kind.in_(KINDS),
                    outbox.c.available_at <= self.clock.now(),
                )
                waiting = list(connection.execute(query).scalars())
            if not waiting:
                return
            for row in waiting:
                run(shop, row)
        raise AssertionError("the outbox does not come to rest")

    def volunteers(self, count: int, tags: tuple[str, ...] = ("en",)) -> list[str]:
        """Their ids; their phones are +1555010200n."""
        return [
            add_volunteer(
                self.stage.ports,
                name=f"V{number}",
                phone=PhoneNumber(phone_of(number)),
                languages=[Language(tag) for tag in tags],
                on_call=True,
                pin="4711",
            ).volunteer_id
            for number in range(count)
        ]

    def ringing(self, number: int) -> Ringing | None:
        """The call at this volunteer's phone that has not ended, or None."""
        open_ones = [call for call in self.company.to(phone_of(number)) if not call.ended]
        return open_ones[-1] if open_ones else None

    def who_rings(self) -> list[int]:
        return [number for number in range(12) if self.ringing(number)]

    def take(self, number: int) -> str:
        """Pick up, press 1: what is heard then."""
        call = self.ringing(number)
        assert call is not None, number
        return self.press(call, "1", self.answer(call))

    def end_with(self, number: int, how: str) -> None:
        """The phone's part: busy, failed, no-answer, rejected, machine."""
        call = self.ringing(number)
        assert call is not None, number
        if how == "rejected":
            self.press(call, "2", self.answer(call))
            self.status(call, "completed")
        elif how == "machine":
            heard = self.answer(call)
            for _ in range(3):
                heard = self.press(call, "", heard)
            self.status(call, "completed")
        else:
            self.status(call, how)
        call.ended = True

    def later(self, seconds: float) -> None:
        self.clock.sleep(seconds)
        self.work()


def phone_of(number: int) -> str:
    return f"+155501020{number:02d}"


def live_scene(folder: Any, policy: RingPolicy | None = None, clock: Any = None) -> LiveScene:
    """Live calls on, with this policy."""
    clock = clock or MovableClock()
    stage = build_stage(folder, clock)
    settings = replace(stage.settings, live=policy or RingPolicy())
    stage = Stage(create_app(settings, clock), build_ports(settings, clock=clock), settings)
    return LiveScene(stage, clock)


__all__ = ["LiveScene", "WaitingCaller", "live_scene", "path_in", "phone_of"]
