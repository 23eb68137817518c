"""What volunteers see of the queue, and the opening of what is sealed.

Everybody signed in sees state, language, topic and waiting time. Words and sound
open only for those to whom the request was offered or who hold it, and the audit is
written first, in the same transaction (promises H3, H4).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from hotline.domain.contact_safety import ContactRules
from hotline.domain.conversations import Conversation
from hotline.domain.help_requests import (
    Channel,
    HelpRequest,
    RequestKind,
    RequestState,
    normalise_code,
)
from hotline.domain.media import SHOWN, Media, MediaState
from hotline.domain.messages import Message
from hotline.domain.recordings import Purpose, Recording
from hotline.domain.transcripts import Transcript, TranscriptState, from_json
from hotline.errors import KeyLost, NotFound
from hotline.ports import Ports, Transaction
from hotline.services.claims import volunteer_name
from hotline.services.leases import renew_in
from hotline.services.receipts import contact_rules_of
from hotline.services.threads import conversation_of
from hotline.types import Language

_Hangs = TypeVar("_Hangs", Recording, Message, Media)


@dataclass(frozen=True)
class HeardRecording:
    """One voicemail as its listener sees it."""

    id: str
    seconds: int | None
    has_sound: bool
    state: str
    transcript: Transcript | None
    transcript_state: TranscriptState
    is_safe_word: bool = False
    #: They say when they may be called.
    is_when: bool = False


@dataclass(frozen=True)
class SeenFile:
    """A picture or file that came with a text; it is there in state 'stored' alone."""

    id: str
    state: MediaState
    is_picture: bool


@dataclass(frozen=True)
class QueueRow:
    """One request on the page. `recordings`, `files` and `words` are empty unless `may_open`."""

    id: str
    code: str
    state: RequestState
    channel: Channel
    language: Language
    topic: str
    received_at: datetime
    claimed_by: str | None
    claimed_by_me: bool
    may_open: bool
    transcript_state: TranscriptState | None
    nobody_asked: bool
    contact: ContactRules | None = None
    recordings: tuple[HeardRecording, ...] = ()
    words: tuple[str, ...] = ()
    files: tuple[SeenFile, ...] = ()
    kind: RequestKind = RequestKind.NEED
    urgent: bool = False
    #: What stands around its texts; on the page of one request alone.
    talk: Conversation | None = None


def list_queue(ports: Ports, volunteer_id: str) -> list[QueueRow]:
    """Open requests, the longest waiting first, with what this volunteer may open.

    Reads without waiting for any writer, for a hundred pages may ask at once; only who
    is shown words for the first time has that written down before they are opened.
    """
    with ports.unit_of_work(read_only=True) as tx:
        offered = tx.notices.requests_offered_to(volunteer_id)
        requests = tx.requests.open_ones()
        may_open = [each.id for each in requests if _may_open(each, volunteer_id, offered)]
        known = tx.audit.has_each(volunteer_id, "request:open", may_open)
        unwritten = [each for each in may_open if each not in known]
    if unwritten:
        with ports.unit_of_work() as tx:
            for each in unwritten:
                _write_opening(ports, tx, volunteer_id, each)
    written = frozenset(may_open)
    with ports.unit_of_work(read_only=True) as tx:
        offered = tx.notices.requests_offered_to(volunteer_id)
        requests = tx.requests.open_ones()
        page = _fetch(tx, requests, opened=written)
        return [_row(tx, request, volunteer_id, offered, page, written) for request in requests]


def open_request(ports: Ports, volunteer_id: str, code: str, *, active: bool = True) -> QueueRow:
    """One request, with its words when they may open it. Raises NotFound for no request.

    When its holder opens it themselves (`active`), their lease begins anew.
    """
    with ports.unit_of_work() as tx:
        request = tx.requests.by_code(normalise_code(code))
        if request is None:
            raise NotFound("There is no such request.")
        if active and renew_in(ports, tx, volunteer_id, request.id):
            request = tx.requests.by_id(request.id) or request
        offered = tx.notices.requests_offered_to(volunteer_id)
        return _opened(ports, tx, request, volunteer_id, offered)


def open_in(ports: Ports, tx: Transaction, volunteer_id: str, request: HelpRequest) -> QueueRow:
    """The same inside a transaction that a webhook has begun, for a request at hand."""
    offered = tx.notices.requests_offered_to(volunteer_id)
    return _opened(ports, tx, request, volunteer_id, offered)


def open_sound(ports: Ports, volunteer_id: str, recording_id: str) -> bytes:
    """The WAV bytes of a recording. Raises NotFound when not there or not theirs."""
    with ports.unit_of_work() as tx:
        recording = tx.recordings.by_id(recording_id)
        request = tx.requests.by_id(recording.request_id) if recording else None
        if recording is None or request is None:
            raise NotFound("There is no such recording.")
        if not _may_open(request, volunteer_id, tx.notices.requests_offered_to(volunteer_id)):
            raise NotFound("There is no such recording.")
        sealed = tx.recordings.sound(recording_id)
        if sealed is None:
            raise NotFound("The sound has not arrived, or has been erased.")
        # A player asks for many ranges of one sound: one line tells of all of them.
        if not tx.audit.has(volunteer_id, "sound:open", recording_id):
            tx.audit.write(volunteer_id, "sound:open", recording_id, ports.clock.now())
        return tx.keys.open(recording.key_id).open("recording.sound", sealed)


def may_open_now(tx: Transaction, request: HelpRequest, volunteer_id: str) -> bool:
    """True when this volunteer may see the words and files of the request now."""
    return _may_open(request, volunteer_id, tx.notices.requests_offered_to(volunteer_id))


def list_for_scripts(ports: Ports) -> list[QueueRow]:
    """Every request without words or numbers, for `hotline requests list`."""
    with ports.unit_of_work(read_only=True) as tx:
        requests = tx.requests.everything()
        page = _fetch(tx, requests, opened=frozenset())
        return [_row(tx, request, "", frozenset(), page, frozenset()) for request in requests]


def open_from_command_line(ports: Ports, code: str, *, words: bool) -> QueueRow:
    """One request for `hotline requests show`; `words` opens it and writes the audit."""
    with ports.unit_of_work() as tx:
        request = tx.requests.by_code(normalise_code(code))
        if request is None:
            raise NotFound(f"There is no request {code}: `hotline requests list` shows them.")
        offered = frozenset({request.id}) if words else frozenset()
        return _opened(ports, tx, request, "command-line", offered)


def audit_of(ports: Ports, request_id: str) -> list[tuple[datetime, str, str]]:
    """The audit lines of a request: when, who (an id), what."""
    with ports.unit_of_work() as tx:
        return list(tx.audit.of_subject(request_id))


@dataclass(frozen=True)
class _Page:
    """What hangs on the requests of one page, each kind asked for once however many they are."""

    recordings: Mapping[str, Sequence[Recording]]
    messages: Mapping[str, Sequence[Message]]
    files: Mapping[str, Sequence[Media]]
    names: Mapping[str, str]
    asked: frozenset[str]


def _fetch(tx: Transaction, requests: Sequence[HelpRequest], opened: frozenset[str]) -> _Page:
    """`opened` are the requests whose words will be shown: only their keys are opened."""
    ids = [request.id for request in requests]
    shown = [request for request in requests if request.id in opened]
    recordings = tx.recordings.of_requests(ids)
    messages = tx.messages.of_requests([request.id for request in shown])
    tx.keys.fetch(
        each.key_id
        for each in (*shown, *messages, *(r for r in recordings if r.request_id in opened))
    )
    holders = dict.fromkeys(request.claimed_by for request in requests if request.claimed_by)
    return _Page(
        recordings=_by_request(recordings),
        messages=_by_request(messages),
        files=_by_request(tx.media.of_requests([request.id for request in shown])),
        names={holder: volunteer_name(tx, holder) for holder in holders},
        asked=tx.notices.asked_about(ids),
    )


def _by_request(found: Sequence[_Hangs]) -> Mapping[str, Sequence[_Hangs]]:
    of: dict[str, list[_Hangs]] = {}
    for each in found:
        of.setdefault(each.request_id or "", []).append(each)
    return of


def _may_open(request: HelpRequest, volunteer_id: str, offered: frozenset[str]) -> bool:
    if request.state is RequestState.QUEUED:
        return request.id in offered
    return request.claimed_by == volunteer_id or (
        volunteer_id == "command-line" and request.id in offered
    )


def _opened(
    ports: Ports,
    tx: Transaction,
    request: HelpRequest,
    viewer: str,
    offered: frozenset[str],
) -> QueueRow:
    """One row, its opening written in the same transaction."""
    written = frozenset[str]()
    if _may_open(request, viewer, offered):
        _write_opening(ports, tx, viewer, request.id)
        written = frozenset({request.id})
    row = _row(tx, request, viewer, offered, _fetch(tx, [request], written), written)
    talk = conversation_of(ports, tx, request, viewer) if row.may_open else None
    return replace(row, talk=talk)


def _write_opening(ports: Ports, tx: Transaction, viewer: str, request_id: str) -> None:
    # Once per person and request: the page is drawn again at each change.
    if not tx.audit.has(viewer, "request:open", request_id):
        tx.audit.write(viewer, "request:open", request_id, ports.clock.now())


def _row(
    tx: Transaction,
    request: HelpRequest,
    viewer: str,
    offered: frozenset[str],
    page: _Page,
    written: frozenset[str],
) -> QueueRow:
    """`written` are the requests whose opening by this viewer stands in the audit."""
    # A safe word before the story, so that the last of them is what the person asked for.
    recordings = sorted(
        page.recordings.get(request.id, ()), key=lambda each: each.purpose is Purpose.STORY
    )
    may_open = request.id in written and _may_open(request, viewer, offered)
    heard: tuple[HeardRecording, ...] = ()
    words: tuple[str, ...] = ()
    files: tuple[SeenFile, ...] = ()
    if may_open:
        heard = tuple(_heard(tx, recording) for recording in recordings)
        words = _words(tx, page.messages.get(request.id, ()))
        files = _files(page.files.get(request.id, ()))
    return QueueRow(
        id=request.id,
        code=request.code,
        state=request.state,
        channel=request.channel,
        language=request.language,
        topic=request.topic,
        received_at=request.received_at,
        claimed_by=page.names[request.claimed_by] if request.claimed_by else None,
        claimed_by_me=request.claimed_by == viewer,
        may_open=may_open,
        transcript_state=(TranscriptState(recordings[-1].transcript_state) if recordings else None),
        nobody_asked=request.id not in page.asked,
        contact=contact_rules_of(tx, request) if may_open else None,
        kind=request.kind,
        urgent=request.urgent,
        recordings=heard,
        words=words,
        files=files,
    )


def _heard(tx: Transaction, recording: Recording) -> HeardRecording:
    transcript = None
    if recording.transcript is not None:
        try:
            key = tx.keys.open(recording.key_id)
            plain = key.open_text("recording.transcript", recording.transcript)
            transcript = from_json(json.loads(plain))
        except KeyLost:
            transcript = None
    return HeardRecording(
        id=recording.id,
        seconds=recording.seconds,
        has_sound=recording.state == "stored",
        state=recording.state,
        transcript=transcript,
        transcript_state=TranscriptState(recording.transcript_state),
        is_safe_word=recording.purpose is Purpose.SAFE_WORD,
        is_when=recording.purpose is Purpose.WHEN,
    )


def _files(files: Sequence[Media]) -> tuple[SeenFile, ...]:
    return tuple(
        SeenFile(item.id, item.state, item.content_type in SHOWN)
        for item in files
        if item.state is not MediaState.HEARD
    )


def _words(tx: Transaction, messages: Sequence[Message]) -> tuple[str, ...]:
    opened = []
    for message in messages:
        if message.direction == "in":
            try:
                key = tx.keys.open(message.key_id)
                opened.append(key.open_text("message.body", message.body))
            except KeyLost:
                # One erased text must not take down the page of everybody else.
                continue
    return tuple(opened)
