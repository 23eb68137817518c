"""What a request looks like in words: topic, channel, confidence, and why there are none."""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from hashlib import blake2s

from flask_babel import gettext as _
from flask_babel import ngettext

from hotline.domain.help_requests import Channel, RequestState
from hotline.domain.media import MediaState
from hotline.domain.transcripts import TranscriptState
from hotline.services.queue import HeardRecording, QueueRow, SeenFile
from hotline.web.i18n import page_locale
from hotline.web.languages import name_in, own_name

__all__ = ["name_in", "own_name"]

#: Control characters, marks that turn the direction of what follows, invisible fillers
#: and halves of characters. Joiners stay: Persian and many others are misspelt without.
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def words(text: str) -> str:
    """A person's words with nothing in them that could disturb the page around them."""
    return _HARMFUL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def topic(row: QueueRow) -> str:
    """The topic in words; one that a network made up itself is shown as it is called."""
    return topic_words(row.topic)


def topic_words(name: str) -> str:
    match name:
        case "food":
            return _("Food or water")
        case "housing":
            return _("Home or bills")
        case "health":
            return _("Medicine or care")
        case "transport":
            return _("A ride")
        case "safety":
            return _("Safety")
        case "money":
            return _("Money")
        case "supplies":
            return _("Supplies")
        case "other":
            return _("Something else")
        case "offer":
            return _("Something to share")
    return words(name.replace("-", " ").replace("_", " "))


def channel(row: QueueRow) -> str:
    return _("Phone") if row.channel is Channel.VOICE else _("Text")


def state(row: QueueRow) -> str:
    """One word for scripts and styles: waiting, mine, taken or answered."""
    if row.state is RequestState.QUEUED:
        return "waiting"
    if row.state is RequestState.RESOLVED:
        return "answered"
    return "mine" if row.claimed_by_me else "taken"


def state_words(row: QueueRow) -> str:
    match state(row):
        case "waiting":
            return _("Waiting")
        case "mine":
            return _("Yours")
        case "taken":
            return _("Taken by %(name)s", name=words(row.claimed_by or ""))
    return _("Answered")


def announcement(row: QueueRow) -> str:
    """What is said when the request comes into this state while the page is open."""
    match state(row):
        case "waiting":
            return _("%(code)s is waiting", code=row.code)
        case "mine" if row.talk and row.talk.unread:
            return _("%(code)s has a new message", code=row.code)
        case "mine":
            return _("%(code)s is yours", code=row.code)
        case "taken":
            name = words(row.claimed_by or "")
            return _("%(code)s was taken by %(name)s", code=row.code, name=name)
    return _("%(code)s was answered", code=row.code)


def version(row: QueueRow) -> str:
    """Changes when anything that is shown of the request changes, except the waiting time."""
    seen = f"{page_locale()} {row!r}".encode("utf-8", "surrogatepass")
    return urlsafe_b64encode(blake2s(seen, digest_size=9).digest()).decode()


def mark(beside: object) -> str:
    """Changes when what is shown beside the request changes; nothing for nothing."""
    if beside is None:
        return ""
    return urlsafe_b64encode(blake2s(repr(beside).encode(), digest_size=6).digest()).decode()


def was_erased(heard: HeardRecording) -> bool:
    """There were words, and nothing opens them any more."""
    return heard.transcript is None and heard.transcript_state is TranscriptState.READY


def why_no_words(heard: HeardRecording) -> str:
    """Why there is nothing to read, and what to do instead."""
    match heard.transcript_state:
        case TranscriptState.WAITING:
            return _("The words are coming.")
        case TranscriptState.NO_MODEL:
            return _("Listen, do not read: no speech model for this language is installed here.")
        case TranscriptState.NOTHING_RECOGNISED:
            return _("Please listen: the machine recognised nothing.")
        case TranscriptState.SILENT:
            return _("Please listen: the machine heard no voice.")
        case TranscriptState.TOO_SHORT:
            return _("Very short: less than a second was recorded.")
        case TranscriptState.EMPTY:
            return _("Nothing was recorded.")
        case TranscriptState.DAMAGED:
            return _("The recording is damaged and cannot be read.")
        case TranscriptState.UNSUPPORTED:
            return _("Please listen: the machine cannot read this recording.")
        case TranscriptState.GAVE_UP:
            return _("Please listen: the machine tried and gave up.")
    return _("The words were erased.")


def file_words(file: SeenFile) -> str:
    """What became of a file that cannot be shown."""
    match file.state:
        case MediaState.ANNOUNCED:
            return _("The file is on its way.")
        case MediaState.EMPTY:
            return _("They sent a file that was empty.")
        case MediaState.TOO_LARGE:
            return _("They sent a file that was too large to keep.")
        case MediaState.LOST:
            return _("They sent a file that was lost on its way.")
    return _("The file was erased.")


def confidence(value: float) -> str:
    """How sure the machine is of itself, which is not how right it is."""
    if value >= 0.9:
        return _("The machine is quite sure")
    if value >= 0.75:
        return _("The machine is fairly sure")
    if value >= 0.5:
        return _("The machine is not sure")
    return _("The machine is guessing")


def new_requests_by_plural() -> dict[str, str]:
    """'1 new request' for each plural form of the page's language, by its CLDR name.

    static/queue.js puts the number in the place of NUMBER.
    """
    rule = page_locale().plural_form
    first_number = {rule(number): number for number in range(200, -1, -1)}
    return {
        form: ngettext("%(number)s new request", "%(number)s new requests", n, number="NUMBER")
        for form, n in first_number.items()
    }
