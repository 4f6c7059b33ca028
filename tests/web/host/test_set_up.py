"""The hosts' set-up pages as a client sees them."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.transactions import transaction
from hubs import actions, queries
from hubs.setup import setup_of
from hubs.setup_rules import RuleValues
from hubs.tariffs import TariffValues
from tests.support import people, samples
from tests.support.html import form_data
from tests.support.queries import counted
from tests.web.host import drafts
from tests.web.host.drafts import FIRST, SECOND

HOSTILE = "<img src=x onerror=alert(1)>\"'{{ 7*7 }}"


@pytest.fixture
def slug(app: Flask) -> str:
    return drafts.host(app)


@pytest.fixture
def client(app: Flask, slug: str) -> FlaskClient:
    """The host, logged in."""
    return drafts.logged_in(app)


def page(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return str(answer.text)


def send(client: FlaskClient, path: str, status: int = 303, **data: Any) -> Any:
    answer = client.post(path, data={name.replace("__", "-"): value for name, value in data.items()})
    assert answer.status_code == status
    return answer


HUB = {
    "name": "Alte Schule",
    "village": "Musterdorf",
    "municipality": samples.KEY,
    "address": "Musterstraße 1",
    "position": "52.1, 9.5",
    "description_de": "Sechs Tische.",
    "is_open_to_book": "y",
}
SPACES = {"count": "6", "kind": "desk", "capacity": "1"}
RULES = {
    "horizon_days": "30",
    "notice_minutes": "60",
    "min_minutes": "60",
    "max_minutes": "480",
    "grid_minutes": "30",
    "cancel_deadline_minutes": "60",
    "max_active": "0",
    "check_in_lead_minutes": "15",
    "series_days": "200",
    "admission": "approval",
}


def test_list_shows_each_hub_with_its_state(app: Flask, client: FlaskClient, slug: str) -> None:
    shown = page(client, "/host")
    assert "still being set up" in shown
    assert f'href="/host/{slug}/setup"' in shown
    assert f'href="/hubs/{slug}"' in shown


def test_fresh_host_finds_the_way_to_a_new_hub(app: Flask) -> None:
    people.add(app, SECOND, may_open_hub=True)
    shown = page(drafts.logged_in(app, SECOND), "/host")
    assert 'href="/host/new"' in shown


def test_new_hub_stands_in_the_middle_of_its_municipality_at_first(app: Flask, client: FlaskClient) -> None:
    wish = {"name": "Mühle", "village": "Bisperode", "municipality": samples.KEY}
    answer = send(client, "/host/new", **wish)
    assert answer.location == "/host/muehle/hub?next=/host/muehle/setup/next?after=hub"
    with drafts.looking(app, "muehle") as hub:
        assert (hub.lat, hub.lon, hub.is_public) == (52.1185, 9.5487, False)
    send(client, "/host/new", **wish, position="52,2; 9,4")
    with drafts.looking(app, "muehle-2") as hub:
        assert (hub.lat, hub.lon) == (52.2, 9.4)


def test_new_hub_sent_twice_is_made_once(app: Flask, client: FlaskClient) -> None:
    key = found(r'name="form_key"[^>]* value="([^"]+)"', page(client, "/host/new"))
    wish = {"name": "Mühle", "village": "Bisperode", "municipality": samples.KEY, "form_key": key}
    assert send(client, "/host/new", **wish).location == send(client, "/host/new", **wish).location
    with app.app_context():
        assert queries.any_hub("muehle-2") is None


@pytest.mark.parametrize(
    ("field", "typed"),
    [("name", ""), ("village", " "), ("municipality", "12345678"), ("position", "hier"), ("position", "91, 9")],
)
def test_new_hub_with_a_wrong_answer_loses_none(client: FlaskClient, field: str, typed: str) -> None:
    wish = {"name": "Mühle", "village": "Bisperode", "municipality": samples.KEY, "address": "Weg 3"} | {field: typed}
    answer = send(client, "/host/new", 422, **wish)
    assert f'id="{field}-error"' in answer.text
    assert 'value="Weg 3"' in answer.text
    if field != "name":
        assert 'value="Mühle"' in answer.text


def test_hub_page_keeps_what_is_set_elsewhere(app: Flask, client: FlaskClient, slug: str) -> None:
    change(app, slug, lambda hub: setattr(hub, "opening_hours", "Mo 08:00-12:00"))
    send(client, f"/host/{slug}/hub", **HUB | {"position": "52.15, 9.45"}, amenities=["wifi", "garden"], step_free="y")
    with drafts.looking(app, slug) as hub:
        assert (hub.opening_hours, hub.is_public, hub.description_de) == ("Mo 08:00-12:00", False, "Sechs Tische.")
        assert (hub.amenities, hub.step_free, hub.staffed) == (["wifi", "garden"], True, False)
        assert (hub.lat, hub.lon, hub.phone) == (52.15, 9.45, None)


def test_hub_stays_where_it_is_when_its_position_is_not_touched(app: Flask, client: FlaskClient, slug: str) -> None:
    change(app, slug, lambda hub: setattr(hub, "lat", 52.123456))
    shown = found(r'name="position"[^>]* value="([^"]+)"', page(client, f"/host/{slug}/hub"))
    send(client, f"/host/{slug}/hub", **HUB | {"position": shown})
    with drafts.looking(app, slug) as hub:
        assert hub.lat == 52.123456


@pytest.mark.parametrize(
    ("field", "typed"),
    [("email", "nobody"), ("phone", "1" * 41), ("description_en", "x" * 4001), ("name", "y" * 121)],
)
def test_hub_page_says_at_the_field_what_is_wrong(
    app: Flask, client: FlaskClient, slug: str, field: str, typed: str
) -> None:
    answer = send(client, f"/host/{slug}/hub", 422, **HUB | {"arrival_de": "Mit dem Bus", field: typed})
    assert f'id="{field}-error"' in answer.text
    assert typed in answer.text
    assert "Mit dem Bus" in answer.text
    with drafts.looking(app, slug) as hub:
        assert hub.arrival_de == ""


def test_hostile_texts_are_shown_as_text(app: Flask, client: FlaskClient, slug: str) -> None:
    send(client, f"/host/{slug}/hub", **HUB | {"name": HOSTILE, "description_de": HOSTILE, "arrival_en": HOSTILE})
    send(client, f"/host/{slug}/spaces", **SPACES | {"count": "1", "name": HOSTILE})
    send(client, f"/host/{slug}/spaces", **SPACES | {"count": "1", "name": "a\x00b\n\u2028c"})
    space_id = id_of(app, slug, HOSTILE)
    for path in ("setup", "hub", "spaces", f"spaces/{space_id}", f"spaces/{space_id}/rules", "rules", "prices"):
        shown = page(client, f"/host/{slug}/{path}")
        assert "<img src=x" not in shown
        assert "{{ 7*7 }}" in shown
    assert ("a b c", "desk", True) in drafts.spaces(app, slug)
    assert "<img src=x" not in page(client, f"/hubs/{slug}") + page(client, "/host")


def test_six_desks_and_a_room_are_added_in_two_steps(app: Flask, client: FlaskClient, slug: str) -> None:
    send(client, f"/host/{slug}/spaces", **SPACES)
    send(client, f"/host/{slug}/spaces", count="1", kind="room", capacity="8", name="Hall", features=["projector"])
    assert [name for name, _, _ in drafts.spaces(app, slug)] == [*(f"Desk {n}" for n in range(1, 7)), "Hall"]


def test_desks_sent_twice_are_added_once(app: Flask, client: FlaskClient, slug: str) -> None:
    key = found(r'name="form_key"[^>]* value="([^"]+)"', page(client, f"/host/{slug}/spaces"))
    for _ in range(2):
        send(client, f"/host/{slug}/spaces", **SPACES, form_key=key)
    assert len(drafts.spaces(app, slug)) == 6


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("count", "0"),
        ("count", "51"),
        ("count", "sechs"),
        ("count", "-1"),
        ("capacity", "0"),
        ("capacity", "9999999"),
        ("kind", "castle"),
        ("name", "x" * 81),
        ("room", "4711"),
        ("turnaround_minutes", "-5"),
    ],
)
def test_spaces_that_cannot_be_are_refused_at_their_field(
    app: Flask, client: FlaskClient, slug: str, field: str, typed: str
) -> None:
    answer = send(client, f"/host/{slug}/spaces", 422, **SPACES | {"name": "Fensterplatz", field: typed})
    assert f'id="{field}-error"' in answer.text
    assert ("Fensterplatz" if field != "name" else typed) in answer.text
    assert drafts.spaces(app, slug) == []


def test_taken_name_is_refused_at_the_name(app: Flask, client: FlaskClient, slug: str) -> None:
    drafts.add_space(app, slug, "Window")
    answer = send(client, f"/host/{slug}/spaces", 422, **SPACES | {"count": "1", "name": "Window"})
    assert 'id="name-error"' in answer.text


def test_space_is_changed_put_away_and_brought_back(app: Flask, client: FlaskClient, slug: str) -> None:
    space_id = drafts.add_space(app, slug)
    at = f"/host/{slug}/spaces/{space_id}"
    typed = {"name": "Fensterplatz", "kind": "desk", "capacity": "2", "turnaround_minutes": "15"}
    send(client, at, **typed, features=["window"])
    with drafts.looking(app, slug) as hub:
        place = setup_of(hub).by_id[space_id]
        assert (place.name, place.capacity, place.features) == ("Fensterplatz", 2, ("window",))
    send(client, f"{at}/put-away")
    assert drafts.spaces(app, slug) == [("Fensterplatz", "desk", False)]
    assert "Bring back" in page(client, f"/host/{slug}/spaces")
    send(client, f"{at}/return")
    assert drafts.spaces(app, slug) == [("Fensterplatz", "desk", True)]


def test_desk_stays_in_its_room_and_the_page_says_so(app: Flask, client: FlaskClient, slug: str) -> None:
    room = drafts.add_space(app, slug, "Hall", kind="room")
    desk = drafts.add_space(app, slug, "Desk 1", room_id=room)
    assert "It is in: Hall." in page(client, f"/host/{slug}/spaces/{desk}")
    typed = {"name": "Desk 9", "capacity": "1", "turnaround_minutes": "0"}
    send(client, f"/host/{slug}/spaces/{desk}", **typed, kind="desk", room="")
    with drafts.looking(app, slug) as hub:
        assert setup_of(hub).by_id[desk].room_id == room
    answer = send(client, f"/host/{slug}/spaces/{room}", 422, **typed | {"name": "Hall"}, kind="desk")
    assert 'id="kind-error"' in answer.text


def test_spaces_change_places(app: Flask, client: FlaskClient, slug: str) -> None:
    drafts.add_space(app, slug, "A")
    second = drafts.add_space(app, slug, "B", position=1)
    send(client, f"/host/{slug}/spaces/{second}/place", to="up")
    assert [name for name, _, _ in drafts.spaces(app, slug)] == ["B", "A"]
    send(client, f"/host/{slug}/spaces/{second}/place", 400, to="left")


def test_rules_are_saved_as_sentences(app: Flask, client: FlaskClient, slug: str) -> None:
    send(client, f"/host/{slug}/rules", **RULES)
    with drafts.looking(app, slug) as hub:
        rules = setup_of(hub).rules
        assert (rules.horizon_days, rules.notice_minutes, rules.max_active) == (30, 60, None)
        assert rules.admission == "approval"
    shown = page(client, f"/host/{slug}/rules")
    assert re.search(r'name="max_active"[^>]* value="0"', shown)
    assert re.search(r'value="approval" checked', shown)


@pytest.mark.parametrize(
    ("field", "typed", "named"),
    [
        ("horizon_days", "", "horizon_days"),
        ("horizon_days", "731", "horizon_days"),
        ("horizon_days", "x", "horizon_days"),
        ("max_active", "-1", "max_active"),
        ("min_minutes", "600", "min_minutes"),
        ("min_minutes", "45", "min_minutes"),
        ("grid_minutes", "7", "grid_minutes"),
        ("admission", "nobody", "admission"),
        ("notice_minutes", "99999999", "notice_minutes"),
    ],
)
def test_rules_that_cannot_be_are_refused_at_their_gap(
    app: Flask, client: FlaskClient, slug: str, field: str, typed: str, named: str
) -> None:
    answer = send(client, f"/host/{slug}/rules", 422, **RULES | {"check_in_lead_minutes": "45", field: typed})
    assert f'id="{named}-error"' in answer.text
    assert re.search(r'selected value="45"', answer.text)
    with drafts.looking(app, slug) as hub:
        assert setup_of(hub).rules.horizon_days == 60


def test_space_has_exceptions_until_they_are_taken_back(app: Flask, client: FlaskClient, slug: str) -> None:
    space_id = drafts.add_space(app, slug)
    at = f"/host/{slug}/spaces/{space_id}/rules"
    send(client, at, notice_minutes="1440", admission="", horizon_days="")
    with drafts.looking(app, slug) as hub:
        rules = setup_of(hub).by_id[space_id].rules
        assert (rules.notice_minutes, rules.horizon_days, rules.admission) == (1440, 60, "everyone")
    assert at in page(client, f"/host/{slug}/rules")
    send(client, f"{at}/removal")
    with drafts.looking(app, slug) as hub:
        assert setup_of(hub).by_id[space_id].rules == setup_of(hub).rules


def test_hub_and_space_say_whether_an_account_is_needed(app: Flask, client: FlaskClient, slug: str) -> None:
    space_id = drafts.add_space(app, slug)
    at = f"/host/{slug}/spaces/{space_id}/rules"
    assert re.search(r'name="needs_account" value="False" checked', page(client, f"/host/{slug}/rules"))
    send(client, f"/host/{slug}/rules", **RULES, needs_account="True")
    send(client, at, admission="", needs_account="False")
    with drafts.looking(app, slug) as hub:
        setup = setup_of(hub)
        assert (setup.rules.needs_account, setup.by_id[space_id].rules.needs_account) == (True, False)
    assert re.search(r'name="needs_account" value="True" checked', page(client, f"/host/{slug}/rules"))
    assert re.search(r'name="needs_account" value="False" checked', page(client, at))
    send(client, at, admission="", needs_account="")
    with drafts.looking(app, slug) as hub:
        assert setup_of(hub).by_id[space_id].rules.needs_account is True


def test_hub_and_space_say_whether_a_booking_may_go_over_lunch(app: Flask, client: FlaskClient, slug: str) -> None:
    space_id = drafts.add_space(app, slug)
    at = f"/host/{slug}/spaces/{space_id}/rules"
    assert re.search(r'name="over_lunch" value="True" checked', page(client, f"/host/{slug}/rules"))
    send(client, f"/host/{slug}/rules", **RULES, over_lunch="False")
    send(client, at, admission="", over_lunch="True")
    with drafts.looking(app, slug) as hub:
        setup = setup_of(hub)
        assert (setup.rules.over_lunch, setup.by_id[space_id].rules.over_lunch) == (False, True)
    assert re.search(r'name="over_lunch" value="False" checked', page(client, f"/host/{slug}/rules"))
    assert re.search(r'name="over_lunch" value="True" checked', page(client, at))
    send(client, at, admission="", over_lunch="")
    with drafts.looking(app, slug) as hub:
        assert setup_of(hub).by_id[space_id].rules.over_lunch is False


def test_exceptions_left_empty_are_none(app: Flask, client: FlaskClient, slug: str) -> None:
    space_id = drafts.add_space(app, slug)
    change(app, slug, lambda hub: actions.set_rules(hub=hub, values=RuleValues(horizon_days=9), space=hub_space(hub)))
    send(client, f"/host/{slug}/spaces/{space_id}/rules", admission="")
    with drafts.looking(app, slug) as hub:
        assert queries.rules_of(hub.id) == {}


def test_prices_are_typed_in_euros_with_an_example(app: Flask, client: FlaskClient, slug: str) -> None:
    drafts.add_space(app, slug)
    assert "Free of charge at the moment." in page(client, f"/host/{slug}/prices")
    send(client, f"/host/{slug}/prices", desk__hour_cents="4", desk__half_day_cents="10,00 €", desk__day_cents="")
    with drafts.looking(app, slug) as hub:
        assert queries.plain_prices_of(hub.id) == {"desk": TariffValues(400, 1000, None)}
    assert "3 hours: €10.00." in page(client, f"/host/{slug}/prices")
    assert "room-" not in page(client, f"/host/{slug}/prices")
    send(client, f"/host/{slug}/prices", desk__hour_cents="", desk__half_day_cents="", desk__day_cents="")
    with drafts.looking(app, slug) as hub:
        assert queries.plain_prices_of(hub.id) == {}


@pytest.mark.parametrize("typed", ["-1", "viel", "20000", "1,005", "<b>"])
def test_wrong_price_changes_none(app: Flask, client: FlaskClient, slug: str, typed: str) -> None:
    drafts.add_space(app, slug)
    drafts.add_space(app, slug, "Hall", kind="room")
    answer = send(client, f"/host/{slug}/prices", 422, desk__hour_cents="3,10", room__hour_cents=typed)
    assert 'id="room-hour_cents-error"' in answer.text
    assert 'value="3,10"' in answer.text
    with drafts.looking(app, slug) as hub:
        assert queries.plain_prices_of(hub.id) == {}


def test_prices_wait_for_spaces(client: FlaskClient, slug: str) -> None:
    assert "Please add some first." in page(client, f"/host/{slug}/prices")


def test_hub_opens_only_when_something_can_be_booked(app: Flask, client: FlaskClient, slug: str) -> None:
    answer = send(client, f"/host/{slug}/opening", 422)
    assert "The hub cannot be opened yet" in answer.text
    assert app.test_client().get(f"/hubs/{slug}").status_code == 404
    drafts.add_space(app, slug)
    send(client, f"/host/{slug}/opening")
    assert app.test_client().get(f"/hubs/{slug}").status_code == 200
    send(client, f"/host/{slug}/withdrawal")
    assert app.test_client().get(f"/hubs/{slug}").status_code == 404


def test_public_page_of_a_draft_tells_its_hosts_that_only_they_see_it(
    app: Flask, client: FlaskClient, slug: str
) -> None:
    drafts.add_space(app, slug)
    shown = page(client, f"/hubs/{slug}")
    assert "Only hosts can see this page" in shown
    assert "/days/" not in shown  # the day plan is there for public hubs only
    send(client, f"/host/{slug}/opening")
    assert "Only hosts can see this page" not in page(client, f"/hubs/{slug}")


def test_amenities_are_on_the_public_page_and_in_the_api(app: Flask, client: FlaskClient, slug: str) -> None:
    drafts.add_space(app, slug)
    send(client, f"/host/{slug}/hub", **HUB, amenities=["garden", "wifi"])
    send(client, f"/host/{slug}/opening")
    assert re.search(r"<h2 id=\"amenities\">.*Wi-Fi.*Garden", page(client, f"/hubs/{slug}"), re.DOTALL)
    assert set(client.get(f"/api/v1/hubs/{slug}").json["amenities"]) == {"garden", "wifi"}


def test_saving_on_the_path_leads_on_and_elsewhere_it_stays(app: Flask, client: FlaskClient, slug: str) -> None:
    onward = f"/host/{slug}/setup/next?after=hub"
    shown = page(client, f"/host/{slug}/hub?next={onward}")
    assert "Step 1 of 7" in shown
    assert send(client, f"/host/{slug}/hub", **HUB, next=onward).location == onward
    assert client.get(onward).location == f"/host/{slug}/spaces?next=/host/{slug}/setup/next?after=spaces"
    assert send(client, f"/host/{slug}/hub", **HUB).location == f"/host/{slug}/hub"
    assert "Step 1 of 7" not in page(client, f"/host/{slug}/hub")
    second = page(client, client.get(f"/host/{slug}/setup/next?after=hub").location)
    assert "Step 2 of 7" in second
    assert f'href="/host/{slug}/hub?next=/host/{slug}/setup/next?after=hub" rel="prev"' in second
    assert 'rel="prev"' not in shown
    wrong = send(client, f"/host/{slug}/hub", 422, **HUB | {"name": ""}, next=onward)
    assert onward in wrong.text


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_path_leads_to_this_site_only(app: Flask, client: FlaskClient, slug: str, target: str) -> None:
    drafts.add_space(app, slug)
    for name, data in (("hub", HUB), ("spaces", SPACES), ("rules", RULES), ("prices", {})):
        assert send(client, f"/host/{slug}/{name}", **data, next=target).location.startswith(f"/host/{slug}/{name}")
        shown = client.get(f"/host/{slug}/{name}?next={target}").text.partition("<main")[2].partition("</main>")[0]
        assert shown
        assert "evil" not in shown


PAGES = ("setup", "setup/next", "hub", "spaces", "spaces/{}", "spaces/{}/rules", "rules", "prices")
POSTS = (
    "opening",
    "withdrawal",
    "hub",
    "spaces",
    "rules",
    "prices",
    "spaces/{}",
    "spaces/{}/rules",
    "spaces/{}/rules/removal",
    "spaces/{}/place",
    "spaces/{}/put-away",
    "spaces/{}/return",
)


def test_hosts_of_another_hub_find_nothing(app: Flask, client: FlaskClient, slug: str) -> None:
    other = drafts.host(app, SECOND, "Other hub")
    mine, theirs = drafts.add_space(app, slug), drafts.add_space(app, other)
    for path in PAGES:
        page(client, f"/host/{other}/{path.format(theirs)}", 404)
    for path in POSTS:
        send(client, f"/host/{other}/{path.format(theirs)}", 404)
        if "{}" in path:  # their space below my hub
            send(client, f"/host/{slug}/{path.format(theirs)}", 404)
    assert "Other hub" not in page(client, "/host")
    assert drafts.spaces(app, other) == [("Desk 1", "desk", True)]
    page(client, f"/host/{slug}/spaces/{mine}")


@pytest.mark.parametrize("path", ["/host", "/host/new"])
def test_member_who_may_not_open_hubs_is_refused(app: Flask, path: str) -> None:
    people.add(app, SECOND)
    client = drafts.logged_in(app, SECOND)
    assert client.get(path).status_code == 403
    assert client.post("/host/new", data={"name": "x"}).status_code == 403


def test_no_page_asks_the_database_more_than_twelve_times(app: Flask, client: FlaskClient, slug: str) -> None:
    space_id = drafts.add_space(app, slug)
    change(app, slug, lambda hub: actions.set_rules(hub=hub, values=RuleValues(horizon_days=9), space=hub_space(hub)))
    for path in ("/host", "/host/new", *(f"/host/{slug}/{path.format(space_id)}" for path in PAGES)):
        with counted(app) as asked:
            client.get(path)
        assert len(asked) <= 12, (path, asked)


@pytest.mark.parametrize(
    ("what", "field", "newer", "older"),
    [
        ("hub", "phone", "030 23125-111", "030 23125-222"),
        ("rules", "horizon_days", "31", "32"),
        ("prices", "desk-day_cents", "9,00", "8,00"),
        ("spaces/{}", "name", "Fensterplatz", "Ecke"),
        ("spaces/{}/rules", "horizon_days", "33", "34"),
    ],
)
def test_older_form_does_not_undo_a_newer_change_until_it_is_sent_again(
    app: Flask, client: FlaskClient, slug: str, what: str, field: str, newer: str, older: str
) -> None:
    send(client, f"/host/{slug}/spaces", **SPACES)
    with drafts.looking(app, slug) as hub:
        path = f"/host/{slug}/{what.format(hub_space(hub).id)}"
    form = form_data(page(client, path), field)
    assert client.post(path, data=form | {field: newer}).status_code == 303
    refused = client.post(path, data=form | {field: older})
    assert refused.status_code == 422
    assert "Somebody has changed this in the meantime" in refused.text
    assert form_data(page(client, path), field)[field] == newer
    again = form_data(refused.text, field)
    assert again[field] == older
    assert client.post(path, data=again).status_code == 303
    assert form_data(page(client, path), field)[field] == older


def test_new_host_comes_to_a_bookable_hub_within_the_page_views(app: Flask, slug: str) -> None:
    """Every GET and POST counts. Of 25, hours (a page and its saving) and labels (a page and its sheet) have four."""
    people.add(app, SECOND, may_open_hub=True)
    client, seen = app.test_client(), []

    def ask(path: str, data: dict[str, Any] | None = None) -> str:
        """As a browser does: follows redirects, which nobody sees as pages."""
        seen.append(path)
        answer = client.get(path) if data is None else client.post(path, data=data)
        while answer.status_code in range(300, 400):
            where = answer.location
            answer = client.get(where)
            if answer.status_code not in range(300, 400) and data is not None:
                seen.append(where)
        assert answer.status_code == 200, (path, answer.text)
        return str(answer.text)

    ask("/login?lang=en")
    ask("/login", {"email": SECOND, "password": people.PASSWORD, "next": "/host"})
    ask("/host/new")
    on_path = {"next": "/host/mill/setup/next?after={}"}
    ask("/host/new", {"name": "Mill", "village": "Musterdorf", "municipality": samples.KEY})
    ask("/host/mill/hub", HUB | {"name": "Mill"} | after(on_path, "hub"))
    ask("/host/mill/spaces", SPACES | after(on_path, "spaces"))
    room = {"count": "1", "kind": "room", "name": "Hall", "capacity": "8"}
    ask("/host/mill/spaces", room | after(on_path, "spaces"))
    ask("/host/mill/setup/next?after=hours")
    ask("/host/mill/rules", RULES | {"next": "/host/mill/setup/next?after=rules"})
    ask("/host/mill/prices", {"desk-day_cents": "12", "next": "/host/mill/setup"})
    shown = ask("/host/mill/opening", {})
    assert "Your hub is open" in shown
    assert len(seen) <= 21
    with drafts.looking(app, "mill") as hub:
        setup = setup_of(hub)
        assert (len(setup.of_kind("desk")), len(setup.of_kind("room")), setup.tariffs[0].values.day) == (6, 1, 1200)
    assert app.test_client().get("/hubs/mill").status_code == 200


def after(on_path: dict[str, str], key: str) -> dict[str, str]:
    return {name: value.format(key) for name, value in on_path.items()}


def found(pattern: str, text: str) -> str:
    hit = re.search(pattern, text)
    assert hit
    return hit[1]


def hub_space(hub: Any) -> Any:
    return queries.spaces_of(hub.id)[0]


def id_of(app: Flask, slug: str, name: str) -> int:
    with drafts.looking(app, slug) as hub:
        return next(space.id for space in queries.spaces_of(hub.id) if space.name == name)


def change(app: Flask, slug: str, how: Callable[[Any], object]) -> None:
    with app.app_context(), transaction():
        how(drafts.known(slug))


def test_host_is_the_first_one(slug: str, client: FlaskClient) -> None:
    assert FIRST in page(client, "/profile")


def test_operator_lets_a_person_begin_hubs(app: Flask, slug: str) -> None:
    """`members add EMAIL --role host`, as the documentation says."""
    command = ["members", "add", SECOND, "--role", "host", "--password", people.PASSWORD]
    assert app.test_cli_runner().invoke(args=command).exit_code == 0
    client = drafts.logged_in(app, SECOND)
    send(client, "/host/new", name="Mill", village="Musterdorf", municipality=samples.KEY)
    assert "Mill" in page(client, "/host")
    page(client, "/host/mill/setup")
    page(client, f"/host/{slug}/setup", 404)


def test_page_sent_by_two_people_keeps_the_last(app: Flask, client: FlaskClient, slug: str) -> None:
    for text in ("Erst.", "Zuletzt."):
        send(client, f"/host/{slug}/hub", **HUB | {"description_de": text})
    with drafts.looking(app, slug) as hub:
        assert hub.description_de == "Zuletzt."


def test_hubs_of_one_name_made_at_one_moment_get_slugs_of_their_own(app: Flask, slug: str) -> None:
    wish = {"name": "Mill", "village": "Musterdorf", "municipality": samples.KEY}
    clients = [drafts.logged_in(app) for _ in range(4)]
    start = Barrier(len(clients))

    def begin(client: FlaskClient) -> str:
        start.wait()
        return str(send(client, "/host/new", **wish).location.split("/")[2])

    with ThreadPoolExecutor(len(clients)) as pool:
        assert sorted(pool.map(begin, clients)) == ["mill", "mill-2", "mill-3", "mill-4"]
    shown = page(clients[0], "/host")
    assert all(f"/host/{made}/setup" in shown for made in ("mill", "mill-2", "mill-3", "mill-4", slug))


@pytest.mark.parametrize(
    ("position", "said"), [("9.5, 52.1", "swapped: it should be 52.1, 9.5"), ("48.1, 11.6", "km from")]
)
def test_position_far_from_the_municipality_is_refused_at_the_position(
    app: Flask, client: FlaskClient, slug: str, position: str, said: str
) -> None:
    answer = send(client, f"/host/{slug}/hub?lang=en", 422, **HUB | {"position": position})
    assert 'id="position-error"' in answer.text
    assert said in answer.text
    assert f'value="{position}"' in answer.text


def test_names_of_blanks_are_refused_and_letters_are_kept_in_one_form(
    app: Flask, client: FlaskClient, slug: str
) -> None:
    for blank in (" ", "\u200b", "\u00a0\u3164"):
        assert 'id="name-error"' in send(client, f"/host/{slug}/hub", 422, **HUB | {"name": blank}).text
    send(client, f"/host/{slug}/hub", **HUB | {"name": "Ka\u0308serei"})
    with drafts.looking(app, slug) as hub:
        assert hub.name == "Käserei"
    drafts.add_space(app, slug, "Büro")
    answer = send(client, f"/host/{slug}/spaces", 422, **SPACES | {"count": "1", "name": "Bu\u0308ro"})
    assert 'id="name-error"' in answer.text
