"""Where a caller is, what can happen to them, and what is then done: plain frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hotline.types import Language

ENGLISH = Language("en")


@dataclass(frozen=True)
class Prompt:
    """One thing said. `words` stand in `words_language` and are also how translations are found.

    `pause_seconds` of silence follow it: the option, a pause, then the key. `chain` are the
    caller's next languages, for words that their own does not have.
    """

    key: str
    words: str
    language: Language
    slower: bool = False
    louder: bool = False
    parameters: Mapping[str, str] = field(default_factory=dict)
    words_language: Language = ENGLISH
    pause_seconds: float = 0.0
    chain: tuple[Language, ...] = ()


# What can happen.


@dataclass(frozen=True)
class Started:
    """Say what waits, at the beginning or once more, and take nothing for an answer."""


@dataclass(frozen=True)
class KeyPressed:
    """Keys of the phone, digits of any script; `quick`: right after the keys before them."""

    digits: str
    quick: bool = False


@dataclass(frozen=True)
class Silence:
    """Nothing was pressed in the time given."""


@dataclass(frozen=True)
class Recorded:
    """A recording ended. `ended_by` is the key, 'hangup', or empty for silence and length."""

    recording_sid: str
    seconds: int
    ended_by: str = ""


@dataclass(frozen=True)
class Wrote:
    """A text came."""

    text: str


@dataclass(frozen=True)
class HungUp:
    """The caller is gone."""


@dataclass(frozen=True)
class ReceiptOpened:
    """The number of a receipt was right. `state` is how its request stands."""

    request_id: str
    state: str
    language: Language
    reachable: bool = True
    #: "asked": something may be passed on to a partner if they say yes; "yes": they have.
    partner: str = ""


@dataclass(frozen=True)
class ReceiptRefused:
    """It was wrong; `locked` when there were too many wrong ones to try again today."""

    locked: bool = False


@dataclass(frozen=True)
class NumberTaken:
    """The phone number that was keyed in may be called; these are its digits, as keyed."""

    digits: str = field(repr=False)


@dataclass(frozen=True)
class NumberRefused:
    """It may not: it is no whole number, or (`dear`) no ordinary phone of our countries."""

    dear: bool = False


Event = (
    Started
    | KeyPressed
    | Silence
    | Recorded
    | Wrote
    | HungUp
    | ReceiptOpened
    | ReceiptRefused
    | NumberTaken
    | NumberRefused
)


# What is then done.


@dataclass(frozen=True)
class Say:
    """Words with nothing asked."""

    prompts: tuple[Prompt, ...]


@dataclass(frozen=True)
class Listen:
    """Words that any key interrupts, then a wait for keys. num_digits None: until '#'."""

    num_digits: int | None
    timeout_seconds: int
    finish_on_key: str
    prompts: tuple[Prompt, ...]
    kind: str = "keys"
    #: The wait is not silent: a quiet tick tells that the line lives (V18).
    ticks: bool = False


@dataclass(frozen=True)
class Record:
    """Words that any key interrupts, a tone, then the caller's own words."""

    max_seconds: int
    silence_seconds: int
    stop_key: str
    prompts: tuple[Prompt, ...]


@dataclass(frozen=True)
class Enqueue:
    """The request is to be waiting in the queue now. Doing it twice must be harmless."""

    topic: str | None
    language: Language
    urgent: bool = False


@dataclass(frozen=True)
class KeepContactRules:
    """What the caller allowed, by the names of hotline/domain/contact_safety.py."""

    may: str
    hours: str = ""
    to_others: str = ""
    #: Digits of another phone, as they were keyed in; '' for the phone that calls.
    other_number: str = ""

    def __repr__(self) -> str:
        return f"KeepContactRules({self.may!r})"


@dataclass(frozen=True)
class TextFirst:
    """One neutral text to the phone of this call; what is answered comes to its request."""


@dataclass(frozen=True)
class StopContact:
    """No text and no call any more to the phone of this request, on every channel (T5)."""


@dataclass(frozen=True)
class TryNumber:
    """May this number be called? NumberTaken or NumberRefused is the answer to it."""

    digits: str = field(repr=False)


@dataclass(frozen=True)
class RememberLanguage:
    """Remember this language for the phone of the call; None forgets what was remembered."""

    language: Language | None


@dataclass(frozen=True)
class OpenReceipt:
    """Look up this number; ReceiptOpened or ReceiptRefused is the answer to it."""

    code: str


@dataclass(frozen=True)
class AnswerPartner:
    """What the person says to being passed on: "yes", "no", or "back" to take a yes back."""

    said: str


@dataclass(frozen=True)
class EraseRequest:
    """Destroy everything that the opened request holds."""


