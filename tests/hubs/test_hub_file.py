"""A hub's file: read, refused with the field's name, applied, and written so that it says the same again."""

import re
import tomllib
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from core.db import db
from demo import data
from hubs import exporting, file_actions, hub_file, queries
from hubs.cli import hours_to_correct
from hubs.hub_file import BadFile, HubFile, MunicipalityPart, SpacePart, TextPart
from hubs.setup import setup_of
from hubs.setup_errors import InvalidSetup

ROOT = Path(__file__).parents[2]
LEAST = """
slug = "musterdorf"
name = "Alte Schule"
village = "Musterdorf"
lat = 52.1
lon = 9.5
opening_hours = "Mo-Fr 08:00-18:00; PH off"
[municipality]
key = "03252004"
name = "Coppenbrügge"
lat = 52.1185
lon = 9.5487
"""


def documented() -> str:
    found = re.search(r"```toml\n(.*?)```", (ROOT / "docs" / "hub-file.md").read_text(), re.DOTALL)
    assert found
    return found[1]


@pytest.mark.parametrize("slug", data.SLUGS)
def test_written_file_reads_as_the_same(slug: str) -> None:
    file = hub_file.read((data.FOLDER / f"{slug}.toml").read_text())
    assert hub_file.read(hub_file.write(file)) == file


anything = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=40)


@given(name=anything, description=anything, space=anything)
def test_written_file_keeps_any_text(name: str, description: str, space: str) -> None:
    file = HubFile(
        slug="x",
        name=name,
        village="x",
        lat=1.5,
        lon=-0.000001,
        opening_hours='Mo 08:00-10:00 "x"',
        municipality=MunicipalityPart(key="03252004"),
        de=TextPart(description=description),
        spaces=[SpacePart(name=space, kind="desk", features=["wifi"])],
    )
    assert tomllib.loads(hub_file.write(file))["name"] == file.name
    assert hub_file.read(hub_file.write(file)) == file


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("slug = ", "This is not TOML"),
        (LEAST + "colour = 'red'", "municipality.colour: "),
        (LEAST.replace("lat = 52.1\n", ""), "lat: "),
        (LEAST.replace("lat = 52.1\n", "lat = 'north'\n"), "lat: "),
        (LEAST + "[[spaces]]\nname = 'A'\nkind = 'desk'\n[[spaces]]\nname = 'B'", "spaces[2].kind: "),
        (LEAST + "[prices.desk]\nday_cents = 12.5", "prices.desk.day_cents: "),
        (LEAST + "[rules]\ngrid_minutes = true", "rules.grid_minutes: "),
    ],
)
def test_file_of_a_wrong_shape_is_refused_with_the_field(text: str, problem: str) -> None:
    with pytest.raises(BadFile) as refused:
        hub_file.read(text)
    assert any(line.startswith(problem) for line in refused.value.problems)


@pytest.mark.parametrize(
    ("addition", "field"),
    [
        ("[[spaces]]\nname = 'A'\nkind = 'desk'\ncapacity = 0", "spaces.A.capacity"),
        ("[[spaces]]\nname = 'A'\nkind = 'desk'\nroom = 'Nowhere'", "spaces.A.room"),
        ("[[spaces]]\nname = 'A'\nkind = 'desk'\n[[spaces]]\nname = 'A'\nkind = 'desk'", "spaces.A.name"),
        ("[[spaces]]\nname = 'A'\nkind = 'desk'\nrules = { grid_minutes = 7 }", "spaces.A.rules.grid_minutes"),
        ("[rules]\nhorizon_days = 0", "rules.horizon_days"),
        ("[prices.sofa]\nday_cents = 1", "prices.sofa.kind"),
        ("[prices.desk]\nday_cents = -1", "prices.desk.day_cents"),
    ],
)
def test_file_with_a_value_that_cannot_be_is_refused_with_the_field(db_session: Any, addition: str, field: str) -> None:
    with pytest.raises(InvalidSetup) as refused:
        file_actions.apply(file=hub_file.read(LEAST + addition))
    assert refused.value.field == field


def test_file_of_an_unknown_municipality_needs_its_name(db_session: Any) -> None:
    text = LEAST.replace('name = "Coppenbrügge"\n', "")
    with pytest.raises(InvalidSetup) as refused:
        file_actions.apply(file=hub_file.read(text))
    assert refused.value.field == "municipality"


