"""The field's stories about texts, through the simulated carrier, real HTTP and the workers.

Each is told in Latin, Arabic, Chinese and Korean letters, and one in Bangla, which is none of
the hotline's languages. A volunteer answers from their own phone and from the page.
"""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass

import numpy as np
import pytest
import requests
import soundfile

from hotline.domain.deny_list import words_denied
from hotline.domain.segments import segments
from tests.journeys.running import Running, wait_for
from tests.journeys.test_up_calls_back import Page, noon_here

HOTLINE, ADA = "+15550100000", "+15550100071"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
INVALID = re.compile("invalid|inválid|غير صالح|无效|잘못된", re.IGNORECASE)


@dataclass(frozen=True)
class Script:
    """What somebody writes in one language, and what comes back to them."""

    tag: str
    first: str
    choice: str
    story: str
    answer: str
    thanks: str
    stop: str
    stopped: str
    eviction: str
    offer: str


SCRIPTS = [
    Script(
        "es", "necesito comida", "２", "somos cinco, sin papeles de nada", "Hoy a las seis.",
        "sí, gracias", "para ya, no más mensajes", "no más textos",
        "por favor paren mi desalojo", "2",
    ),
    Script(
        "ar", "نحتاج إلى طعام لـ 5 أشخاص", "٧", "نحن في 12 شارع، قبل 6", "سنأتي اليوم الساعة 6.",
        "نعم شكرا", "توقف", "لن نرسل", "أوقفوا طردي من البيت من فضلكم", "٢",
    ),
    Script(
        "zh", "我们需要食物", "5", "一家五口，没有暖气", "今天六点送到。", "好的，谢谢",
        "不要再发短信了", "不再发短信", "请帮我停止被房东赶走", "（2）",
    ),
    Script(
        "ko", "음식이 필요해요", "3", "다섯 식구예요, 아기도 있어요", "오늘 여섯 시에 갈게요.",
        "네 고맙습니다", "문자 그만 보내세요", "문자를 보내지 않습니다",
        "집에서 쫓겨나지 않게 도와주세요", "2",
    ),
]  # fmt: skip
_BY_TAG = [pytest.param(n, each, id=each.tag) for n, each in enumerate(SCRIPTS)]


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    hotline = Running.start(
        tmp_path_factory.mktemp("stories") / "data", HOTLINE_TIME_ZONE=noon_here()
    )
    hotline.hotline(
        "volunteers", "add", "--name", "Ada", "--phone", ADA, "--on-call", "--pin", "4711",
        *[each for tag in ("en", "es", "ar", "zh", "ko", "bn") for each in ("--language", tag)],
    )  # fmt: skip
    yield hotline
    if not hotline.ended():
        hotline.stop()


@pytest.fixture(scope="module")
def adas_page(running):
    """A browser without script, signed in as Ada."""
    path = running.data_dir / "demo-volunteers.json"
    people = json.loads(path.read_text())
    path.write_text(json.dumps([*people, {"name": "Ada", "phone": ADA, "pin": "4711"}]))
    return Page(running, "Ada")


class Texter:
    """A person's phone beside the hotline, and the request that comes of it."""

    def __init__(self, running: Running, number: str) -> None:
        self.running, self.phone = running, running.phone(number)
        self.known = {row["code"] for row in running.requests()}
        self.ours = HOTLINE if number.startswith("+") else f"whatsapp:{HOTLINE}"

    def say(self, body: str, media=(), answers: int = 1) -> list[str]:
        """Write it; the texts that come back, once there are as many."""
        before = len(self.phone.received())
        self.phone.text(self.ours, body, media)
        return self.gets(before, answers, body) if answers else []

    def gets(self, before: int, answers: int = 1, what: str = "") -> list[str]:
        wait_for(
            lambda: len(self.phone.received()) >= before + answers, 30, f"an answer to {what!r}"
        )
        return [text.body for text in self.phone.received()[before:]]

    def heard(self) -> int:
        return len(self.phone.received())

    @property
    def request(self) -> dict:
        (found,) = [row for row in self.running.requests() if row["code"] not in self.known]
        return found

    def shown(self) -> dict:
        code = self.request["code"]
        return json.loads(self.running.hotline("requests", "show", code, "--open", "--json"))


