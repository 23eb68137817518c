"""What a flow is once its file has been read: steps, options, and the two built-in ones.

Frozen values only. A flow cannot be wrong in its links: `step` answers for every name,
with the safe end for a name that is gone, so that no caller meets a missing step.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hotline.types import Language

#: What these keys do is the same in every step and every language, so they are no choices.
PERSON, AGAIN, BACK, SLOWER, DONE = "0", "9", "*", "7", "#"
RESERVED_KEYS = {
    PERSON: "a person",
    AGAIN: "say it again",
    BACK: "go back",
    SLOWER: "slower",
    DONE: "done",
}
PHONE_KEYS = frozenset("0123456789*#")
#: Languages said on one page: more are not remembered by somebody who only listens.
LANGUAGES_ON_A_PAGE = 4

#: Seconds of sound we can keep and decode (shared promise B2: 300 s at most).
LONGEST_RECORDING = 300
#: Ten seconds: people in distress, and people who search for words, pause for long.
USUAL_SILENCE = 10

#: What `{...}` in a flow's words may name.
PARAMETERS = frozenset({"hotline"})


@dataclass(frozen=True)
class Place:
    """Line and column in the file, from 1."""

    line: int = 1
    column: int = 1


@dataclass(frozen=True)
class Mistake:
    """One thing that is wrong in one place, and what to do about it."""

    file: str
    line: int
    column: int
    message: str
    hint: str = ""

    def __str__(self) -> str:
        ending = f" – {self.hint}" if self.hint else ""
        return f"{self.file}:{self.line}:{self.column}: {self.message}{ending}"


@dataclass(frozen=True)
class Step:
    """What all steps have. `say` is heard; `text` is read, `say` if there is none."""

    name: str
    say: str = ""
    text: str = ""
    then: str = ""
    place: Place = field(default=Place(), compare=False)
    say_place: Place = field(default=Place(), compare=False)
    text_place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True)
class SayStep(Step):
    """Words, and on to `then`."""


@dataclass(frozen=True)
class BoardStep(SayStep):
    """Words, then the network's announcements in the caller's language, and on to `then`."""


@dataclass(frozen=True)
class LanguageStep(Step):
    """Every language names itself in its own voice; nothing is said in another."""


@dataclass(frozen=True)
class MenuOption:
    """One choice. `words` are what a texter may write instead of the key, in any language.

    `area` is a part of town, as a short name: who helps there is asked first.
    """

    key: str
    label: str
    goto: str
    topic: str = ""
    area: str = ""
    words: tuple[str, ...] = ()
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True)
class MenuStep(Step):
    """A few choices. Silence leads to `no_input`, free words to `other_text`."""

    options: tuple[MenuOption, ...] = ()
    no_input: str = ""
    other_text: str = ""

    def option(self, key: str) -> MenuOption | None:
        return next((option for option in self.options if option.key == key), None)


@dataclass(frozen=True)
class AskStep(Step):
    """Digits that are kept under the step's name. One reserved key alone stays reserved."""

    digits: int = 1


@dataclass(frozen=True)
class RecordStep(Step):
    """A person's own words. What was recorded before a hang-up is kept unless told not to."""

    max_seconds: int = LONGEST_RECORDING
    silence_seconds: int = USUAL_SILENCE
    stop_key: str = DONE
    keep_if_hung_up: bool = True


@dataclass(frozen=True)
class ConnectStep(Step):
    """To a person; `then` is where it goes when nobody can come to the phone."""


@dataclass(frozen=True)
class QueueStep(Step):
    """The request waits for a neighbor. With `then`, what follows may be lost, not the request."""


@dataclass(frozen=True)
class DangerStep(SayStep):
    """Words for somebody in danger now, and on to `then`; the request goes to the top."""


@dataclass(frozen=True)
class SafeContactStep(Step):
    """The four questions on whether, when and how we may contact somebody. No answer is a no."""


@dataclass(frozen=True)
class ReceiptStep(Step):
    """The number from an earlier call opens that request: how it stands, add, change, erase."""


