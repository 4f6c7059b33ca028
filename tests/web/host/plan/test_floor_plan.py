"""The plan's editor without its script: the table, what it refuses, and two who edit at once."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.db import db
from hubs.models import Hub
from hubs.plan import queries
from hubs.plan.rules import Item, PlanFault, faults, short_name
from tests.support import picture_files
from tests.support.house import House

Spots = dict[str, tuple[int, int, int, int]]


def test_plan_is_saved_and_drawn(app: Flask, home: House, host: FlaskClient) -> None:
    spots = {"Besprechung": (1, 1, 4, 4), "Platz 1": (2, 2, 2, 1), "Platz 2": (7, 5, 1, 2)}
    assert save(host, home, spots).status_code == 303
    assert stored(app) == {"Besprechung": (0, 0, 4, 4), "Platz 1": (1, 1, 2, 1), "Platz 2": (6, 4, 1, 2)}
    page = host.get(f"/host/{home.slug}/plan").text
    assert page.count('class="lr-floor-item') == 3
    assert "<svg" in page
    assert save(host, home, {"Platz 3": (1, 1, 1, 1)}).status_code == 303
    assert stored(app) == {"Platz 3": (0, 0, 1, 1)}


@pytest.mark.parametrize(
    ("spots", "wrong"),
    [
        ({"Platz 1": (8, 1, 2, 1)}, ["Platz 1"]),
        ({"Platz 1": (1, 7, 1, 1)}, ["Platz 1"]),
        ({"Platz 1": (0, 1, 1, 1)}, ["Platz 1"]),
        ({"Platz 1": (1, 1, 2, 2)}, ["Platz 1"]),
        ({"Platz 1": (1, 1, 0, 1)}, ["Platz 1"]),
        ({"Platz 1": (1, 1, 2, 1), "Platz 2": (2, 1, 1, 1)}, ["Platz 2"]),
        ({"Besprechung": (6, 1, 4, 1)}, ["Besprechung"]),
    ],
)
def test_what_cannot_stand_so_is_said_at_its_line(
    app: Flask, home: House, host: FlaskClient, spots: Spots, wrong: list[str]
) -> None:
    answer = save(host, home, spots)
    assert answer.status_code == 422
    assert re.findall(r'id="line-(\d+)-error"', answer.text) == [str(home.spaces[name]) for name in wrong]
    for name, (x, *_rest) in spots.items():
        assert f'name="x-{home.spaces[name]}" value="{x}"' in answer.text, "nothing typed is lost"
    assert stored(app) is None


@pytest.mark.parametrize("typed", ["1.5", "-1", "eins", "99999", "٣"])
def test_what_is_no_number_is_refused(app: Flask, home: House, host: FlaskClient, typed: str) -> None:
    data = form_of(host, home, {}) | {f"x-{home.spaces['Platz 1']}": typed, f"y-{home.spaces['Platz 1']}": "1"}
    assert host.post(f"/host/{home.slug}/plan", data=data).status_code == 422
    assert stored(app) is None


@pytest.mark.parametrize(("columns", "rows"), [("3", "6"), ("8", "61"), ("", "6"), ("x", "6"), ("9" * 30, "6")])
def test_size_is_four_to_sixty(app: Flask, home: House, host: FlaskClient, columns: str, rows: str) -> None:
    answer = save(host, home, {}, columns=columns, rows=rows)
    assert answer.status_code == 422
    assert "-error" in answer.text
    assert stored(app) is None


def test_second_window_is_told_and_keeps_both(app: Flask, home: House, host: FlaskClient) -> None:
    mine, theirs = form_of(host, home, {"Platz 1": (3, 3, 1, 1)}), form_of(host, home, {"Platz 2": (5, 5, 1, 1)})
    address = f"/host/{home.slug}/plan"
    assert host.post(address, data=theirs).status_code == 303
    answer = host.post(address, data=mine)
    assert answer.status_code == 409
    assert stored(app) == {"Platz 2": (4, 4, 1, 1)}
    assert f'name="x-{home.spaces["Platz 1"]}" value="3"' in answer.text
    assert host.post(address, data=mine | {"seen": seen(answer.text)}).status_code == 303
    assert stored(app) == {"Platz 1": (2, 2, 1, 1)}


def test_picture_lies_below_the_plan_and_leaves_it_when_deleted(
    app: Flask, home: House, host: FlaskClient, upload: Any
) -> None:
    upload(picture_files.picture("PNG", (40, 40), "RGBA"), purpose="plan")
    page = host.get(f"/host/{home.slug}/plan").text
    [picture] = re.findall(r'<option value="(\d+)"', page)
    assert save(host, home, {"Platz 1": (1, 1, 1, 1)}, picture=picture).status_code == 303
    page = host.get(f"/host/{home.slug}/plan").text
    [address] = re.findall(r'<image href="([^"]*)"', page)
    assert host.get(address).content_type == "image/webp"
    assert address in host.get(f"/hubs/{home.slug}").text
    host.post(f"/host/{home.slug}/pictures/{picture}/deletion")
    assert "<image" not in host.get(f"/host/{home.slug}/plan").text
    assert stored(app) == {"Platz 1": (0, 0, 1, 1)}


@pytest.mark.parametrize("picture", ["999999", "x", "1e3"])
def test_picture_of_another_hub_is_none(home: House, host: FlaskClient, picture: str) -> None:
    assert save(host, home, {}, picture=picture).status_code == 422


def test_rooms_may_hold_desks_and_other_rooms() -> None:
    room, desk = Item(1, "R", "room", 0, 0, 5, 5), Item(2, "D", "desk", 1, 1, 1, 1)
    locker = Item(3, "L", "locker", 1, 1, 2, 2)
    assert faults(8, 6, [room, room._replace(space_id=4), desk]) == []
    assert faults(8, 6, [room, desk, locker]) == [PlanFault("overlap", locker, desk)]
    assert faults(8, 6, [desk, desk._replace(space_id=5, x=2)]) == [], "side by side is well"


@pytest.mark.parametrize(
    ("name", "short"), [("Schreibtisch 12", "12"), ("Werkbank", "Wer"), ("Platz 3b", "3b"), ("", "")]
)
def test_short_names(name: str, short: str) -> None:
    assert short_name(name) == short


def form_of(client: FlaskClient, home: House, spots: Spots, **values: str) -> dict[str, str]:
    """What the page sends when these are typed."""
    given = {"columns": "8", "rows": "6", "picture": "", "seen": seen(client.get(f"/host/{home.slug}/plan").text)}
    for name, numbers in spots.items():
        parts = zip(("x", "y", "width", "height"), numbers, strict=True)
        given |= {f"{part}-{home.spaces[name]}": str(number) for part, number in parts}
    return given | values


def save(client: FlaskClient, home: House, spots: Spots, **values: str) -> Any:
    return client.post(f"/host/{home.slug}/plan", data=form_of(client, home, spots, **values))


def seen(page: str) -> str:
    found = re.search(r'name="seen"[^>]* value="([^"]*)"', page)
    assert found
    return found[1]


def stored(app: Flask) -> Spots | None:
    with app.app_context():
        drawn = queries.drawn(db.session.query(Hub).one().id)
        return {i.name: (i.x, i.y, i.width, i.height) for i in drawn.items.values()} if drawn else None
