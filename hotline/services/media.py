"""Files that come with texts: noted at once, fetched by a worker, kept sealed, deleted there.

A file is addressed by the carrier's two sids alone, never by the address in its webhook.
Sound becomes a recording and goes the way of voicemails; pictures are shown; all else is a
file to download. Whatever goes wrong is a state of the file, and the request stands.
"""

from __future__ import annotations

from hotline.domain.help_requests import HelpRequest
from hotline.domain.media import UNKNOWN, Media, MediaState, sniff
from hotline.domain.outbox import OutboxKind
from hotline.domain.recordings import Recording, RecordingState
from hotline.domain.transcripts import TranscriptState
from hotline.errors import TOO_LARGE, CarrierRefused, NotFound
from hotline.ports import Carrier, Ports, Transaction
from hotline.services.carrier_copies import note_file_done
from hotline.services.queue import may_open_now
from hotline.types import MediaSid, MessageSid, new_id


def note_media(
    ports: Ports, tx: Transaction, request: HelpRequest, message: MessageSid, sid: MediaSid
) -> None:
    """A file came with a text: to be fetched, and seen by whoever opens the request."""
    key = tx.keys.open(request.key_id)
    item = Media(
        id=new_id(),
        request_id=request.id,
        key_id=key.id,
        sids=key.seal_text("media.sids", f"{message}/{sid}"),
        state=MediaState.ANNOUNCED,
        content_type=UNKNOWN,
        created_at=ports.clock.now(),
    )
    if tx.media.add(item, ports.vault.fingerprint("sid", sid)):
        tx.outbox.add(OutboxKind.FETCH_MEDIA, item.id)


def fetch_media(ports: Ports, carrier: Carrier, media_id: str) -> None:
    """Store our sealed copy, then ask for its deletion there and, of sound, for its words.

    Raises CarrierUnavailable for the outbox to try again.
    """
    with ports.unit_of_work() as tx:
        item = tx.media.by_id(media_id)
        if item is None or item.state is not MediaState.ANNOUNCED:
            return
        message, sid = _sids(tx, item)
    try:
        content = carrier.fetch_media(message, sid)
    except CarrierRefused as refused:
        too_large = refused.code == TOO_LARGE
        _end_with(ports, media_id, MediaState.TOO_LARGE if too_large else MediaState.LOST)
        return
    if not content:
        _end_with(ports, media_id, MediaState.EMPTY)
        return
    with ports.unit_of_work() as tx:
        item = tx.media.by_id(media_id)
        if item is None or item.state is not MediaState.ANNOUNCED:
            return
        kind = sniff(content)
        if kind.startswith("audio/"):
            _keep_as_recording(ports, tx, item, sid, content)
            tx.media.set_state(media_id, MediaState.HEARD, kind, len(content))
        else:
            key = tx.keys.open(item.key_id)
            tx.media.store_file(media_id, key.seal("media.file", content))
            tx.media.set_state(media_id, MediaState.STORED, kind, len(content))
        tx.outbox.add(OutboxKind.DELETE_MEDIA, media_id)
        tx.announce()


def delete_media(ports: Ports, carrier: Carrier, media_id: str) -> None:
    """Delete the carrier's copy. Of an erased request, the last key goes with it."""
    with ports.unit_of_work() as tx:
        item = tx.media.by_id(media_id)
        if item is None or item.deleted_at_carrier:
            return
        message, sid = _sids(tx, item)
    carrier.delete_media(message, sid)
    with ports.unit_of_work() as tx:
        tx.media.mark_deleted_at_carrier(media_id, ports.clock.now())
        note_file_done(ports, tx, item, message)
        if item.state is MediaState.ERASED:
            tx.keys.destroy(item.key_id)


def give_up_on_media(ports: Ports, media_id: str) -> None:
    """It never came: the volunteer is told so."""
    _end_with(ports, media_id, MediaState.LOST)


def open_file(ports: Ports, volunteer_id: str, media_id: str) -> tuple[str, bytes]:
    """(kind, bytes) of a file. Raises NotFound when it is not there or not theirs."""
    with ports.unit_of_work() as tx:
        item = tx.media.by_id(media_id)
        request = tx.requests.by_id(item.request_id) if item else None
        if item is None or request is None or not may_open_now(tx, request, volunteer_id):
            raise NotFound("There is no such file.")
        sealed = tx.media.file(media_id)
        if sealed is None:
            raise NotFound("The file has not arrived, or has been erased.")
        if not tx.audit.has(volunteer_id, "file:open", media_id):
            tx.audit.write(volunteer_id, "file:open", media_id, ports.clock.now())
        return item.content_type, tx.keys.open(item.key_id).open("media.file", sealed)


def _keep_as_recording(
    ports: Ports, tx: Transaction, item: Media, sid: MediaSid, content: bytes
) -> None:
    key = tx.keys.open(item.key_id)
    recording = Recording(
        id=new_id(),
        request_id=item.request_id,
        key_id=item.key_id,
        state=RecordingState.ANNOUNCED,
        transcript_state=TranscriptState.WAITING,
        created_at=item.created_at,
        sid=key.seal_text("recording.sid", sid),
    )
    tx.recordings.add(recording, ports.vault.fingerprint("sid", sid))
    tx.recordings.store_sound(recording.id, key.seal("recording.sound", content), None)
    # The carrier's copy is the file's to delete.
    tx.recordings.mark_deleted_at_carrier(recording.id, ports.clock.now())
    tx.outbox.add(OutboxKind.TRANSCRIBE, recording.id)


def _sids(tx: Transaction, item: Media) -> tuple[MessageSid, MediaSid]:
    message, sid = tx.keys.open(item.key_id).open_text("media.sids", item.sids).split("/")
    return MessageSid(message), MediaSid(sid)


def _end_with(ports: Ports, media_id: str, state: MediaState) -> None:
    """Nothing was kept; what lies at the carrier is deleted all the same."""
    with ports.unit_of_work() as tx:
        tx.media.set_state(media_id, state)
        tx.outbox.add(OutboxKind.DELETE_MEDIA, media_id)
        tx.announce()
