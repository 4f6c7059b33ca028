"""The Nu Html Checker, which knows the whole standard: one run for many pages, since its start is what takes time."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests.support.processes import ROOT

JAR = ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"
SHORT_RUN = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss8m")
"""A run of seconds gains nothing from compiling thoroughly, nor from collecting garbage on all cores. What is compiled
quickly needs a larger stack."""
WITHOUT_JAVA = "Java is missing, so no page was checked: scripts/ensure_test_tools.sh java, or install a JRE."


def is_missing() -> bool:
    """Whether this machine has no Java. Where CI runs that is an error: there nothing is left out."""
    missing = shutil.which("java") is None
    assert not (missing and os.environ.get("CI")), WITHOUT_JAVA
    return missing


def messages(found: dict[str, str], folder: Path) -> list[tuple[str, str, str]]:
    """What the checker says to pages: (name of the page, "error" or "info", the message with its place)."""
    names = {}
    for number, (name, text) in enumerate(found.items()):
        file = folder / f"{number:04}.html"
        file.write_text(text, encoding="utf-8")
        names[file.name] = name
    command = ["java", *SHORT_RUN, "-jar", str(JAR), "--format", "json", "--exit-zero-always", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    said: list[dict[str, Any]] = json.loads(done.stderr)["messages"]
    return [(names[Path(one["url"]).name], one["type"], _words(one)) for one in said]


def _words(message: dict[str, Any]) -> str:
    return f"line {message.get('lastLine')}: {message['message']} {message.get('extract', '')[:200]!r}"
