"""Codes for recording by phone, and where each such call stands: one small file.

It lies beside the recordings and holds keyed marks of codes and calls, ids of volunteers and
names of prompts. After an hour a row opens nothing, and the next change takes it out.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from hotline.ports import Ports
from hotline.services.receipts import is_locked
from hotline.types import Language
from ivr.recorder import Speaker

#: As long as a receipt, so that a wrong one is counted like a wrong receipt.
CODE_DIGITS = 8
VALID_SECONDS = 3600


@dataclass(frozen=True)
class Desk:
    """One call, or (without `token`) one code. `turn` is of the question that waits."""

    volunteer_id: str
    languages: tuple[str, ...]
    language: str
    expires: float
    token: str = ""
    turn: int = 0
    mode: str = ""
    key: str = ""
    file: str = ""
    recording_sid: str = ""
    tries: int = 0
    skipped: tuple[str, ...] = ()

    @property
    def who(self) -> Speaker:
        return Speaker(self.volunteer_id, tuple(map(Language, self.languages)))


class RecorderDesk:
    """Gives codes out and remembers calls. Safe between processes: one writer at a time."""

    def __init__(self, ports: Ports, data_dir: Path) -> None:
        self._ports = ports
        self._path = data_dir / "prompts" / "by-phone.json"

    def give_code(self, who: Speaker, language: Language) -> str:
        """A new code, good for one call within the hour; an earlier one of theirs ends."""
        code = "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
        desk = Desk(
            who.volunteer_id,
            tuple(each.tag for each in who.languages),
            language.tag,
            self._now() + VALID_SECONDS,
        )
        with self._changing() as rows:
            for mark, row in list(rows.items()):
                if row.volunteer_id == who.volunteer_id and not row.token:
                    del rows[mark]
            rows[self._mark("code", code)] = desk
        return code

    def open_call(self, code: str, call_sid: str) -> Desk | None:
        """The call that a right code begins; the code is used up. None for any other."""
        with self._changing() as rows:
            found = rows.pop(self._mark("code", code), None)
            if found is None or found.token or not self._is_there(found):
                return None
            desk = replace(found, token=secrets.token_urlsafe(16))
            rows[self._mark("call", call_sid)] = desk
        return desk

    def of_call(self, call_sid: str) -> Desk | None:
        """Where this call stands, or None: also once its volunteer was removed."""
        found = self._read().get(self._mark("call", call_sid))
        return found if found is not None and self._is_there(found) else None

    def is_locked(self, call_sid: str) -> bool:
        """True when this call, or its phone, keyed in too many wrong numbers: codes and
        receipts are guessed at one door, and are counted together."""
        with self._ports.unit_of_work(read_only=True) as tx:
            call = tx.calls.by_sid(self._ports.vault.fingerprint("sid", call_sid))
            return call is not None and is_locked(self._ports, tx, call)

    def keep(self, call_sid: str, desk: Desk) -> None:
        """Note where it stands now."""
        with self._changing() as rows:
            rows[self._mark("call", call_sid)] = desk

    def with_token(self, token: str) -> Desk | None:
        """The call that may hear a take by this address."""
        found = next((row for row in self._read().values() if token and row.token == token), None)
        return found if found is not None and self._is_there(found) else None

    def _is_there(self, desk: Desk) -> bool:
        with self._ports.unit_of_work(read_only=True) as tx:
            return tx.volunteers.by_id(desk.volunteer_id) is not None

    def _mark(self, kind: str, value: str) -> str:
        return self._ports.vault.fingerprint(f"recorder-{kind}", value)

    def _now(self) -> float:
        return self._ports.clock.now().timestamp()

    def _read(self) -> dict[str, Desk]:
        try:
            plain = json.loads(self._path.read_text(encoding="utf-8"))
            rows = {mark: _from_plain(row) for mark, row in plain.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}  # nothing here is worth more than a new code
        return {mark: row for mark, row in rows.items() if row.expires > self._now()}

    @contextmanager
    def _changing(self) -> Iterator[dict[str, Desk]]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            rows = self._read()
            yield rows
            beside = self._path.with_suffix(".new")
            text = json.dumps({mark: asdict(row) for mark, row in rows.items()})
            beside.write_text(text, encoding="utf-8")
            os.replace(beside, self._path)


def _from_plain(row: dict[str, Any]) -> Desk:
    lists = {name: tuple(row[name]) for name in ("languages", "skipped")}
    return Desk(**{**row, **lists})
