"""The verb Dial: rings other phones and joins the first that answers to the caller."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ivr.simulator.conferences import Removed
from ivr.simulator.documents import Document, Target
from ivr.simulator.leg import Action, CallerGone, Interrupted, Leg, StatusCallback
from ivr.simulator.progress import seconds_of
from ivr.simulator.rooms import join_conference
from ivr.simulator.twiml import Verb

if TYPE_CHECKING:
    from ivr.simulator.engine import Engine

# "timeout: default 30, from 5 to 600 seconds".
RING_SECONDS = 30

# "timeLimit: default 14400 seconds"; the time that two are joined.
TALK_SECONDS = 14400


class TalkOver:
    """The timeLimit of a Dial: the call that was joined is hung up, and the action is asked."""


def dial(engine: Engine, verb: Verb, document: Document) -> Target | None:
    """Dials numbers, all at once or one after the other; without `action` the document goes on."""
    engine.play_out()
    room = next((child for child in verb.children if child.name == "Conference"), None)
    if room is not None:
        engine.leg.limit("dial", talk_seconds(verb), Removed())
        try:
            join_conference(engine, room, document)
        except CallerGone:
            engine.leg.status = "completed"
            target = _lead_on(engine, verb, document, {"DialCallStatus": "answered"})
            if target is not None:
                engine.tell(target)
            raise
        finally:
            engine.leg.lift_limit("dial")
        return _lead_on(engine, verb, document, {"DialCallStatus": "answered"})
    numbers = [child for child in verb.children if child.name == "Number"]
    if verb.text and not numbers:
        numbers = [Verb("Number", {}, verb.text)]
    if not numbers:
        engine.note(13224, "The simulated carrier dials telephone numbers and conferences only.")
        return _lead_on(engine, verb, document, {"DialCallStatus": "failed"})
    wanted = verb.attributes.get("callerId")
    own = {engine.leg.caller, engine.leg.called}
    if wanted and wanted not in own and engine.exchange.number(wanted) is None:
        engine.note(13214, f"The callerId {wanted} is neither this call's nor the account's.")
        return _lead_on(engine, verb, document, {"DialCallStatus": "failed"})
    groups = [[number] for number in numbers] if verb.flag("sequential", False) else [numbers]
    outcome: dict[str, str] = {}
    for group in groups:
        attempt = _Attempt(engine, verb, document, group)
        try:
            outcome = attempt.run()
        except CallerGone:
            # "If the caller hangs up the parent ends; the action request still fires".
            engine.leg.status = "completed"
            target = _lead_on(engine, verb, document, attempt.outcome())
            if target is not None:
                engine.tell(target)
            raise
        if attempt.bridged is not None:
            break
    return _lead_on(engine, verb, document, outcome)


def talk_seconds(verb: Verb) -> int:
    """The timeLimit of a Dial in seconds; one that makes no sense is none."""
    wish = verb.integer("timeLimit", TALK_SECONDS)
    return wish if 0 < wish <= TALK_SECONDS else TALK_SECONDS


def _lead_on(
    engine: Engine, verb: Verb, document: Document, outcome: dict[str, str]
) -> Target | None:
    if "action" not in verb.attributes:
        return None
    return document.target(verb.attributes["action"], verb.attributes.get("method"), **outcome)


class _Attempt:
    """One ringing of one or several phones at the same time."""

    def __init__(self, engine: Engine, verb: Verb, document: Document, numbers: list[Verb]) -> None:
        self._engine = engine
        self._verb = verb
        self._seconds = min(max(verb.integer("timeout", RING_SECONDS), 5), 600)
        self._children = [self._ring(number, document) for number in numbers]
        self._winner: Leg | None = None
        self.bridged: Leg | None = None

    def run(self) -> dict[str, str]:
        """Rings, joins, and gives what the action is told. Raises CallerGone."""
        open_children = {child.sid for child in self._children}
        try:
            while open_children:
                action = self._next_action()
                if action.kind == "silence" and self._winner is None:
                    self._cancel_others(None)
                elif action.kind == "keys":
                    self._engine.leg.emit("keys", digits=action.digits)
                    if "*" in action.digits and self._verb.flag("hangupOnStar", False):
                        self._cancel_others(None)
                elif action.kind == "child":
                    self._hear(action, open_children)
            return self.outcome()
        except (CallerGone, Interrupted):
            self._cancel_others(None)
            raise
        finally:
            self._engine.leg.lift_limit("dial")

    def _next_action(self) -> Action:
        """What happens next on the line; the end of the time for talking is silence."""
        try:
            return self._engine.wait(
                "dial",
                numbers=[child.called for child in self._children],
                bridged=self.bridged is not None,
                timeout=self._seconds,
            )
        except Interrupted as change:
            if not isinstance(change.target, TalkOver):
                raise
            self._cancel_others(None)
            return Action("over")

    def outcome(self) -> dict[str, str]:
        """DialCallStatus: "completed" does not say that a human took the call, DialBridged does."""
        leg = self._winner or self._children[-1]
        seconds = seconds_of(leg)
        outcome = {
            "DialCallStatus": leg.status if leg.ended else "canceled",
            "DialCallSid": leg.sid,
            "DialBridged": "true" if self.bridged else "false",
        }
        if leg.answered is not None:
            outcome |= {"DialCallStatus": "completed", "DialCallDuration": str(seconds)}
        return outcome

    def _hear(self, action: Action, open_children: set[str]) -> None:
        child = next(leg for leg in self._children if leg.sid == action.digits)
        if action.status == "answered" and self._winner is None:
            # "The first call to pick up is connected and the rest are hung up."
            self._winner = child
            self._cancel_others(child)
        elif action.status == "bridged":
            self.bridged = child
            self._engine.leg.limit("dial", talk_seconds(self._verb), TalkOver())
            if self._engine.leg.answered is None:
                self._engine.exchange.answer(self._engine.leg)
            self._engine.leg.emit("bridged", number=child.called)
        elif action.status == "ended":
            open_children.discard(child.sid)
            if child is self.bridged:
                self._engine.leg.emit("unbridged", number=child.called)

    def _cancel_others(self, kept: Leg | None) -> None:
        for child in self._children:
            if child is not kept and child.ended is None:
                status = "no-answer" if child.answered is None else "completed"
                self._engine.exchange.cancel(child, status)

    def _ring(self, number: Verb, document: Document) -> Leg:
        """Starts one child leg, with its whisper (`url`) and its own status callback."""
        attributes = number.attributes
        address = attributes.get("url")
        whisper = document.target(address, attributes.get("method")) if address else None
        callback = None
        if attributes.get("statusCallback"):
            target = document.target(
                attributes["statusCallback"], attributes.get("statusCallbackMethod")
            )
            events = attributes.get("statusCallbackEvent", "completed").split()
            callback = StatusCallback(target.url, target.method, frozenset(events))
        parent = self._engine.leg
        exchange = self._engine.exchange

        def bridge(child: Leg) -> None:
            parent.signal(Action("child", digits=child.sid, status="bridged"))
            child.emit("bridged", number=parent.caller)
            while True:
                action = child.wait("bridged", exchange.settings.idle_seconds)
                child.emit("keys", digits=action.digits)

        return exchange.call_out(
            caller=self._verb.attributes.get("callerId") or parent.caller,
            called=number.text,
            first=whisper,
            direction="outbound-dial",
            parent_sid=parent.sid,
            status_callback=callback,
            ring_seconds=self._seconds,
            detects_machines="machineDetection" in attributes,
            on_change=lambda child, event: parent.signal(
                Action("child", digits=child.sid, status=event)
            ),
            afterwards=bridge,
        )
