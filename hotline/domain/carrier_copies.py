"""A text's copy at the carrier, to be deleted there once ours is committed (promise C1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hotline.types import Sealed


@dataclass(frozen=True)
class CarrierCopy:
    """One text. Its sid hangs on a key of its own that holds nothing else and ends with the
    copy: an erased request does not keep us from deleting what the carrier holds."""

    id: str
    key_id: str
    sid: Sealed
    noted_at: datetime
