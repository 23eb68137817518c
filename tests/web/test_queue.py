"""What the queue page says, and what its buttons do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hotline.domain.transcripts import TranscriptState
from hotline.services.claims import claim
from hotline.services.queue import list_queue
from hotline.types import Language
from hotline.web import shown, waiting
from hotline.web.waiting import in_words
from tests.conftest import HeldClock
from tests.house import KOREAN, SPANISH
from tests.web.site import WAV, Site, form_token


def press(site: Site, volunteer_id: str, code: str, verb: str) -> str:
    """The page that a volunteer sees after pressing a button of the request."""
    client = site.client(volunteer_id)
    token = form_token(client.get("/queue").text)
    answer = client.post(
        f"/requests/{code}/{verb}", data={"form_token": token}, follow_redirects=True
    )
    assert answer.status_code == 200
    return answer.text


def test_taking_giving_back_and_answering(site: Site) -> None:
    rosa = site.volunteer("Rosa")
    code, _ = site.voice_request()
    page = press(site, rosa, code, "claim")
    assert f"{code} is yours now." in page
    assert "How it ended" in page
    assert "Give it back" in page
    assert f"{code} is back in the queue." in press(site, rosa, code, "release")
    press(site, rosa, code, "claim")
    assert "Nobody is waiting." in press(site, rosa, code, "resolve")


def test_the_loser_of_a_claim_is_told_who_has_it(site: Site) -> None:
    rosa, ana = site.volunteer("Rosa"), site.volunteer("Ana")
    code, _ = site.voice_request()
    claim(site.house.ports, rosa, code)
    page = press(site, ana, code, "claim")
    assert "Already taken by Rosa." in page
    assert "Taken by Rosa" in page
    assert "Only the person who has taken this request" in press(site, ana, code, "release")


def test_an_answered_request_stays_answered(site: Site) -> None:
    rosa, ana = site.volunteer("Rosa"), site.volunteer("Ana")
    code, _ = site.voice_request()
    press(site, rosa, code, "claim")
    press(site, rosa, code, "resolve")
    assert "already been answered" in press(site, ana, code, "claim")


@pytest.mark.parametrize("state", list(TranscriptState))
def test_each_state_of_the_words_is_told_plainly(site: Site, state: TranscriptState) -> None:
    rosa = site.volunteer("Rosa")
    words = "we need diapers" if state is TranscriptState.READY else None
    code, _ = site.voice_request(words, state=state)
    page = site.client(rosa).get(f"/requests/{code}").text
    if state is TranscriptState.READY:
        assert "Machine heard (may be wrong)" in page
        assert "The machine is fairly sure, 83%" in page
        assert '<blockquote lang="en" dir="auto"><bdi>we need diapers</bdi>' in page
    else:
        assert "Machine heard" not in page
        assert 'class="no-words"' in page
        (row,) = list_queue(site.house.ports, rosa)
        with site.app.test_request_context():
            assert shown.why_no_words(row.recordings[0]) in page


def test_words_whose_key_is_lost_are_erased(site: Site) -> None:
    rosa = site.volunteer("Rosa")
    site.voice_request(None, state=TranscriptState.READY)
    page = site.client(rosa).get("/queue").text
    assert "The words were erased." in page


def test_a_language_nobody_on_call_speaks_is_said_to_all(site: Site) -> None:
    rosa = site.volunteer("Rosa")
    site.voice_request(None, state=TranscriptState.NO_MODEL, language=Language("mix"))
    page = site.client(rosa).get("/queue").text
    assert "Nobody on call speaks this language." in page
    assert "Take it" in page


def test_languages_by_their_own_name_and_in_the_pages_language(site: Site) -> None:
    rosa = site.volunteer("Rosa")
    site.voice_request(None, state=TranscriptState.WAITING, language=KOREAN)
    site.voice_request(None, state=TranscriptState.WAITING, language=SPANISH)
    page = site.client(rosa).get("/queue").text
    assert '<bdi lang="ko">한국어</bdi> (Korean)' in page
    assert '<bdi lang="es">Español</bdi> (Spanish)' in page


def test_a_recording_is_played_whole_and_in_parts(site: Site) -> None:
    client = site.client(site.volunteer("Rosa"))
    _, recording_id = site.voice_request()
    whole = client.get(f"/recordings/{recording_id}.wav")
    assert (whole.status_code, whole.data) == (200, WAV)
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert whole.headers["Cache-Control"] == "no-store"
    part = client.get(f"/recordings/{recording_id}.wav", headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.data) == (206, WAV[4:8])
    late = client.get(f"/recordings/{recording_id}.wav", headers={"Range": "bytes=99999-"})
    assert late.status_code == 416


def test_the_rows_alone_are_the_rows_of_the_page(site: Site) -> None:
    client = site.client(site.volunteer("Rosa"))
    code, _ = site.voice_request()
    rows = client.get("/queue/rows").text.strip()
    # Then come the alarms and the numbers, which stand above the list.
    of_the_list = rows[: rows.index('<div id="alarms"')].strip()
    assert of_the_list in client.get("/queue").text
    assert rows.startswith("<li ")
    assert f'id="request-{code}"' in rows
    assert f'id="request-{code}"' in client.get(f"/requests/{code}/row").text


def test_a_row_has_another_version_when_anything_in_it_changes_and_no_other(
    site: Site, clock: HeldClock
) -> None:
    rosa = site.volunteer("Rosa")
    code, recording_id = site.voice_request(None, state=TranscriptState.WAITING)

    def version() -> str:
        with site.app.test_request_context():
            return shown.version(list_queue(site.house.ports, rosa)[0])

    first = version()
    clock.forward(minutes=7)
    assert version() == first
    with site.house.ports.unit_of_work() as tx:
        tx.recordings.set_transcript(recording_id, TranscriptState.SILENT.value, None)
    second = version()
    assert second != first
    claim(site.house.ports, rosa, code)
    assert version() not in {first, second}


@pytest.mark.parametrize(
    ("passed", "english", "spanish", "korean"),
    [
        ({"seconds": 59}, "less than a minute", "menos de un minuto", "1분 미만"),
        ({"minutes": 1, "seconds": 59}, "1 minute", "1 minuto", "1분"),
        ({"minutes": 59}, "59 minutes", "59 minutos", "59분"),
        ({"hours": 23, "minutes": 59}, "23 hours", "23 horas", "23시간"),
        ({"days": 2, "hours": 23}, "2 days", "2 días", "2일"),
    ],
)
def test_waiting_is_told_in_full_units(
    site: Site, passed: dict[str, int], english: str, spanish: str, korean: str
) -> None:
    for tag, expected in (("en", english), ("es", spanish), ("ko", korean)):
        with site.app.test_request_context(f"/?language={tag}"):
            site.app.preprocess_request()
            assert in_words(timedelta(**passed), waiting.page_locale()) == expected


def test_an_offer_says_what_it_is_and_a_need_does_not(site: Site) -> None:
    client = site.client(site.volunteer("Rosa"))
    site.house.request(topic="food")
    assert 'class="kind"' not in client.get("/queue?language=en").text
    site.house.request(topic="offer")
    page = client.get("/queue?language=en").text
    assert page.count('<p class="kind">Offer</p>') == 1
    assert "Something to share" in page


def test_a_request_in_danger_says_so_in_words(site: Site) -> None:
    client = site.client(site.volunteer("Rosa"))
    code = site.house.request()
    with site.house.ports.unit_of_work() as tx:
        tx.requests.mark_urgent(tx.requests.by_code(code).id)
    assert "Urgent: somebody is in danger" in client.get("/queue?language=en").text


def test_a_coordinator_gives_back_what_somebody_sits_on_and_nobody_else_does(site: Site) -> None:
    """O6: the holder is told and not asked again, and the audit says who did it."""
    rosa, sam, mar = site.volunteer("Rosa"), site.volunteer("Sam"), site.coordinator("Mar")
    code, _ = site.voice_request("we need food")
    claim(site.house.ports, rosa, code)
    assert "Give it back" not in site.client(sam).get(f"/requests/{code}").text
    assert "Only the person who has taken" in press(site, sam, code, "release")
    page = site.client(mar).get(f"/requests/{code}").text
    assert "Give it back" in page
    assert "we need food" not in page
    before = len(site.house.jobs.rows)
    assert "back in the queue" in press(site, mar, code, "release")
    with site.house.ports.unit_of_work() as tx:
        request = tx.requests.by_code(code)
        assert request.claimed_by is None
        lines = [(who, what) for _at, who, what in tx.audit.of_subject(request.id)]
    assert (mar, "request:take-back") in lines
    assert len(site.house.jobs.rows) > before
    assert "Only the person who has taken" in press(site, mar, code, "resolve")
