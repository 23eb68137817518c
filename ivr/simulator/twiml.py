"""Reads TwiML: bytes in, a list of verbs out, or the error the carrier would log."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree import ElementTree

# "TwiML size limit 64 KB" (Twilio error 11750).
MAX_BYTES = 64 * 1024

# Twilio's verbs of voice, of 2026. Those that this carrier does not carry out are read all the
# same: a document is not wrong because a simulator is small.
VOICE_VERBS = frozenset(
    {
        *("Say", "Play", "Pause", "Gather", "Record", "Dial", "Enqueue", "Leave", "Hangup"),
        *("Reject", "Redirect", "Connect", "Start", "Stop", "Pay", "Prompt", "Refer", "Sms"),
        *("Message", "Conversation", "Application"),
    }
)
MESSAGE_VERBS = frozenset({"Message", "Redirect", "Sms"})

# "nest only Say/Play/Pause" (TwiML Gather, "Nest other verbs").
GATHER_CHILDREN = frozenset({"Say", "Play", "Pause"})


class TwimlError(Exception):
    """A document that the carrier refuses; `code` is the number in its debugger."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True)
class Verb:
    """One element: its name, attributes, own words and children."""

    name: str
    attributes: dict[str, str]
    text: str
    children: tuple[Verb, ...] = field(default=())

    def integer(self, name: str, default: int) -> int:
        """A whole number of an attribute. Raises TwimlError when it is none."""
        value = self.attributes.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)
        except ValueError:
            raise TwimlError(12200, f"{self.name} {name}={value!r} is not a number.") from None

    def flag(self, name: str, default: bool) -> bool:
        """A yes or no of an attribute. Raises TwimlError when it is neither."""
        value = self.attributes.get(name)
        if value is None or value == "":
            return default
        if value.lower() in ("true", "1"):
            return True
        if value.lower() in ("false", "0"):
            return False
        raise TwimlError(12200, f"{self.name} {name}={value!r} is neither true nor false.")


def parse(body: bytes) -> tuple[Verb, ...]:
    """The verbs of a document. Raises TwimlError 12100, 11750 or 12200."""
    if len(body) > MAX_BYTES:
        raise TwimlError(11750, "The TwiML is larger than 64 KB.")
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise TwimlError(12100, "The TwiML declares a document type.")
    try:
        # Without a document type there are no entities to blow up.
        root = ElementTree.fromstring(body)  # noqa: S314
    except ElementTree.ParseError as problem:
        raise TwimlError(12100, f"The TwiML is not well-formed XML: {problem}.") from None
    if root.tag != "Response":
        raise TwimlError(12200, f"The root of the TwiML is {root.tag}, not Response.")
    return tuple(_verb(element) for element in root)


def check_names(verbs: tuple[Verb, ...], known: frozenset[str] = VOICE_VERBS) -> None:
    """Raises TwimlError 12200 for a verb that does not exist; names are case-sensitive."""
    for verb in verbs:
        if verb.name not in known:
            raise TwimlError(12200, f"There is no verb {verb.name}.")
        if verb.name == "Gather":
            for child in verb.children:
                if child.name not in GATHER_CHILDREN:
                    raise TwimlError(12200, f"{child.name} cannot stand inside Gather.")
        if verb.name == "Record" and verb.children:
            raise TwimlError(12200, "Nothing can stand inside Record.")


def _verb(element: ElementTree.Element) -> Verb:
    # Inside Say, elements are markup of speech (SSML): what is heard is their words.
    speech = element.tag in ("Say", "Prompt")
    text = "".join(element.itertext()) if speech else (element.text or "")
    children = () if element.tag == "Say" else tuple(_verb(child) for child in element)
    words = " ".join(text.split()) if speech else text.strip()
    return Verb(str(element.tag), dict(element.attrib), words, children)
