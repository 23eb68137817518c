"""Fetches the publisher's English model with Maven's own client, where that is installed.

Alpha Cephei publishes it as an Android archive (com.alphacephei:vosk-model-en). No hash
of ours is known for it: Maven's client checks it against the repository's checksums and,
told to be strict, fails when they differ or are missing.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from hotline.errors import HotlineError

_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1"
_SECONDS = 900


class MavenFailed(HotlineError):
    """Maven is not here, or has no such artifact; the sentence says which."""


def maven() -> str | None:
    """The path of Maven's client, None where it is not installed."""
    return shutil.which("mvn")


def get_command(client: str, artifact: str, repository: str | None = None) -> list[str]:
    """Fetch the artifact (group:name:version:aar) into Maven's own store, strictly checked."""
    command = [
        *(client, "--batch-mode", "--quiet", "--strict-checksums", f"{_PLUGIN}:get"),
        *(f"-Dartifact={artifact}", "-Dtransitive=false"),
    ]
    if repository:
        command.append(f"-DremoteRepositories=central::default::{repository}")
    return command


def copy_command(client: str, artifact: str, folder: Path) -> list[str]:
    """Copy the artifact from Maven's store into a folder, asking nobody."""
    return [
        *(client, "--batch-mode", "--quiet", "--offline", f"{_PLUGIN}:copy"),
        *(f"-Dartifact={artifact}", f"-DoutputDirectory={folder}"),
    ]


def fetch_archive(artifact: str, folder: Path, *, repository: str | None = None) -> Path:
    """The artifact's archive, in that folder. `repository` overrides Maven's central one.

    Raises MavenFailed. Works in a folder without a project.
    """
    client = maven()
    if client is None:
        raise MavenFailed("Maven's client (mvn) is not installed.")
    folder.mkdir(parents=True, exist_ok=True)
    for command in (
        get_command(client, artifact, repository),
        copy_command(client, artifact, folder),
    ):
        try:
            subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=_SECONDS)
        except (OSError, subprocess.SubprocessError):
            raise MavenFailed(f"Maven's client could not get {artifact}.") from None
    _, name, version, extension = artifact.split(":")
    archive = folder / f"{name}-{version}.{extension}"
    if not archive.is_file():
        raise MavenFailed(f"Maven's client gave no file for {artifact}.")
    return archive
