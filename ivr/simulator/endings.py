"""How a document ends a call, kept apart so that verbs need not import the engine."""

from __future__ import annotations


class HangUp(Exception):
    """The document ends the call; `status` is what the call is then called."""

    def __init__(self, status: str = "completed") -> None:
        super().__init__("The document ends the call.")
        self.status = status
