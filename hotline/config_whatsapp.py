"""Settings of WhatsApp: the sender, and the templates for when its window is closed."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hotline.errors import NotAPhoneNumber, SettingsError
from hotline.types import Language, PhoneNumber

_CONTENT_SID = re.compile(r"HX[0-9a-fA-F]{32}")


def read_whatsapp_number(environ: Mapping[str, str]) -> PhoneNumber | None:
    """HOTLINE_WHATSAPP_NUMBER: the sender on WhatsApp; the hotline's own number if not set."""
    written = environ.get("HOTLINE_WHATSAPP_NUMBER", "")
    if not written:
        return None
    try:
        return PhoneNumber.parse(written)
    except NotAPhoneNumber:
        raise SettingsError(
            "HOTLINE_WHATSAPP_NUMBER is not a phone number: write it with its country code, "
            "as +15550100000."
        ) from None


def read_whatsapp_templates(environ: Mapping[str, str]) -> dict[Language, str]:
    """HOTLINE_WHATSAPP_TEMPLATES: 'en=HX..., es=HX...', a content sid for each language."""
    templates: dict[Language, str] = {}
    pairs = environ.get("HOTLINE_WHATSAPP_TEMPLATES", "").split(",")
    for pair in filter(None, (part.strip() for part in pairs)):
        tag, _, sid = (part.strip() for part in pair.partition("="))
        try:
            language = Language(tag)
        except ValueError:
            language = None
        if language is None or not _CONTENT_SID.fullmatch(sid):
            raise SettingsError(
                "HOTLINE_WHATSAPP_TEMPLATES has a part that is not a language and a template: "
                "write it as en=HX..., with the 32 digits of the template's sid."
            )
        templates[language] = sid
    return templates