@dataclass(frozen=True)
class ConsentStep(Step):
    """Before every recorder: what is recorded, who hears it, when it is erased."""


@dataclass(frozen=True)
class RememberStep(Step):
    """After a request waits: shall we remember your language for this phone? No answer is a no."""


@dataclass(frozen=True)
class TextingStep(Step):
    """Is a text to this phone safe? Only a yes sends one; anything else leads back (T4)."""


@dataclass(frozen=True)
class HangupStep(Step):
    """A last word and the end. The checks refuse it before anything has been kept."""


#: The safe end of every call: a recorder, then the queue. `say` is empty because the words
#: are the engine's own (engine_words.py), in every language.
MESSAGE = RecordStep("~message", then="~kept")
KEPT = QueueStep("~kept")
#: Asked before the first recorder of any flow, so that no flow can forget it.
CONSENT = ConsentStep("~consent")
#: For whoever opens their request in a flow that does not ask these questions itself.
CONTACT = SafeContactStep("~contact")
#: After the last page of languages; its words are said in each language of the first page.
SAY_LANGUAGE = RecordStep("~language", max_seconds=120, then="~kept")
#: Asked once a request waits, of whoever chose their language by key (V3).
REMEMBER = RememberStep("~remember")
#: Behind key 6, wherever a call is: to write instead of talking.
TEXTING = TextingStep("~texting")
BUILT_IN: Mapping[str, Step] = {
    step.name: step for step in (MESSAGE, KEPT, CONSENT, CONTACT, SAY_LANGUAGE, REMEMBER, TEXTING)
}

#: Keys of the first menu (and 8 of the language page) that lead to steps of these kinds.
DANGER_KEY, RECEIPT_KEY = "5", "8"
#: To write instead of talking, in every step of a call where the flow has no such choice.
TEXT_KEY = "6"


@dataclass(frozen=True)
class Flow:
    """A flow as it runs. Sessions are bound to `version`: 16 hex digits of the file's hash."""

    name: str
    languages: tuple[Language, ...]
    start: str
    steps: Mapping[str, Step]
    version: str
    warnings: tuple[Mistake, ...] = field(default=(), compare=False)
    #: What comes after a language for those who choose it: [mam, es] is Mam, then Spanish.
    chains: Mapping[Language, tuple[Language, ...]] = field(default_factory=dict)

    @property
    def master(self) -> Language:
        """The language the file is written in, and the first on the phone."""
        return self.languages[0]

    def step(self, name: str) -> Step:
        """The step of that name; the recorder for a name that does not exist (any more)."""
        return self.steps.get(name) or BUILT_IN.get(name) or MESSAGE

    @property
    def recorder(self) -> str:
        """Where somebody goes who cannot choose: the flow's own first recorder, or ours."""
        return self._first(RecordStep) or MESSAGE.name

    @property
    def first_menu(self) -> str:
        """The menu that has the doors; '' in a flow without one."""
        return self._first(MenuStep)

    @property
    def contact(self) -> str:
        """Where the questions on safe contact are asked."""
        return self._first(SafeContactStep) or CONTACT.name

    @property
    def doors(self) -> Mapping[str, str]:
        """Key -> step, for the steps that are behind a key of the first menu."""
        found = {DANGER_KEY: self._first(DangerStep), RECEIPT_KEY: self._first(ReceiptStep)}
        return {key: name for key, name in found.items() if name}

    @property
    def areas(self) -> tuple[str, ...]:
        """The parts of town that callers can choose, in the order of the file."""
        menus = (step for step in self.steps.values() if isinstance(step, MenuStep))
        named = (option.area for menu in menus for option in menu.options if option.area)
        return tuple(dict.fromkeys(named))

    def _first(self, kind: type[Step]) -> str:
        return next((name for name, step in self.steps.items() if isinstance(step, kind)), "")


def ways_on(step: Step) -> tuple[str, ...]:
    """Every name the step can lead to by its own lines."""
    names = [step.then]
    if isinstance(step, MenuStep):
        names += [option.goto for option in step.options] + [step.no_input, step.other_text]
    return tuple(name for name in names if name)
