"""A person's words come in: calls, recordings and texts become requests.

Everything here is called inside one webhook's transaction (services/webhook.py), so
a request exists before anybody is answered.
"""

from __future__ import annotations

from hotline.domain.calls import ENDED_RANK, Call, CallOutcome
from hotline.domain.consents import Keyword
from hotline.domain.help_requests import Channel, HelpRequest, RequestState, kind_of, new_code
from hotline.domain.outbox import OutboxKind
from hotline.domain.recordings import Purpose, Recording, RecordingState
from hotline.domain.routing import NO_WISHES, Wishes
from hotline.domain.transcripts import TranscriptState
from hotline.ports import DataKey, Ports, Transaction
from hotline.services import asking
from hotline.services.consents import note_consent
from hotline.services.whose_text import request_of_texter
from hotline.services.wishes import sealed_wishes, wish_more
from hotline.types import Language, PhoneNumber, RecordingSid, Sealed, new_id

#: A topic for those who chose none: a silent caller is heard like any other.
NO_TOPIC = "other"


def find_or_begin_call(
    ports: Ports, tx: Transaction, call_sid: str, caller: PhoneNumber | None
) -> Call:
    """The call with this sid; a new one with a key of its own when it is unknown."""
    sid_fingerprint = ports.vault.fingerprint("sid", call_sid)
    known = tx.calls.by_sid(sid_fingerprint)
    if known is not None:
        return known
    key = tx.keys.create()
    call = Call(
        id=new_id(),
        key_id=key.id,
        started_at=ports.clock.now(),
        status_rank=0,
        outcome=CallOutcome.UNDER_WAY,
        caller=key.seal_text("contact", caller.reveal()) if caller else None,
        fingerprint=ports.vault.fingerprint("phone", caller.reveal()) if caller else None,
    )
    tx.calls.add(call, sid_fingerprint)
    return call


def request_of_call(
    ports: Ports,
    tx: Transaction,
    call: Call,
    *,
    language: Language,
    topic: str | None,
    urgent: bool = False,
    wishes: Wishes = NO_WISHES,
) -> str:
    """The id of the call's request, queued and offered now if there is none yet.

    `wishes` is what the caller asked for about who answers, by key.
    """
    if call.request_id:
        wish_more(ports, tx, call.request_id, wishes)
        if urgent:
            tx.requests.mark_urgent(call.request_id)
            asking.hasten(ports, tx, call.request_id)
        return call.request_id
    request = HelpRequest(
        id=new_id(),
        code=_free_code(tx),
        key_id=call.key_id,
        state=RequestState.QUEUED,
        channel=Channel.VOICE,
        language=language,
        topic=topic or NO_TOPIC,
        received_at=ports.clock.now(),
        contact=call.caller,
        fingerprint=call.fingerprint,
        kind=kind_of(topic),
        urgent=urgent,
        wishes=sealed_wishes(tx.keys.open(call.key_id), wishes),
    )
    _queue(ports, tx, request)
    tx.calls.attach(call.id, request.id)
    tx.calls.finish(call.id, CallOutcome.REQUEST)
    return request.id


