"""The volunteers' menu through the carrier's webhooks: a plain phone and nothing to look at (O1)."""

from __future__ import annotations

import io
import itertools
import re
import wave
from datetime import timedelta

import pytest
from twilio.request_validator import RequestValidator

from hotline.domain.calls import CallOutcome
from hotline.services.accounts import remove_volunteer, renew_pin
from hotline.services.claims import claim
from hotline.services.leases import end_leases
from hotline.services.receipts import keep_contact_rules
from hotline.types import PhoneNumber
from ivr.volunteer_menu.words import VOLUNTEER_WORDS
from tests.webhooks.bridging import Scene
from tests.webhooks.stage import OLD_TOKEN, build_stage
from tests.webhooks.volunteer_phone import VolunteerPhone, request, volunteer

MENU_WORDS = {key.removeprefix("volunteer."): words for key, words in VOLUNTEER_WORDS.items()}


def a_wav() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\x10\x00" * 16_000)
    return out.getvalue()


@pytest.fixture
def stage(tmp_path, clock):
    return build_stage(tmp_path, clock)


def row(stage, request_id):
    with stage.ports.unit_of_work(read_only=True) as tx:
        return tx.requests.by_id(request_id)


def call_of(stage, phone):
    with stage.ports.unit_of_work(read_only=True) as tx:
        return tx.calls.by_sid(stage.ports.vault.fingerprint("sid", phone.sid))


def texts_to(stage, volunteer_id):
    with stage.ports.unit_of_work() as tx:
        later = stage.ports.clock.now() + timedelta(minutes=1)
        rows = [each for each in tx.outbox.due(later) if each.kind == "send_text"]
        messages = [tx.messages.by_id(each.subject) for each in rows]
        return [
            tx.keys.open(each.key_id).open_text("message.body", each.body)
            for each in messages
            if each.volunteer_id == volunteer_id
        ]


# Bad input first.


@pytest.mark.parametrize("pressed", ["1", "12", "*" * 19, "0000", "99999999999999999999", "a", "#"])
def test_no_pin_or_a_wrong_one_opens_nothing_and_after_three_the_call_ends(stage, pressed):
    volunteer(stage)
    request(stage)
    phone = VolunteerPhone(stage).knock()
    for _ in range(3):
        if phone.next.startswith("/twilio/volunteer"):
            phone.press(pressed)
    assert MENU_WORDS["hello"] not in phone.heard
    assert MENU_WORDS["waiting"] not in phone.heard


def test_h2_five_wrong_pins_close_it_also_for_the_right_one(stage, clock):
    """H2: the tries are counted over calls, phones and the page, for this volunteer's number."""
    volunteer(stage)
    for _ in range(2):
        VolunteerPhone(stage).knock().press("0000", "1111", "2222")
    phone = VolunteerPhone(stage).sign_in()
    assert MENU_WORDS["locked"] in phone.heard
    assert phone.ended
    clock.forward(minutes=6)
    assert MENU_WORDS["hello"] in VolunteerPhone(stage).sign_in().heard


def test_one_phone_cannot_try_a_pin_on_everybody(stage):
    for number in range(25):
        phone = VolunteerPhone(stage, "+15550109999").knock()
        phone.press("*", f"55501{20000 + number}", "0000")
    volunteer(stage)
    phone = VolunteerPhone(stage, "+15550109999").knock().press("*", "5550100088", "4711")
    assert MENU_WORDS["locked"] in phone.heard


def test_e1_the_door_is_the_same_for_a_volunteers_number_a_strangers_and_none(stage):
    """E1, E2: what shows on the display proves nothing, and nothing is told to it."""
    volunteer(stage, tags=("ko",))
    known = VolunteerPhone(stage).knock()
    stranger = VolunteerPhone(stage, "+15550107777").knock()
    assert re.sub(r"\d+", "", known.document) == re.sub(r"\d+", "", stranger.document)
    known.press("0000")
    stranger.press("0000")
    assert re.sub(r"\d+", "", known.document) == re.sub(r"\d+", "", stranger.document)


@pytest.mark.parametrize("withheld", ["anonymous", "+266696687", "Restricted", ""])
def test_with_a_withheld_number_the_own_number_is_keyed_in(stage, withheld):
    volunteer(stage)
    phone = VolunteerPhone(stage, withheld).knock()
    assert MENU_WORDS["number"] in phone.heard
    assert MENU_WORDS["hello"] in phone.press("5550100088#", "4711").heard


