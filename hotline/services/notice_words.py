"""The words that tell a volunteer which requests wait: codes, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from hotline.domain.notices import WaitingNotice
from hotline.domain.volunteers import Volunteer
from hotline.ports import Ports, Transaction
from hotline.services.short_codes import tell_code

#: More codes than this in one text are only counted: it must stay one segment.
CODES_IN_ONE_TEXT = 6


def notice_words(
    ports: Ports, tx: Transaction, volunteer: Volunteer, waiting: Sequence[WaitingNotice]
) -> str:
    """One text for all that waits. It gives the codes that the volunteer answers with."""
    language = volunteer.languages[0] if volunteer.languages else ports.default_language
    # A flood leaves hundreds waiting: a number is given only to what is named in the text.
    shorts = [
        tell_code(ports, tx, volunteer.id, each.request_id, place=place)
        for place, each in enumerate(waiting[:CODES_IN_ONE_TEXT])
    ]
    if len(waiting) == 1:
        (one,) = waiting
        return ports.texts.text("notice.waiting", language, code=one.request_code, short=shorts[0])
    codes = " ".join(shorts)
    return ports.texts.text("notice.many", language, count=str(len(waiting)), codes=codes)
