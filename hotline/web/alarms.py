"""What coordinators must see within a minute: what was given up, and money that runs out."""

from __future__ import annotations

from flask_babel import gettext as _

from hotline.services.alarms import alarms_now
from hotline.web.context import ports
from hotline.web.policy import viewer


def alarms() -> list[str]:
    """One sentence each, for coordinators; nothing for anybody else."""
    person = viewer()
    if person is None or not person.is_coordinator:
        return []
    now = alarms_now(ports())
    said = []
    if now.given_up:
        said.append(
            _(
                "Given up after every try: %(count)s. `hotline doctor` says what it was.",
                count=now.given_up,
            )
        )
    if now.money.stopped:
        said.append(
            _(
                "Today's money is spent: no text goes out by itself. Requests still come in; "
                "watch this page."
            )
        )
    elif now.money.percent >= 50:
        said.append(_("Of today's money %(percent)s percent is spent.", percent=now.money.percent))
    return said
