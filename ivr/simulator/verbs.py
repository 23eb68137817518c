"""What each verb of TwiML does on a call (Twilio, "TwiML for Programmable Voice")."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ivr.simulator.dialing import dial
from ivr.simulator.documents import Document, Target
from ivr.simulator.endings import HangUp
from ivr.simulator.languages import SPOKEN_LANGUAGES
from ivr.simulator.recording import record
from ivr.simulator.rooms import enqueue, leave
from ivr.simulator.transport import WebhookFailed
from ivr.simulator.twiml import TwimlError, Verb

if TYPE_CHECKING:
    from ivr.simulator.engine import Engine

Handler = Callable[["Engine", Verb, Document], Target | Document | None]

# "Text: at most 4096 characters".
MAX_SPOKEN = 4096

_REJECTED = {"rejected": "no-answer", "busy": "busy"}


def say(engine: Engine, verb: Verb, document: Document, in_gather: bool = False) -> None:
    """Speaks; where the carrier has no voice for the language, the caller hears silence."""
    language = verb.attributes.get("language") or "en-US"
    if len(verb.text) > MAX_SPOKEN:
        raise TwimlError(12200, "Say holds more than 4096 characters.")
    if language.lower() not in SPOKEN_LANGUAGES:
        engine.note(13520, f"No voice speaks {language}: the caller hears silence.")
        return
    loop = verb.integer("loop", 1)
    if verb.text:
        engine.leg.emit(
            "say", text=verb.text, language=language, in_gather=in_gather, loop=loop,
            voice=verb.attributes.get("voice", ""),
        )  # fmt: skip
    _endless(engine, loop, in_gather)


def play(engine: Engine, verb: Verb, document: Document, in_gather: bool = False) -> None:
    """Plays a sound, or the tones of keys; a sound that cannot be fetched is silence."""
    digits = verb.attributes.get("digits")
    if digits:
        engine.leg.emit("tones", digits=digits)
        return
    loop = verb.integer("loop", 1)
    url = document.target(verb.text, None).url
    try:
        engine.exchange.sounds.fetch(url)
    except WebhookFailed as problem:
        engine.note(problem.code, f"The caller hears silence. {problem}", url)
        return
    engine.leg.emit("play", url=url, in_gather=in_gather, loop=loop)
    _endless(engine, loop, in_gather)


def pause(engine: Engine, verb: Verb, document: Document, in_gather: bool = False) -> None:
    seconds = max(verb.integer("length", 1), 0)
    engine.leg.emit("pause", seconds=seconds, in_gather=in_gather)
    if engine.in_room:
        # Nobody skips a silence in which others may come in; the words are said once.
        engine.play_out()
        engine.wait("conference", waits=True)
    elif not in_gather:
        engine.wait("listen", seconds=seconds)


def _endless(engine: Engine, loop: int, in_gather: bool) -> None:
    """loop="0" repeats until the caller hangs up."""
    while loop == 0 and not in_gather:
        engine.wait("listen", seconds=0)


_PROMPTS = {"Say": say, "Play": play, "Pause": pause}


def gather(engine: Engine, verb: Verb, document: Document) -> Target | None:
    """Collects keys. Without any, the document goes on, unless actionOnEmptyResult says no.

    The timer starts after the prompts, and again after each key; the phone runs it.
    """
    engine.play_out()
    for prompt in verb.children:
        _PROMPTS[prompt.name](engine, prompt, document, in_gather=True)
    finish = verb.attributes.get("finishOnKey", "#")
    wanted = verb.integer("numDigits", 0)
    listens_to_keys = "dtmf" in verb.attributes.get("input", "dtmf")
    typed, finished_by = "", ""
    complete = False
    while not complete:
        action = engine.wait(
            "gather",
            timeout=_timeout(verb),
            num_digits=wanted or None,
            finish_on_key=finish,
            barge_in=verb.flag("bargeIn", True),
            typed=typed,
        )
        if action.kind == "silence":
            break
        for key in action.digits if listens_to_keys else "":
            if key in finish:
                finished_by, complete = key, True
                break
            typed += key
            if wanted and len(typed) >= wanted:
                complete = True
                break
        engine.leg.emit("keys", digits=action.digits)
    if not typed and not verb.flag("actionOnEmptyResult", False):
        return None
    return document.target(
        verb.attributes.get("action"), verb.attributes.get("method"),
        Digits=typed, FinishedOnKey=finished_by, msg="Gather End",
    )  # fmt: skip


def _timeout(verb: Verb) -> int:
    return 5 if verb.attributes.get("timeout") == "auto" else verb.integer("timeout", 5)


def redirect(engine: Engine, verb: Verb, document: Document) -> Target:
    return document.target(verb.text, verb.attributes.get("method"))


def hangup(engine: Engine, verb: Verb, document: Document) -> None:
    engine.play_out()
    raise HangUp


def reject(engine: Engine, verb: Verb, document: Document) -> None:
    """Refuses the call unanswered and unbilled; only as the first verb, later it hangs up."""
    engine.play_out()
    if engine.leg.answered is not None:
        raise HangUp
    raise HangUp(_REJECTED.get(verb.attributes.get("reason", "rejected"), "no-answer"))


def text(engine: Engine, verb: Verb, document: Document) -> None:
    """Sends a text out of a call; the verb is old, and its action is not requested here."""
    leg = engine.leg
    own, person = (
        (leg.called, leg.caller) if leg.direction == "inbound" else (leg.caller, leg.called)
    )
    engine.exchange.texts.send(
        sender=verb.attributes.get("from") or own,
        recipient=verb.attributes.get("to") or person,
        body=verb.text,
        direction="outbound-call",
    )


def not_here(engine: Engine, verb: Verb, document: Document) -> None:
    """A verb of the real carrier that this one does not have: it says so and goes on."""
    engine.note(12200, f"The simulated carrier does not carry out {verb.name}.")


def nothing(engine: Engine, verb: Verb, document: Document) -> None:
    """A verb that a caller does not notice."""


HANDLERS: dict[str, Handler] = {
    "Say": say,
    "Play": play,
    "Pause": pause,
    "Gather": gather,
    "Record": record,
    "Dial": dial,
    "Enqueue": enqueue,
    "Leave": leave,
    "Redirect": redirect,
    "Hangup": hangup,
    "Reject": reject,
    "Sms": text,
    "Message": text,
    "Start": nothing,
    "Stop": nothing,
    "Connect": not_here,
    "Pay": not_here,
    "Prompt": not_here,
    "Refer": not_here,
    "Conversation": not_here,
    "Application": not_here,
}