class Volunteer:
    """Ada's own phone."""

    def __init__(self, running: Running) -> None:
        self.phone = running.phone(ADA)

    def says(self, body: str) -> str:
        before = len(self.phone.received())
        self.phone.text(HOTLINE, body)
        return self.gets(before, f"the answer to {body!r}")

    def gets(self, before: int, what: str) -> str:
        wait_for(lambda: len(self.phone.received()) > before, 30, what)
        return self.phone.received()[before].body


def _faults(running: Running, **wishes) -> None:
    url = f"{running.runtime['phones']}/control/faults"
    if wishes:
        requests.post(url, json=wishes, timeout=10).raise_for_status()
    else:
        requests.delete(url, timeout=10).raise_for_status()


@pytest.mark.parametrize(("n", "script"), _BY_TAG)
def test_t1_t2_t4_t12_a_conversation_there_and_back(running, adas_page, n, script):
    """T1, T2, T4, T9, T12: two phones that never learn of each other, and what does not arrive."""
    texter, ada = Texter(running, f"+1555410000{n}"), Volunteer(running)
    (first,) = texter.say(script.first)
    assert "STOP" in first
    assert segments(first) <= 2
    (safe,) = texter.say(script.choice)
    (how,) = texter.say("1")
    for question in (safe, how):
        assert segments(question) <= 2
        assert words_denied(question) == ()
    texter.say("1")
    code = texter.request["code"]
    assert (texter.request["language"], texter.request["topic"]) == (script.tag, "food")
    assert code in ada.says(code)
    before = texter.heard()
    assert ada.says(f"{code} {script.answer}") == f"{code}: sent."
    assert texter.gets(before) == [script.answer]

    told = len(ada.phone.received())
    texter.say(script.thanks, answers=0)
    assert f"READ {code}" in ada.gets(told, "the notice of new words")
    assert ada.says(f"read {code}") == f"{code}: {script.thanks}"

    page = adas_page.get(f"/requests/{code}")
    assert script.thanks in page.text
    _faults(running, fail_messages=30006)
    try:
        page.post(f"/requests/{code}/texts", words=script.answer)
        wait_for(
            lambda: "this is a landline" in adas_page.get(f"/requests/{code}").text,
            30, "the delivery in words",
        )  # fmt: skip
    finally:
        _faults(running)
    assert "they did not say yes to calls" in adas_page.text
    everything = [text.body for text in (*texter.phone.received(), *ada.phone.received())]
    assert not any(number[-7:] in body for body in everything for number in (ADA, "410000"))

    (confirmed,) = texter.say(script.stop)
    assert script.stopped in confirmed
    assert "not sent" in ada.says(f"{code} {script.answer}")
    assert adas_page.get(f"/requests/{code}").text.count("They asked for no texts.") >= 1
    assert texter.phone.received()[-1].body == confirmed, "and nothing after it"


@pytest.mark.parametrize(("n", "script"), _BY_TAG)
def test_story_4_the_partner_reads_the_phone(running, n, script):
    """T5, T9, story 4: exactly one neutral message, then silence; held for their own call."""
    texter = Texter(running, f"+1555420000{n}")
    texter.say(script.first)
    texter.say(script.choice)
    (last,) = texter.say("3")
    assert words_denied(last) == ()
    assert segments(last) == 1
    before = texter.heard()
    texter.say("?", answers=0)
    texter.say(script.story, answers=0)
    shown = texter.shown()
    assert shown["state"] == "queued"
    assert script.story in shown["words"]
    assert texter.heard() == before


