"""Where everything that the hotline keeps lies on this machine."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


def default_data_dir(environ: Mapping[str, str] | None = None) -> Path:
    """HOTLINE_DATA_DIR, else `hotline` in the user's data folder (XDG base directories).

    The folder may not exist yet: whoever writes into it makes it.
    """
    variables = os.environ if environ is None else environ
    chosen = variables.get("HOTLINE_DATA_DIR")
    if chosen:
        return Path(chosen).expanduser()
    shared = variables.get("XDG_DATA_HOME")
    base = Path(shared) if shared else Path("~/.local/share").expanduser()
    return base / "hotline"


def models_dir(data_dir: Path) -> Path:
    """Where speech models lie in a data folder, one folder a model."""
    return data_dir / "models"
