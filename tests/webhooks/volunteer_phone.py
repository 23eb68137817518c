"""A volunteer's phone: keys and silence, each answered at the turn that the TwiML names."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

from hotline.services.accounts import add_volunteer
from hotline.services.intake import find_or_begin_call, note_recording, request_of_call
from hotline.services.recordings import fetch_recording
from hotline.types import Language, PhoneNumber, RecordingSid
from tests.webhooks.stage import new_sid

STEP = re.compile(r"/twilio/(?:volunteer|voice)/step/\d+|/twilio/bridge/[0-9a-f]+/key/\d+")
PIN = "4711"


def volunteer(stage, name="Rosa", number="+15550100088", tags=("en",), **more):
    """The id of a volunteer whose PIN is 4711."""
    added = add_volunteer(
        stage.ports,
        name=name,
        phone=PhoneNumber(number),
        languages=[Language(tag) for tag in tags],
        on_call=True,
        pin=PIN,
        **more,
    )
    return added.volunteer_id


class RecordedCarrier:
    """The carrier's store of recordings, for fetching one by its job."""

    def __init__(self, wav):
        self.wav = wav

    def fetch_recording(self, sid):
        return self.wav


def request(stage, tag="en", topic="food", urgent=False, wav=None):
    """The id of a waiting request by phone; with a recording when there is a `wav`."""
    sid = new_sid("CA")
    with stage.ports.unit_of_work() as tx:
        call = find_or_begin_call(stage.ports, tx, sid, PhoneNumber("+15550100001"))
        request_id = request_of_call(
            stage.ports, tx, call, language=Language(tag), topic=topic, urgent=urgent
        )
    if wav is not None:
        recording_sid = new_sid("RE")
        with stage.ports.unit_of_work() as tx:
            call = find_or_begin_call(stage.ports, tx, sid, None)
            note_recording(
                stage.ports,
                tx,
                call,
                RecordingSid(recording_sid),
                status="completed",
                seconds=2,
                language=Language(tag),
                topic=topic,
            )
        with stage.ports.unit_of_work() as tx:
            (recording,) = tx.recordings.of_request(request_id)
        fetch_recording(stage.ports, RecordedCarrier(wav), recording.id)
    return request_id


class VolunteerPhone:
    """One call from a plain phone."""

    def __init__(self, stage, number="+15550100088", to="+15550100000"):
        self.stage, self.number, self.to, self.sid = stage, number, to, new_sid("CA")
        self._post("/twilio/voice")

    def _post(self, path, **form):
        self.path, self.form = path, form
        answer = self.stage.post(
            path,
            CallSid=self.sid,
            From=self.number,
            To=self.to,
            CallStatus="in-progress",
            Direction="inbound",
            **form,
        )
        assert answer.status_code == 200
        self.document = answer.data.decode()
        self.verbs = ElementTree.fromstring(self.document)
        steps = STEP.findall(self.document)
        self.next = steps[-1] if steps else ""
        if self.verbs[0].tag == "Redirect":
            return self._post(self.verbs[0].text.removeprefix("https://hotline.example.org"))
        return self

    def knock(self):
        return self.press("*", "#")

    def sign_in(self, pin=PIN):
        return self.knock().press(pin)

    def press(self, *keys):
        for key in keys:
            self._post(self.next, Digits=key)
        return self

    def silence(self, times=1):
        for _ in range(times):
            self._post(self.next)
        return self

    def again(self):
        """The same request once more, as a carrier does that lost the answer."""
        before = self.document
        self._post(self.path, **self.form)
        return before

    def hang_up(self):
        self.stage.post(
            "/twilio/status",
            CallSid=self.sid,
            From=self.number,
            To=self.to,
            CallStatus="completed",
            CallDuration="9",
        )

    @property
    def heard(self):
        """All words of the last document, as they are said."""
        return " ".join(" ".join(self.verbs.itertext()).split())

    @property
    def languages(self):
        """The languages of the voices that speak in it."""
        return {say.get("language") for say in self.verbs.iter("Say")}

    @property
    def sounds(self):
        """The addresses of recordings of people that are played in it."""
        return [play.text for play in self.verbs.iter("Play") if "/heard/" in play.text]

    @property
    def ended(self):
        return self.verbs.find("Hangup") is not None

    def fetch(self, url, **headers):
        """What the carrier gets at an address."""
        return self.stage.client.get(
            url.removeprefix("https://hotline.example.org"), headers=headers
        )
