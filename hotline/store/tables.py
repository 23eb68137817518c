"""Every table, and beside each column whether it can tell anything.

Plain are states, languages, topics, times and random ids. Words, names, numbers,
sound and the carrier's sids are SealedBytes; a `fingerprint` is keyed (HMAC) and
is purged with what it stands for.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    false,
)

from hotline.store.column_types import LanguageTag, SealedBytes, StringList, UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id(name: str = "id") -> Column[str]:
    return Column(name, String(32), primary_key=True)


data_keys = Table(
    "data_keys",
    metadata,
    _id(),
    Column("wrapped", SealedBytes, nullable=False),
)

help_requests = Table(
    "help_requests",
    metadata,
    _id(),
    Column("code", String(12), nullable=False, unique=True),
    Column("key_id", String(32), nullable=False),
    Column("state", String(12), nullable=False),
    Column("channel", String(8), nullable=False),
    Column("language", LanguageTag, nullable=False),
    Column("topic", String(64), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("contact", SealedBytes),
    Column("fingerprint", String(64), index=True),
    Column("claimed_by", String(32)),
    Column("claimed_at", UtcDateTime),
    Column("resolved_at", UtcDateTime),
    Column("kind", String(8), nullable=False, server_default="need"),
    Column("urgent", Boolean, nullable=False, server_default=false()),
    # Keyed: whoever has the number of the receipt finds the request, nobody else.
    Column("receipt", String(64)),
    Column("contact_rules", SealedBytes),
    # A claim is a lease: when it ends, and whether its holder has been warned.
    Column("leased_until", UtcDateTime),
    Column("lease_warned", Boolean, nullable=False, server_default=false()),
    # How far the asking has come, and when the next are asked.
    Column("escalation_step", Integer, nullable=False, server_default="0"),
    Column("escalation_at", UtcDateTime),
    # How it ended; words of a list of ours, never a person's.
    Column("outcome", String(24)),
    Column("outcome_reason", String(24)),
    Column("told_how", String(16)),
    Column("told_at", UtcDateTime),
    # What the person asked for: a woman, not from my town, the one of last time.
    Column("wishes", SealedBytes),
    # Keyed in by the caller, for calls alone; without a fingerprint, so it finds nothing.
    Column("other_contact", SealedBytes),
    Index("ix_help_requests_state_received_at", "state", "received_at"),
    Index("uq_help_requests_receipt", "receipt", unique=True),
)

calls = Table(
    "calls",
    metadata,
    _id(),
    Column("sid_fingerprint", String(64), nullable=False, unique=True),
    Column("key_id", String(32), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("status_rank", Integer, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("session", SealedBytes),
    Column("caller", SealedBytes),
    Column("fingerprint", String(64)),
    Column("language", LanguageTag),
    Column("last_step", String(64)),
    Column("request_id", String(32), ForeignKey("help_requests.id"), index=True),
)

recordings = Table(
    "recordings",
    metadata,
    _id(),
    Column("sid_fingerprint", String(64), nullable=False, unique=True),
    Column("request_id", String(32), ForeignKey("help_requests.id"), nullable=False, index=True),
    Column("key_id", String(32), nullable=False),
    Column("sid", SealedBytes, nullable=False),
    Column("state", String(12), nullable=False),
    Column("transcript_state", String(24), nullable=False),
    Column("transcript", SealedBytes),
    Column("seconds", Integer),
    Column("created_at", UtcDateTime, nullable=False),
    Column("deleted_at_carrier", UtcDateTime),
    Column("purpose", String(12), nullable=False, server_default="story"),
)

sounds = Table(
    "sounds",
    metadata,
    Column(
        "recording_id",
        String(32),
        ForeignKey("recordings.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("sound", SealedBytes, nullable=False),
)

volunteers = Table(
    "volunteers",
    metadata,
    _id(),
    Column("key_id", String(32), nullable=False),
    Column("name", SealedBytes, nullable=False),
    Column("phone", SealedBytes, nullable=False),
    Column("fingerprint", String(64), nullable=False, unique=True),
    Column("languages", StringList, nullable=False),
    Column("topics", StringList, nullable=False),
    Column("on_call", Boolean, nullable=False),
    Column("pin_hash", Text, nullable=False),
    Column("is_coordinator", Boolean, nullable=False, server_default=false()),
    Index("ix_volunteers_on_call", "on_call"),
)

messages = Table(
    "messages",
    metadata,
    _id(),
    Column("key_id", String(32), nullable=False),
    Column("request_id", String(32), ForeignKey("help_requests.id"), index=True),
    Column("volunteer_id", String(32)),
    Column("direction", String(4), nullable=False),
    Column("body", SealedBytes, nullable=False),
    # Of a text that belongs to no request: its key is destroyed once it is sent.
    Column("contact", SealedBytes),
    Column("at", UtcDateTime, nullable=False),
    Column("status", String(16), nullable=False),
    Column("status_rank", Integer, nullable=False),
    Column("sid_fingerprint", String(64), index=True),
)

texts_out = Table(
    "texts_out",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_texts_out_fingerprint_at", "fingerprint", "at"),
)

notices = Table(
    "notices",
    metadata,
    _id(),
    Column("request_id", String(32), ForeignKey("help_requests.id"), nullable=False),
    Column("volunteer_id", String(32), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    # Why this volunteer was asked, in which step, and when last.
    Column("why", String(16), nullable=False, server_default=""),
    Column("step", Integer, nullable=False, server_default="0"),
    Column("asked_at", UtcDateTime),
    # The call that told it, and whether "not now" was pressed there.
    Column("bridge_id", String(32), index=True),
    Column("declined", Boolean, nullable=False, server_default=false()),
    Index("uq_notices_request_volunteer", "request_id", "volunteer_id", unique=True),
    Index("ix_notices_volunteer_id", "volunteer_id"),
)

outbox = Table(
    "outbox",
    metadata,
    _id(),
    Column("kind", String(24), nullable=False),
    Column("subject", String(32), nullable=False),
    Column("state", String(8), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("available_at", UtcDateTime, nullable=False),
    Column("leased_until", UtcDateTime),
    Column("handed_over_at", UtcDateTime),
    Column("error_kind", String(64)),
    Index("ix_outbox_state_available_at", "state", "available_at"),
)

carrier_events = Table(
    "carrier_events",
    metadata,
    Column("fingerprint", String(64), primary_key=True),
)

webhook_answers = Table(
    "webhook_answers",
    metadata,
    Column("fingerprint", String(64), primary_key=True),
    Column("answer", Text, nullable=False),
    Column("until", UtcDateTime, nullable=False, index=True),
)

audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", String(32), nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", String(32), nullable=False, index=True),
    Column("chain", String(64), nullable=False, unique=True),
)

sign_in_codes = Table(
    "sign_in_codes",
    metadata,
    Column("ticket", String(64), primary_key=True),
    Column("volunteer_id", String(32)),
    Column("code_hash", String(64), nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("tries", Integer, nullable=False),
)

sign_in_tries = Table(
    "sign_in_tries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("who", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_sign_in_tries_who_at", "who", "at"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("volunteer_id", String(32), nullable=False, index=True),
    Column("begun_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
)

line_state = Table(
    "line_state",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("state", String(16), nullable=False),
    Column("until", UtcDateTime),
    Column("set_by", String(32), nullable=False),
    Column("set_at", UtcDateTime, nullable=False),
)

limits = Table(
    "limits",
    metadata,
    _id(),
    Column("topic", String(64), nullable=False),
    # A part of town that every caller hears: it tells of nobody.
    Column("area", String(64), nullable=False),
    Column("state", String(8), nullable=False),
    Column("until", UtcDateTime),
    Column("set_by", String(32), nullable=False),
    Column("set_at", UtcDateTime, nullable=False),
    Column("key_id", String(32)),
    Column("reason", SealedBytes),
    Column("reason_language", LanguageTag),
)

announcements = Table(
    "announcements",
    metadata,
    _id(),
    Column("key_id", String(32), nullable=False),
    Column("language", LanguageTag, nullable=False),
    Column("until", UtcDateTime, nullable=False),
    Column("set_by", String(32), nullable=False),
    Column("set_at", UtcDateTime, nullable=False),
    Column("words", SealedBytes),
    Column("seconds", Float),
    Column("sound", SealedBytes),
)

opt_outs = Table(
    "opt_outs",
    metadata,
    Column("fingerprint", String(64), primary_key=True),
    Column("since", UtcDateTime, nullable=False),
    Column("source", String(12), nullable=False),
    # The one message that may still go out: the confirmation.
    Column("confirmation", String(32)),
)

text_sessions = Table(
    "text_sessions",
    metadata,
    Column("request_id", String(32), ForeignKey("help_requests.id"), primary_key=True),
    Column("session", SealedBytes, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)

media = Table(
    "media",
    metadata,
    _id(),
    Column("sid_fingerprint", String(64), nullable=False, unique=True),
    Column("request_id", String(32), ForeignKey("help_requests.id"), nullable=False, index=True),
    Column("key_id", String(32), nullable=False),
    Column("sids", SealedBytes, nullable=False),
    Column("state", String(12), nullable=False),
    Column("content_type", String(64), nullable=False),
    Column("size", Integer),
    Column("created_at", UtcDateTime, nullable=False),
    Column("deleted_at_carrier", UtcDateTime),
)

media_files = Table(
    "media_files",
    metadata,
    Column("media_id", String(32), ForeignKey("media.id", ondelete="CASCADE"), primary_key=True),
    Column("content", SealedBytes, nullable=False),
)
