"""The carrier's switchboard: knows all calls in progress and joins everything else together."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable

from ivr.simulator.callbacks import Callbacks
from ivr.simulator.conferences import Conferences
from ivr.simulator.documents import Document, Target
from ivr.simulator.endings import HangUp
from ivr.simulator.engine import Engine
from ivr.simulator.faults import FaultBox
from ivr.simulator.identifiers import ANONYMOUS_NUMBER, API_VERSION, new_sid
from ivr.simulator.leg import CallerGone, Interrupted, Leg, StatusCallback
from ivr.simulator.progress import report
from ivr.simulator.settings import Settings
from ivr.simulator.sounds import Sounds
from ivr.simulator.store import Row, Store
from ivr.simulator.texts import Texts
from ivr.simulator.transport import Transport

# "Timeout: 60 seconds", and "a buffer of 5 seconds" on top of any.
RING_SECONDS = 60
RING_BUFFER_SECONDS = 5
# "TimeLimit: default 4 hours".
LONGEST_SECONDS = 14400


class Exchange:
    """One simulated carrier with one account."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.store = Store(settings.data_dir)
        self.faults = FaultBox()
        self.transport = Transport(settings, self.faults)
        self.callbacks = Callbacks(self.store, self.transport, self.faults)
        self.sounds = Sounds(self.transport)
        # Notified when a phone begins or stops ringing and when a text arrives.
        self.news = threading.Condition()
        self.texts = Texts(self)
        self.conferences = Conferences(self)
        self._legs: dict[str, Leg] = {}

    # Life of the program.

    def start(self) -> None:
        self._set_up_numbers()
        self._bury_calls_of_an_earlier_run()
        self.callbacks.start()

    def stop(self) -> None:
        """Ends all calls; the callbacks that have not left wait for the next start."""
        for leg in list(self._legs.values()):
            leg.hang_up()
        self.callbacks.stop()
        self.store.close()

    def _set_up_numbers(self) -> None:
        base = self.settings.webhook_base.rstrip("/")
        self._move_webhooks(base)
        for phone_number in self.settings.numbers:
            if self.number(phone_number):
                continue
            now = time.time()
            self.store.insert(
                "numbers",
                sid=new_sid("PN"),
                phone_number=phone_number,
                friendly_name=phone_number,
                voice_url=f"{base}/twilio/voice",
                sms_url=f"{base}/twilio/messages",
                status_callback=f"{base}/twilio/status",
                created=now,
                updated=now,
            )

    def _move_webhooks(self, base: str) -> None:
        """The application may listen on another port than in the last run."""
        row = self.store.one("SELECT value FROM facts WHERE name = 'webhook_base'")
        if row and row["value"] != base:
            for column in ("voice_url", "voice_fallback_url", "sms_url", "sms_fallback_url"):
                self._move(column, row["value"], base)
            self._move("status_callback", row["value"], base)
        self.store.execute("INSERT OR REPLACE INTO facts VALUES ('webhook_base', ?)", base)

    def _move(self, column: str, old: str, new: str) -> None:
        self.store.execute(
            f"UPDATE numbers SET {column} = ? || substr({column}, ?) "  # noqa: S608 (own names)
            f"WHERE substr({column}, 1, ?) = ?",
            new, len(old) + 1, len(old) + 1, old + "/",
        )  # fmt: skip

    def _bury_calls_of_an_earlier_run(self) -> None:
        """A call does not outlive the switchboard; the application is told that it is over."""
        for row in self.store.all("SELECT * FROM calls WHERE ended IS NULL"):
            leg = _from_row(row)
            if leg.direction == "inbound":
                leg.number = self.number(leg.called)
                leg.status_callback = _number_callback(leg.number)
            self.end(leg, "completed" if leg.answered else "failed")

    # Calls.

    def number(self, phone_number: str) -> Row | None:
        """The account's own number, or None."""
        return self.store.one("SELECT * FROM numbers WHERE phone_number = ?", phone_number)

    def leg(self, sid: str) -> Leg | None:
        return self._legs.get(sid)

    def remembered(self, sid: str) -> Leg | None:
        """A call that is over."""
        row = self.store.get("calls", sid)
        return _from_row(row) if row else None

    def legs(self) -> list[Leg]:
        return list(self._legs.values())

    def call_in(self, phone: str, called: str) -> Leg:
        """A person picks up and dials. Raises KeyError when the account has no such number."""
        number = self.number(called)
        if number is None:
            raise KeyError(called)
        leg = Leg(
            sid=new_sid("CA"),
            caller=ANONYMOUS_NUMBER if phone == "anonymous" else phone,
            called=called,
            phone=phone,
            direction="inbound",
            number=number,
            status="ringing",
            status_callback=_number_callback(number),
        )
        fallback = number["voice_fallback_url"]
        engine = Engine(
            self, leg, Target(fallback, number["voice_fallback_method"]) if fallback else None
        )
        start = Target(number["voice_url"] or "", number["voice_method"])
        self._launch(leg, lambda: engine.run(start))
        return leg

    def call_out(
        self,
        *,
        caller: str,
        called: str,
        first: Target | Document | None,
        direction: str = "outbound-api",
        parent_sid: str | None = None,
        status_callback: StatusCallback | None = None,
        ring_seconds: int = RING_SECONDS,
        fallback: Target | None = None,
        detects_machines: bool = False,
        longest_seconds: int | None = None,
        on_change: Callable[[Leg, str], None] | None = None,
        afterwards: Callable[[Leg], None] | None = None,
    ) -> Leg:
        """Rings a phone and, when a person answers, carries out `first`, then `afterwards`.

        `on_change` hears "answered" and "ended" of this leg. `longest_seconds` after the answer
        the carrier hangs up.
        """
        leg = Leg(
            sid=new_sid("CA"), caller=caller, called=called, phone=called, direction=direction,
            parent_sid=parent_sid, status_callback=status_callback,
        )  # fmt: skip
        engine = Engine(self, leg, fallback)

        def life() -> None:
            self._ring(leg, ring_seconds, detects_machines)
            leg.limit("call", longest_seconds or LONGEST_SECONDS, HangUp())
            if on_change:
                on_change(leg, "answered")
            if first is not None:
                engine.run(first)
            if afterwards:
                try:
                    afterwards(leg)
                except Interrupted as change:
                    engine.run(change.target)

        def ended() -> None:
            if on_change:
                on_change(leg, "ended")

        self._launch(leg, life, ended)
        return leg

    def _ring(self, leg: Leg, seconds: int, detects_machines: bool) -> None:
        """Rings until somebody answers. Raises HangUp with the status of a call without answer."""
        report(self, leg, "initiated")
        leg.status = "ringing"
        leg.emit("ringing")
        self.save(leg)
        report(self, leg, "ringing")
        self.announce()
        try:
            action = leg.wait("ringing", seconds + RING_BUFFER_SECONDS)
        except CallerGone:
            raise HangUp("no-answer") from None
        except Interrupted as change:
            raise _as_hang_up(change) from None
        finally:
            self.announce()
        if action.kind != "answer":
            raise HangUp(action.status)
        if detects_machines:
            leg.answered_by = action.status or "human"
        self.answer(leg)
        report(self, leg, "answered")

    def answer(self, leg: Leg) -> None:
        leg.answered = time.time()
        leg.status = "in-progress"
        leg.emit("answered")
        self.save(leg)

    def end(self, leg: Leg, status: str) -> None:
        with leg.condition:
            # Whoever waits for the end finds it in the store, too.
            leg.finish(status)
            self.save(leg)
            report(self, leg, "completed")
        self._legs.pop(leg.sid, None)
        self.announce()

    def cancel(self, leg: Leg, status: str) -> None:
        """The application ends a call by the API, whatever it is doing."""
        leg.interrupt(HangUp(status))

    def save(self, leg: Leg) -> None:
        self.store.execute(
            "INSERT OR REPLACE INTO calls (sid, parent_sid, number_sid, caller, called, phone, "
            "direction, status, answered_by, created, answered, ended, updated, events) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            leg.sid, leg.parent_sid, leg.number["sid"] if leg.number else None, leg.caller,
            leg.called, leg.phone, leg.direction, leg.status, leg.answered_by, leg.created,
            leg.answered, leg.ended, time.time(), json.dumps(leg.events),
        )  # fmt: skip

    def announce(self) -> None:
        with self.news:
            self.news.notify_all()

    def pass_time(self, seconds: float) -> None:
        """As if so much time had passed for the limits of every call in progress."""
        for leg in self.legs():
            leg.hasten(seconds)

    def _launch(
        self, leg: Leg, life: Callable[[], None], ended: Callable[[], None] | None = None
    ) -> None:
        """Gives a call its own thread, which ends the call whatever happens on it."""

        def run() -> None:
            status = "failed"
            try:
                life()
                status = "completed"
            except HangUp as ending:
                status = ending.status
            except Interrupted as change:
                status = _as_hang_up(change).status
            except CallerGone:
                # "before answer: no-answer".
                status = "completed" if leg.answered else "no-answer"
            finally:
                self.end(leg, status)
                if ended:
                    ended()

        self._legs[leg.sid] = leg
        self.save(leg)
        threading.Thread(target=run, name=leg.sid, daemon=True).start()

    # Addresses.

    def account_path(self) -> str:
        return f"/{API_VERSION}/Accounts/{self.settings.account_sid}"

    def recording_url(self, sid: str) -> str:
        """Without an extension, as the real carrier posts it."""
        return f"{self.settings.base_url}{self.account_path()}/Recordings/{sid}"


def _from_row(row: Row) -> Leg:
    return Leg(
        sid=row["sid"], caller=row["caller"], called=row["called"], phone=row["phone"],
        direction=row["direction"], parent_sid=row["parent_sid"], status=row["status"],
        answered_by=row["answered_by"], created=row["created"], answered=row["answered"],
        ended=row["ended"], events=json.loads(row["events"]),
    )  # fmt: skip


def _as_hang_up(change: Interrupted) -> HangUp:
    """Only the end of a call can interrupt it while it rings."""
    return change.target if isinstance(change.target, HangUp) else HangUp("canceled")


def _number_callback(number: Row | None) -> StatusCallback | None:
    if number is None or not number["status_callback"]:
        return None
    return StatusCallback(number["status_callback"], number["status_callback_method"])
