"""Many things of strangers in a row: one that breaks us keeps no other from its turn."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from hotline.errors import CarrierUnavailable, StoreBusy

Thing = TypeVar("Thing")


def one_by_one(things: Iterable[Thing], act: Callable[[Thing], bool]) -> int:
    """Act on each; returns of how many `act` said yes.

    When one of them fails, the others have their turn first, and then the fault is raised:
    somebody has to look. What is away for all (carrier, database) is raised at once.
    """
    yes, first_fault = 0, None
    for thing in things:
        try:
            yes += act(thing)
        except (CarrierUnavailable, StoreBusy):
            raise
        except Exception as fault:
            first_fault = first_fault or fault
    if first_fault is not None:
        raise first_fault
    return yes