def test_applied_file_is_exported_as_it_was(db_session: Any) -> None:
    file = hub_file.read(documented())
    hub, is_new = file_actions.apply(file=file)
    assert is_new
    assert exporting.file_of(hub) == file


def test_file_that_names_a_desk_before_its_room_is_applied(db_session: Any) -> None:
    spaces = "[[spaces]]\nname = 'Desk'\nkind = 'desk'\nroom = 'Room'\n[[spaces]]\nname = 'Room'\nkind = 'room'"
    hub, _ = file_actions.apply(file=hub_file.read(LEAST + spaces))
    desk, room = setup_of(hub).places
    assert (desk.name, desk.room_id, room.inside) == ("Desk", room.id, (desk.id,))


def test_file_applied_again_changes_what_differs(db_session: Any) -> None:
    file_actions.apply(file=hub_file.read(documented()))
    changed = documented().replace("capacity = 12", "capacity = 14").replace("day_cents = 1200", "day_cents = 900")
    changed = changed.replace('"Schreibtisch 1"', '"Schreibtisch 2"')
    hub, is_new = file_actions.apply(file=hub_file.read(changed))
    assert not is_new
    assert exporting.file_of(hub) == hub_file.read(changed)
    assert [space.name for space in queries.spaces_of(hub.id) if not space.is_active] == ["Schreibtisch 1"]


def test_every_demo_hub_is_exported_as_its_file(db_session: Any) -> None:
    from hubs import actions

    for part in data.MUNICIPALITIES:
        actions.set_municipality(**part.model_dump())
    for file in data.hubs():
        hub, _ = file_actions.apply(file=file)
        known = next(part for part in data.MUNICIPALITIES if part.key == file.municipality.key)
        assert exporting.file_of(hub) == file.model_copy(update={"municipality": known})


@pytest.fixture
def run(app: Flask) -> Callable[..., Any]:
    return lambda *args: app.test_cli_runner().invoke(args=["hubs", *args])


