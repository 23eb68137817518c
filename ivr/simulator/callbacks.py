"""What the carrier tells the application later: kept in the store until it has been sent."""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from ivr.simulator.faults import FaultBox
from ivr.simulator.store import Row, Store
from ivr.simulator.transport import Transport, WebhookFailed

Effect = Callable[[Row], None]

# Requests in flight at once: callbacks are "separate HTTP requests".
SENDERS = 4


class Callbacks:
    """A list of things to do at their time, in order within a lane (one text, one call).

    Each is tried once (and once more when there was no connection): the real carrier documents no
    longer retry. What a stop of this program interrupted is sent again: it may arrive twice.
    """

    def __init__(self, store: Store, transport: Transport, faults: FaultBox) -> None:
        self._store = store
        self._transport = transport
        self._faults = faults
        self._effects: dict[str, Effect] = {}
        self._wake = threading.Condition()
        self._busy_lanes: set[str] = set()
        self._stopping = False
        self._pool = ThreadPoolExecutor(SENDERS, thread_name_prefix="callback")
        self._thread = threading.Thread(target=self._run, name="callbacks", daemon=True)

    def on(self, kind: str, effect: Effect) -> None:
        """What has to change here, just before a callback of this kind leaves."""
        self._effects[kind] = effect

    def start(self) -> None:
        self._store.execute("UPDATE callbacks SET state = 'waiting' WHERE state = 'sending'")
        self._thread.start()

    def stop(self) -> None:
        with self._wake:
            self._stopping = True
            self._wake.notify_all()
        if self._thread.ident is not None:
            self._thread.join()
        self._pool.shutdown(wait=True)

    def add(
        self,
        kind: str,
        lane: str,
        url: str | None,
        params: dict[str, str],
        *,
        delay: float,
        method: str = "POST",
        subject: str = "",
        step: str = "",
    ) -> None:
        due = time.time() + delay + self._faults.now.delay_callbacks_seconds
        self._store.insert(
            "callbacks", kind=kind, lane=lane, subject=subject or lane, step=step, url=url,
            method=method, params=json.dumps(params), token=str(uuid.uuid4()), due=due,
        )  # fmt: skip
        with self._wake:
            self._wake.notify_all()

    def waiting(self) -> int:
        """How many have not left yet."""
        row = self._store.one(
            "SELECT COUNT(*) AS n FROM callbacks WHERE state IN ('waiting', 'sending')"
        )
        return int(row["n"]) if row else 0

    def _run(self) -> None:
        with self._wake:
            while not self._stopping:
                self._send_what_is_due()
                self._wake.wait(self._seconds_to_next())

    def _send_what_is_due(self) -> None:
        rows = self._store.all(
            "SELECT * FROM callbacks WHERE state = 'waiting' ORDER BY id LIMIT 500"
        )
        seen = set(self._busy_lanes)
        now = time.time()
        for row in rows:
            if row["lane"] in seen:
                continue
            seen.add(row["lane"])
            if row["due"] > now:
                continue
            self._busy_lanes.add(row["lane"])
            self._store.execute("UPDATE callbacks SET state = 'sending' WHERE id = ?", row["id"])
            self._pool.submit(self._send, row)

    def _seconds_to_next(self) -> float | None:
        row = self._store.one("SELECT MIN(due) AS due FROM callbacks WHERE state = 'waiting'")
        if row is None or row["due"] is None:
            return None
        # Not below 50 ms: the earliest may stand in a lane that is busy.
        return max(row["due"] - time.time(), 0.05)

    def _send(self, row: Row) -> None:
        state = "sent"
        try:
            if row["kind"] in self._effects:
                self._effects[row["kind"]](row)
            if row["url"] and not self._faults.now.drop_status_callbacks:
                params = json.loads(row["params"])
                self._transport.send(row["url"], params, row["method"], token=row["token"])
        except WebhookFailed as problem:
            state = "failed"
            self._store.alert(
                time.time(), problem.code, str(problem), row["url"] or "", row["subject"]
            )
        finally:
            # What was sent has no further use, and it holds people's numbers.
            self._store.execute(
                "UPDATE callbacks SET state = ?, params = '{}' WHERE id = ?", state, row["id"]
            )
            with self._wake:
                self._busy_lanes.discard(row["lane"])
                self._wake.notify_all()
