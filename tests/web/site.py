"""The pages over a real database, with people who sign in as people do."""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from hotline.assembly import prompt_in_the_fence
from hotline.clock import Clock
from hotline.domain.recordings import RecordingState
from hotline.domain.transcripts import TranscriptState, Word, heard, to_json, without_words
from hotline.services.accounts import (
    begin_sign_in,
    find_session,
    finish_sign_in,
    set_coordinator,
)
from hotline.services.intake import take_text
from hotline.types import Language, PhoneNumber
from hotline.web import register_pages
from hotline.web.live import LivePages
from ivr.flows.library import FlowLibrary, default_flow_path
from ivr.prompts import PromptBook
from ivr.recorder import PromptRecorder
from tests.house import ENGLISH, House, build_house

_phones = itertools.count(2000)
#: A caller's number that must never be seen on a page.
CALLER = "+15550178239"
PIN = "4711"
SPOKEN = "we need diapers and milk please"
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(1000)


@dataclass
class Site:
    """An app with its house; `phones` has the number of each volunteer by id."""

    app: Flask
    house: House
    folder: Path
    phones: dict[str, str] = field(default_factory=dict)
    _tokens: dict[str, str] = field(default_factory=dict)

    def volunteer(
        self, name: str, languages: tuple[Language, ...] = (ENGLISH,), *, on_call: bool = True
    ) -> str:
        phone = f"+1555012{next(_phones):04d}"
        volunteer_id = self.house.volunteer(name, languages, on_call=on_call, phone=phone)
        self.phones[volunteer_id] = phone
        return volunteer_id

    def coordinator(self, name: str, languages: tuple[Language, ...] = (ENGLISH,)) -> str:
        """A volunteer who may set what the line can do."""
        volunteer_id = self.volunteer(name, languages)
        set_coordinator(self.house.ports, volunteer_id, True)
        return volunteer_id

    def token(self, volunteer_id: str) -> str:
        """A living session's token, by PIN and the texted code; the same while it lives."""
        known = self._tokens.get(volunteer_id)
        if known is None or find_session(self.house.ports, known, active=False) is None:
            ticket = begin_sign_in(self.house.ports, self.phones[volunteer_id], PIN)
            known = finish_sign_in(self.house.ports, ticket, self.last_code())
        self._tokens[volunteer_id] = known
        return known

    def last_code(self) -> str:
        """The code in the last text that was handed over for sending."""
        with self.house.ports.unit_of_work() as tx:
            message = tx.messages.by_id(self.house.jobs.rows[-1].subject)
            assert message is not None
            body = tx.keys.open(message.key_id).open_text("message.body", message.body)
        found = re.search(r"\d{6}", body)
        assert found
        return found[0]

    def client(self, volunteer_id: str | None = None) -> FlaskClient:
        """A browser, signed in when a volunteer is named."""
        client = self.app.test_client()
        if volunteer_id:
            with client.session_transaction() as session:
                session["token"] = self.token(volunteer_id)
        return client

    def text_request(self, body: str, language: Language = ENGLISH) -> str:
        """The code of a request that came as a text."""
        with self.house.ports.unit_of_work() as tx:
            sender = PhoneNumber(f"+1555013{next(_phones):04d}")
            return take_text(self.house.ports, tx, sender=sender, body=body, language=language).code

    def voice_request(
        self,
        words: str | None = SPOKEN,
        *,
        state: TranscriptState = TranscriptState.READY,
        language: Language = ENGLISH,
        topic: str = "food",
        sound: bool = True,
        confidence: float = 0.83,
    ) -> tuple[str, str]:
        """(code, recording id) of a request that came as a voice message."""
        house = self.house
        code = house.request(language, topic, caller=CALLER, recording=True)
        with house.ports.unit_of_work() as tx:
            request = tx.requests.by_code(code)
            assert request is not None
            recording = tx.recordings.of_request(request.id)[0]
            key = tx.keys.open(recording.key_id)
            if sound:
                tx.recordings.store_sound(recording.id, key.seal("recording.sound", WAV), 4)
            else:
                tx.recordings.set_state(recording.id, RecordingState.ABSENT)
            transcript = (
                heard(
                    [Word(word, i, i + 1, confidence) for i, word in enumerate(words.split())],
                    model="small-test-model",
                    audio_seconds=4.0,
                    spent_seconds=1.0,
                )
                if words and state is TranscriptState.READY
                else without_words(state)
                if state is not TranscriptState.READY
                else None
            )
            sealed = (
                key.seal_text("recording.transcript", json.dumps(to_json(transcript)))
                if transcript
                else None
            )
            tx.recordings.set_transcript(recording.id, state.value, sealed)
        return code, recording.id


def build_site(
    folder: Path, clock: Clock, live: LivePages, public_url: str = "http://127.0.0.1:5000"
) -> Site:
    """A Site on SQLite in `folder`."""
    house = build_house(folder, clock)
    app = Flask("hotline.web")
    app.config.update(SECRET_KEY=b"k" * 32, PUBLIC_URL=public_url, MAX_CONTENT_LENGTH=64 * 1024)
    app.config["PUBLIC_FIGURES"] = True
    flows, book = FlowLibrary(default_flow_path()), PromptBook.load(data_dir=folder)
    recorder = PromptRecorder(house.ports, flows, book, folder, prompt_in_the_fence)
    register_pages(app, house.ports, live, flows, book, recorder)
    return Site(app, house, folder)


def form_token(page: str) -> str:
    """The token in a page's first form."""
    found = re.search(r'name="form_token" value="([^"]+)"', page)
    assert found, "the page has no form token"
    return found[1]
