"""What callers hear of the line itself before they ask: fixed words, so that every language
has them. What a coordinator types is said beside them, in the language it was typed in.
"""

from __future__ import annotations

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

LINE_WORDS = {
    "engine.line_short_greeting": "This is {hotline}.",
    "engine.line_short_staffed": (
        "Few neighbors are here right now, so an answer may take longer than usual."
    ),
    "engine.line_surge": (
        "Very many people are calling right now. Tell us at once what you need: every message "
        "is kept, and neighbors answer one after the other."
    ),
    "engine.line_closed": "We are closed right now.",
    "engine.line_paused": "We are taking a pause right now.",
    "engine.line_unstaffed": "No neighbor who speaks your language is here right now.",
    "engine.line_leave": (
        "You can leave a message now. We will listen to it as soon as somebody is here."
    ),
    "engine.line_limits": "Before you tell us, this is how things are right now.",
    "engine.line_area": "In {area}.",
    "engine.line_limited": "We can help with this only a little.",
    "engine.line_limit_paused": "We cannot help with this right now.",
    "engine.line_still": "You can still tell us. We will say truly what we can do.",
    "engine.line_until_today": "Until the end of today.",
    **{f"engine.line_until_{day}": f"Until {day.capitalize()}." for day in DAYS},
    "engine.line_until_later": "For more than a week.",
    "engine.line_board": "This is on our board.",
    "engine.line_board_empty": "There is nothing on our board right now.",
}
