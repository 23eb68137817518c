"""A recording has ended: by '#', by silence, by its length, or with the caller gone."""

from __future__ import annotations

from ivr.flows.arrive import Move, after_recording, enqueue, hear_again, leave
from ivr.flows.model import KEPT, SAY_LANGUAGE, Flow, RecordStep, SafeContactStep, Step
from ivr.flows.safe_contact import spoken_in_contact
from ivr.flows.session import HangUp, Record, Recorded, Session, changed
from ivr.flows.step_words import SAFE_WORD, SAY_WHEN, own_words, wait_at

#: Seconds of sound in which hardly anybody has said anything (V11).
SHORTEST = 1


def recorded(flow: Flow, session: Session, event: Recorded) -> Move:
    step = flow.step(session.step)
    spoken = _spoken(session, step, event)
    heard = spoken > 0
    if event.ended_by == "hangup":
        kept = heard and not (isinstance(step, RecordStep) and not step.keep_if_hung_up)
        waiting = (enqueue(flow, session),) if kept and not session.opened else ()
        queued = session.queued or kept
        return changed(session, ended=True, queued=queued), (*waiting, HangUp())
    if isinstance(step, SafeContactStep) and session.menu_page in {SAFE_WORD, SAY_WHEN}:
        return spoken_in_contact(flow, session, heard=heard)
    if not isinstance(step, RecordStep):
        # An answer to another step: whatever it belongs to, it is somebody's voice.
        return leave(flow, session, KEPT.name) if heard else hear_again(flow, session)
    # The name of a language fits into a second; of a need, hardly ever.
    caught = not heard if step == SAY_LANGUAGE else spoken <= SHORTEST
    if caught and session.misses == 0:
        before = own_words(flow, session, "not_heard")
        return hear_again(flow, changed(session, misses=1), before, alone=True)
    words = own_words(flow, session, "kept") if session.opened and heard else ()
    return leave(flow, session, after_recording(flow, session, step), words)


def _spoken(session: Session, step: Step, event: Recorded) -> int:
    """Seconds in which somebody can have spoken: the silence that ended it is counted along by
    the carrier, as nothing is trimmed (twiml.py). A shorter one was trimmed all the same."""
    waits = wait_at(session, step, ())
    silence = waits.silence_seconds if isinstance(waits, Record) else 0
    return (
        event.seconds - silence
        if not event.ended_by and event.seconds >= silence
        else event.seconds
    )
