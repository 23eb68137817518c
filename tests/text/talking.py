"""A phone that texts the real application by its webhook, and reads what it would be sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text

from hotline.errors import CarrierRefused
from hotline.services.accounts import add_volunteer
from hotline.services.carrier_copies import delete_text
from hotline.services.dispatch import send_text
from hotline.services.queue import QueueRow, open_from_command_line
from hotline.store.database import open_database
from hotline.types import Language, MessageSid, PhoneNumber
from tests.webhooks.stage import Stage, new_sid


def somebody_on_call(stage: Stage, phone: str = "+12065559001") -> str:
    """A volunteer on call who speaks every language, so that the line is an ordinary one."""
    return add_volunteer(
        stage.ports,
        name="Rosa",
        phone=PhoneNumber(phone),
        languages=tuple(map(Language, ("en", "es", "ht", "ko", "zh", "vi", "ar", "fr", "bn"))),
        topics=(),
        on_call=True,
        pin="4711",
    ).volunteer_id


@dataclass
class Carrier:
    """Keeps what it was given to send; `refuse` makes it answer with that error."""

    sent: list[tuple[str, str]] = field(default_factory=list)
    refuse: int = 0
    deleted: list[str] = field(default_factory=list)

    def delete_text(self, sid: str) -> None:
        self.deleted.append(sid)

    def send_text(self, to: Any, body: str, reference: str) -> MessageSid:
        if self.refuse:
            raise CarrierRefused("refused", self.refuse)
        self.sent.append((to.reveal(), body))
        return MessageSid(new_sid("SM"))


@dataclass
class Texter:
    """One person's phone."""

    stage: Stage
    number: str = "+15550160001"
    carrier: Carrier = field(default_factory=Carrier)
    clock: Any = None

    def text(self, body: str, **form: Any) -> list[str]:
        """Send it; the texts that come back to this phone."""
        if self.clock:
            self.clock.forward(seconds=1)
        before = len(self.carrier.sent)
        sid = form.pop("MessageSid", None) or new_sid("SM")
        answer = self.stage.post(
            "/twilio/messages",
            MessageSid=sid, From=self.number, To="+15550100000", Body=body,
            **{"NumMedia": "0", **form},
        )  # fmt: skip
        assert answer.status_code == 200
        assert answer.text.endswith("<Response />") or "<Response" in answer.text
        self.deliver()
        return [body for to, body in self.carrier.sent[before:] if to == self.number]

    def deliver(self) -> None:
        """Do what the outbox holds of texts to people."""
        with open_database(self.stage.settings.database_url).connect() as connection:
            rows = connection.execute(
                text("select subject from outbox where kind = 'send_text' and state = 'pending'")
            ).scalars()
            subjects = list(rows)
        for subject in subjects:
            send_text(self.stage.ports, self.carrier, subject)

    def empty_the_carrier(self) -> None:
        """Do what the outbox holds of deletions at the carrier."""
        with open_database(self.stage.settings.database_url).connect() as connection:
            rows = connection.execute(
                text("select subject from outbox where kind = 'delete_text' and state = 'pending'")
            ).scalars()
            subjects = list(rows)
        for subject in subjects:
            delete_text(self.stage.ports, self.carrier, subject)

    def request(self) -> QueueRow | None:
        """This phone's open request with its words."""
        with self.stage.ports.unit_of_work() as tx:
            mark = self.stage.ports.vault.fingerprint("phone", self.number)
            found = tx.requests.latest_from(mark)
        if found is None:
            return None
        return open_from_command_line(self.stage.ports, found.code, words=True)