def test_command_sets_lists_and_exports_a_hub(run: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "hub.toml"
    path.write_text(documented())
    assert "is set up" in run("set", str(path)).output
    assert "is up to date" in run("set", str(path)).output
    assert run("list").output.startswith("musterdorf\tAlte Schule Musterdorf")
    exported = run("export", "musterdorf").output
    assert hub_file.read(exported) == hub_file.read(documented())


def test_command_says_which_field_is_wrong_and_changes_nothing(
    app: Flask, run: Callable[..., Any], tmp_path: Path
) -> None:
    path = tmp_path / "hub.toml"
    path.write_text(documented().replace("capacity = 12", "capacity = 0"))
    result = run("set", str(path))
    assert result.exit_code == 1
    assert "spaces.Klassenzimmer.capacity: " in result.output
    with app.app_context():
        assert queries.all_hubs() == []
        db.session.rollback()


def test_command_names_wrong_hours(run: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "hub.toml"
    path.write_text(documented().replace("Mo-Fr 08:00-18:00; PH off", "werktags 08:00-18:00"))
    assert "opening_hours: This cannot be read from “werktags" in run("set", str(path)).output


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"slug = 1", b""])
def test_command_refuses_what_is_no_hub(run: Callable[..., Any], tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "hub.toml"
    path.write_bytes(content)
    result = run("set", str(path))
    assert result.exit_code == 1
    assert "nothing was changed" in result.output


def test_export_of_an_unknown_hub_is_refused(run: Callable[..., Any]) -> None:
    assert run("export", "nowhere").exit_code == 1


WRITTEN = {
    "a mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "utf-16": lambda text: text.encode("utf-16"),
    "windows": lambda text: text.replace("\n", "\r\n").encode("cp1252"),
    "old mac line ends": lambda text: text.replace("\n", "\r").encode(),
    "letters in parts": lambda text: unicodedata.normalize("NFD", text).encode(),
}


@pytest.mark.parametrize("way", WRITTEN)
def test_command_reads_a_file_however_it_was_saved(run: Callable[..., Any], tmp_path: Path, way: str) -> None:
    path = tmp_path / "hub.toml"
    path.write_bytes(WRITTEN[way](documented()))
    result = run("set", str(path))
    assert "is set up" in result.output, result.output
    assert hub_file.read(run("export", "musterdorf").output) == hub_file.read(documented())


def test_command_says_that_a_picture_is_no_text(run: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "hub.toml"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0")
    assert "This is no text" in run("set", str(path)).output


def test_command_says_that_the_position_is_swapped(run: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "hub.toml"
    path.write_text(LEAST.replace("lat = 52.1\nlon = 9.5\n", "lat = 9.5\nlon = 52.1\n"))
    assert "lat: This position is" in (output := run("set", str(path)).output)
    assert "swapped: it should be 52.1, 9.5" in output


@pytest.mark.parametrize("field", ["name", "village"])
def test_file_with_blanks_for_a_name_is_refused(db_session: Any, field: str) -> None:
    text = re.sub(rf'(?m)^{field} = ".*"$', f'{field} = "\u200b \u00a0"', LEAST, count=1)
    with pytest.raises(InvalidSetup) as refused:
        file_actions.apply(file=hub_file.read(text))
    assert refused.value.field == field


def test_space_of_an_older_way_of_writing_is_the_same_space(db_session: Any) -> None:
    """Applied again, with letters in parts or in other capitals: no second space, and none is put away."""
    hub, _new = file_actions.apply(file=hub_file.read(LEAST + '[[spaces]]\nname = "Büro"\nkind = "room"'))
    (space,) = queries.spaces_of(hub.id)
    space.name = "Bu\u0308ro"  # from a time that kept it so
    db.session.flush()
    for name in ("Büro", "Bu\u0308ro", "BÜRO"):
        file_actions.apply(file=hub_file.read(LEAST + f'[[spaces]]\nname = "{name}"\nkind = "room"'))
        assert [(s.id, s.is_active) for s in queries.spaces_of(hub.id)] == [(space.id, True)]


def test_two_spaces_of_a_file_that_look_alike_are_refused(db_session: Any) -> None:
    two = '[[spaces]]\nname = "Büro"\nkind = "desk"\n[[spaces]]\nname = "büro"\nkind = "desk"'
    with pytest.raises(InvalidSetup) as refused:
        file_actions.apply(file=hub_file.read(LEAST + two))
    assert refused.value.reason == "taken"


def test_command_prints_the_hours_in_words_and_warns_of_24_hours(run: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "hub.toml"
    path.write_text(documented().replace("Mo-Fr 08:00-18:00; PH off", "Mo bis Fr 8-18 Uhr; Sa open; Feiertage zu"))
    said = run("set", str(path)).output
    assert "Opening hours: Mo-Fr 08:00-18:00; Sa open; PH off" in said
    assert "Monday to Friday: 08:00–18:00" in said
    assert "Christmas Day" in said
    assert "Warning: open for 24 hours: Saturday." in said
    assert "called closed" not in said


def test_command_warns_of_days_called_closed_that_a_later_rule_opens(run: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "hub.toml"
    path.write_text(documented().replace("Mo-Fr 08:00-18:00; PH off", "Feiertage zu; Mo bis Fr 8-18 Uhr"))
    said = run("set", str(path)).output
    assert "Warning: called closed, but opened by a later rule: " in said
    assert "What is closed goes last" in said
    assert "changes nothing" not in said
    path.write_text(documented().replace("Mo-Fr 08:00-18:00; PH off", "Mo-Fr 8-18, Fr 8-14; PH off"))
    assert "Warning: this changes nothing: Fr 08:00-14:00. A comma only adds" in run("set", str(path)).output


def test_command_warns_of_nothing_where_nights_are_closed(run: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "hub.toml"
    path.write_text(documented().replace("Mo-Fr 08:00-18:00; PH off", "Mo-Fr 08:00-18:00; Sa, Su off"))
    said = run("set", str(path)).output
    assert "Saturday to Sunday: closed" in said
    assert "Warning" not in said


def test_check_names_hubs_whose_hours_must_be_entered_anew(app: Flask, run: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "hub.toml"
    path.write_text(documented())
    run("set", str(path))
    with app.app_context():
        assert hours_to_correct(db.session.connection()) == []
        hub = queries.any_hub("musterdorf")
        assert hub
        hub.opening_hours = "Mo-Fr 09:00-18:00; Sa"
        db.session.flush()
        (line,) = hours_to_correct(db.session.connection())
        assert line.startswith("The opening hours of musterdorf must be entered anew. “Sa” names days, but no times.")
        db.session.rollback()
