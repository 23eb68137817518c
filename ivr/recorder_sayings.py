"""What a speaker hears who records the lines by phone, in English.

Translated in prompts.po under `recorder.<name>`; no part of a language's completeness.
"""

from __future__ import annotations

RECORDER_WORDS = {
    "recorder.hello": "Thank you for lending us your voice. Hang up whenever you like.",
    "recorder.line": "The next line:",
    "recorder.say": "Say it in your language after the tone, then press pound.",
    "recorder.skip": "For another line",
    "recorder.moment": "One moment.",
    "recorder.heard": "This is how it sounds:",
    "recorder.keep": "To keep it",
    "recorder.again": "To say it again",
    "recorder.judge": "Somebody else recorded this line:",
    "recorder.right": "If it is right",
    "recorder.wrong": "If it is wrong",
    "recorder.bad": "That could not be used. Let us try once more.",
    "recorder.done": "There is nothing left to record. Thank you, and goodbye.",
}