def test_story_4_the_page_says_it_first(running, adas_page):
    """Story 4: whoever takes it sees before all else that nobody may write or call."""
    texter = Texter(running, "+15554300001")
    texter.say("نحتاج إلى مأوى 2 nights")
    texter.say("٧")
    texter.say("٣")
    code = texter.request["code"]
    adas_page.get("/")
    page = adas_page.post(f"/requests/{code}/claim").get(f"/requests/{code}").text
    assert "Do not call: waits for them" in page
    assert page.index("Do not call: waits for them") < page.index("مأوى")
    assert 'name="words"' not in page, "there is nothing to write into"


def test_story_5_bangla_voice_notes_and_a_photo_are_answers(running, adas_page):
    """T1, T4, story 5: Bangla is none of our languages; all that was sent is kept and read."""
    note = io.BytesIO()
    tone = np.sin(np.arange(32_000) / 9) / 4
    soundfile.write(note, tone, 16_000, format="OGG", subtype="OPUS")
    texter = Texter(running, "+15554400001")
    said = texter.say("আমাদের বাজার দরকার")
    for _ in range(3):
        said += texter.say("", [("audio/ogg", note.getvalue())], answers=0)
    said += texter.say("", [("image/png", PNG)], answers=0)
    request = texter.request
    assert (request["language"], request["state"]) == ("bn", "queued")
    adas_page.get("/")
    code = request["code"]
    adas_page.post(f"/requests/{code}/claim")

    def all_there():
        page = adas_page.get(f"/requests/{code}").text
        return page.count("<audio ") == 3 and page.count('class="sent-picture"') == 1

    wait_for(all_there, 60, "three voice notes and a picture on the page")
    assert "আমাদের বাজার দরকার" in adas_page.text
    said = [text.body for text in texter.phone.received()]
    assert said
    assert not any(INVALID.search(body) for body in said)


@pytest.mark.parametrize(("n", "script"), _BY_TAG)
def test_story_14_stop_is_obeyed_and_a_plea_that_says_stop_is_not_one(running, n, script):
    """T5, T6, T7, story 14: one confirmation, then nothing; START joins again."""
    texter = Texter(running, f"+1555450000{n}")
    (answer,) = texter.say(script.eviction)
    assert "1 English" in answer
    (confirmed,) = texter.say(script.stop)
    assert script.stopped in confirmed
    before = texter.heard()
    texter.say(script.stop, answers=0)
    texter.say("1", answers=0)
    shown = texter.shown()
    assert (shown["state"], shown["words"][0]) == ("queued", script.eviction)
    assert texter.heard() == before
    texter.say("START", answers=1)
    assert texter.say(script.choice)


@pytest.mark.parametrize(("n", "script"), _BY_TAG)
def test_story_16_who_asked_once_comes_back_to_give(running, n, script):
    """T8, story 16: the old request was erased; the offer is a new one and not linked to it."""
    texter = Texter(running, f"+1555460000{n}")
    texter.say(script.first)
    texter.say("ERASE")
    (old,) = [row for row in running.requests() if row["code"] not in texter.known]
    texter.known.add(old["code"])
    texter.say("hello")
    texter.say(script.choice)
    texter.say("1")
    texter.say("4")
    texter.say(script.offer)
    assert (texter.request["topic"], texter.request["language"]) == ("offer", script.tag)
    shown = json.loads(running.hotline("requests", "show", old["code"], "--open", "--json"))
    assert shown["words"] == []
    assert old["code"] not in json.dumps(texter.shown())


@pytest.mark.parametrize(("n", "script"), _BY_TAG)
def test_t1_t5_whatsapp_is_the_same_talk_and_stop_there_is_stop_everywhere(running, n, script):
    """T1, T5: by WhatsApp; afterwards the same digits get no SMS either."""
    texter = Texter(running, f"whatsapp:+1555470000{n}")
    texter.say(script.first)
    texter.say(script.choice)
    assert texter.request["language"] == script.tag
    (confirmed,) = texter.say(script.stop)
    assert script.stopped in confirmed
    by_sms = Texter(running, f"+1555470000{n}")
    by_sms.say(script.first, answers=0)
    assert script.first in by_sms.shown()["words"], "heard"
    assert by_sms.heard() == 0, "and not answered"
    assert texter.heard() == 3
