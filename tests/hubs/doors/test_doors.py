"""What hosts tell of doors: kept encrypted, rotated, and missed by `check` when its key is gone."""

import pytest
from flask import Flask

from core import cli
from core.db import db
from core.transactions import transaction
from hubs.doors import actions, queries, rules
from hubs.doors.queries import WayIn
from hubs.models import Space
from hubs.setup_errors import InvalidSetup
from tests.support.house import House, at, house

OLD, NEW = "an-old-key-that-only-tests-use-0123", "a-new-key-that-only-tests-use-01234"
DAY = "2026-11-25"


@pytest.fixture
def home(app: Flask, anna: int) -> House:
    return house(app)


def tell(home: House, text: str, name: str | None = None) -> None:
    with home.here() as (_member, hub, _setup), transaction():
        space = db.session.get_one(Space, home.spaces[name]) if name else None
        actions.tell(hub=hub, space=space, text=text)


def way_in(home: House, name: str = "Platz 1") -> WayIn:
    with home.here() as (_member, hub, _setup):
        return queries.way_in(hub.id, home.spaces[name])


def with_key(app: Flask, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    settings = app.extensions["settings"].model_copy(update={"vault_key": key})
    monkeypatch.setitem(app.extensions, "settings", settings)


def test_text_of_the_hub_and_of_the_space_are_told_together(home: House) -> None:
    assert way_in(home) == WayIn("", "")
    tell(home, "Seitentür")
    tell(home, "Schloss 73", "Platz 1")
    tell(home, "Schloss 74", "Platz 1")
    assert way_in(home) == WayIn("Seitentür", "Schloss 74")
    assert way_in(home, "Platz 2") == WayIn("Seitentür", "")
    tell(home, "  ", "Platz 1")
    assert way_in(home) == WayIn("Seitentür", "")


def test_longest_text_is_kept_and_a_longer_one_is_refused(home: House) -> None:
    tell(home, "ü" * rules.LONGEST)
    with pytest.raises(InvalidSetup):
        tell(home, "x" * (rules.LONGEST + 1))


def test_lost_key_is_told_by_check_and_a_rotation_needs_both(
    app: Flask, home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_key(app, monkeypatch, OLD)
    tell(home, "Seitentür")
    with_key(app, monkeypatch, NEW)
    assert way_in(home) == WayIn("", "")
    with app.app_context():
        assert "VAULT_KEY opens 1 of the texts" in " ".join(cli.what_will_fail())
    with_key(app, monkeypatch, f"{NEW},{OLD}")
    done = app.test_cli_runner().invoke(args=["vault", "rotate"])
    assert done.output.startswith("1 texts"), done.output
    with_key(app, monkeypatch, NEW)
    assert way_in(home) == WayIn("Seitentür", "")
    with app.app_context():
        assert not [line for line in cli.what_will_fail() if "VAULT_KEY" in line]


@pytest.mark.parametrize(("clock", "shown"), [("8:44", False), ("8:45", True), ("10:59", True), ("11:00", False)])
def test_it_is_shown_from_a_quarter_before_until_the_end(clock: str, shown: bool) -> None:
    assert rules.is_shown(at(DAY, "9:00"), at(DAY, "11:00"), at(DAY, clock)) == shown
