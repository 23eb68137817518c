"""V3 and E2 through the carrier's webhooks: remembered after a yes, forgotten, and no key to anything."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from hotline.domain.retention import KEPT
from hotline.services import opt_outs
from hotline.services.accounts import add_volunteer
from hotline.services.purge import purge
from hotline.store.call_memory_tables import phone_languages
from hotline.store.database import open_database
from hotline.types import Language, PhoneNumber
from tests.webhooks.stage import build_stage
from tests.webhooks.test_consent_and_receipts import Caller, requests_of

MARIA = "+15550100041"


@pytest.fixture(params=["staffed", "nobody on call"])
def stage(request, tmp_path, clock):
    stage = build_stage(tmp_path, clock)
    if request.param == "staffed":
        add_volunteer(
            stage.ports,
            name="Rosa",
            phone=PhoneNumber("+15550100088"),
            languages=[Language("en"), Language("es")],
            topics=[],
            on_call=True,
            pin="4711",
        )
    return stage


def _asked(stage, number=MARIA):
    return _to_recorder(Caller(stage, number).press("2")).speak().press("3")


def _to_recorder(caller):
    """Food, if it is asked, and yes to the recording; nobody on call leads there at once."""
    for _ in range(2):
        if not caller.records:
            caller.press("1")
    assert caller.records
    return caller


def _rows(stage):
    engine = open_database(stage.settings.database_url)
    with engine.connect() as connection:
        rows = connection.execute(select(phone_languages)).all()
    engine.dispose()
    return rows


def test_v3_nothing_is_remembered_without_the_yes_key(stage):
    for answer in ([], ["2"], ["#"], ["8", "8", "8"]):
        caller = _asked(stage)
        if answer:
            caller.press(*answer)
        else:
            caller.silence()
        assert _rows(stage) == []
    assert "Kreyòl" in Caller(stage, MARIA).heard or "Español" in Caller(stage, MARIA).heard


def test_v3_after_a_yes_the_next_call_begins_in_that_language(stage):
    _asked(stage).press("1")
    caller = Caller(stage, MARIA)
    assert "Español" not in caller.heard
    assert "vecino" in caller.heard
    # A short way to the others, in the line's own language as well.
    assert "oprima asterisco" in caller.heard
    assert "press star" in caller.heard
    assert "Español" in caller.press("*").heard
    assert "vecino" not in caller.press("1").heard


def test_v3_e2_what_is_kept_is_a_keyed_fingerprint_a_tag_and_a_day(stage, tmp_path, clock):
    clock.forward(hours=3, minutes=17)
    _asked(stage).press("1")
    [row] = _rows(stage)
    assert set(row._fields) == {"fingerprint", "language", "called_at"}
    assert (row.called_at.hour, row.called_at.minute) == (0, 0)
    vault = stage.ports.vault
    with stage.ports.unit_of_work() as tx:
        [request] = tx.requests.everything()
    assert row.fingerprint not in {request.fingerprint, vault.fingerprint("phone", MARIA)}
    files = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert MARIA.encode() not in files


def test_e2_a_remembered_phone_opens_nothing_but_its_language(stage):
    _asked(stage).press("1")
    heard = Caller(stage, MARIA).press("8").heard
    assert "espera" not in heard
    assert len(requests_of(stage)) == 1


def test_v3_a_withheld_number_is_neither_asked_nor_remembered(stage):
    caller = _to_recorder(Caller(stage, "anonymous").press("2")).speak()
    # Asked for a number to be called at; a no ends it, and no language is asked about.
    caller.press("3")
    assert caller.verbs.find("Hangup") is not None
    assert _rows(stage) == []


def test_v3_a_key_two_later_forgets_what_was_remembered(stage):
    _asked(stage).press("1")
    caller = _to_recorder(Caller(stage, MARIA).press("*", "1"))
    caller.speak().press("3").press("2")
    assert _rows(stage) == []


def test_t8_erase_by_text_forgets_the_phone_too(stage):
    _asked(stage).press("1")
    with stage.ports.unit_of_work() as tx:
        opt_outs.erase(stage.ports, tx, PhoneNumber(MARIA), Language("es"))
    assert _rows(stage) == []


def test_erasing_with_the_receipt_forgets_the_phone_too(stage):
    caller = _to_recorder(Caller(stage, MARIA).press("1")).speak().press("3")
    code = caller.receipt
    caller.press("1")
    assert len(_rows(stage)) == 1
    Caller(stage, "anonymous").press("8", code, "3", "1")
    assert _rows(stage) == []


def test_d1_a_phone_that_does_not_call_is_forgotten_and_a_call_keeps_it(stage, clock):
    kept = KEPT["language of a phone after its last call"]
    _asked(stage).press("1")
    clock.forward(days=kept.days - 1)
    purge(stage.ports)
    assert "Español" not in Caller(stage, MARIA).heard
    clock.forward(days=kept.days - 1)
    purge(stage.ports)
    assert len(_rows(stage)) == 1
    clock.forward(days=2, hours=1)
    purge(stage.ports)
    assert _rows(stage) == []
    assert "Español" in Caller(stage, MARIA).heard