def test_a_caller_who_came_by_mistake_only_waits_and_is_back_at_the_hotline(stage):
    """V7: no key and no silence loses a caller."""
    phone = VolunteerPhone(stage, "+15550101234").knock()
    assert "If you called for help, just wait." in phone.heard
    phone.silence()
    assert phone.next.startswith("/twilio/voice/step/")
    for _ in range(20):
        if phone.verbs.find("Record") is not None:
            break
        phone.silence()
    assert phone.verbs.find("Record") is not None
    assert call_of(stage, phone).outcome is CallOutcome.UNDER_WAY


def test_the_door_can_be_opened_a_second_time_in_one_call(stage):
    volunteer(stage)
    phone = VolunteerPhone(stage).knock().silence().knock()
    assert MENU_WORDS["hello"] in phone.press("4711").heard


@pytest.mark.parametrize("keys", [("*", "*"), ("#",), ("*", "1", "#"), ("1", "*", "#"), ("9", "#")])
def test_no_other_keys_lead_a_caller_to_the_door(stage, keys):
    phone = VolunteerPhone(stage, "+15550101234").press(*keys)
    assert "/twilio/voice/step/" in phone.next


def in_each_place(stage):
    """A phone in each place of the menu, signed in."""
    request(stage, topic="food")
    request(stage, topic="housing")
    yield "home", VolunteerPhone(stage).sign_in()
    yield "waiting", VolunteerPhone(stage).sign_in().press("1")
    yield "held", VolunteerPhone(stage).sign_in().press("1", "1")
    yield "sure", VolunteerPhone(stage).sign_in().press("2", "3")


def test_o1_a_wrong_key_repeats_and_drops_nobody_in_any_place(stage):
    """O1: every key that means nothing here is answered by the choices once more."""
    volunteer(stage)
    wrong = {"home": "346", "waiting": "346", "held": "", "sure": "2346"}
    for place, phone in in_each_place(stage):
        choices = {"home": "take", "waiting": "skip", "held": "give_back", "sure": "sure_yes"}
        for key in (*wrong[place], "12", "a", "3333333333333333333333"):
            phone.press(key)
            assert "That key does nothing here." in phone.heard, (place, key)
            if place != "home":
                assert MENU_WORDS[choices[place]] in phone.heard, (place, key)
            assert not phone.ended


def test_v7_silence_repeats_for_three_minutes_and_ends_with_words(stage):
    volunteer(stage)
    for place, phone in in_each_place(stage):
        phone.silence(8)
        assert not phone.ended, place
        assert MENU_WORDS["silent"] in phone.silence().heard
        assert phone.ended
        # A key after some silence begins the patience anew.
    phone = VolunteerPhone(stage).sign_in().silence(8).press("9").silence(8)
    assert not phone.ended


def test_a_hang_up_in_each_place_leaves_everything_as_it_was(stage):
    me = volunteer(stage)
    for place, phone in in_each_place(stage):
        phone.hang_up()
        assert call_of(stage, phone).outcome is CallOutcome.VOLUNTEER, place
        phone.hang_up()
    with stage.ports.unit_of_work(read_only=True) as tx:
        states = sorted((each.state.value, each.claimed_by) for each in tx.requests.open_ones())
    assert states == [("claimed", me), ("queued", None)]
    stranger = VolunteerPhone(stage, "+15550101234").knock()
    stranger.hang_up()
    assert call_of(stage, stranger).outcome is CallOutcome.ABANDONED


def test_a_volunteer_removed_in_mid_call_does_nothing_more(stage):
    me = volunteer(stage)
    waiting = request(stage, wav=a_wav())
    phone = VolunteerPhone(stage).sign_in().press("1")
    sound = phone.sounds[0]
    remove_volunteer(stage.ports, me)
    assert phone.fetch(sound).status_code == 404
    phone.press("1")
    assert phone.ended
    assert row(stage, waiting).claimed_by is None


def test_a_renewed_pin_ends_what_the_old_one_opened(stage):
    me = volunteer(stage)
    request(stage)
    phone = VolunteerPhone(stage).sign_in()
    renew_pin(stage.ports, me)
    assert phone.press("1").ended


def test_somebody_else_took_it_meanwhile_and_the_next_is_told_at_once(stage, clock):
    """T8: the loser hears it, and goes on."""
    volunteer(stage)
    other = volunteer(stage, "Ana", "+15550100089")
    first = request(stage)
    clock.forward(minutes=1)
    second = request(stage, topic="housing")
    phone = VolunteerPhone(stage).sign_in().press("1")
    claim(stage.ports, other, row(stage, first).code)
    phone.press("1")
    assert MENU_WORDS["already"] in phone.heard
    assert "Home or bills" in phone.heard
    assert row(stage, first).claimed_by == other
    phone.press("1")
    assert row(stage, second).claimed_by is not None


