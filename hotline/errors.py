"""Every error of ours, each with a sentence that says what to do."""

from __future__ import annotations

from datetime import datetime


class HotlineError(Exception):
    """The root of our errors: str(error) is a sentence for the person who meets it."""


class NotAPhoneNumber(HotlineError):
    """The text is no telephone number that could be called."""

    def __init__(self) -> None:
        super().__init__(
            "That is not a phone number. Write it with its country code, as +15550100001."
        )


class SettingsError(HotlineError):
    """A setting is missing or unsafe; the sentence names the variable and the remedy."""


class NotFound(HotlineError):
    """There is no such thing, or not for this person: the two are never told apart."""


class AlreadyClaimed(HotlineError):
    """Another volunteer won the claim; `holder` is the name that may be shown, `since` when."""

    def __init__(self, holder: str, since: datetime | None = None) -> None:
        super().__init__(f"Already taken by {holder}.")
        self.holder = holder
        self.since = since


class NotYours(HotlineError):
    """The request is not held by the volunteer who asked for the change."""

    def __init__(self) -> None:
        super().__init__("Only the person who has claimed this request can do that.")


class WrongState(HotlineError):
    """The request is not in a state that allows the change."""


class CarrierUnavailable(HotlineError):
    """The carrier did not answer or answered with a passing fault: try again later."""


#: Our own code beside the carrier's: more bytes than we take.
TOO_LARGE = 413


class CarrierRefused(HotlineError):
    """The carrier will not do it, now or later; `code` is its error number or 0."""

    def __init__(self, message: str, code: int = 0) -> None:
        super().__init__(message)
        self.code = code


class BrowserGone(CarrierRefused):
    """This browser takes no notices any more: nothing is sent to it again."""


class RecordingNotReady(CarrierUnavailable):
    """The carrier has no such file yet (404): usual in the first seconds, so try again."""


class StoreBusy(HotlineError):
    """The database was busy or away, and nothing was written: the same may be tried again."""

    def __init__(self) -> None:
        super().__init__("The database is busy at the moment: try again.")


class KeyLost(HotlineError):
    """The key of this request is gone: it was erased, and nothing opens it again."""


class TranscriptionFailed(HotlineError):
    """The decoding process crashed, hung or ran out of its limits: one attempt lost."""


class SignInRefused(HotlineError):
    """Name, PIN or code did not fit; the sentence is the same for each of them."""


class CallNotAllowed(HotlineError):
    """Nobody may be rung now; `kind` says why (domain/callbacks.py), `at` when, if known."""

    def __init__(self, kind: str, at: datetime | None = None) -> None:
        super().__init__(f"This call cannot be made now: {kind.replace('_', ' ')}.")
        self.kind = kind
        self.at = at


_LINE_REFUSALS = {
    "state": "There is no such state of the line.",
    "until": "An end is a day or a time within a year: 2026-12-01 or 2026-12-01T18:00.",
    "past": "That end has passed already.",
    "long": "That is too long to be said on the phone: use fewer words.",
    "topic": "No choice of the flow has that topic.",
    "many": "There are too many already: take one away first.",
    "empty": "Type what is to be said, or choose a recording.",
    "end": "Everything on the board needs an end date.",
    "sound": "The recording cannot be used: save it as a WAV file of at most 60 seconds.",
    "language": "That is not one of the hotline's languages.",
}


class LineRefused(HotlineError):
    """A change of the line that cannot be; `kind` says why, for pages in other languages."""

    def __init__(self, kind: str, hint: str = "") -> None:
        super().__init__(f"{_LINE_REFUSALS[kind]} {hint}".strip())
        self.kind = kind


_SHIFT_REFUSALS = {
    "zone": "There is no such time zone: write it as Europe/Berlin or America/New_York.",
    "time": "That is no time of day: write it as 18:00.",
    "day": "That is no day: write it as 2026-12-01, at most two years ahead.",
    "zero": "The shift begins and ends at the same time.",
    "backwards": "The shift ends before it begins: say that it ends the next day.",
    "long": "A shift is at most 24 hours.",
    "rule": "That is no rule of days that we know: choose days of the week.",
    "endless": "The shift needs a last day, at most two years after its first.",
    "never": "No day fits that rule: the shift would never be.",
    "month-end": "Not every month has that day: choose a day up to the 28th, or a day of the week.",
    "overlap": "They are on the line at that time already.",
    "changed": "That shift was changed already: take the change back first.",
    "taken": "Somebody was faster: that shift is taken.",
    "not-open": "That shift is not open.",
    "past": "That shift is over.",
    "unknown": "There is no such shift.",
    "nobody": "There is no such volunteer.",
    "not-yours": "That is not your shift.",
    "same": "They have that shift already.",
    "asked": "Somebody is asked to take that shift already.",
    "quiet": "Quiet hours need a beginning and an end that differ: 22:00 to 08:00.",
    "break": "A break is 15, 30 or 60 minutes.",
    "cap": "A cap is 1 to 24 hours, and 1 to 99 rings.",
}


