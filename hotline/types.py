"""Values that the whole house shares: phone numbers, languages, ids, sealed bytes.

They exist so that a mistake is a type error: a number cannot be printed, a plain
word cannot be stored where sealed bytes belong, and a language that no library
knows (Mam, K'iche') is a language all the same.
"""

from __future__ import annotations

import re
import secrets
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NewType

import phonenumbers
from phonenumbers import timezone

from hotline.errors import NotAPhoneNumber

CallSid = NewType("CallSid", str)
MessageSid = NewType("MessageSid", str)
RecordingSid = NewType("RecordingSid", str)
MediaSid = NewType("MediaSid", str)

_SID = re.compile(r"^(CA|SM|MM|RE|ME|AC|PN)[0-9a-fA-F]{32}$")

#: Caller ids that spell a word on the keypad instead of being a number
#: (../shared/twilio/reference.md 2.1): never an identity, never called back.
SPELLED_OUT = frozenset({"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"})


def is_sid(value: str, prefix: str) -> bool:
    """True when value has the carrier's documented form for that kind of sid."""
    return value.startswith(prefix) and _SID.match(value) is not None


def new_id() -> str:
    """A random id (UUID version 4, 32 hex digits): it tells nothing, not even a time."""
    return uuid.UUID(bytes=secrets.token_bytes(16), version=4).hex


#: What the carrier writes before a number that writes by WhatsApp (reference 4.1).
WHATSAPP = "whatsapp:"
_ORDINARY = frozenset(
    {
        phonenumbers.PhoneNumberType.FIXED_LINE,
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
    }
)


@dataclass(frozen=True)
class NumberMarks:
    """Keyed fingerprints of a number. They are of five kinds and cannot be joined: of whose
    request it is, of a wish for silence, of its first six digits (for limits), of the
    language in which its calls begin, and of being rung because somebody keyed it in."""

    whole: str
    opt_out: str
    prefix: str
    language: str
    rung: str


class PhoneNumber:
    """A telephone number that cannot be printed by accident.

    It has no text form: str() and format() raise TypeError, repr() is masked. The
    digits come out only by reveal(), which is called in the adapters that need
    them and nowhere else (tests/test_architecture.py holds the list).

    A phone that writes by WhatsApp is another address than the same phone by SMS: whose
    request it is, is told apart, while a wish for silence and the limits are the phone's.
    """

    __slots__ = ("_e164", "is_whatsapp")

    def __init__(self, address: str) -> None:
        e164 = address.removeprefix(WHATSAPP)
        if not re.fullmatch(r"\+[1-9]\d{6,14}", e164):
            raise NotAPhoneNumber
        self._e164 = e164
        self.is_whatsapp = address != e164

    @classmethod
    def parse(cls, text: str, region: str = "US") -> PhoneNumber:
        """Read a number as a person writes it, or as the carrier sends it.

        Raises NotAPhoneNumber for words, withheld numbers and impossible lengths.
        Numbers that no carrier has given out (the 555 numbers of the simulator) are
        possible numbers and pass.
        """
        cleaned = text.strip()
        if cleaned in SPELLED_OUT or re.search(r"[A-Za-z]", cleaned):
            raise NotAPhoneNumber
        try:
            parsed = phonenumbers.parse(cleaned, region)
        except phonenumbers.NumberParseException:
            raise NotAPhoneNumber from None
        possible = phonenumbers.is_possible_number_with_reason(parsed)
        if possible != phonenumbers.ValidationResult.IS_POSSIBLE:
            # Also one that is whole only within its town: nobody can ring it from elsewhere.
            raise NotAPhoneNumber
        return cls(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))

    @classmethod
    def parse_caller(cls, text: str) -> PhoneNumber | None:
        """The number of a caller, or None for anonymous, spelled-out and foreign forms."""
        try:
            if text.startswith(WHATSAPP):
                return cls(text)
            return cls.parse(text)
        except NotAPhoneNumber:
            return None

    def reveal(self) -> str:
        """The digits in E.164 form. Calling this is a decision: say why beside it."""
        return self._e164

    def reveal_address(self) -> str:
        """Where a text goes, as the carrier writes it: the digits, or whatsapp: and the digits."""
        return WHATSAPP + self._e164 if self.is_whatsapp else self._e164

    @property
    def other_way(self) -> PhoneNumber:
        """The same phone by the other of SMS and WhatsApp."""
        return PhoneNumber(self._e164 if self.is_whatsapp else WHATSAPP + self._e164)

    def marks(self, fingerprint: Callable[[str, str], str]) -> NumberMarks:
        """What finds this number again without knowing it; `fingerprint` is the vault's."""
        return NumberMarks(
            whole=fingerprint("phone", self.reveal_address()),
            opt_out=fingerprint("opt-out", self._e164),
            prefix=fingerprint("prefix", self._e164[1:7]),
            language=fingerprint("phone-language", self._e164),
            rung=fingerprint("rung", self._e164),
        )

    def is_ordinary_in(self, regions: Iterable[str]) -> bool:
        """True for a mobile or fixed phone of one of these countries ('US', 'CA').

        Premium, toll-free, satellite and special numbers are ordinary nowhere; numbers of
        islands that share +1 with the US are their own countries'. +1 555 is no area code:
        the simulator's phones live there, and a real carrier refuses it.
        """
        if self._e164.startswith("+1555"):
            return "US" in regions
        parsed = phonenumbers.parse(self._e164)
        kind = phonenumbers.number_type(parsed)
        return kind in _ORDINARY and phonenumbers.region_code_for_number(parsed) in regions

    def time_zones(self) -> tuple[str, ...]:
        """IANA names of all zones in which such numbers are given out; none when that is not known."""
        try:
            names = timezone.time_zones_for_number(phonenumbers.parse(self._e164))
        except phonenumbers.NumberParseException:
            return ()
        return tuple(name for name in names if name != timezone.UNKNOWN_TIMEZONE)

    def sealed_by(self, seal: Callable[[str, str], Sealed]) -> Sealed:
        """The address, sealed as a contact and never shown; `seal` is a key's seal_text."""
        return seal("contact", self.reveal_address())

    def __repr__(self) -> str:
        return "PhoneNumber(•••)"

    def __str__(self) -> str:
        raise TypeError("a PhoneNumber has no text form: reveal() it in an adapter")

    def __format__(self, spec: str) -> str:
        raise TypeError("a PhoneNumber has no text form: reveal() it in an adapter")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PhoneNumber):
            return False
        return (other._e164, other.is_whatsapp) == (self._e164, self.is_whatsapp)

    def __hash__(self) -> int:
        return hash(self._e164)


@dataclass(frozen=True, order=True)
class Language:
    """A language by its tag (BCP 47: 'en', 'ht', 'zh-Hant', 'mam').

    Our own type, because Babel does not know Mam or Mixtec and callers do. Raises
    ValueError for what has not the form of a tag; no list of languages limits it.
    """

    tag: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", self.tag):
            raise ValueError(f"'{self.tag}' is not a language tag (en, es, ht, zh-Hant, mam ...)")

    def __str__(self) -> str:
        return self.tag


#: Somebody said the name of their language, and nobody has listened yet.
NOT_KNOWN_YET = Language("und")


@dataclass(frozen=True)
class Sealed:
    """Encrypted bytes: the only form in which words, numbers and sound are stored."""

    blob: bytes

    def __repr__(self) -> str:
        return f"Sealed({len(self.blob)} bytes)"
