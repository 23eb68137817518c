"""What a caller hears who waits for a person: what happens, and how to go on without waiting.

A part of the engine's words. Nothing here is said because it sounds nice: each line is true
at the moment when it is said.
"""

from __future__ import annotations

WAITING_WORDS = {
    "engine.wait_ringing": "We are ringing neighbors who can help.",
    "engine.wait_still": "We are still ringing. The line is open.",
    "engine.wait_one_before": "Somebody waits before you.",
    "engine.wait_some_before": "A few people wait before you.",
    "engine.wait_many_before": "Many people wait before you.",
    "engine.wait_minutes": "It can take some minutes.",
    "engine.wait_two_minutes": "It can take up to two minutes.",
    "engine.wait_minute": "It can take up to a minute.",
    "engine.wait_other_language": (
        "Nobody who speaks your language is free. We ring neighbors who may not speak it."
    ),
    "engine.wait_stay": "To go on waiting, stay on the line.",
    "engine.wait_message": "To leave a message instead",
    "engine.wait_callback": "To be called back",
    "engine.wait_woman": "If you would rather have a woman answer",
    "engine.unmet_woman": "No woman is free to answer right now.",
    "engine.unmet_not_from": "Nobody from another town is free right now.",
    "engine.unmet_same_person": "The person of last time is not free right now.",
    "engine.unmet_another": "To talk to somebody else now",
    "engine.unmet_message": "To keep your wish and leave a message",
    "engine.unmet_kept": "We keep to what you asked for.",
    "engine.wait_over": (
        "The other line has ended. If there is more to say, stay on the line: you can leave a "
        "message."
    ),
    "engine.talk_over": (
        "The time for this call is over. Your request stays, and you can call again. If there is "
        "more to say now, stay on the line: you can leave a message."
    ),
}
