"""Each volunteer is told in the ways they chose; addresses are sealed like phones."""

from __future__ import annotations

import dataclasses
import sqlite3

import pytest

from hotline.domain.telling import Telling
from hotline.errors import CarrierRefused, CarrierUnavailable, TellingRefused
from hotline.services.telling import own_telling, send_test, set_telling


class Kept:
    """A messenger that keeps what it sent; it fails as it is told."""

    def __init__(self):
        self.sent, self.faults = [], []

    def can_use(self, address):
        return address.startswith("ntfy://")

    def send(self, address, words):
        if self.faults:
            raise self.faults.pop(0)
        self.sent.append((address, words))


@pytest.fixture
def messenger(stage):
    kept = Kept()
    stage.house.ports = dataclasses.replace(stage.house.ports, messenger=kept)
    return kept


def test_instead_of_a_text_or_beside_it(stage, messenger):
    rosa, sam = stage.volunteer("Rosa"), stage.volunteer("Sam")
    ports = stage.house.ports
    set_telling(ports, rosa, Telling(text=False, addresses=("ntfy://rosa-phone",)))
    set_telling(ports, sam, Telling(text=True, addresses=("ntfy://sam", " ntfy://sam ")))
    code = stage.house.request()
    stage.work()
    assert stage.told("Rosa") == []
    assert len(stage.told("Sam")) == 1
    assert sorted(address for address, _ in messenger.sent) == ["ntfy://rosa-phone", "ntfy://sam"]
    for _, words in messenger.sent:
        assert code in words
        assert "food" not in words
    assert "yours" in stage.text("Rosa", "1a"), "the code works on their phone all the same"


@pytest.mark.parametrize(
    ("telling", "kind", "line"),
    [
        (Telling(text=False), "none", 0),
        (Telling(text=False, addresses=("  ",)), "none", 0),
        (Telling(addresses=("ntfy://a", "json://b")), "address", 2),
        (Telling(addresses=tuple(f"ntfy://{n}" for n in range(6))), "many", 0),
    ],
)
def test_ways_that_cannot_be_are_refused_and_change_nothing(stage, messenger, telling, kind, line):
    rosa = stage.volunteer("Rosa")
    with pytest.raises(TellingRefused) as refused:
        set_telling(stage.house.ports, rosa, telling)
    assert (refused.value.kind, refused.value.line) == (kind, line)
    assert own_telling(stage.house.ports, rosa) == Telling()


def test_a_passing_fault_is_tried_again_and_a_dead_address_is_not(stage, messenger):
    rosa = stage.volunteer("Rosa")
    set_telling(stage.house.ports, rosa, Telling(text=False, addresses=("ntfy://rosa",)))
    messenger.faults = [CarrierUnavailable("down")]
    stage.house.request()
    stage.work()
    assert messenger.sent == []
    stage.later(minutes=1)
    assert len(messenger.sent) == 1
    messenger.sent.clear()
    messenger.faults = [CarrierRefused("gone")]
    stage.house.request()
    stage.later(minutes=5)
    assert messenger.sent == []


def test_a_test_notice_comes_by_every_way_and_not_without_end(stage, messenger):
    rosa = stage.volunteer("Rosa")
    set_telling(stage.house.ports, rosa, Telling(text=True, addresses=("ntfy://rosa",)))
    assert [send_test(stage.house.ports, rosa) for _ in range(4)] == [True, True, True, False]
    stage.work()
    assert len(stage.told("Rosa")) == len(messenger.sent) == 3


def test_addresses_are_sealed_in_every_table(stage, messenger):
    """D2: planted, and looked for in the whole file."""
    rosa = stage.volunteer("Rosa")
    set_telling(stage.house.ports, rosa, Telling(addresses=("ntfy://planted-mango",)))
    stage.house.request()
    stage.work()
    assert messenger.sent
    with sqlite3.connect(stage.house.url.removeprefix("sqlite:///")) as connection:
        dump = "\n".join(connection.iterdump())
    assert "planted-mango" not in dump
    assert b"planted-mango".hex() not in dump.lower()
