"""The verb Record: a tone, a person's voice, and a file that is ready a little later."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ivr.simulator.documents import Document, Target
from ivr.simulator.identifiers import as_rfc2822, new_sid
from ivr.simulator.leg import Action, CallerGone, Interrupted
from ivr.simulator.sound import as_telephone_sound, seconds_of, silence
from ivr.simulator.twiml import Verb

if TYPE_CHECKING:
    from ivr.simulator.engine import Engine

# "any key": the default of finishOnKey for Record.
ANY_KEY = "1234567890*#"

# Silent recordings are saved by default; what trimming leaves of one is about a second.
TRIMMED_SILENCE_SECONDS = 1


def record(engine: Engine, verb: Verb, document: Document) -> Target | None:
    """Records and leads to the action; a caller who hangs up meanwhile leaves the recording too."""
    engine.play_out()
    target = document.target(verb.attributes.get("action"), verb.attributes.get("method"))
    sid, started = new_sid("RE"), time.time()
    if verb.flag("playBeep", True):
        engine.leg.emit("tone")
    _notify(engine, verb, document, sid, "in-progress", started, 0)
    gone = False
    interruption: Interrupted | None = None
    try:
        action = _listen(engine, verb)
    except CallerGone:
        action, gone = Action("recording", ended_by="hangup"), True
    except Interrupted as change:
        action, interruption = Action("recording"), change
    gone = gone or action.ended_by == "hangup"
    sound = _sound(action, verb)
    seconds = round(seconds_of(sound))
    unsaid = action.sound is None and not gone and interruption is None
    if unsaid and engine.exchange.faults.now.empty_recording == "fall-through":
        return None
    engine.leg.emit("spoke", seconds=round(seconds_of(sound), 1), ended_by=action.ended_by)
    status = _keep(engine, sid, sound, seconds, started)
    engine.after_next_request(
        lambda: _notify(engine, verb, document, sid, status, started, seconds)
    )
    if interruption is not None:
        raise interruption
    params = {
        "RecordingUrl": engine.exchange.recording_url(sid),
        "RecordingSid": sid,
        "RecordingDuration": str(seconds),
    }
    if gone:
        params["Digits"] = "hangup"
    elif action.digits:
        params["Digits"] = action.digits
    if gone:
        engine.leg.status = "completed"
        engine.tell(Target(target.url, target.method, params))
        raise CallerGone
    return Target(target.url, target.method, params)


def _listen(engine: Engine, verb: Verb) -> Action:
    finish = verb.attributes.get("finishOnKey", ANY_KEY)
    while True:
        action = engine.wait(
            "record",
            max_seconds=_max_seconds(verb),
            silence_seconds=verb.integer("timeout", 5),
            finish_on_key=finish,
            beep=verb.flag("playBeep", True),
        )
        if action.kind == "silence":
            return Action("recording", ended_by="silence")
        if action.kind == "recording":
            key = action.digits or ("#" if "#" in finish else finish[:1])
            return Action(
                "recording",
                digits=key if action.ended_by == "key" else "",
                sound=action.sound,
                ended_by=action.ended_by,
                as_is=action.as_is,
            )
        pressed = next((key for key in action.digits if key in finish), "")
        engine.leg.emit("keys", digits=action.digits)
        if pressed:
            return Action("recording", digits=pressed, ended_by="key")


def _max_seconds(verb: Verb) -> int:
    """ "2 to 14400, default 3600"."""
    return min(max(verb.integer("maxLength", 3600), 2), 14400)


def _sound(action: Action, verb: Verb) -> bytes:
    if action.sound is not None:
        if action.as_is:
            return action.sound
        return as_telephone_sound(action.sound, _max_seconds(verb))
    if action.ended_by != "silence":
        return silence(0)
    trimmed = verb.attributes.get("trim", "trim-silence") == "trim-silence"
    return silence(TRIMMED_SILENCE_SECONDS if trimmed else verb.integer("timeout", 5))


def _keep(engine: Engine, sid: str, sound: bytes, seconds: int, started: float) -> str:
    """Puts the recording away and gives the status its callback will tell."""
    faults = engine.exchange.faults.now
    lost = faults.recording_status
    engine.exchange.store.insert(
        "recordings",
        sid=sid,
        call_sid=engine.leg.sid,
        duration=0 if lost else seconds,
        status=lost or "completed",
        error_code=None,
        content=b"" if lost else sound,
        created=started,
        ready=time.time() + faults.recording_404_seconds,
    )
    return lost or "completed"


def _notify(
    engine: Engine,
    verb: Verb,
    document: Document,
    sid: str,
    status: str,
    started: float,
    seconds: int,
) -> None:
    """The recordingStatusCallback; it has no From and To, and only the events asked for."""
    address = verb.attributes.get("recordingStatusCallback")
    events = verb.attributes.get("recordingStatusCallbackEvent", "completed").split()
    # "failed" has no event of its own: who hears of the end at all hears of this one too.
    event = "completed" if status == "failed" else status
    if not address or event not in events:
        return
    method = verb.attributes.get("recordingStatusCallbackMethod")
    target = document.target(address, method)
    exchange = engine.exchange
    params = {
        "AccountSid": exchange.settings.account_sid,
        "CallSid": engine.leg.sid,
        "RecordingSid": sid,
        "RecordingUrl": exchange.recording_url(sid),
        "RecordingStatus": status,
        "RecordingDuration": str(seconds if status == "completed" else 0),
        "RecordingChannels": "1",
        "RecordingSource": "RecordVerb",
        "RecordingStartTime": as_rfc2822(started) or "",
        "ErrorCode": "0",
    }
    exchange.callbacks.add(
        "recording", sid, target.url, params,
        delay=exchange.settings.callback_seconds, method=target.method,
    )  # fmt: skip
