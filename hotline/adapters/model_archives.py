"""Unpacks a model from a zip or .aar that came over the network, trusting nothing in it."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

from hotline.errors import HotlineError

#: The largest model on the list unpacks to about 4 GB.
MOST_BYTES = 8 * 1024**3
MOST_FILES = 10_000
_DEEPEST_MODEL = 5


class ArchiveRefused(HotlineError):
    """The archive holds no model, or wants to write where it must not."""


def is_model(folder: Path) -> bool:
    """True for a folder that looks like a Vosk model, new layout or old."""
    return (folder / "am" / "final.mdl").is_file() or (folder / "final.mdl").is_file()


def unpack_model(archive: Path, target: Path, *, most_bytes: int = MOST_BYTES) -> None:
    """Put the model of that archive at `target`, all of it or nothing.

    It is unpacked beside the target and renamed, so a model that can be found is whole;
    an old target is replaced. Raises ArchiveRefused for paths that lead out of the
    folder, for links, for too much of anything, and where no model is inside.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    workshop = Path(tempfile.mkdtemp(prefix=".unpacking-", dir=target.parent))
    try:
        _unpack(archive, workshop / "content", most_bytes)
        model = _find_model(workshop / "content")
        if target.exists():
            target.rename(workshop / "old")
        model.rename(target)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError):
        raise ArchiveRefused(f"{archive.name} is not an archive that can be read.") from None
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def _unpack(archive: Path, folder: Path, most_bytes: int) -> None:
    folder.mkdir()
    with zipfile.ZipFile(archive) as content:
        members = content.infolist()
        if len(members) > MOST_FILES or sum(m.file_size for m in members) > most_bytes:
            raise ArchiveRefused(f"{archive.name} would unpack to more than any model is.")
        for member in members:
            path = folder / _inside(member, archive.name)
            if member.is_dir():
                path.mkdir(parents=True, exist_ok=True)
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            with content.open(member) as source, open(path, "xb") as file:
                _copy(source, file, member.file_size, archive.name)


def _inside(member: zipfile.ZipInfo, archive: str) -> PurePosixPath:
    """The member's path, which leads nowhere but down; raises ArchiveRefused."""
    path = PurePosixPath(member.filename)
    leads_out = path.is_absolute() or ".." in path.parts or "\\" in member.filename
    is_link = stat.S_ISLNK(member.external_attr >> 16)
    if leads_out or is_link or not path.parts or ":" in path.parts[0]:
        raise ArchiveRefused(f"{archive} wants to write outside of its folder: it is not kept.")
    return path


def _copy(source, file, size: int, archive: str) -> None:
    """Copy so many bytes: the size in the directory is a claim until it has been counted."""
    left = size
    while part := source.read(1 << 20):
        left -= len(part)
        if left < 0:
            raise ArchiveRefused(f"{archive} holds more than it says.")
        file.write(part)
    file.flush()
    os.fsync(file.fileno())


def _find_model(folder: Path) -> Path:
    level = [folder]
    for _ in range(_DEEPEST_MODEL):
        for candidate in level:
            if is_model(candidate):
                return candidate
        level = [path for parent in level for path in sorted(parent.iterdir()) if path.is_dir()]
    raise ArchiveRefused("The archive holds no speech model.")