@dataclass(frozen=True)
class TellReceipt:
    """Make a receipt and say it twice, digit by digit, between these words.

    Without words between them it is said once; `more` says the same in other languages.
    """

    before: tuple[Prompt, ...]
    again: tuple[Prompt, ...]
    after: tuple[Prompt, ...]
    digits: tuple[Prompt, ...]
    more: tuple[TellReceipt, ...] = ()

    def said(self, code: str) -> Say:
        """The words for this number."""
        spoken = tuple(self.digits[int(digit)] for digit in code)
        twice = (*self.again, *spoken) if self.again else ()
        others = tuple(prompt for each in self.more for prompt in each.said(code).prompts)
        return Say((*self.before, *spoken, *twice, *self.after, *others))


@dataclass(frozen=True)
class ConnectPerson:
    """A person was asked for. Until live calls exist, words and a recorder follow it."""

    topic: str | None
    language: Language


@dataclass(frozen=True)
class HangUp:
    """The end of the call."""


Effect = (
    Say
    | Listen
    | Record
    | Enqueue
    | KeepContactRules
    | RememberLanguage
    | OpenReceipt
    | TryNumber
    | TextFirst
    | StopContact
    | AnswerPartner
    | EraseRequest
    | TellReceipt
    | ConnectPerson
    | HangUp
)
Effects = tuple[Effect, ...]


@dataclass(frozen=True)
class Session:
    """A caller's way through a flow: all that the next webhook must know.

    `language_confirmed` is true only when the person chose it; `queued` once their
    request waits; `answers` never hold what somebody said, only keys they pressed.
    """

    flow_version: str
    step: str
    channel: str = "voice"
    language: Language | None = None
    language_confirmed: bool = False
    topic: str | None = None
    #: The part of town that they chose, by its short name in the flow.
    area: str = ""
    turn: int = 0
    history: tuple[str, ...] = ()
    misses: int = 0
    slower: bool = False
    #: Key 7 a second time.
    louder: bool = False
    menu_page: int = 0
    answers: Mapping[str, str] = field(default_factory=dict)
    queued: bool = False
    ended: bool = False
    #: Whether they agreed to be recorded; None while nobody has asked them.
    agreed: bool | None = None
    #: What waits behind a question of ours: the recorder, or the rest of the queue's words.
    pending: str = ""
    #: The language was remembered for this phone, and nobody has said so yet in this call.
    remembered: bool = False
    remember_asked: bool = False
    urgent: bool = False
    #: Waits of a minute: for relay operators, and whoever else went past the menus.
    patient: bool = False
    #: False for a withheld number: nobody asks whether we may call it.
    reachable: bool = True
    #: False for a number that we never text, and after a STOP.
    textable: bool = True
    #: One call more than the line takes at once: to the recorder, and nobody is rung.
    crowded: bool = False
    #: Alone with the machine for long, and led to the recorder once.
    led_on: bool = False
    #: Digits of another phone, from the moment they were tried until they are kept; then only
    #: that this call has named one.
    other_number: str = field(default="", repr=False)
    number_named: bool = False
    #: The request that a receipt has opened in this call, and how it stands.
    opened: str = ""
    opened_state: str = ""
    #: Of the opened request, as ReceiptOpened says it; what would be passed on is not here.
    partner: str = ""
    #: Wrong keys in a hurry, one after the other; and when a key last came, in seconds of UTC.
    hurried: int = 0
    pressed_at: float = 0.0
    #: Star was pressed at the first question: pound then opens the volunteers' own menu.
    knocked: bool = False
    #: The bridge of a caller who waits for a person, how often they were told, and earlier ones.
    waiting: str = ""
    wait_round: int = 0
    waited: tuple[str, ...] = ()
    #: Said by key while waiting: a woman shall answer; and after all, anybody may.
    wants_woman: bool = False
    anybody: bool = False
    #: The wish that keeps everybody from being rung, while the caller is asked about it.
    unmet: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain values, for json.dumps."""
        plain = dict(vars(self))
        plain["language"] = self.language.tag if self.language else None
        plain["history"] = list(self.history)
        plain["waited"] = list(self.waited)
        plain["answers"] = dict(self.answers)
        return plain

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Session:
        """The session that to_json wrote, by this release or an older one.

        What it does not know it leaves out, what is missing gets its default: a deploy in
        the middle of a call drops nobody.
        """
        known = {name: plain[name] for name in cls.__dataclass_fields__ if name in plain}
        tag = known.get("language")
        known["language"] = Language(tag) if tag else None
        known["history"] = tuple(known.get("history") or ())
        known["waited"] = tuple(known.get("waited") or ())
        known["answers"] = dict(known.get("answers") or {})
        return cls(**known)


def changed(session: Session, **changes: Any) -> Session:
    """dataclasses.replace for a session, in a tenth of its time.

    Most of what the engine does is this, and the walk does it a million times. A name that is
    no field raises TypeError, as it does there.
    """
    if not changes.keys() <= Session.__dataclass_fields__.keys():
        raise TypeError(f"a session has no {', '.join(changes)}")
    other = object.__new__(Session)
    other.__dict__.update(session.__dict__, **changes)
    return other
