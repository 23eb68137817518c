"""Texts about shifts, in English: reminders, open shifts, changes and gaps."""

from __future__ import annotations

SHIFT_TEXTS = {
    # The parts of a time: "today 18:00 to 22:00", "Tue 22:00 to 06:00".
    "shift.when": "{day} {begin} to {end}",
    "day.today": "today",
    "day.tomorrow": "tomorrow",
    "day.0": "Mon",
    "day.1": "Tue",
    "day.2": "Wed",
    "day.3": "Thu",
    "day.4": "Fri",
    "day.5": "Sat",
    "day.6": "Sun",
    # To the one whose shift it is.
    "shift.reminder": "You are on the line {when}. Reply CANT if you cannot.",
    "shift.given": "You have a shift: {when}. Reply CANT if you cannot.",
    "shift.lost": "The shift {when} is not yours any more.",
    "shift.on": "You are on the line now, until {end}. Reply BREAK to stop the ringing for 15 minutes.",
    "shift.let_go": "Thank you for saying so. We ask others for {when}.",
    "shift.none": "We know of no shift of yours that is coming.",
    "shift.break": "No calls and no requests for you until {end}. Reply BACK to end it sooner.",
    "shift.back": "Thank you, you are back.",
    # To those who could take an open one.
    "shift.open": "A shift is open: {when}. Reply TAKE {code} to take it.",
    "shift.taken": "It is yours: {when}. Thank you.",
    "shift.too_late": "Somebody was faster: that shift is taken. Thank you.",
    "shift.over": "That shift is over. Thank you.",
    "shift.double": "You are on the line at that time already.",
    # One has asked another, by name, to take a shift.
    "shift.hand": "Can you take somebody's shift {when}? Reply YES {code} or NO {code}.",
    "shift.hand_thanks": "Thank you for your answer. The shift stays where it was.",
    "shift.hand_yes": "Your shift {when} is taken by the one you asked.",
    "shift.hand_no": "The one you asked cannot take your shift {when}. It stays yours.",
    "shift.hand_late": "The one you asked did not answer. The shift {when} stays yours.",
    # In their calendar, which companies keep: no more than this.
    "calendar.on_call": "On call: {name}",
    # To coordinators.
    "shift.unfilled": "Nobody has taken the shift {when}.",
    "gap.list": "The line: {gaps}",
    "gap.nobody": "Nobody has a shift {when}.",
    "gap.language": "No {spoken} speaker {when}.",
    "gap.more": "More gaps: {count}. The page of shifts has them all.",
    "preflight.found": "Please look at the page of shifts before the next shift. New to mend: {count}.",
    "gap.now": "Nobody is on the line now, until {end}.",
}
