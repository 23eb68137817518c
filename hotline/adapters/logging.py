"""Logs by an allow-list: an event's name and harmless fields, nothing else (promise J1)."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime

ALLOWED = ("id", "duration", "code", "kind", "count", "name")
_DIGITS = re.compile(r"\+?\d[\d\s().-]{5,}\d")
_MAIL = re.compile(r"[^\s@]+@[^\s@]+")


class AllowListFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, event and the allowed extras.

    A message of a library keeps its format string only, never its arguments; runs of
    seven digits and mail addresses are blotted out as a last line of defence.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": redact(str(record.msg)),
        }
        for field in ALLOWED:
            value = getattr(record, field, None) if field != "name" else None
            if value is not None:
                line[field] = value if isinstance(value, int | float) else redact(str(value))
        if record.exc_info and record.exc_info[0]:
            # The kind and the place of a fault; its message may hold words of a person.
            line["kind"] = record.exc_info[0].__name__
            trace = record.exc_info[2]
            while trace and trace.tb_next:
                trace = trace.tb_next
            if trace:
                line["code"] = (
                    f"{trace.tb_frame.f_code.co_filename.split('/')[-1]}:{trace.tb_lineno}"
                )
        return json.dumps(line, ensure_ascii=False)


def redact(text: str) -> str:
    """Blot out what looks like a phone number or a mail address."""
    return _MAIL.sub("•", _DIGITS.sub("•", text))


def set_up_logging(level: int = logging.INFO) -> None:
    """Send every logger of the process through the allow-list, to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(AllowListFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # The SDK logs requests with their bodies at INFO and below.
    logging.getLogger("twilio.http_client").setLevel(logging.ERROR)
    logging.getLogger("urllib3").setLevel(logging.WARNING)
    logging.getLogger("rq.worker").setLevel(logging.WARNING)
