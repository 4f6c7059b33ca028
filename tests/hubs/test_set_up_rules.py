"""What the set-up makes of names, prices and progress. Pure."""

import re
from typing import Any

import pytest

from hubs import naming, setup_steps
from hubs.setup_rules import SLUG
from hubs.setup_steps import Progress
from web import map
from web.host import euros


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Alte Schule Groß Berkel", "alte-schule-gross-berkel"),
        ("Dörfchen Größe Ähre Übung", "doerfchen-groesse-aehre-uebung"),
        ("A\u0308hre", "aehre"),  # the umlaut as two signs
        ("Café „Zum Löwen“ (2)", "cafe-zum-loewen-2"),
        ("  --  ", "hub"),
        ("東京", "hub"),
        ("<script>alert(1)</script>", "script-alert-1-script"),
        ("../../etc/passwd", "etc-passwd"),
        ("x" * 120, "x" * naming.LONGEST_STEM),
        ("a" * 53 + " b c", "a" * 53),
        ("\x00'; drop table hub; --", "drop-table-hub"),
    ],
)
def test_slug_is_made_of_any_name(name: str, slug: str) -> None:
    assert naming.slug_stem(name) == slug
    assert SLUG.fullmatch(slug)


@pytest.mark.parametrize(
    ("stem", "taken", "slug"),
    [
        ("mill", set(), "mill"),
        ("mill", {"mill-2"}, "mill"),
        ("mill", {"mill"}, "mill-2"),
        ("mill", {"mill", "mill-2", "mill-4"}, "mill-3"),
        ("new", set(), "new-2"),  # /host/new is a page
    ],
)
def test_taken_slug_gets_a_number(stem: str, taken: set[str], slug: str) -> None:
    assert naming.free_slug(stem, taken) == slug


@pytest.mark.parametrize(
    ("taken", "names"),
    [
        ([], ["Desk 1", "Desk 2"]),
        (["Desk 1", "Desk 2", "Desk 6"], ["Desk 7", "Desk 8"]),
        (["Desk", "Desk x", "Desk 9x", "Desktop 4", "Desk  5", "My Desk 7"], ["Desk 1", "Desk 2"]),
        (["Desk 0003"], ["Desk 4", "Desk 5"]),
    ],
)
def test_numbering_goes_on(taken: list[str], names: list[str]) -> None:
    assert naming.numbered("Desk", 2, taken) == names


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("", None),
        ("  ", None),
        ("0", 0),
        ("12", 1200),
        ("12,5", 1250),
        ("12,50 €", 1250),
        ("12.50", 1250),
        ("12,- Euro", 1200),
        ("€ 7,05", 705),
    ],
)
def test_prices_are_read_as_people_type_them(text: str, cents: int | None) -> None:
    assert euros.read_cents(text) == cents


@pytest.mark.parametrize("text", ["-1", "12,505", "1.200,00", "zwölf", "12 13", "1e3", "1234567", "٣", "<b>", "12,,5"])
def test_what_is_no_price_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        euros.read_cents(text)


@pytest.mark.parametrize("cents", [0, 5, 100, 1250, 999_999])
def test_written_prices_are_read_back(cents: int) -> None:
    assert euros.read_cents(euros.written(cents)) == cents


def states(progress: Progress) -> dict[str, str]:
    return {step.key: step.state for step in setup_steps.path(progress)}


def test_path_of_a_fresh_draft_misses_spaces_only() -> None:
    fresh = Progress(opens=True)
    assert states(fresh) | {"spaces": "missing", "open": "missing"} == states(fresh)
    assert states(fresh)["hours"] == states(fresh)["prices"] == "look"
    assert len(setup_steps.missing(fresh)) == 1


def test_path_of_a_hub_that_never_opens_misses_hours() -> None:
    assert states(Progress(spaces=3, has_own_hours=True))["hours"] == "missing"
    assert len(setup_steps.missing(Progress(spaces=3))) == 1
    assert len(setup_steps.missing(Progress())) == 2


def test_path_of_a_complete_hub_is_done() -> None:
    complete = Progress(True, 7, True, True, True, True, True)
    assert set(states(complete).values()) == {"done", "look"}
    assert setup_steps.missing(complete) == []


@pytest.mark.parametrize(
    ("key", "after"), [("hub", "spaces"), ("labels", "open"), ("open", None), ("", None), ("x", None)]
)
def test_steps_follow_each_other(key: str, after: Any) -> None:
    assert setup_steps.following(key) == after


@pytest.mark.parametrize("spot", [(52.1185, 9.5487), (51.97, 9.2), (52.26, 9.69)])
def test_spot_of_the_map_is_read_as_the_position_that_was_drawn(spot: tuple[float, float]) -> None:
    x, y = map.project(*spot)
    north, per_y, west, per_x = map.degrees()
    assert (north + y * per_y, west + x * per_x) == pytest.approx(spot, abs=0.0001)
