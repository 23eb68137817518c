"""Whom a step of the policy means at this moment, the best first."""

from __future__ import annotations

from collections.abc import Sequence

from hotline.domain.escalation import Target
from hotline.domain.help_requests import HelpRequest
from hotline.domain.volunteers import Volunteer, choose_whom_to_ask, speaks
from hotline.ports import Ports, Transaction
from hotline.services.on_call import volunteers_on_call


def whom_to_ask(
    ports: Ports, tx: Transaction, request: HelpRequest, target: Target
) -> Sequence[Volunteer]:
    """Those of this target who may be asked now, the best first."""
    if target is Target.COORDINATORS:
        return [each for each in tx.volunteers.all() if each.is_coordinator]
    there = volunteers_on_call(ports, tx)
    if target is Target.BEST_FIT:
        return choose_whom_to_ask(there, request.language, request.topic)
    if target is Target.LANGUAGE:
        return [each for each in there if speaks(each, request.language)]
    return list(there)
