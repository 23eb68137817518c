"""Promises D2, D3: after a purge the disk holds no key, with the master key or without."""

from __future__ import annotations

from sqlalchemy import select

from hotline.domain.retention import KEPT
from hotline.services.claims import claim, resolve
from hotline.services.purge import purge
from hotline.store.database import open_database
from hotline.store.tables import data_keys, help_requests, messages
from tests.house import build_house


def _on_disk(folder):
    return b"".join(path.read_bytes() for path in folder.glob("test.sqlite3*"))


def test_a_destroyed_key_stands_nowhere_in_the_database_file_or_its_log(tmp_path, clock):
    house = build_house(tmp_path, clock)
    rosa = house.volunteer()
    code = house.request(recording=True)
    claim(house.ports, rosa, code)
    resolve(house.ports, rosa, code)
    engine = open_database(house.url)
    with engine.connect() as connection:
        request = connection.execute(select(help_requests)).one()
        wrapped = connection.execute(
            select(data_keys.c.wrapped).where(data_keys.c.id == request.key_id)
        ).scalar_one()
    engine.dispose()
    planted = [wrapped.blob, request.contact.blob]
    assert all(blob in _on_disk(tmp_path) for blob in planted)
    clock.forward(days=KEPT["words and numbers after the request is resolved"].days, hours=1)
    purge(house.ports)
    assert not any(blob in _on_disk(tmp_path) for blob in planted)


def test_texts_to_volunteers_are_no_history(tmp_path, clock):
    from hotline.services.accounts import begin_sign_in

    house = build_house(tmp_path, clock)
    house.volunteer(phone="+15550100077")
    begin_sign_in(house.ports, "+15550100077", "4711")
    clock.forward(days=1, hours=1)
    purge(house.ports)
    with open_database(house.url).connect() as connection:
        assert connection.execute(select(messages.c.id)).first() is None
