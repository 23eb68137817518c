"""What the machine and its words are ready for, asked before a shift."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hotline.types import Language


@dataclass(frozen=True)
class Readiness:
    """Nothing here asks anybody outside of this house; each may be asked every few minutes."""

    #: Sentences that callers of a language do not hear in it: (in another one, as silence).
    unsaid: Callable[[Language], tuple[int, int]]
    #: Whether messages in it are written down by a machine.
    is_written_down: Callable[[Language], bool]
    #: Names of the parts of which no sign of life comes; nothing when nobody can say.
    silent_parts: Callable[[], tuple[str, ...]]