def test_what_was_taken_away_meanwhile_is_said_and_changes_nothing(stage):
    me = volunteer(stage)
    held = request(stage)
    phone = VolunteerPhone(stage).sign_in().press("1", "1")
    with stage.ports.unit_of_work() as tx:
        tx.requests.release(held, me)
    assert MENU_WORDS["gone"] in phone.press("4").heard


def test_a4_a_repeated_request_has_one_effect_and_the_same_answer(stage):
    """A4, T7: turns are numbered as the caller's are."""
    volunteer(stage)
    one, two = request(stage), request(stage)
    phone = VolunteerPhone(stage).sign_in().press("1", "1")
    assert phone.again() == phone.document
    taken = [row(stage, each).claimed_by is not None for each in (one, two)]
    assert sorted(taken) == [False, True]


def test_an_answer_to_another_turn_is_answered_with_what_waits_now(stage):
    volunteer(stage)
    waiting = request(stage)
    phone = VolunteerPhone(stage).sign_in().press("1")
    phone._post("/twilio/volunteer/step/77777", Digits="1")
    assert MENU_WORDS["take"] in phone.heard
    assert row(stage, waiting).claimed_by is None


def test_a_turn_of_a_call_that_came_through_no_door_goes_to_the_hotline(stage):
    phone = VolunteerPhone(stage, "+15550101234")
    first = phone.document
    phone._post("/twilio/volunteer/step/1", Digits="1")
    assert phone.document == first


# The work.


def test_o1_story_12_take_hear_give_back_and_done_by_keypad_alone(stage):
    """O1, story 12: a blind volunteer with a plain phone does the whole work."""
    me = volunteer(stage)
    waiting = request(stage, wav=a_wav())
    phone = VolunteerPhone(stage).sign_in()
    assert f"{MENU_WORDS['waiting']} one" in phone.heard
    phone.press("1")
    for words in ("English", "Food or water", MENU_WORDS["age_minutes"], MENU_WORDS["story"]):
        assert words in phone.heard
    phone.press("1")
    assert MENU_WORDS["taken"] in phone.heard
    assert (row(stage, waiting).claimed_by, row(stage, waiting).state) == (me, "claimed")
    phone.press("2")
    assert len(phone.sounds) == 1
    phone.press("4")
    assert MENU_WORDS["given_back"] in phone.heard
    assert row(stage, waiting).state == "queued"
    # Given back in this call, it is not the next one at once: only after all others.
    assert MENU_WORDS["no_more"] in phone.press("1").heard
    phone.press("1", "1", "3")
    assert MENU_WORDS["sure"] in phone.heard
    assert row(stage, waiting).state == "claimed"
    assert MENU_WORDS["resolved"] in phone.press("1").heard
    assert row(stage, waiting).state == "resolved"
    assert phone.press("#").ended


def test_the_recording_is_played_from_an_address_of_ours_that_closes(stage, clock):
    """A7, H4: the sound is ours, opened in the audit, and the address is good for minutes."""
    me = volunteer(stage)
    waiting = request(stage, wav=a_wav())
    phone = VolunteerPhone(stage).sign_in().press("1")
    (url,) = phone.sounds
    assert "?" not in url
    answer = phone.fetch(url)
    assert answer.data == a_wav()
    assert answer.mimetype == "audio/wav"
    assert answer.headers["Cache-Control"] == "no-store"
    with stage.ports.unit_of_work(read_only=True) as tx:
        (recording,) = tx.recordings.of_request(waiting)
        opened = {(who, what) for _, who, what in tx.audit.of_subject(recording.id)}
        assert (me, "sound:open") in opened
        assert (me, "request:open") in {
            (who, what) for _, who, what in tx.audit.of_subject(waiting)
        }
    right = RequestValidator("current-token").compute_signature(url, {})
    old = RequestValidator(OLD_TOKEN).compute_signature(url, {})
    forged = RequestValidator("no-token").compute_signature(url, {})
    assert phone.fetch(url, **{"X-Twilio-Signature": right}).status_code == 200
    assert phone.fetch(url, **{"X-Twilio-Signature": old}).status_code == 200
    assert phone.fetch(url, **{"X-Twilio-Signature": forged}).status_code == 403
    changed = url.replace("-", "-0", 1)
    assert phone.fetch(changed).status_code == 404
    assert phone.fetch("/twilio/heard/x.wav").status_code == 404
    assert phone.fetch("/twilio/heard/-.wav").status_code == 404
    clock.forward(minutes=6)
    assert phone.fetch(url).status_code == 404


