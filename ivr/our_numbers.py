"""What the number that was called says of a call, before its caller has said anything."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from hotline.types import Language, PhoneNumber
from ivr.voice_forms import called_in


@dataclass(frozen=True)
class OurNumbers:
    """The hotline's numbers beside its main one."""

    #: A number that is a language itself, and that language.
    languages: Mapping[PhoneNumber, Language] = field(default_factory=dict)
    relay: Collection[PhoneNumber] = ()
    volunteers: PhoneNumber | None = None

    def language_of(self, form: Mapping[str, str]) -> Language | None:
        """For a number that is a language itself, the language: no menu of them (V3)."""
        called = called_in(form)
        return self.languages.get(called) if called else None

    def is_for_relay(self, form: Mapping[str, str]) -> bool:
        """A number that relay and TTY callers were given: straight to the words (V12)."""
        called = called_in(form)
        return called is not None and called in self.relay

    def is_for_volunteers(self, form: Mapping[str, str]) -> bool:
        """The number that asks for a PIN."""
        called = called_in(form)
        return called is not None and called == self.volunteers
