"""A whole number in a file of a network's policy."""

from __future__ import annotations

from ivr.flows.yaml_nodes import Entry, Findings, words_of


def whole(entry: Entry | None, found: Findings, default: int, *, lowest: int, highest: int) -> int:
    """The number of this entry; a mistake, or no entry, is `default`."""
    if entry is None:
        return default
    words = words_of(entry, found)
    if not words:
        return default
    if not (words.isascii() and words.isdecimal() and lowest <= int(words[:9]) <= highest):
        found.wrong(
            entry.value_place,
            f"'{entry.name}' cannot be '{words[:40]}'",
            f"a whole number from {lowest} to {highest}",
        )
        return default
    return int(words)
