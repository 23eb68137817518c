"""What is sealed opens with its own key, for its own purpose, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.adapters.vault import MasterVault
from hotline.errors import KeyLost
from hotline.types import Sealed, new_id

VAULT = MasterVault(bytes(range(32)))


@given(st.text())
def test_text_comes_back_as_it_was(words):
    key, wrapped = VAULT.new_key(new_id())
    sealed = key.seal_text("words", words)
    assert VAULT.open_key(key.id, wrapped).open_text("words", sealed) == words


def test_another_purpose_key_or_master_key_opens_nothing():
    key, wrapped = VAULT.new_key(new_id())
    other, _ = VAULT.new_key(new_id())
    sealed = key.seal("words", b"mango")
    for attempt in (
        lambda: key.open("contact", sealed),
        lambda: other.open("words", sealed),
        lambda: key.open("words", Sealed(sealed.blob[:-1] + b"\0")),
        lambda: key.open("words", Sealed(b"")),
        lambda: MasterVault(bytes(32)).open_key(key.id, wrapped),
        lambda: VAULT.open_key(other.id, wrapped),
    ):
        with pytest.raises(KeyLost):
            attempt()


def test_the_same_words_never_look_the_same():
    key, _ = VAULT.new_key(new_id())
    assert key.seal("words", b"mango") != key.seal("words", b"mango")
    assert b"mango" not in key.seal("words", b"mango").blob


def test_fingerprints_are_keyed_and_stable():
    again = MasterVault(bytes(range(32)))
    assert VAULT.fingerprint("phone", "+1555") == again.fingerprint("phone", "+1555")
    assert VAULT.fingerprint("phone", "+1555") != VAULT.fingerprint("sid", "+1555")
    assert VAULT.fingerprint("phone", "+1555") != MasterVault(bytes(32)).fingerprint(
        "phone", "+1555"
    )