class ShiftRefused(HotlineError):
    """A shift or a change of one that cannot be; `kind` says why, for other languages."""

    def __init__(self, kind: str, hint: str = "") -> None:
        super().__init__(f"{_SHIFT_REFUSALS[kind]} {hint}".strip())
        self.kind = kind


_TEXT_REFUSALS = {
    "empty": "There are no words to send.",
    "too-long": "That is too long for a text: send it in two.",
    "too-many": "These are too many texts for one hour.",
    "sensitive": "A word in it may put the person at risk.",
    "never-again": "It would not arrive a second time either.",
    "not-failed": "That text has not failed, or is being sent again already.",
    "no-number": "They gave no number.",
    "opted-out": "They asked for no texts.",
    "their-rules": "They said that they may not be texted.",
    "not-reached": "That number cannot be texted.",
}


class TextRefused(HotlineError):
    """A text to a person that is not sent; `kind` says why, `words` which words, if it is they."""

    def __init__(self, kind: str, words: tuple[str, ...] = ()) -> None:
        super().__init__(_TEXT_REFUSALS[kind])
        self.kind = kind
        self.words = words


_NOTE_REFUSALS = {
    "empty": "There are no words to keep.",
    "too-long": "Each part of a note has 500 characters at most.",
    "sensitive": "Words or a number in it may harm somebody.",
    "not-now": "A note is written at the end of a shift.",
}


class NoteRefused(HotlineError):
    """A note for the next shift that is not kept; `words` are those that are asked about."""

    def __init__(self, kind: str, words: tuple[str, ...] = ()) -> None:
        super().__init__(_NOTE_REFUSALS[kind])
        self.kind = kind
        self.words = words


_OUTCOME_REFUSALS = {
    "outcome": "Say how it ended.",
    "reason": "Say why we can't.",
    "told": "Tell the person first, then say how you told them.",
    "day": "Say on which day you told them: today, or a day before.",
}


class OutcomeRefused(HotlineError):
    """A request cannot be closed like that; `kind` says what is missing."""

    def __init__(self, kind: str) -> None:
        super().__init__(_OUTCOME_REFUSALS[kind])
        self.kind = kind


_TELLING_REFUSALS = {
    "none": "Choose at least one way, or nobody can tell you anything.",
    "many": "Five addresses are the most.",
    "address": "This line is no address that we can use.",
    "browser": "This browser cannot be told.",
    "browsers": "Five browsers are the most.",
}


class TellingRefused(HotlineError):
    """Nobody can be told like that; `line` is the number of the address that is wrong."""

    def __init__(self, kind: str, line: int = 0) -> None:
        super().__init__(_TELLING_REFUSALS[kind])
        self.kind = kind
        self.line = line


_PARTNER_REFUSALS = {
    "field": "An envelope has no such field.",
    "empty": "Write something in each field that is ticked.",
    "long": "That is too long: a field has at most 120 letters.",
    "nothing": "Tick what is to be passed on.",
    "name": "A partner needs a name of at most 60 letters.",
    "address": "That address cannot be used for this way.",
    "language": "That is no language.",
    "many": "There are 200 partners already: take one away first.",
    "how": "Choose how the person is asked.",
    "no-consent": "They have not said yes to that.",
    "not-consented": "They said yes to less than that.",
    "answered": "That has been answered already.",
    "no-receipt": "They have no number to call with.",
}


class PartnerRefused(HotlineError):
    """A partner cannot be kept, asked about or passed on to like that; `kind` says why."""

    def __init__(self, kind: str) -> None:
        super().__init__(_PARTNER_REFUSALS[kind])
        self.kind = kind


class BookingRefused(HotlineError):
    """No interpreter can be booked so; `kind` says why, `at` when they may be called, if known."""

    def __init__(self, kind: str, at: datetime | None = None) -> None:
        super().__init__(f"No interpreter can be booked: {kind.replace('_', ' ')}.")
        self.kind = kind
        self.at = at
