"""D3, T8: what a person erases is gone in every copy that was made of it on the way."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from hotline.domain.callbacks import Attempt
from hotline.services.claims import claim
from hotline.services.intake import find_or_begin_call, request_of_call
from hotline.services.receipts import keep_contact_rules
from hotline.store.database import open_database
from hotline.store.tables import data_keys, messages
from hotline.types import Language, PhoneNumber, new_id
from tests.text.talking import Texter
from tests.text.test_volunteer_conversation import a_volunteer
from tests.webhooks.stage import build_stage, new_sid

WORDS = "the blue door behind the bakery"
#: What is kept of a conversation beside its texts.
_TABLES = (
    "call_wishes",
    "contact_attempts",
    "joined_requests",
    "unread_requests",
    "written_by_text",
)


@pytest.fixture
def stage(tmp_path, clock):
    return build_stage(tmp_path, clock)


def openable(stage) -> str:
    """Every text in the store that some key still opens, with the master key at hand."""
    found = []
    with open_database(stage.settings.database_url).connect() as connection:
        alive = set(connection.execute(select(data_keys.c.id)).scalars())
        rows = connection.execute(select(messages.c.key_id, messages.c.body)).all()
    with stage.ports.unit_of_work() as tx:
        for key_id, body in rows:
            if key_id in alive:
                found.append(tx.keys.open(key_id).open_text("message.body", body))
    return "\n".join(found)


def test_t8_words_that_were_read_out_to_a_volunteer_go_with_their_person(stage, clock):
    person = Texter(stage, "+12065560001", clock=clock)
    person.text("we need food")
    rosa, rosa_id = a_volunteer(stage, clock, person)
    code = person.request().code
    claim(stage.ports, rosa_id, code)
    person.text(WORDS)
    assert any(WORDS in each for each in rosa.text("READ"))
    assert openable(stage).count(WORDS) == 2
    person.text("ERASE")
    assert WORDS not in openable(stage)


def test_t8_erase_takes_a_request_by_phone_along_to_which_the_texts_went(stage, clock):
    """T4 and T8: "text me instead", then ERASE: the words were kept with the request by phone."""
    person = Texter(stage, "+12065560002", clock=clock)
    ports = stage.ports
    with ports.unit_of_work() as tx:
        call = find_or_begin_call(ports, tx, new_sid("CA"), PhoneNumber(person.number))
        request_id = request_of_call(ports, tx, call, language=Language("en"), topic="food")
        keep_contact_rules(ports, tx, request_id, "text", "any", "nothing")
    person.text(WORDS)
    assert WORDS in openable(stage)
    person.text("ERASE")
    assert WORDS not in openable(stage)
    with ports.unit_of_work() as tx:
        assert tx.requests.by_id(request_id).contact is None


def test_d3_after_erase_by_text_nothing_tells_of_calls(stage, clock):
    person = Texter(stage, "+12065560003", clock=clock)
    person.text("we need food")
    rosa, rosa_id = a_volunteer(stage, clock, person)
    code = person.request().code
    ports = stage.ports
    claim(ports, rosa_id, code)
    rosa.text(f"{code} we come at six")
    with ports.unit_of_work() as tx:
        request_id = tx.requests.by_code(code).id
        tx.attempts.add(Attempt(new_id(), request_id, rosa_id, clock.now()))
        assert tx.attempts.of_request(request_id)
    person.text("ERASE")
    with open_database(stage.settings.database_url).connect() as connection:
        for table in _TABLES:
            assert connection.execute(text(f"select count(*) from {table}")).scalar_one() == 0
