"""What a US number's registration asks for, kept beside the hotline's own words (T10)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hotline.errors import SettingsError

_FIELDS = ("brand", "use_case", "description", "website")


@dataclass(frozen=True)
class Registration:
    """The fields of an A2P 10DLC campaign that a network must fill in itself."""

    brand: str = ""
    use_case: str = "CHARITY"
    description: str = ""
    website: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of the fields that are still empty."""
        return tuple(name for name in _FIELDS if not getattr(self, name))


NO_REGISTRATION = Registration()


def read_registration(environ: Mapping[str, str]) -> Registration:
    """From the TOML file that HOTLINE_REGISTRATION names. Raises SettingsError."""
    path = environ.get("HOTLINE_REGISTRATION")
    if not path:
        return NO_REGISTRATION
    try:
        written = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise SettingsError(
            "HOTLINE_REGISTRATION names a file that cannot be read as TOML: check its path, and "
            'write each line as brand = "Eastside Mutual Aid".'
        ) from None
    unknown = sorted(set(written) - set(_FIELDS))
    if unknown or not all(isinstance(value, str) for value in written.values()):
        raise SettingsError(
            f"HOTLINE_REGISTRATION has a line that is not known; known are {', '.join(_FIELDS)}."
        )
    return Registration(**written)
