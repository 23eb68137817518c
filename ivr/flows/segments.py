"""What a text costs in segments, for checks of flows: the counting is the domain's."""

from __future__ import annotations

from hotline.domain.segments import LONGEST_TEXT, dear_letters, segments

__all__ = ["LONGEST_TEXT", "dear_letters", "segments"]
