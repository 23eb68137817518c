"""T4: pictures, voice notes and anything else that comes with a text; each end is a state."""

from __future__ import annotations

import io
import json
import os
from dataclasses import dataclass, field

import numpy as np
import pytest
import soundfile

from hotline.domain.media import sniff
from hotline.domain.outbox import OutboxKind
from hotline.domain.transcripts import TranscriptState, Word, heard
from hotline.errors import TOO_LARGE, CarrierRefused, CarrierUnavailable
from hotline.services.intake import take_text
from hotline.services.media import note_media
from hotline.services.opt_outs import erase
from hotline.services.queue import open_from_command_line
from hotline.types import MediaSid, MessageSid, PhoneNumber
from tests.house import ENGLISH
from tests.web.site import Site
from workers.jobs import Workshop, run

PNG = b"\x89PNG\r\n\x1a\n" + bytes(60)
SENDER = PhoneNumber("+15550190001")


def _ogg() -> bytes:
    file = io.BytesIO()
    soundfile.write(file, np.zeros(16_000), 16_000, format="OGG", subtype="OPUS")
    return file.getvalue()


@dataclass
class MediaCarrier:
    content: bytes = PNG
    faults: list[Exception] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)

    def fetch_media(self, message, media):
        if self.faults:
            raise self.faults.pop(0)
        self.fetched.append(media)
        return self.content

    def delete_media(self, message, media):
        self.deleted.append(media)

    def send_text(self, to, body, reference):
        return MessageSid("SM" + os.urandom(16).hex())


class Listener:
    def transcribe(self, sound, language):
        return heard([Word("hello", 0, 1, 0.9)], model="test", audio_seconds=1, spent_seconds=0.1)


def _picture(site: Site, content: bytes = PNG, faults=()):
    """Take in a file and do all that follows; gives (request row, carrier, its sid)."""
    house = site.house
    sid = MediaSid("ME" + os.urandom(16).hex())
    carrier = MediaCarrier(content, list(faults))
    with house.ports.unit_of_work() as tx:
        request = take_text(house.ports, tx, sender=SENDER, body="", language=ENGLISH)
        note_media(house.ports, tx, request, MessageSid("MM" + "0" * 32), sid)
    workshop = Workshop(house.ports, carrier, Listener())
    rows = [row for row in house.jobs.rows if row.kind is OutboxKind.FETCH_MEDIA]
    house.jobs.rows.clear()
    for row in rows:
        run(workshop, row.id)
    while house.jobs.rows:
        run(workshop, house.jobs.rows.pop(0).id)
    return open_from_command_line(house.ports, request.code, words=True), carrier, sid


def test_t4_a_picture_is_shown_to_the_asked_volunteer_and_deleted_at_the_carrier(site: Site):
    asked, other = site.volunteer("Rosa"), site.volunteer("Iker", ())
    row, carrier, sid = _picture(site)
    (file,) = row.files
    assert file.is_picture
    assert carrier.deleted == [sid]
    page = site.client(asked).get(f"/requests/{row.code}").text
    assert f"/files/{file.id}" in page
    answer = site.client(asked).get(f"/files/{file.id}")
    assert (answer.data, answer.mimetype) == (PNG, "image/png")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert site.client(other).get(f"/files/{file.id}").status_code == 404
    assert site.client().get(f"/files/{file.id}").status_code == 303


@pytest.mark.parametrize(
    "content",
    [b"<svg onload=alert(1)>", b"<html><script>", b"BEGIN:VCARD\nFN:Ana\n", b"%PDF-1.7", b"\x00"],
)
def test_t4_what_is_no_picture_is_a_download_and_never_opened(site: Site, content: bytes):
    asked = site.volunteer("Rosa")
    row, _, _ = _picture(site, content)
    answer = site.client(asked).get(f"/files/{row.files[0].id}")
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.data == content


def test_t4_a_voice_note_becomes_a_recording_with_words(site: Site):
    asked = site.volunteer("Rosa")
    row, carrier, sid = _picture(site, _ogg())
    assert row.files == ()
    (recording,) = row.recordings
    assert recording.transcript_state is TranscriptState.READY
    assert carrier.deleted == [sid]
    answer = site.client(asked).get(f"/recordings/{recording.id}.wav")
    assert (answer.status_code, answer.mimetype) == (200, "audio/ogg")


@pytest.mark.parametrize(
    ("content", "faults", "state"),
    [
        (b"", [], "empty"),
        (PNG, [CarrierRefused("16 MB video", TOO_LARGE)], "too-large"),
        (PNG, [CarrierRefused("gone", 401)], "lost"),
    ],
)
def test_t4_what_cannot_be_had_is_a_state_and_the_request_stands(
    site: Site, content, faults, state
):
    asked = site.volunteer("Rosa")
    row, _, _ = _picture(site, content, faults)
    assert row.files[0].state == state
    assert "They sent a file" in site.client(asked).get(f"/requests/{row.code}?language=en").text
    assert site.client(asked).get(f"/files/{row.files[0].id}").status_code == 404


def test_t4_a_carrier_that_does_not_answer_is_asked_again(site: Site):
    row, _, _ = _picture(site, faults=[CarrierUnavailable("500")])
    assert row.files[0].state == "announced"


def test_t8_erasing_leaves_nothing_to_open_and_still_deletes_at_the_carrier(site: Site):
    house = site.house
    row, carrier, sid = _picture(site, faults=[CarrierUnavailable("500")])
    with house.ports.unit_of_work() as tx:
        erase(house.ports, tx, SENDER, ENGLISH)
    while house.jobs.rows:
        run(Workshop(house.ports, carrier, Listener()), house.jobs.rows.pop(0).id)
    assert carrier.deleted == [sid]
    with house.ports.unit_of_work() as tx:
        item = tx.media.by_id(row.files[0].id)
        assert tx.media.file(item.id) is None
        with pytest.raises(Exception, match="erased"):
            tx.keys.open(item.key_id)


def test_kinds_are_told_by_first_bytes():
    assert sniff(PNG) == "image/png"
    assert sniff(b"\xff\xd8\xff\xe0") == "image/jpeg"
    assert sniff(b"GIF89a") == "image/gif"
    assert sniff(b"RIFF\x00\x00\x00\x00WEBP") == "image/webp"
    assert sniff(_ogg()) == "audio/ogg"
    assert sniff(b"#!AMR\n") == "audio/amr"
    assert sniff(b"\x00\x00\x00\x18ftypM4A ") == "audio/mp4"
    assert (
        sniff(b"\x00\x00\x00\x18ftypisom" + bytes(50) + b"hdlr\x00vide")
        == "application/octet-stream"
    )
    for data in (b"", b"\xff", b"<svg", json.dumps({}).encode(), os.urandom(3) + b"x"):
        assert not sniff(data).startswith("image/")
