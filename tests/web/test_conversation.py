"""Writing to a person from the page: ready answers, delivery in words, and who may see it."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest

from hotline.domain.contact_safety import Contact, ContactRules
from hotline.domain.outbox import OutboxKind
from hotline.errors import CarrierRefused
from hotline.services import conversation
from hotline.services.claims import claim
from hotline.services.deliveries import note_status
from hotline.services.dispatch import send_text
from hotline.services.intake import take_text
from hotline.services.opt_outs import erase, stop
from hotline.services.receipts import keep_contact_rules
from hotline.services.safe_texting import keep_rules
from hotline.services.volunteer_conversation import tell_holder
from hotline.types import Language, MessageSid, PhoneNumber
from hotline.web.context import EXTENSION
from hotline.web.live import LivePages
from ivr.prompts import PromptBook
from tests.house import ENGLISH, KOREAN, SPANISH
from tests.web.conftest import no_redis
from tests.web.site import Site, build_site, form_token

_numbers = itertools.count(1000)
ARABIC = Language("ar")


class Carrier:
    """Sends, or refuses with the error that it is told."""

    def __init__(self, refuse: int = 0) -> None:
        self.sent: list[tuple[str, str]] = []
        self.refuse = refuse

    def send_text(self, to, body, reference):
        if self.refuse:
            raise CarrierRefused("refused", self.refuse)
        self.sent.append((to.reveal(), body))
        return MessageSid(f"SM{len(self.sent):032x}")

    def find_text(self, to, body, since):
        return None


@pytest.fixture
def phone():
    return PhoneNumber(f"+1206555{next(_numbers)}")


def ask(site: Site, phone: PhoneNumber, words: str = "we need food", language=ENGLISH) -> str:
    ports = site.house.ports
    with ports.unit_of_work() as tx:
        return take_text(ports, tx, sender=phone, body=words, language=language).code


def hold(site: Site, phone: PhoneNumber, *, languages=(ENGLISH,), language=ENGLISH):
    """(code, the holder's browser, their id)."""
    holder = site.volunteer("Rosa", languages)
    code = ask(site, phone, language=language)
    claim(site.house.ports, holder, code)
    return code, site.client(holder), holder


def deliver(site: Site, carrier: Carrier) -> None:
    """Send every text to a person that waits."""
    ports = site.house.ports
    rows, site.house.jobs.rows = site.house.jobs.rows, []
    for row in rows:
        if row.kind.value == "send_text":
            with ports.unit_of_work() as tx:
                message = tx.messages.by_id(row.subject)
            if message and not message.volunteer_id:
                send_text(ports, carrier, row.subject)


def post(client, path: str, code: str, **form):
    token = form_token(client.get(f"/requests/{code}?language=en").text)
    return client.post(path, data={"form_token": token, **form}, follow_redirects=True)


def say(client, code: str, words: str, **form):
    return post(client, f"/requests/{code}/texts", code, words=words, **form)


@pytest.mark.parametrize("verb", ["texts", "replies", "call-instead"])
def test_h3_nobody_but_the_holder_writes(site: Site, phone, verb):
    code, _, _ = hold(site, phone)
    other = site.client(site.volunteer("Iker"))
    token = form_token(other.get("/queue").text)
    form = {"form_token": token, "words": "hello", "reply": "canned.looking"}
    answer = other.post(f"/requests/{code}/{verb}", data=form, follow_redirects=True)
    assert "Only the person who has taken this request" in answer.text
    carrier = Carrier()
    deliver(site, carrier)
    assert carrier.sent == []


def test_e3_a_holder_writes_and_the_person_sees_only_the_hotline(site: Site, phone):
    code, client, holder = hold(site, phone)
    page = say(client, code, "We can bring it at six.").text
    assert "Sent." in page
    assert "We can bring it at six." in page
    carrier = Carrier()
    deliver(site, carrier)
    assert carrier.sent == [(phone.reveal(), "We can bring it at six.")]
    assert site.phones[holder][1:] not in str(carrier.sent)
    page = client.get(f"/requests/{code}").text
    assert phone.reveal()[2:] not in page
    assert "on its way" in page


def test_a_long_text_goes_in_parts_of_two_segments_and_whole_characters(site: Site, phone):
    code, client, _ = hold(site, phone, language=KOREAN)
    words = "내일 오후에 갈 수 있습니다. 문 앞에 두겠습니다. " * 9
    assert "Sent in" in say(client, code, words).text
    carrier = Carrier()
    deliver(site, carrier)
    assert len(carrier.sent) > 1
    assert all(len(body) <= 134 for _, body in carrier.sent)
    assert "".join("".join(body for _, body in carrier.sent).split()) == "".join(words.split())


@pytest.mark.parametrize(
    ("words", "kind"), [("   ", "Write something first."), ("x" * 601, "too long for a text")]
)
def test_bad_words_come_back_with_what_was_typed(site: Site, phone, words, kind):
    code, client, _ = hold(site, phone)
    answer = say(client, code, words)
    assert answer.status_code == 422
    assert kind in answer.text
    assert words.strip() in answer.text


@pytest.mark.parametrize(
    "words", ["the ICE is not here", "llame a la corte", "明天去法院", "come to 12 Main Street"]
)
def test_t9_what_hits_the_deny_list_is_asked_about_and_never_blocked_silently(
    site: Site, phone, words
):
    code, client, _ = hold(site, phone)
    answer = say(client, code, words)
    assert answer.status_code == 422
    assert "Send it anyway?" in answer.text
    assert words in answer.text
    carrier = Carrier()
    deliver(site, carrier)
    assert carrier.sent == []
    assert say(client, code, words, anyway="1").status_code == 200
    deliver(site, carrier)
    assert [body for _, body in carrier.sent] == [words]


def test_o4_a_ready_answer_is_chosen_by_meaning_and_sent_in_their_language(tmp_path, clock, phone):
    site = build_site(tmp_path, clock, LivePages(no_redis, max_streams=0))
    site.house.ports = replace(site.house.ports, texts=PromptBook.load())
    pages = site.app.extensions[EXTENSION]
    site.app.extensions[EXTENSION] = replace(pages, ports=site.house.ports)
    code, client, _ = hold(site, phone, languages=(SPANISH,), language=ARABIC)
    page = client.get(f"/requests/{code}").text
    assert "Estamos buscando" in page, "the meaning, in the volunteer's language"
    assert 'lang="ar" dir="auto">نبحث' in page, "and what the person gets"
    post(client, f"/requests/{code}/replies", code, reply="canned.looking")
    carrier = Carrier()
    deliver(site, carrier)
    assert carrier.sent[0][1].startswith("نبحث")


def test_a_ready_answer_that_does_not_exist_is_not_found(site: Site, phone):
    code, client, _ = hold(site, phone)
    assert post(client, f"/requests/{code}/replies", code, reply="claim.won").status_code == 404
    assert post(client, f"/requests/{code}/replies", code, reply="canned.x").status_code == 404


def test_the_page_says_whether_their_language_is_one_of_yours(site: Site, phone):
    code, client, _ = hold(site, phone, languages=(ENGLISH,), language=KOREAN)
    page = client.get(f"/requests/{code}?language=en").text
    assert "It is none of yours" in page
    code, client, _ = hold(site, PhoneNumber(f"+1206555{next(_numbers)}"))
    assert "It is one of yours." in client.get(f"/requests/{code}?language=en").text


FIXTURES = [
    (30003, "off or has no signal"),
    (30005, "no such number"),
    (30006, "this is a landline"),
    (21610, "they asked for no texts"),
    (30007, "took it for advertising"),
    (30034, "our number is not set up"),
    (99999, "nobody knows why"),
]


@pytest.mark.parametrize(("code", "words"), FIXTURES)
def test_t12_t24_a_failed_delivery_is_told_in_words(site: Site, phone, code, words):
    request, client, _ = hold(site, phone)
    say(client, request, "hello")
    ports = site.house.ports
    deliver(site, Carrier())
    with ports.unit_of_work() as tx:
        mark = ports.vault.fingerprint("sid", f"SM{1:032x}")
        assert tx.messages.raise_status(mark, "undelivered")
        note_status(ports, tx, mark, "undelivered", str(code))
    assert words in client.get(f"/requests/{request}?language=en").text


@pytest.mark.parametrize("may", ["call", "text", None])
def test_t12_who_cannot_be_texted_is_called_if_safe_and_else_waited_for(site: Site, phone, may):
    request, client, _ = hold(site, phone)
    ports = site.house.ports
    say(client, request, "hello")
    deliver(site, Carrier(refuse=21614))
    if may:
        with ports.unit_of_work() as tx:
            known = tx.requests.by_code(request)
            keep_contact_rules(ports, tx, known.id, may, "any", "nothing")
    page = post(client, f"/requests/{request}/call-instead", request).text
    with ports.unit_of_work() as tx:
        wish = tx.conversations.call_wish(known.id if may else tx.requests.by_code(request).id)
    assert wish.may_call is False or may == "call"
    assert ("they did not say yes to calls" in page) is not wish.may_call


def test_t24_trying_again_sends_once_and_never_against_a_wish(site: Site, phone):
    code, client, holder = hold(site, phone)
    ports = site.house.ports
    say(client, code, "we come at six")
    deliver(site, Carrier(refuse=30003))
    with ports.unit_of_work() as tx:
        request = tx.requests.by_code(code)
        (failed,) = [m for m in tx.messages.of_request(request.id) if m.direction == "out"]
    page = post(client, f"/requests/{code}/texts/{failed.id}/again", code).text
    assert "sent once more below" in page
    page = post(client, f"/requests/{code}/texts/{failed.id}/again", code).text
    assert "being sent again already" in page
    carrier = Carrier()
    deliver(site, carrier)
    assert [body for _, body in carrier.sent] == ["we come at six"]
    with ports.unit_of_work() as tx:
        stop(ports, tx, phone, ENGLISH, answered=True)
    page = client.get(f"/requests/{code}?language=en").text
    assert "They asked for no texts." in page
    assert "Send this answer" not in page
    with pytest.raises(Exception, match="asked for no texts"):
        conversation.write(ports, holder, code, "hello again")


def test_t11_outside_their_hours_a_text_waits_for_them(site: Site, phone, clock):
    code, client, _ = hold(site, phone)
    ports = site.house.ports
    clock.moment = clock.moment.replace(hour=12)
    with ports.unit_of_work() as tx:
        request = tx.requests.by_code(code)
        keep_contact_rules(ports, tx, request.id, "text", "evening", "nothing")
    clock.forward(minutes=20)
    assert "It goes out when their hours begin." in say(client, code, "we found it").text
    assert "waits to be sent" in client.get(f"/requests/{code}?language=en").text
    with ports.unit_of_work() as tx:
        # Their number is one of Seattle: it is evening there when the next day begins here.
        later = clock.moment.replace(hour=1, minute=1) + timedelta(days=1)
        now = {row.id for row in tx.outbox.due(clock.now())}
        (waiting,) = [
            row
            for row in tx.outbox.due(later)
            if row.id not in now and row.kind is OutboxKind.SEND_TEXT
        ]
    carrier = Carrier()
    send_text(ports, carrier, waiting.subject)
    assert carrier.sent == [], "sent too early it waits again"
    clock.moment = later
    send_text(ports, carrier, waiting.subject)
    assert len(carrier.sent) == 1


def test_t8_erasing_leaves_no_word_of_a_conversation(site: Site, phone):
    code, client, _ = hold(site, phone)
    ports = site.house.ports
    say(client, code, "we found diapers")
    deliver(site, Carrier(refuse=30006))
    with ports.unit_of_work() as tx:
        erase(ports, tx, phone, ENGLISH)
    with ports.unit_of_work() as tx:
        request = tx.requests.by_code(code)
        ids = [m.id for m in tx.messages.of_request(request.id)]
        assert not tx.conversations.authors(ids)
        assert not tx.conversations.failures(ids)
        assert tx.conversations.call_wish(request.id) is None
    assert "diapers" not in client.get(f"/requests/{code}").text


def test_a_new_message_is_announced_on_the_open_page_and_read_by_opening_it(site: Site, phone):
    code, client, _ = hold(site, phone)
    ports = site.house.ports
    with ports.unit_of_work() as tx:
        request = take_text(ports, tx, sender=phone, body="also water", language=ENGLISH)
        tell_holder(ports, tx, request)
    live = client.get(f"/requests/{code}/row?language=en").text
    assert f"{code} has a new message" in live
    assert "also water" in live
    client.get(f"/requests/{code}")
    assert "has a new message" not in client.get(f"/requests/{code}/row").text


def test_c8_the_same_number_by_phone_and_text_is_suggested_and_never_merged_silently(
    site: Site, phone
):
    by_phone = site.house.request(caller=phone.reveal())
    code, client, holder = hold(site, phone)
    page = client.get(f"/requests/{code}?language=en").text
    assert f"This may be the same person as {by_phone}." in page
    page = post(client, f"/requests/{code}/join/{by_phone}", code).text
    assert f"{by_phone} is joined. Both are yours now." in page
    assert "may be the same person" not in page
    other = client.get(f"/requests/{by_phone}?language=en")
    assert f'href="/requests/{code}"' in other.text
    assert holder


def test_c8_what_is_not_suggested_or_not_free_is_not_joined(site: Site, phone):
    code, client, _ = hold(site, phone)
    stranger = site.house.request(caller="+12065550199")
    assert post(client, f"/requests/{code}/join/{stranger}", code).status_code == 404
    taken = site.house.request(caller=phone.reveal())
    claim(site.house.ports, site.volunteer("Iker"), taken)
    page = post(client, f"/requests/{code}/join/{taken}", code).text
    assert f"Somebody else has {taken}." in page


def test_t4_who_asks_to_be_called_stands_in_everybodys_queue_until_they_were_reached(
    site: Site, phone
):
    """T4: "call me instead" by text is seen by every volunteer, without a word or number."""
    from hotline.domain.conversations import CallReason

    code = ask(site, phone)
    client = site.client(site.volunteer("Ada", (ENGLISH,)))
    ports = site.house.ports
    with ports.unit_of_work() as tx:
        request = tx.requests.by_code(code)
        tx.conversations.wish_call(request.id, CallReason.ASKED, True, ports.clock.now())
    assert "They asked to be called." in client.get("/queue").text
    assert "They asked to be called." in client.get("/queue/rows").text
    with ports.unit_of_work() as tx:
        tx.conversations.forget_call_wish(request.id)
    assert "asked to be called" not in client.get("/queue").text


def test_t5_never_what_i_asked_for_is_seen_and_asked_about(site: Site, phone):
    """T5: the page says it above the field; the words come back with "Send anyway"."""
    code, client, _ = hold(site, phone)
    ports = site.house.ports
    with ports.unit_of_work() as tx:
        request = tx.requests.by_code(code)
        keep_rules(ports, tx, request, ContactRules(frozenset({Contact.TEXT}), neutral=True))
    page = client.get(f"/requests/{code}?language=en").text
    assert page.count("They said: never say what I asked for.") == 2
    refused = say(client, code, "the groceries come at six")
    assert refused.status_code == 422
    assert "Send anyway" in refused.text
    assert "the groceries come at six</textarea>" in refused.text
    assert "Sent." in say(client, code, "the groceries come at six", anyway="1").text
    assert "Sent." in say(client, code, "at six").text


def test_t5_who_told_a_volunteer_to_stop_hears_nothing_more_on_any_channel(site: Site, phone):
    """T5: by telling a volunteer."""
    code, client, holder = hold(site, phone)
    ports = site.house.ports
    page = post(client, f"/requests/{code}/no-more-messages", code).text
    assert "no text and no call goes to their phone any more" in page
    with ports.unit_of_work() as tx:
        request = tx.requests.by_code(code)
        assert request.state == "claimed"
        key = tx.keys.open(request.key_id)
        number = PhoneNumber(key.open_text("contact", request.contact))
        assert tx.opt_outs.has(number.marks(ports.vault.fingerprint).opt_out)
        lines = [what for _, who, what in tx.audit.of_subject(request.id) if who == holder]
    assert lines.count("contact:stop") == 1
    carrier = Carrier()
    say(client, code, "one more thing")
    deliver(site, carrier)
    assert carrier.sent == []
    # Pressed twice it is said once; the page still answers.
    assert "no phone of theirs" in post(client, f"/requests/{code}/no-more-messages", code).text


def test_t5_only_the_holder_stops_the_messages(site: Site, phone):
    code, _client, _holder = hold(site, phone)
    other = site.client(site.volunteer("Sam"))
    page = post(other, f"/requests/{code}/no-more-messages", code).text
    assert "Only the person who has taken this request" in page
