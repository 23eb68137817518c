"""How long things are kept: one table, which the README repeats (promise D1)."""

from __future__ import annotations

from datetime import timedelta

KEPT = {
    "webhook answers": timedelta(hours=48),
    "sound after the request is resolved": timedelta(hours=72),
    "words and numbers after the request is resolved": timedelta(days=30),
    "calls without a request": timedelta(hours=48),
    "language of a phone after its last call": timedelta(days=90),
    "versions of the flow after their use": timedelta(days=30),
    "volunteers' sessions": timedelta(hours=12),
    "texts to and from volunteers": timedelta(days=1),
    "codes that volunteers' phones were told": timedelta(days=1),
    "marks of heavy calls": timedelta(days=7),
    "that a browser stopped taking notices": timedelta(days=7),
    "tries to sign in": timedelta(days=1),
    "finished jobs": timedelta(days=7),
    # A week, so that last week's hours show what is missing in this one's.
    "shifts that are over": timedelta(days=8),
    "who was rung and when": timedelta(days=7),
    "log of consent to texts": timedelta(days=365),
    "pictures and files after the request is resolved": timedelta(hours=72),
    "what was passed to partners, and the yes, after the request is resolved": timedelta(days=30),
    "how it went, as they pressed it": timedelta(days=30),
    "booked interpreters after the time": timedelta(days=7),
    "notes from shift to shift": timedelta(days=7),
    "when a volunteer went off by hand": timedelta(days=1),
    "audit": timedelta(days=90),
}
