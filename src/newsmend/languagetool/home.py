"""Where LanguageTool is on this machine, and what it lacks."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path

VERSION = "6.8"
JAVA = 17  # the oldest release that LanguageTool 6.8 runs on
JAR = "languagetool-server.jar"
INSTALL = "newsmend languagetool install"
_JAVA_VERSION = re.compile(r'version "(\d+)(?:\.(\d+))?')


def folder() -> Path:
    """Where language-tool-python looks for LanguageTool, too: `$LTP_PATH`, else its folder in the user's cache."""
    root = os.environ.get("LTP_PATH") or Path.home() / ".cache" / "language_tool_python"
    return Path(root) / f"LanguageTool-{VERSION}"


def cache_folder() -> Path:
    """Where servers leave their addresses and answers are kept: below `$XDG_CACHE_HOME`, else `~/.cache`."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "newsmend" / "languagetool"


def java() -> str:
    """The `java` to run: that of `$JAVA_HOME`, else the one on the path; "" for none."""
    home = os.environ.get("JAVA_HOME")
    if home and (found := shutil.which("java", path=str(Path(home) / "bin"))):
        return found
    return shutil.which("java") or ""


@cache
def java_release(path: str) -> int:
    """The release of a Java, such as 17; 0 when it does not say.

    >>> java_release("")
    0
    """
    try:
        said = subprocess.run([path, "-version"], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return 0
    match = _JAVA_VERSION.search(said.stderr + said.stdout)
    if match is None:
        return 0
    first, second = match.groups()
    return int(second or 0) if first == "1" else int(first)


def lacking() -> tuple[str, str] | None:
    """What keeps grammar from being checked, and the command that mends it; None when all is there."""
    found = java()
    if not found:
        return "no Java on the path", f"install Java {JAVA} or newer, for instance 'apt install default-jre-headless'"
    if (release := java_release(found)) < JAVA:
        version = f"Java {release}" if release else "a Java that does not say its version"
        return f"{found} is {version}", f"install Java {JAVA} or newer, or point JAVA_HOME to one"
    if find_spec("language_tool_python") is None:
        return "language-tool-python is not installed", "pip install 'newsmend[grammar]'"
    if not (folder() / JAR).is_file():
        return f"LanguageTool {VERSION} is not installed", INSTALL
    return None
