"""Bring LanguageTool: from Maven Central, from language-tool-python's own source, or from a folder or ZIP at hand.

However it comes, every archive is compared with its SHA-256 before anything is put in place, and the folder appears
under its name only when it is whole.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from newsmend import tables
from newsmend.languagetool.home import JAR, VERSION, folder
from newsmend.types import NewsmendError

TABLE = "languagetool_jars.tsv"
_MINUTES = 20  # that a download may take
_DEPENDENCY = (
    "<dependency><groupId>org.languagetool</groupId><artifactId>{}</artifactId><version>{}</version>{}</dependency>"
)
_EXCLUDED = (
    "<exclusions><exclusion><groupId>org.languagetool</groupId><artifactId>language-all</artifactId></exclusion>"
    "</exclusions>"
)
# English; and the three languages whose words its language detector asks for as soon as it starts.
_LANGUAGES = ("en", "es", "ca", "pt")


class InstallError(NewsmendError):
    """LanguageTool could not be brought; nothing was changed."""


def install(source: Path | None = None, *, fresh: bool = False) -> Path:
    """Put LanguageTool where it is looked for, and return the folder; at once when it is there and not `fresh`.

    `source`: a folder or ZIP that holds LanguageTool, for machines without a network. Raises InstallError.
    """
    target = folder()
    if (target / JAR).is_file() and not fresh:
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".languagetool-", dir=target.parent) as work:
        made = Path(work) / "new"
        if source is not None:
            _copy(source, made)
        elif mvn := shutil.which("mvn"):
            _from_maven(mvn, made)
        else:
            return _by_library()
        if target.exists():
            target.rename(Path(work) / "old")
        made.rename(target)
    return target


def pom() -> str:
    """The Maven project whose dependencies are a LanguageTool server that knows English."""
    wanted = _DEPENDENCY.format("languagetool-server", VERSION, _EXCLUDED)
    wanted += "".join(_DEPENDENCY.format(f"language-{language}", VERSION, "") for language in _LANGUAGES)
    return (
        '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
        "<groupId>newsmend</groupId><artifactId>languagetool</artifactId><version>1</version><packaging>pom</packaging>"
        f"<dependencies>{wanted}</dependencies></project>"
    )


def checksums() -> dict[str, str]:
    """The SHA-256 of every archive by its file name."""
    return {name: digest for name, digest in tables.rows(TABLE)}  # noqa: C416


def _from_maven(mvn: str, made: Path) -> None:
    made.mkdir()
    (made / "pom.xml").write_text(pom(), encoding="utf-8")
    command = [mvn, "-q", "-B", "--strict-checksums", "dependency:copy-dependencies"]
    command += ["-DoutputDirectory=libs", "-DincludeScope=runtime"]
    try:
        said = subprocess.run(command, cwd=made, capture_output=True, text=True, timeout=_MINUTES * 60, check=False)
    except subprocess.TimeoutExpired:
        raise InstallError(f"mvn took more than {_MINUTES} minutes; try again") from None
    if said.returncode:
        lines = [line for line in (said.stdout + said.stderr).splitlines() if "ERROR" in line]
        raise InstallError(f"mvn could not bring LanguageTool: {lines[0][:300] if lines else 'no reason given'}")
    _verify(made / "libs")
    _write_pathing_jar(made)


def _verify(libs: Path) -> None:
    known = checksums()
    for path in sorted(libs.iterdir()):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if known.get(path.name) != digest:
            reason = "is not one of LanguageTool's archives" if path.name not in known else "has another SHA-256"
            raise InstallError(f"{path.name} {reason} (got {digest}); nothing was installed")
    if missing := sorted(known.keys() - {path.name for path in libs.iterdir()}):
        raise InstallError(f"{missing[0]} did not come; nothing was installed")


def _write_pathing_jar(made: Path) -> None:
    """A small archive of the name that is looked for, whose manifest leads to the others."""
    names = " ".join(f"libs/{path.name}" for path in sorted((made / "libs").iterdir()))
    head = f"Class-Path: {names}"
    # A line of a manifest has at most 72 bytes; it goes on behind a blank.
    lines = [head[:72], *(f" {head[at : at + 71]}" for at in range(72, len(head), 71))]
    manifest = "\r\n".join(["Manifest-Version: 1.0", "Main-Class: org.languagetool.server.HTTPServer", *lines, ""])
    with zipfile.ZipFile(made / JAR, "w", zipfile.ZIP_DEFLATED) as jar:
        jar.writestr(zipfile.ZipInfo("META-INF/MANIFEST.MF", (1980, 1, 1, 0, 0, 0)), f"{manifest}\r\n")


def _copy(source: Path, made: Path) -> None:
    if source.is_dir():
        found = next(iter(sorted(source.rglob(JAR))), None)
        if found is None:
            raise InstallError(f"{source}: holds no {JAR}; give the folder of LanguageTool {VERSION}")
        shutil.copytree(found.parent, made)
    elif zipfile.is_zipfile(source):
        _unzip(source, made)
    else:
        raise InstallError(f"{source}: neither a folder nor a ZIP; give LanguageTool-{VERSION}.zip, or it unpacked")
    if (made / "pom.xml").is_file():
        _verify(made / "libs")
    elif source.is_file():
        _verify_release(source)


def _verify_release(source: Path) -> None:
    """Compare a ZIP of LanguageTool's makers with the SHA-256 that language-tool-python knows of it."""
    try:
        from language_tool_python.download_lt import EXPECTED_DOWNLOAD_SHA256
    except ImportError:
        raise InstallError("its checksum is with language-tool-python; pip install 'newsmend[grammar]'") from None
    with source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != str(EXPECTED_DOWNLOAD_SHA256.get(VERSION, "")).lower():
        raise InstallError(f"{source}: not the ZIP of LanguageTool {VERSION} (SHA-256 {digest}); nothing was installed")


def _unzip(source: Path, made: Path) -> None:
    with zipfile.ZipFile(source) as archive:
        top = next((name for name in archive.namelist() if name.endswith(JAR)), None)
        if top is None:
            raise InstallError(f"{source}: holds no {JAR}; give LanguageTool-{VERSION}.zip")
        prefix = top.removesuffix(JAR)
        for name, info in _files(archive):
            if not name.startswith(prefix):
                continue
            path = (made / name.removeprefix(prefix)).resolve()
            if not path.is_relative_to(made.resolve()):
                raise InstallError(f"{source}: {name} would be written outside; this is no LanguageTool")
            path.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(info) as packed, path.open("wb") as out:
                shutil.copyfileobj(packed, out)


def _files(archive: zipfile.ZipFile) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    return ((info.filename, info) for info in archive.infolist() if not info.is_dir())


def _by_library() -> Path:
    """As language-tool-python brings it: one ZIP of 250 MB, compared with the SHA-256 that the library knows."""
    try:
        from language_tool_python.download_lt import LocalLanguageTool
    except ImportError:
        raise InstallError("no mvn and no language-tool-python here; pip install 'newsmend[grammar]'") from None
    os.environ.setdefault("LTP_PATH", str(folder().parent))
    try:
        LocalLanguageTool.from_version_name(VERSION).download()
    except Exception as error:
        raise InstallError(f"LanguageTool could not be downloaded: {str(error)[:300]}; see --from") from None
    if not (folder() / JAR).is_file():
        raise InstallError(f"the download left no {folder() / JAR}; see --from")
    return folder()
