"""A key in a place is one order: pure and total, with no key that ends a volunteer's call."""

from __future__ import annotations

from enum import StrEnum

from ivr.flows.keys import as_keys
from ivr.volunteer_menu.state import BEFORE_SIGN_IN, MenuState, Place

#: Silences in a row of 20 seconds each before the phone is put down on an empty room.
SILENCES = 9
#: PINs that do not fit in one call, or no PIN at all, before it leads back to the hotline.
WRONG_PINS = 3
PIN_LENGTHS = range(4, 13)


class Order(StrEnum):
    """What a key asks for."""

    CHECK_PIN = "check_pin"
    NO_PIN = "no_pin"
    OTHER_PHONE = "other_phone"
    CHECK_NUMBER = "check_number"
    LEAVE = "leave"
    HOME = "home"
    NEXT = "next"
    TAKE = "take"
    SKIP = "skip"
    MINE = "mine"
    ANOTHER = "another"
    CALL = "call"
    HEAR = "hear"
    ASK_IF_DONE = "ask_if_done"
    DONE = "done"
    GIVE_BACK = "give_back"
    HELP = "help"
    BREAK = "break"
    AGAIN = "again"
    SLOWER = "slower"
    WRONG_KEY = "wrong_key"
    SILENCE = "silence"
    GOODBYE = "goodbye"


#: The same in every place once somebody has signed in.
_EVERYWHERE = {
    "0": Order.HELP,
    "5": Order.HELP,
    "7": Order.SLOWER,
    "8": Order.BREAK,
    "9": Order.AGAIN,
    "*": Order.HOME,
    "#": Order.HOME,
}
_KEYS = {
    Place.HOME: {"1": Order.NEXT, "2": Order.MINE, "#": Order.GOODBYE},
    Place.WAITING: {"1": Order.TAKE, "2": Order.SKIP},
    Place.HELD: {
        "1": Order.CALL,
        "2": Order.HEAR,
        "3": Order.ASK_IF_DONE,
        "4": Order.GIVE_BACK,
        "6": Order.ANOTHER,
    },
    Place.SURE: {"1": Order.DONE, "*": Order.MINE, "#": Order.MINE},
}


def order_of(state: MenuState, pressed: str) -> Order:
    """What these keys mean here; '' is silence. Never raises, whatever was sent as keys."""
    digits = as_keys(pressed) or ("?" if pressed else "")
    if state.place is Place.ENDED:
        return Order.GOODBYE
    if state.place in BEFORE_SIGN_IN:
        return _before_sign_in(state, digits)
    if not digits:
        return Order.GOODBYE if state.silences + 1 >= SILENCES else Order.SILENCE
    return _KEYS.get(state.place, {}).get(digits) or _EVERYWHERE.get(digits) or Order.WRONG_KEY


def _before_sign_in(state: MenuState, digits: str) -> Order:
    bare = digits.rstrip("#")
    if not bare:
        # A caller who came here by mistake has only to wait; a volunteer gets more time.
        return Order.LEAVE if state.from_hotline or state.silences >= 2 else Order.SILENCE
    if bare == "*":
        return Order.OTHER_PHONE
    if state.place is Place.NUMBER:
        return Order.CHECK_NUMBER
    return Order.CHECK_PIN if bare.isdecimal() and len(bare) in PIN_LENGTHS else Order.NO_PIN
