"""The search in a browser: on a phone and a desk, with and without JavaScript, for everybody."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.browser import assert_accessible, assert_fits
from tests.support.night import at_night

pytestmark = [pytest.mark.one_database, pytest.mark.today]
ADDRESSES = (
    "/",
    "/?near=Hachm%C3%BChlen&date=tomorrow",
    "/?near=bad&part=range&from=17:00&to=9:00",
    "/?kind=locker&feature=quiet",
)


@pytest.mark.parametrize(
    ("width", "scheme"), [(360, "light"), (1440, "dark"), at_night(360, "dark"), at_night(1440, "light")]
)
def test_search_is_accessible_and_fits_the_screen(
    demo_server: Any, open_page: Callable[..., Any], width: int, scheme: str
) -> None:
    page = open_page(demo_server, width=width, scheme=scheme)
    for address in ADDRESSES:
        page.goto(address)
        assert_fits(page)
        assert_accessible(page)


@pytest.mark.parametrize("width", [360, 1440])
def test_first_screen_holds_the_whole_search(demo_server: Any, open_page: Callable[..., Any], width: int) -> None:
    page = open_page(demo_server, width=width)
    page.goto("/")
    box = page.locator("form.lr-search").bounding_box()
    assert box["y"] + box["height"] <= page.viewport_size["height"]


@pytest.mark.parametrize("javascript", [True, False])
def test_search_finds_by_typing_a_village(demo_server: Any, open_page: Callable[..., Any], javascript: bool) -> None:
    page = open_page(demo_server, locale="en", javascript=javascript)
    page.goto("/")
    page.get_by_label("Where?").fill("hachmuhlen")
    page.get_by_role("button", name="Tomorrow").click()
    page.get_by_text("right here").wait_for()
    assert page.get_by_label("Where?").input_value() == "Hachmühlen"
    assert "near=hachmuhlen" in page.url
    page.get_by_text("Morning").click()
    page.get_by_role("button", name="Search").click()
    page.get_by_text(", morning").wait_for()
    page.go_back()
    page.get_by_text(", whole day").wait_for()


def test_answer_without_a_new_page_is_announced_and_focused(demo_server: Any, open_page: Callable[..., Any]) -> None:
    page = open_page(demo_server, locale="en")
    page.goto("/")
    page.evaluate("window.stayed = true")
    page.get_by_label("Where?").fill("Tündern")
    page.keyboard.press("Enter")
    page.get_by_text("right here").wait_for()
    assert page.evaluate("window.stayed")
    assert page.evaluate("document.activeElement.id") == "answer-title"
    assert page.locator("[data-said]").inner_text() == page.locator("#answer-title").inner_text()


@pytest.mark.parametrize("javascript", [True, False])
def test_answer_is_on_the_screen_of_a_phone(demo_server: Any, open_page: Callable[..., Any], javascript: bool) -> None:
    page = open_page(demo_server, width=360, locale="en", javascript=javascript)
    page.goto("/")
    page.get_by_label("Where?").fill("Tündern")
    page.get_by_role("button", name="Search").click()
    page.get_by_text("right here").wait_for()
    assert page.locator("#answer-title").bounding_box()["y"] < page.viewport_size["height"] / 3
    page.get_by_label("Where?").fill("Paris")
    page.get_by_role("button", name="Search").click()
    page.get_by_text("We do not know this place").wait_for()
    box = page.locator("#near-error").bounding_box()
    assert 0 <= box["y"] < page.viewport_size["height"]


def test_marker_on_the_map_leads_to_its_hub_without_a_new_page(demo_server: Any, open_page: Callable[..., Any]) -> None:
    page = open_page(demo_server, locale="en")
    page.goto("/?near=T%C3%BCndern&date=tomorrow")
    page.evaluate("window.stayed = true")
    page.evaluate("location.hash = 'hub-hajen'")
    page.get_by_label("Where?").fill("Fischbeck")
    page.keyboard.press("Enter")
    page.get_by_text("from Fischbeck").wait_for()
    assert page.evaluate("window.stayed")


@pytest.mark.parametrize("path", ["/", "/hubs"])
def test_each_marker_of_the_map_has_a_colour_of_its_state(
    demo_server: Any, open_page: Callable[..., Any], path: str
) -> None:
    """Each state of the key is put into a marker, where the name stands before its shape. What no rule reaches is
    black."""
    page = open_page(demo_server)
    page.goto(path)
    assert page.locator(".lr-map-hub:not(:has(.lr-map-shape))").count() == 0
    fills = page.locator(".lr-map-hub").first.evaluate(
        """marker => [...document.querySelectorAll(".lr-map__key g")].map(state => {
          marker.setAttribute("class", `lr-map-hub ${state.getAttribute("class")}`);
          const name = document.querySelector(".lr-map-name").cloneNode(true);
          marker.replaceChildren(name, ...state.cloneNode(true).children);
          return getComputedStyle(marker.querySelector(".lr-map-shape")).fill;
        })"""
    )
    assert len(fills) == (4 if path == "/" else 2)
    assert "rgb(0, 0, 0)" not in fills


def test_error_without_a_new_page_is_at_its_field_and_has_the_focus(
    demo_server: Any, open_page: Callable[..., Any]
) -> None:
    page = open_page(demo_server, locale="en")
    page.goto("/")
    page.get_by_label("Where?").fill("Paris")
    page.keyboard.press("Enter")
    page.get_by_text("We do not know this place").wait_for()
    assert page.evaluate("document.activeElement.id") == "near"
    assert page.get_by_label("Where?").input_value() == "Paris"


def test_unknown_place_leads_on_by_a_municipality_or_the_position(
    demo_server: Any, open_page: Callable[..., Any]
) -> None:
    page = open_page(demo_server, width=360, locale="en")
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 52.104123, "longitude": 9.356789})
    page.goto("/?near=Nirgendwo&date=tomorrow&part=morning")
    assert page.locator("form.lr-search").get_by_role("link").count() == 8
    assert_accessible(page)
    page.get_by_role("button", name="My location").click()
    page.get_by_text("from your location").wait_for()
    page.goto("/?near=Nirgendwo&date=tomorrow&part=morning")
    page.get_by_role("link", name="Emmerthal", exact=True).click()
    page.get_by_text("from Emmerthal").wait_for()
    assert "part=morning" in page.url


def test_position_is_rounded_before_it_leaves_the_browser(demo_server: Any, open_page: Callable[..., Any]) -> None:
    page = open_page(demo_server, locale="en")
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 52.104123, "longitude": 9.356789})
    page.goto("/")
    page.get_by_role("button", name="My location").click()
    page.get_by_text("from your location").wait_for()
    assert "near=52.104%2C9.357" in page.url


def test_refused_position_gets_a_message(demo_server: Any, open_page: Callable[..., Any]) -> None:
    page = open_page(demo_server, locale="en")
    page.goto("/")
    page.get_by_role("button", name="My location").click()
    page.get_by_role("alert").get_by_text("Please enter a village").wait_for()


@pytest.mark.parametrize("width", [360, 1440])
def test_names_are_suggested_while_one_types_and_chosen_by_keys(
    demo_server: Any, open_page: Callable[..., Any], width: int
) -> None:
    page = open_page(demo_server, locale="en", width=width)
    page.goto("/")
    where = page.get_by_label("Where?")
    where.press_sequentially("rohrs")
    option = page.get_by_role("option", name="Rohrsen (Hameln)")
    option.wait_for()
    assert_accessible(page)
    assert_fits(page)
    field, listed = where.bounding_box(), page.get_by_role("listbox").bounding_box()
    assert listed["y"] >= field["y"] + field["height"] - 2, "the list covers what is typed"
    where.press("ArrowDown")
    assert where.get_attribute("aria-activedescendant") == option.get_attribute("id")
    where.press("Enter")
    assert (where.input_value(), where.get_attribute("aria-expanded")) == ("Rohrsen (Hameln)", "false")
    where.press("Enter")
    page.get_by_text("from Rohrsen (Hameln)").wait_for()


def test_suggestion_is_chosen_by_a_tap_and_put_away_by_escape(demo_server: Any, open_page: Callable[..., Any]) -> None:
    page = open_page(demo_server, locale="en", width=360)
    page.goto("/")
    where = page.get_by_label("Where?")
    where.press_sequentially("marie")
    page.get_by_role("option", name="Marienau").click()
    assert where.input_value() == "Marienau"
    where.press_sequentially("x")
    page.get_by_role("listbox").wait_for()
    where.press("Escape")
    assert page.get_by_role("listbox").count() == 0


@pytest.mark.parametrize("javascript", [True, False])
def test_place_is_remembered_by_a_click(demo_server: Any, open_page: Callable[..., Any], javascript: bool) -> None:
    page = open_page(demo_server, locale="en", width=360, javascript=javascript)
    page.goto("/?near=Marienau")
    page.get_by_role("button", name="My place: remember it on this device").click()
    page.get_by_text("This device remembers it.").wait_for()
    page.goto("/")
    assert page.get_by_label("Where?").input_value() == "Marienau"
    assert_fits(page)
    if javascript:
        assert_accessible(page)
    page.get_by_role("button", name="Forget it").click()
    page.goto("/")
    assert page.get_by_label("Where?").input_value() == ""