def test_h3_what_the_page_would_not_show_the_phone_does_not_say(stage):
    """H3: who was not asked about a request hears its outlines, and no voice, until it is theirs."""
    waiting = request(stage, wav=a_wav())
    with stage.ports.unit_of_work() as tx:
        keep_contact_rules(stage.ports, tx, waiting, "call", "any", "friend")
    late = volunteer(stage, topics=["housing"])
    with stage.ports.unit_of_work(read_only=True) as tx:
        offered = waiting in tx.notices.requests_offered_to(late)
    phone = VolunteerPhone(stage).sign_in().press("1")
    assert bool(phone.sounds) is offered
    assert (MENU_WORDS["may_call"] in phone.heard) is offered
    assert (MENU_WORDS["closed"] in phone.heard) is not offered
    phone.press("1")
    assert len(phone.sounds) == 1
    assert MENU_WORDS["others_friend"] in phone.heard


@pytest.mark.parametrize(
    ("may", "others", "words"),
    [
        ("no", "", ["may_nothing"]),
        ("text", "", ["may_text"]),
        ("call", "nothing", ["may_call", "others_nothing"]),
        ("call", "name", ["may_call", "others_name"]),
    ],
)
def test_how_the_person_may_be_reached_is_said_before_their_words(stage, may, others, words):
    volunteer(stage)
    waiting = request(stage, wav=a_wav())
    with stage.ports.unit_of_work() as tx:
        keep_contact_rules(stage.ports, tx, waiting, may, "any", others)
    heard = VolunteerPhone(stage).sign_in().press("1").heard
    for word in words:
        assert MENU_WORDS[word] in heard


def test_danger_comes_first_and_only_languages_they_speak(stage):
    volunteer(stage, tags=("en", "es"))
    request(stage, "ko")
    request(stage, topic="food")
    request(stage, "es", topic="housing", urgent=True)
    phone = VolunteerPhone(stage).sign_in()
    assert f"{MENU_WORDS['waiting']} two" in phone.heard
    heard = phone.press("1").heard
    assert heard.startswith(MENU_WORDS["urgent"])
    assert "Spanish" in heard
    phone.press("2")
    assert "English" in phone.heard
    assert MENU_WORDS["no_more"] in phone.press("2").heard


@pytest.mark.parametrize(("tag", "voice"), [("es", "es-US"), ("ko", "ko-KR"), ("ar", "arb")])
def test_the_menu_speaks_the_volunteers_language(stage, tag, voice):
    """T15: after the PIN no other language is heard."""
    volunteer(stage, tags=(tag, "en"))
    request(stage, "en")
    phone = VolunteerPhone(stage).sign_in()
    seen = [phone.languages]
    for key in ("1", "6", "1", "3", "*", "2", "9", "7", "5", "8", "4"):
        seen.append(phone.press(key).languages)
    assert set(itertools.chain(*seen)) == {voice}


def test_ages_are_told_in_plain_words(stage, clock):
    volunteer(stage)
    request(stage)
    for forward, word in (
        (0, "age_minutes"),
        (30, "age_hour"),
        (600, "age_day"),
        (2000, "age_days"),
    ):
        clock.forward(minutes=forward)
        assert MENU_WORDS[word] in VolunteerPhone(stage).sign_in().press("1").heard


def test_help_texts_every_other_coordinator_once_a_call(stage):
    me = volunteer(stage, is_coordinator=True)
    other = volunteer(stage, "Ana", "+15550100089", is_coordinator=True)
    held = request(stage)
    phone = VolunteerPhone(stage).sign_in().press("1", "1", "5")
    assert MENU_WORDS["helped"] in phone.heard
    phone.press("5", "0")
    sent = [text for text in texts_to(stage, other) if "help" in text]
    assert len(sent) == 1
    assert row(stage, held).code in sent[0]
    assert not any("asks for your help" in text for text in texts_to(stage, me))


def test_help_without_a_coordinator_is_told_as_it_is(stage):
    volunteer(stage)
    assert MENU_WORDS["nobody_helps"] in VolunteerPhone(stage).sign_in().press("5").heard


def test_o7_eight_is_a_break_and_eight_again_its_end(stage):
    volunteer(stage)
    phone = VolunteerPhone(stage).sign_in()
    assert MENU_WORDS["is_off"] in phone.press("8").heard
    assert MENU_WORDS["unbreak"] in phone.heard
    assert MENU_WORDS["is_on"] in phone.press("8").heard


