"""Why the carrier does not take a text."""

from __future__ import annotations


class TextRefused(Exception):
    """The API refuses a text; `code` is the carrier's."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code