def note_recording(
    ports: Ports,
    tx: Transaction,
    call: Call,
    sid: RecordingSid,
    *,
    status: str,
    seconds: int | None,
    language: Language,
    topic: str | None,
    urgent: bool = False,
    purpose: Purpose = Purpose.STORY,
    opened: str = "",
    wishes: Wishes = NO_WISHES,
) -> None:
    """Take note of a recording, from the action or the callback, whichever comes first.

    The request is queued at once; the fetching of the sound is asked for in the same
    transaction. `status` is the carrier's: completed, absent or failed. `opened` is the
    request that a receipt has opened in this call: what is said joins that one.
    """
    sid_fingerprint = ports.vault.fingerprint("sid", sid)
    no_sound = status in {"absent", "failed"}
    known = tx.recordings.by_sid(sid_fingerprint)
    if known is not None:
        if no_sound and known.state is RecordingState.ANNOUNCED:
            tx.recordings.set_state(known.id, RecordingState.ABSENT)
            tx.recordings.set_transcript(known.id, TranscriptState.EMPTY, None)
            tx.announce()
        return
    if no_sound and purpose is not Purpose.STORY:
        return
    joined = tx.requests.by_id(opened) if opened else None
    request_id = (
        joined.id
        if joined
        else request_of_call(
            ports, tx, call, language=language, topic=topic, urgent=urgent, wishes=wishes
        )
    )
    key = tx.keys.open(joined.key_id if joined else call.key_id)
    if joined and not no_sound and tx.requests.reopen(joined.id):
        # Said after it was answered: it waits once more, for whoever is on call now.
        offer(ports, tx, joined)
    recording = Recording(
        id=new_id(),
        request_id=request_id,
        key_id=key.id,
        state=RecordingState.ABSENT if no_sound else RecordingState.ANNOUNCED,
        transcript_state=TranscriptState.EMPTY if no_sound else TranscriptState.WAITING,
        created_at=ports.clock.now(),
        sid=key.seal_text("recording.sid", sid),
        seconds=seconds,
        purpose=purpose,
    )
    tx.recordings.add(recording, sid_fingerprint)
    if not no_sound:
        tx.outbox.add(OutboxKind.FETCH_RECORDING, recording.id)
    tx.announce()


def end_call(ports: Ports, tx: Transaction, call: Call, rank: int) -> None:
    """Note a call status; an ended call without a request is a counted abandonment."""
    if not tx.calls.raise_status(call.id, rank):
        return
    if rank >= ENDED_RANK and call.outcome is CallOutcome.UNDER_WAY:
        tx.calls.finish(call.id, CallOutcome.ABANDONED)


def take_text(
    ports: Ports,
    tx: Transaction,
    *,
    sender: PhoneNumber | None,
    body: str,
    language: Language,
    topic: str | None = None,
    wishes: Wishes = NO_WISHES,
) -> HelpRequest:
    """A person's text: joined to their open request, or a new one; nothing is asked.

    `wishes` is what their words ask for about who answers.
    """
    now = ports.clock.now()
    fingerprint = sender.marks(ports.vault.fingerprint).whole if sender else None
    request = request_of_texter(ports, tx, sender) if sender else None
    if request is None or request.state is RequestState.RESOLVED:
        key = tx.keys.create()
        request = HelpRequest(
            id=new_id(),
            code=_free_code(tx),
            key_id=key.id,
            state=RequestState.QUEUED,
            channel=Channel.TEXT,
            language=language,
            topic=topic or NO_TOPIC,
            kind=kind_of(topic),
            received_at=now,
            contact=sender.sealed_by(key.seal_text) if sender else None,
            fingerprint=fingerprint,
            wishes=sealed_wishes(key, wishes),
        )
        _queue(ports, tx, request)
        if sender is not None:
            note_consent(ports, tx, sender, Keyword.WROTE)
    else:
        key = tx.keys.open(request.key_id)
        wish_more(ports, tx, request.id, wishes)
    tx.messages.add(
        message_id=new_id(),
        key_id=key.id,
        request_id=request.id,
        volunteer_id=None,
        direction="in",
        body=seal_words(key, body),
        at=now,
    )
    tx.announce()
    return request


def seal_words(key: DataKey, body: str) -> Sealed:
    """A text's words, sealed."""
    return key.seal_text("message.body", body)


def offer(ports: Ports, tx: Transaction, request: HelpRequest) -> int:
    """Begin to ask volunteers (services/asking.py); returns how many were asked at once."""
    return asking.begin(ports, tx, request)


def offer_what_waits(ports: Ports, tx: Transaction) -> None:
    """Somebody came on call: ask those who fit and have not been asked about what waits."""
    asking.ask_who_came(ports, tx)


def _queue(ports: Ports, tx: Transaction, request: HelpRequest) -> None:
    tx.requests.add(request)
    if request.wishes is not None:
        tx.requests.set_wishes(request.id, request.wishes)
    offer(ports, tx, request)
    tx.announce()


def _free_code(tx: Transaction) -> str:
    # Three digits are easy to say; a busy network that has used many gets a fourth.
    for digits in (3, 3, 3, 4, 4, 5, 6, 8):
        code = new_code(digits)
        if tx.requests.code_is_free(code):
            return code
    raise AssertionError("no free request code: there are more open requests than codes")
