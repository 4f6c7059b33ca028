"""Inductions in the file of a hub: there and back, and what a file leaves alone."""

import pytest
from flask import Flask

from core.transactions import transaction
from hubs import exporting, file_actions, hub_file
from hubs.hub_file import BadFile
from hubs.inductions import queries
from hubs.queries import any_hub
from hubs.setup_errors import InvalidSetup

HEAD = """
slug = "werkstatt"
name = "Werkstatt"
village = "Musterdorf"
lat = 52.1185
lon = 9.5487
opening_hours = "Mo-Fr 08:00-18:00"

[municipality]
key = "03252004"
name = "Coppenbrügge"
lat = 52.1185
lon = 9.5487
"""
INDUCTIONS = """
[[inductions]]
name = "3D-Druck"
text = "Eine Stunde."
months = 12
lapses_after_months = 6

[[inductions]]
name = "Säge"
until = 2027-12-31
months_minor = 3
"""
SPACES = """
[[spaces]]
name = "Drucker"
kind = "workshop"

[[spaces]]
name = "Werkbank"
kind = "workshop"
"""
NEEDING = SPACES.replace('"Drucker"', '"Drucker"\ninductions = ["3D-Druck", "Säge"]')


def apply(text: str) -> dict[str, list[str]]:
    """The names of what is needed, by space, as the file was set."""
    with transaction():
        hub, _is_new = file_actions.apply(file=hub_file.read(text))
        return {one.name: one.inductions for one in exporting.file_of(hub).spaces}


def test_file_comes_back_as_it_was_set(app: Flask) -> None:
    text = HEAD + INDUCTIONS + NEEDING
    with app.app_context():
        assert apply(text) == {"Drucker": ["3D-Druck", "Säge"], "Werkbank": []}
        hub = any_hub("werkstatt")
        assert hub is not None
        exported = exporting.file_of(hub)
        assert exported.inductions == hub_file.read(text).inductions
        assert hub_file.read(hub_file.write(exported)) == exported
        assert apply(hub_file.write(exported)) == {"Drucker": ["3D-Druck", "Säge"], "Werkbank": []}
        assert len(queries.inductions_of(hub.id)) == 2


def test_file_without_inductions_leaves_what_was_set_up_on_the_page(app: Flask) -> None:
    with app.app_context():
        apply(HEAD + INDUCTIONS + NEEDING)
        assert apply(HEAD + SPACES)["Drucker"] == ["3D-Druck", "Säge"]


def test_induction_that_is_no_longer_named_stays_and_nothing_needs_it(app: Flask) -> None:
    with app.app_context():
        apply(HEAD + INDUCTIONS + NEEDING)
        assert apply(HEAD + '[[inductions]]\nname = "Laser"\n' + SPACES) == {"Drucker": [], "Werkbank": []}
        hub = any_hub("werkstatt")
        assert hub is not None
        assert [one.name for one in queries.inductions_of(hub.id)] == ["3D-Druck", "Laser", "Säge"]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (INDUCTIONS + NEEDING.replace('"Säge"', '"Fräse"'), "spaces.Drucker.inductions"),
        (INDUCTIONS.replace("months = 12", "months = 0") + SPACES, "inductions.3D-Druck.months"),
        (
            INDUCTIONS.replace("after_months = 6", "after_months = 13") + SPACES,
            "inductions.3D-Druck.lapses_after_months",
        ),
    ],
)
def test_value_that_does_not_do_is_named_with_its_place(app: Flask, text: str, field: str) -> None:
    with app.app_context(), pytest.raises(InvalidSetup) as raised:
        apply(HEAD + text)
    assert raised.value.field == field
    assert str(raised.value.message())


def test_two_ends_at_once_are_refused() -> None:
    with pytest.raises(BadFile):
        hub_file.read(HEAD + INDUCTIONS.replace("months = 12", "months = 12\nuntil = 2027-12-31") + SPACES)
