"""Tables of shifts: rules, one-off changes, and the windows of time that they come to.

Nothing here is a person's word, name or number: random ids, times, and how each volunteer
set their own hours. When a volunteer goes, what they set goes too (CASCADE), and the shifts
that they had are open (SET NULL): somebody has to see that nobody has them now.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from hotline.store.column_types import UtcDateTime
from hotline.store.tables import metadata


def _volunteer(*, may_leave: bool = False) -> Column[str]:
    """Goes with the volunteer; or, with `may_leave`, stays behind and nobody has it."""
    return Column(
        "volunteer_id",
        String(32),
        ForeignKey("volunteers.id", ondelete="SET NULL" if may_leave else "CASCADE"),
        nullable=may_leave,
    )


shifts = Table(
    "shifts",
    metadata,
    Column("id", String(32), primary_key=True),
    _volunteer(may_leave=True),
    # The wall clock of the first one, "2026-12-01T22:00": with the zone it is a moment.
    Column("starts", String(16), nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("rule", String(120), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(32), nullable=False),
    # Its windows are written down up to here.
    Column("filled_until", UtcDateTime, nullable=False),
    Index("ix_shifts_volunteer_id", "volunteer_id"),
    Index("ix_shifts_filled_until", "filled_until"),
)

shift_changes = Table(
    "shift_changes",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("shift_id", String(32), ForeignKey("shifts.id", ondelete="CASCADE"), nullable=False),
    # Which one of the shift: the wall clock at which it begins.
    Column("starts", String(16), nullable=False),
    Column("kind", String(8), nullable=False),
    # Who has it now; none while it is open or taken away.
    _volunteer(may_leave=True),
    Column("code", String(12)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(32), nullable=False),
    Index("uq_shift_changes_shift_id_starts", "shift_id", "starts", unique=True),
    Index("uq_shift_changes_code", "code", unique=True),
    Index("ix_shift_changes_volunteer_id", "volunteer_id"),
)

shift_windows = Table(
    "shift_windows",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("shift_id", String(32), ForeignKey("shifts.id", ondelete="CASCADE"), nullable=False),
    Column("starts", String(16), nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    # None: the shift is open, nobody has it.
    _volunteer(may_leave=True),
    Index("uq_shift_windows_shift_id_starts", "shift_id", "starts", unique=True),
    # "Who is on now" is answered from this index alone.
    Index(
        "ix_shift_windows_starts_at_ends_at_volunteer_id", "starts_at", "ends_at", "volunteer_id"
    ),
    Index("ix_shift_windows_volunteer_id_starts_at", "volunteer_id", "starts_at"),
)

volunteer_hours = Table(
    "volunteer_hours",
    metadata,
    Column(
        "volunteer_id",
        String(32),
        ForeignKey("volunteers.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    # "I am here now" ends by itself at this moment; none: when it is switched off.
    Column("here_until", UtcDateTime),
    Column("break_until", UtcDateTime),
    # Minutes of the wall clock in the volunteer's own zone; none: no quiet hours.
    Column("quiet_from", Integer),
    Column("quiet_to", Integer),
    Column("zone", String(64)),
    Column("most_minutes", Integer),
    Column("most_rings", Integer),
    # Of the secret address of their calendar; only its digest.
    Column("calendar_digest", String(64)),
    Index("uq_volunteer_hours_calendar_digest", "calendar_digest", unique=True),
)

shift_notices = Table(
    "shift_notices",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("subject", String(120), nullable=False),
    _volunteer(),
    Column("at", UtcDateTime, nullable=False),
    Index(
        "uq_shift_notices_kind_subject_volunteer", "kind", "subject", "volunteer_id", unique=True
    ),
    Index("ix_shift_notices_at", "at"),
    Index("ix_shift_notices_volunteer_id", "volunteer_id"),
)

# What waits for a volunteer's yes; it goes with the answer, or when the shift begins.
shift_asks = Table(
    "shift_asks",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("shift_id", String(32), ForeignKey("shifts.id", ondelete="CASCADE"), nullable=False),
    Column("starts", String(16), nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column(
        "holder_id", String(32), ForeignKey("volunteers.id", ondelete="CASCADE"), nullable=False
    ),
    Column("asked_id", String(32), ForeignKey("volunteers.id", ondelete="CASCADE"), nullable=False),
    Column("code", String(12), nullable=False),
    Index("uq_shift_asks_shift_id_starts", "shift_id", "starts", unique=True),
    Index("uq_shift_asks_code", "code", unique=True),
    Index("ix_shift_asks_holder_id", "holder_id"),
    Index("ix_shift_asks_asked_id", "asked_id"),
    Index("ix_shift_asks_starts_at", "starts_at"),
)
