"""Tables of conversations: states, times and random ids, never words or numbers."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, String, Table, false

from hotline.store.column_types import UtcDateTime
from hotline.store.tables import metadata

#: What became of a text to a person: who wrote it (nobody: the hotline itself), why it failed.
deliveries = Table(
    "deliveries",
    metadata,
    Column("message_id", String(32), ForeignKey("messages.id"), primary_key=True),
    Column("author_id", String(32)),
    Column("failure", String(16)),
)
#: A request whose person has written since its holder looked; one notice a while.
unread_requests = Table(
    "unread_requests",
    metadata,
    Column("request_id", String(32), ForeignKey("help_requests.id"), primary_key=True),
    Column("since", UtcDateTime, nullable=False),
    Column("noticed_at", UtcDateTime, nullable=False),
)
#: Who is to be called instead of texted: at their wish, or because no text arrives.
call_wishes = Table(
    "call_wishes",
    metadata,
    Column("request_id", String(32), ForeignKey("help_requests.id"), primary_key=True),
    Column("reason", String(16), nullable=False),
    Column("may_call", Boolean, nullable=False, server_default=false()),
    Column("at", UtcDateTime, nullable=False),
)
#: Two requests that a volunteer said are of one person. Each row once: lesser id first.
joined_requests = Table(
    "joined_requests",
    metadata,
    Column("request_id", String(32), ForeignKey("help_requests.id"), primary_key=True),
    Column("other_id", String(32), ForeignKey("help_requests.id"), primary_key=True),
    Column("joined_by", String(32), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
#: A holder who has written by text, and has not been told since of one that did not arrive.
written_by_text = Table(
    "written_by_text",
    metadata,
    Column("request_id", String(32), ForeignKey("help_requests.id"), primary_key=True),
    Column("volunteer_id", String(32), primary_key=True),
)
