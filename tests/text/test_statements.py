"""The text path asks the database a bounded number of questions, however much there is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event

from hotline.services.accounts import add_volunteer, set_coordinator
from hotline.types import Language, PhoneNumber
from tests.text.talking import somebody_on_call
from tests.webhooks.stage import build_stage, new_sid

#: What a first text asks today, with somebody on call. Raise it with a reason: SQLite has one
#: writer, and every question of one webhook is a wait for all others.
FIRST_TEXT = 43


@contextmanager
def statements() -> Iterator[list[str]]:
    """Everything that goes to a database meanwhile."""
    asked: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        asked.append(" ".join(statement.split()))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def _post(stage, number, body="We have no food in the house"):
    form = {"From": number, "To": "+15550100000", "Body": body, "NumMedia": "0"}
    assert stage.post("/twilio/messages", MessageSid=new_sid("SM"), **form).status_code == 200


def test_a_first_text_asks_little_and_nothing_twice(tmp_path, clock):
    """Issue 4, "Measured": the answer is queued after at most FIRST_TEXT statements."""
    stage = build_stage(tmp_path, clock)
    somebody_on_call(stage)
    # The day's sum and the version of the flow are noted with the first of all.
    _post(stage, "+12065550001")
    with statements() as asked:
        _post(stage, "+12125550002")
    assert len(asked) <= FIRST_TEXT, "\n".join(asked)
    assert sum(each.startswith("BEGIN") for each in asked) == 1
    # The limits of a number are counted by one question, and noted by one statement.
    assert sum("count(*)" in each and "FROM texts_out" in each for each in asked) == 1
    assert sum(each.startswith("INSERT INTO texts_out") for each in asked) == 1
    assert sum(each.startswith("SELECT volunteers.id, volunteers.key_id, volunteers.name")
               for each in asked) == 1  # fmt: skip


def test_neither_many_requests_nor_many_coordinators_make_it_more(tmp_path, clock):
    """Issue 4, "Measured": the hundredth first text asks what the second did."""
    stage = build_stage(tmp_path, clock)
    somebody_on_call(stage)
    _post(stage, "+12065550001")
    with statements() as few:
        _post(stage, "+12125550002")
    for n in range(10):
        volunteer = add_volunteer(
            stage.ports,
            name=f"Volunteer {n}",
            phone=PhoneNumber(f"+1206555910{n}"),
            languages=[Language("en")],
        )
        set_coordinator(stage.ports, volunteer.volunteer_id, True)
        _post(stage, f"+1303555000{n}")
    with statements() as many:
        _post(stage, "+14045550003")
    assert len(many) == len(few)