def test_with_a_number_of_their_own_the_volunteers_are_asked_at_once(tmp_path, clock, monkeypatch):
    from dataclasses import replace

    from hotline.assembly import create_app

    stage = build_stage(tmp_path, clock)
    settings = replace(stage.settings, volunteer_number=PhoneNumber("+15550100009"))
    stage.app = create_app(settings, clock)
    stage.client = stage.app.test_client()
    volunteer(stage)
    phone = VolunteerPhone(stage, to="+15550100009")
    assert MENU_WORDS["hello"] in phone.press("4711").heard
    silent = VolunteerPhone(stage, to="+15550100009").silence(3)
    assert silent.ended
    assert call_of(stage, silent).outcome is CallOutcome.VOLUNTEER


def test_several_held_requests_are_gone_through_one_by_one(stage):
    volunteer(stage)
    request(stage, topic="food")
    request(stage, topic="housing")
    phone = VolunteerPhone(stage).sign_in().press("1", "1", "*", "1", "1")
    assert MENU_WORDS["another"] in phone.heard
    first = "Food or water" in phone.press("6").heard
    assert ("Home or bills" in phone.press("6").heard) is first
    assert f"{MENU_WORDS['holding']} two" in phone.press("*").heard


def test_nothing_of_anybody_stands_in_an_address(stage):
    """A7: no digits of a number and no words in any address of the menu."""
    volunteer(stage)
    request(stage, wav=a_wav())
    phone = VolunteerPhone(stage).sign_in().press("1")
    urls = re.findall(r"https://[^<\"]+", phone.document)
    assert urls
    assert not any("?" in url or "5550100" in url for url in urls)


# Calling back from the menu.


def calling_scene(stage, clock, may="call"):
    """A volunteer at what they hold, and a person who said how they may be reached."""
    volunteer(stage)
    clock.forward(hours=3)
    scene = Scene(stage, clock)
    code = scene.request(may=may, caller="+15550100001")
    phone = VolunteerPhone(stage).sign_in().press("1", "1")
    return scene, code, phone


def test_o5_the_menu_calls_the_person_with_the_call_that_is_there(stage, clock):
    """O1, O5: no second ring of the volunteer's phone; the whisper, key 1, then the person."""
    scene, _, phone = calling_scene(stage, clock)
    phone.press("1")
    assert "hang up, and say nothing" in phone.heard
    scene.work()
    assert scene.company.calls == []
    phone.press("1")
    assert phone.verbs.find("Dial/Conference") is not None
    scene.work()
    (theirs,) = scene.company.calls
    assert theirs.to == "+15550100001"
    scene.enter(theirs, scene.answer(theirs))
    # The person hangs up: the volunteer is back at the request, and can mark it done.
    scene.hang_up(theirs)
    phone._post(phone.verbs.find("Dial").get("action").removeprefix("https://hotline.example.org"))
    assert MENU_WORDS["done"] in phone.heard
    assert MENU_WORDS["resolved"] in phone.press("3", "1").heard


def test_the_volunteer_who_hangs_up_in_the_talk_ends_it(stage, clock):
    scene, _, phone = calling_scene(stage, clock)
    phone.press("1", "1")
    scene.work()
    (theirs,) = scene.company.calls
    phone.hang_up()
    scene.work()
    assert theirs.ended


@pytest.mark.parametrize(("may", "word"), [("no", "may_nothing"), ("text", "may_text")])
def test_v15_the_menu_calls_nobody_who_did_not_say_yes(stage, clock, may, word):
    scene, _, phone = calling_scene(stage, clock, may)
    phone.press("1")
    assert MENU_WORDS[word] in phone.heard
    scene.work()
    assert scene.company.calls == []


def test_v15_the_menu_calls_nobody_at_night(stage, clock):
    scene, _, phone = calling_scene(stage, clock)
    clock.forward(hours=12)
    phone.press("1")
    assert MENU_WORDS["not_now"] in phone.heard
    scene.work()
    assert scene.company.calls == []


def test_o6_to_hear_what_one_holds_renews_its_lease(stage, clock):
    """O6: a claim is a lease, and work on it by phone is work."""
    me = volunteer(stage)
    held = request(stage)
    phone = VolunteerPhone(stage).sign_in().press("1", "1")
    clock.forward(minutes=20)
    phone.press("2")
    clock.forward(minutes=20)
    end_leases(stage.ports)
    assert row(stage, held).claimed_by == me
    clock.forward(minutes=20)
    end_leases(stage.ports)
    assert row(stage, held).claimed_by is None
    assert MENU_WORDS["gone"] in phone.press("3", "1").heard
