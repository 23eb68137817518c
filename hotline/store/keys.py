"""The keys of requests, wrapped. To destroy one is to erase what hangs on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from hotline.errors import KeyLost
from hotline.ports import DataKey, Vault
from hotline.store.tables import data_keys
from hotline.types import new_id

_WRAPPED = select(data_keys.c.wrapped).where(data_keys.c.id == bindparam("key"))


class KeyRepository:
    def __init__(self, connection: Any, vault: Vault) -> None:
        self._connection: Connection = connection
        self._vault = vault
        # One transaction opens the same key many times (every row of a page).
        self._opened: dict[str, DataKey] = {}
        self.destroyed = False

    def create(self) -> DataKey:
        """A new random key, stored wrapped by the master key."""
        key, wrapped = self._vault.new_key(new_id())
        self._connection.execute(
            insert(data_keys),
            {
                "id": key.id,
                "wrapped": wrapped,
            },
        )
        self._opened[key.id] = key
        return key

    def open(self, key_id: str) -> DataKey:
        """The key, opened. Raises KeyLost when it was destroyed."""
        if key_id not in self._opened:
            wrapped = self._connection.execute(_WRAPPED, {"key": key_id}).scalar_one_or_none()
            if wrapped is None:
                raise KeyLost("This was erased and cannot be opened again.")
            self._opened[key_id] = self._vault.open_key(key_id, wrapped)
        return self._opened[key_id]

    def fetch(self, key_ids: Iterable[str]) -> None:
        """Open many by one question; a destroyed one is told when it is asked for."""
        wanted = [key_id for key_id in dict.fromkeys(key_ids) if key_id not in self._opened]
        query = select(data_keys).where(data_keys.c.id.in_(wanted))
        for row in self._connection.execute(query) if wanted else ():
            self._opened[row.id] = self._vault.open_key(row.id, row.wrapped)

    def destroy(self, key_id: str) -> None:
        """Erase for ever what was sealed with this key."""
        self._opened.pop(key_id, None)
        self.destroyed = True
        self._connection.execute(delete(data_keys).where(data_keys.c.id == key_id))
