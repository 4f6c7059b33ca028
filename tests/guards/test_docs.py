"""The documents name what is there: each setting, and no command, option, file, module or heading that is not."""

import re
import shlex
from pathlib import Path

import click
import pytest
from flask import Flask

from core.settings import names
from tests.support.processes import ROOT

pytestmark = pytest.mark.one_database

DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMAND = re.compile(r"flask --app app ([^`\n#]+)")
LINK = re.compile(r"\]\(([^)#]+)(#[^)]*)?\)")
SOURCE = re.compile(
    r"`((?:core|members|hubs|bookings|calendars|payments|district|web|demo|tests|scripts|templates)/[a-z_/.]+)`"
)
TO_COME = re.compile(r"^## Where a new feature goes$.*?(?=^## )", re.DOTALL | re.MULTILINE)
"""Of the plan of the house: what it names there is an example."""
ENDS = re.compile(r"[.,;:…)]*$")


def settings_named(file: Path) -> set[str]:
    """In the first column of its tables."""
    rows = [line.split("|")[1] for line in file.read_text().splitlines() if line.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}


def test_each_setting_is_explained_and_none_that_is_not_there() -> None:
    assert settings_named(ROOT / "docs" / "settings.md") == names()


def test_readme_and_example_know_no_setting_that_is_not_there() -> None:
    assert settings_named(ROOT / "README.md") <= names()
    example = re.search(r"```sh\n(.*?)```", (ROOT / "docs" / "install.md").read_text(), re.DOTALL)
    assert example is not None
    assert set(re.findall(r"^(?:# )?([A-Z_]+)=", example[1], re.MULTILINE)) <= names()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_each_command_is_there_with_its_options(app: Flask, document: Path) -> None:
    for text in COMMAND.findall(document.read_text()):
        words = shlex.split(ENDS.sub("", text.split("  ")[0].split("|")[0].strip().replace("[", "").replace("]", "")))
        command: click.Command = app.cli
        with app.app_context():
            while isinstance(command, click.Group) and words and not words[0].startswith("-"):
                found = command.get_command(click.Context(command), words.pop(0))
                assert found is not None, text
                command = found
        known = {name for parameter in command.params for name in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known, text


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_each_link_to_a_file_leads_to_one(document: Path) -> None:
    for target, _heading in LINK.findall(document.read_text()):
        if "://" not in target:
            assert (document.parent / target).exists(), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_each_source_file_that_is_named_is_there(document: Path) -> None:
    found = SOURCE.findall(TO_COME.sub("", document.read_text()))
    assert [name for name in found if not (ROOT / name).exists()] == []
    assert found or document.name not in {"architecture.md", "CONTRIBUTING.md", "decisions.md"}
