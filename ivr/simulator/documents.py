"""From an address to verbs: asks the application and understands whatever it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urljoin

from ivr.simulator.transport import Answer, WebhookFailed
from ivr.simulator.twiml import TwimlError, Verb, check_names, parse

_TWIML_TYPES = frozenset({"text/xml", "application/xml", "text/html"})


@dataclass(frozen=True)
class Target:
    """The next address to ask, and what to tell it beyond the usual fields."""

    url: str
    method: str = "POST"
    params: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Document:
    """Verbs and where they came from; `url` is empty when they came with an API request."""

    verbs: tuple[Verb, ...]
    url: str = ""

    def target(self, address: str | None, method: str | None, **params: str) -> Target:
        """Where an `action` leads: no address means the current document's own.

        Raises TwimlError 11100: with inline TwiML there is nothing a relative URL could be
        relative to.
        """
        url = urljoin(self.url, address.strip()) if address and address.strip() else self.url
        if "://" not in url:
            raise TwimlError(11100, f"{address!r} is not a complete URL.")
        return Target(url, (method or "POST").upper(), params)


def read(answer: Answer) -> Document:
    """An answer as verbs, by its content type. Raises TwimlError or WebhookFailed.

    "text/xml, application/xml, text/html: TwiML; audio: played; text/plain: read aloud".
    """
    kind = answer.content_type.split(";")[0].strip().lower()
    if kind in _TWIML_TYPES:
        return inline(answer.body, answer.url)
    if kind.startswith("audio/"):
        return Document((Verb("Play", {}, answer.url),), answer.url)
    if kind == "text/plain":
        try:
            return inline(answer.body, answer.url)
        except TwimlError:
            words = answer.body.decode("utf-8", "replace")
            return Document((Verb("Say", {}, words),), answer.url)
    raise WebhookFailed(12300, answer.url, f"The content type {kind!r} is not TwiML.")


def inline(body: bytes, url: str = "") -> Document:
    """TwiML that stands in an API request or in an answer. Raises TwimlError."""
    verbs = parse(body)
    check_names(verbs)
    return Document(verbs, url)
