"""What the volunteers' menu says in each place: from plain facts to prompts, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from hotline.domain.contact_safety import Contact, ContactRules, ToOthers
from hotline.domain.help_requests import Channel
from hotline.services.phone_desk import Desk
from hotline.services.queue import QueueRow
from hotline.types import Language
from ivr.flows.line_words import topics_of
from ivr.flows.model import Flow
from ivr.flows.session import Prompt
from ivr.flows.words import AFTER_KEY, BEFORE_KEY, Voice
from ivr.volunteer_menu.words import VOLUNTEER_WORDS

Prompts = tuple[Prompt, ...]
#: What a prompt's key begins with when it stands for a recording of a person.
SOUND = "heard."
_MINUTES, _HOUR, _DAY = timedelta(minutes=10), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Speaker:
    """Speaks to one volunteer: in their language, at their speed, of this network's flow.

    `name_of` gives a language's name in another, or None where nobody has written it down.
    """

    flow: Flow
    language: Language
    name_of: Callable[[Language, Language], Prompt | None]
    slower: bool = False

    def say(self, *names: str, pause: float = AFTER_KEY) -> Prompts:
        """The menu's own words."""
        return tuple(self._prompt(f"volunteer.{name}", pause) for name in names)

    def choice(self, name: str, key: int) -> Prompts:
        """What is chosen, a pause, and its key."""
        return (*self.say(name, pause=BEFORE_KEY), self._voice.own(f"press_{key}"))

    def wrong_key(self) -> Prompts:
        return (self._voice.own("not_a_choice"),)

    def home(self, desk: Desk, *, can_break: bool = True) -> Prompts:
        """What waits, what they hold, and the choices of the first place."""
        said = self._count("waiting", "none_waiting", desk.waiting)
        if desk.held:
            said += self._count("holding", "none_held", desk.held)
        if desk.waiting:
            said += self.choice("next", 1)
        if desk.held:
            said += self.choice("mine", 2)
        said += self.choice("help", 5)
        if can_break:
            said += self.choice("break" if desk.on_call else "unbreak", 8)
        return said + self.say("steer")

    def request(self, row: QueueRow, age: timedelta, sound: Callable[[str], str]) -> Prompts:
        """A request: what the page shows of it, and then the person's own voice.

        `sound` gives the name of a recording's address. Words of a text are never read
        aloud: a voice of the phone company's would be told them, and read them wrong.
        """
        said = self.say("urgent") if row.urgent else ()
        said += (*self.say("language"), *self._language_name(row.language))
        said += (*self.say("about"), *self._topic(row.topic), *self.say(_age(age)))
        if not row.may_open:
            return said + self.say("closed")
        return said + self._contact(row.contact) + self._recordings(row, sound)

    def choices_of_waiting(self) -> Prompts:
        return self.choice("take", 1) + self.choice("skip", 2)

    def choices_of_held(self, *, can_call: bool, more: bool) -> Prompts:
        said = self.choice("call", 1) if can_call else ()
        for key, name in ((2, "hear"), (3, "done"), (4, "give_back"), (5, "help")):
            said += self.choice(name, key)
        return said + (self.choice("another", 6) if more else ())

    def choices_of_sure(self) -> Prompts:
        return (*self.say("sure"), *self.choice("sure_yes", 1), *self.say("sure_no"))

    @property
    def _voice(self) -> Voice:
        return Voice(self.flow, self.language, self.slower, "voice")

    def _prompt(self, key: str, pause: float) -> Prompt:
        words = VOLUNTEER_WORDS[key]
        return Prompt(key, words, self.language, self.slower, pause_seconds=pause)

    def _count(self, label: str, none: str, number: int) -> Prompts:
        if number == 0:
            return self.say(none)
        figure = self.say("many") if number > 9 else (self._voice.own(f"digit_{number}"),)
        return (*self.say(label), *figure)

    def _language_name(self, language: Language) -> Prompts:
        name = self.name_of(language, self.language)
        return (name,) if name else self.say("other_language")

    def _topic(self, topic: str) -> Prompts:
        found = topics_of(self.flow).get(topic)
        if found is None:
            return self.say("other_topic")
        step, option = found
        return (self._voice.of_option(step, option)[0],)

    def _contact(self, rules: ContactRules | None) -> Prompts:
        ways = rules.ways if rules else frozenset()
        if rules is None or not ways:
            return self.say("may_nothing")
        if Contact.CALL not in ways:
            return self.say("may_text")
        others = {
            ToOthers.NOTHING: "others_nothing",
            ToOthers.FRIEND: "others_friend",
            ToOthers.NAME: "others_name",
        }
        return self.say("may_call", others[rules.to_others])

    def _recordings(self, row: QueueRow, sound: Callable[[str], str]) -> Prompts:
        said: Prompts = ()
        for heard in row.recordings:
            if heard.has_sound:
                name = Prompt(SOUND + sound(heard.id), "", row.language)
                what = "safe_word" if heard.is_safe_word else "when" if heard.is_when else "story"
                said += (*self.say(what), name)
        if said:
            return said
        return self.say("by_text" if row.channel is Channel.TEXT else "no_sound")


def _age(age: timedelta) -> str:
    if age < _MINUTES:
        return "age_minutes"
    if age < _HOUR:
        return "age_hour"
    return "age_day" if age < _DAY else "age_days"
