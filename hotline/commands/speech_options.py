"""What the speech commands have in common: where the models are."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hotline.data_dir import default_data_dir, models_dir

if TYPE_CHECKING:
    from hotline.adapters.speech_models import SpeechModels


def data_dir_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --data-dir, by default HOTLINE_DATA_DIR or the user's own data folder."""
    return click.option(
        "--data-dir",
        type=click.Path(path_type=Path, file_okay=False),
        default=default_data_dir,
        show_default="HOTLINE_DATA_DIR or ~/.local/share/hotline",
        help="Where the hotline keeps its data; models lie in its folder 'models'.",
    )(command)


def speech_models(data_dir: Path) -> SpeechModels:
    """The models of this machine, those in HOTLINE_MODELS_DIR first."""
    from hotline.adapters.speech_models import SpeechModels

    extra = os.environ.get("HOTLINE_MODELS_DIR")
    return SpeechModels(models_dir(data_dir), Path(extra).expanduser() if extra else None)
