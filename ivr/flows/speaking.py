"""How long words take to say: a rule of thumb, for warnings and for the first-choice figure."""

from __future__ import annotations

#: Seconds per letter. About 150 words a minute in alphabets; a Hangul or Chinese letter is a
#: whole syllable.
_PER_LETTER = 0.066
_PER_HANGUL = 0.16
_PER_HAN = 0.22

#: Rule 11: nobody keeps more than this in mind from a voice that cannot be asked.
LONGEST_PROMPT_SECONDS = 20


def seconds_to_say(words: str) -> float:
    """An estimate, within a quarter of what voices of the carrier take."""
    return round(sum(map(_seconds, words)), 1)


def _seconds(letter: str) -> float:
    if "\uac00" <= letter <= "\ud7a3":
        return _PER_HANGUL
    if "\u3040" <= letter <= "\u9fff":
        return _PER_HAN
    return _PER_LETTER
