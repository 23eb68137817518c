"""How a view reaches the services' ports and the live pages of its app."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from flask import current_app

from hotline.ports import Ports
from ivr.flows.library import FlowLibrary
from ivr.prompts import PromptBook
from ivr.recorder import PromptRecorder

if TYPE_CHECKING:
    from hotline.web.live import LivePages

EXTENSION = "hotline-pages"


@dataclass(frozen=True)
class PageContext:
    ports: Ports
    live: LivePages
    flows: FlowLibrary
    book: PromptBook
    recorder: PromptRecorder | None = None


def context() -> PageContext:
    """What register_pages was given for the current app."""
    return cast(PageContext, current_app.extensions[EXTENSION])


def ports() -> Ports:
    """The ports of the current app, first argument of every service."""
    return context().ports
