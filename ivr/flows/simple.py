"""The second wording behind key 7 (V9): shorter, simpler, one thing at a time.

It stands in the catalogs under `<key>.simple`, also for the master language, and is heard
only while the line it was made of still has the same words: an organiser's own line falls
back to its usual words. A line said in a breath is simple already and needs none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ivr.flows.catalog import Catalog, find
from ivr.flows.speaking import seconds_to_say
from ivr.flows.words import Line

#: Seconds: so long a line holds one idea, and slower speech alone helps.
SIMPLE_SECONDS = 2.5


def simple_key(key: str) -> str:
    """The key of a line's second wording, and the name of its recording."""
    return f"{key}.simple"


def wants_simple(line: Line) -> bool:
    """True for what is heard and too long to be simple already."""
    return not line.read and seconds_to_say(line.words) > SIMPLE_SECONDS


def simple_words(catalog: Catalog, key: str, source: str) -> str:
    """The second wording of exactly these words; '' when nobody wrote one."""
    found = find(catalog, simple_key(key), source)
    return "" if found is None or found.outdated else found.words


def simple_lines(catalog: Catalog, lines: Iterable[Line]) -> Iterator[Line]:
    """The second wordings of these lines, as lines that can be recorded themselves."""
    for line in lines:
        if not line.read and simple_words(catalog, line.key, line.words):
            yield Line(simple_key(line.key), line.words, line.place)
