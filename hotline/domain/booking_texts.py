"""Texts about booked interpreters, in English. None names a person who asked for help."""

from __future__ import annotations

BOOKING_TEXTS = {
    # To those who speak the language.
    "booking.wanted": "An interpreter for {spoken} is wanted {when}. Reply TAKE {code}.",
    "booking.yours": "It is yours: {spoken}, {when}. Reply CANT {code} if you cannot.",
    "booking.too_late": "Somebody was faster: it is taken. Thank you.",
    "booking.over": "No interpreter is wanted for that any more. Thank you.",
    "booking.let_go": "Thank you for saying so. We ask others for {when}.",
    "booking.cancelled": "No interpreter is needed {when} any more. Thank you.",
    "booking.remind": "You interpret {spoken} at {time}. Your phone rings when they call.",
    # To whoever holds the request.
    "booking.found": "{code}: {name} interprets {when}.",
    "booking.lost": "{code}: the interpreter for {when} cannot. We ask others.",
    "booking.due": "{code}: please call them at {time}. {name} interprets.",
    "booking.due_alone": "{code}: please call them at {time}. No interpreter was found.",
    # To coordinators.
    "booking.nobody": "{code}: nobody has said yes to interpreting {spoken} {when}.",
}
