"""`hotline doctor` about texts: the number's registration, WhatsApp, and the day's money."""

from __future__ import annotations

from collections.abc import Iterator

from hotline.commands.doctor_finding import Finding
from hotline.config import Settings


def check_texts(settings: Settings) -> Iterator[Finding]:
    """What an API cannot show is a warning with what to do; nothing here blocks."""
    yield from _registration(settings)
    yield from _whatsapp(settings)
    yield from _money(settings)


def _registration(settings: Settings) -> Iterator[Finding]:
    number = settings.phone_number
    if settings.carrier is None or number is None or not number.is_ordinary_in({"US"}):
        return
    missing = settings.registration.missing
    if missing:
        yield Finding(
            "registration of the number", "warn",
            f"{', '.join(missing)} not written down: put them in the file that "
            "HOTLINE_REGISTRATION names, and enter what `hotline texts registration` prints; "
            "without it US phone companies drop the texts (error 30034)",
        )  # fmt: skip
    else:
        yield Finding("registration of the number", "ok")


def _whatsapp(settings: Settings) -> Iterator[Finding]:
    from hotline.assembly import build_flows

    templates = settings.whatsapp_templates
    if not templates:
        return
    lacking = [
        str(each) for each in build_flows(settings).current().languages if each not in templates
    ]
    if lacking:
        yield Finding(
            "WhatsApp templates", "warn",
            f"none for {', '.join(lacking)}: after 24 hours these people get the one in the "
            "hotline's first language, or nothing until they write",
        )  # fmt: skip
    else:
        yield Finding("WhatsApp templates", "ok")


def _money(settings: Settings) -> Iterator[Finding]:
    from hotline.assembly import build_ports
    from hotline.services.alarms import alarms_now

    try:
        money = alarms_now(build_ports(settings)).money
    except Exception:
        return  # The database's own finding says so already.
    if money.stopped:
        yield Finding(
            "today's money", "warn",
            "it is spent: no text goes out by itself until midnight UTC; if this is no flood, "
            "raise HOTLINE_DAY_BUDGET",
        )  # fmt: skip
    elif money.percent >= 50:
        yield Finding("today's money", "warn", f"{money.percent} % is spent: look for a flood")
    else:
        yield Finding("today's money", "ok")
