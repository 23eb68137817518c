"""What most commands need: the settings, with the data folder of `--data-dir`."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from hotline.config import Settings
from hotline.data_dir import default_data_dir


def data_dir_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --data-dir (environment: HOTLINE_DATA_DIR)."""
    return click.option(
        "--data-dir",
        type=click.Path(file_okay=False, path_type=Path),
        envvar="HOTLINE_DATA_DIR",
        default=default_data_dir,
        show_default="~/.local/share/hotline",
        help="The folder that holds the database, the models and the keys.",
    )(command)


def read_settings(data_dir: Path) -> Settings:
    """Settings from the environment over this data folder. Raises SettingsError."""
    return Settings.from_env({**os.environ, "HOTLINE_DATA_DIR": str(data_dir)})
