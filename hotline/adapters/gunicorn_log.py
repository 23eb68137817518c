"""gunicorn's own log through the allow-list: it quotes what strangers send."""

from __future__ import annotations

import logging
from typing import Any

from gunicorn.glogging import Logger

from hotline.adapters.logging import AllowListFormatter


class QuietLogger(Logger):
    """Keeps the kind of a malformed request and none of its bytes (promise J1)."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(AllowListFormatter())

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        super().warning(_without_quotes(msg), **kwargs)

    def error(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        super().error(_without_quotes(msg), **kwargs)

    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        # With the place of the fault, which the formatter gives without its message.
        super().log(logging.ERROR, _without_quotes(msg), exc_info=True)


def _without_quotes(message: Any) -> str:
    """gunicorn formats some messages before it logs them: only their first words stay."""
    return "gunicorn: " + " ".join(str(message).split("%")[0].split(":")[0].split()[:4])
