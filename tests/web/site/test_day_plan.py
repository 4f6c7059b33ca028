"""The day plan: which stretches of a day are free, taken, mine, closed or past, and which can be booked from there."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from bookings import actions, availability, blocking_actions, queries
from bookings.slots import Slot
from core.clock import day_bounds, local, now
from core.timespans import Interval
from core.transactions import transaction
from hubs import actions as hub_actions
from hubs.queries import hub_by_slug
from hubs.setup import setup_of
from tests.support import people
from tests.support.house import NOW, ZONE, House, at, house
from tests.support.queries import counted
from web.site import day_plan_rows

WEDNESDAY = "2026-11-25"
Runs = list[tuple[str, str]]


@pytest.fixture(autouse=True)
def tuesday() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def anna(app: Flask) -> int:
    people.add(app, "bert@example.org", "Bert Geheim")
    return people.add(app)


def test_plain_day_is_one_free_run(app: Flask) -> None:
    home = house(app)
    assert runs(home) == [("free", "07:00–20:00")]
    assert links(home) == [("07:00", "20:00")]


def test_hours_that_begin_within_the_hour_leave_closed_cells(app: Flask) -> None:
    home = house(app, hours="Mo-Su 08:30-17:30")
    assert runs(home) == [("closed", "08:00–08:30"), ("free", "08:30–17:30"), ("closed", "17:30–18:00")]


def test_break_at_noon_divides_the_day(app: Flask) -> None:
    home = house(app, hours="Mo-Su 08:00-12:00,14:00-18:00")
    assert runs(home) == [("free", "08:00–12:00"), ("closed", "12:00–14:00"), ("free", "14:00–18:00")]
    assert links(home) == [("08:00", "12:00"), ("14:00", "18:00")]


def test_booking_of_another_is_taken_without_name_or_title(app: Flask, client: FlaskClient, anna: int) -> None:
    home = house(app)
    book(home, "9:00", "11:00", who="bert@example.org", title="Geheime Sitzung")
    people.log_in(client)
    page = client.get(f"/hubs/{home.slug}/days/{WEDNESDAY}").text
    assert runs(home) == [("free", "07:00–09:00"), ("taken", "09:00–11:00"), ("free", "11:00–20:00")]
    for secret in ("Geheime Sitzung", "Bert", "bert@"):
        assert secret not in page


def test_own_booking_is_mine_and_leads_to_it(app: Flask, client: FlaskClient, anna: int) -> None:
    home = house(app)
    booking = book(home, "9:00", "11:00", title="Bericht")
    people.log_in(client)
    page = client.get(f"/hubs/{home.slug}/days/{WEDNESDAY}").text
    assert (
        f'<td class=lr-mine colspan=2><a href="/bookings/{booking.id}"' in page
    )  # two hours, and nothing begins between
    assert "class=lr-mine" not in app.test_client().get(f"/hubs/{home.slug}/days/{WEDNESDAY}").text


def test_turnaround_is_taken_after_a_booking_and_before_the_next(app: Flask, anna: int) -> None:
    home = house(app, turnaround=30)
    book(home, "9:00", "11:00", who="bert@example.org")
    assert runs(home) == [("free", "07:00–08:30"), ("taken", "08:30–11:30"), ("free", "11:30–20:00")]


def test_own_turnaround_is_taken_and_not_mine(app: Flask, anna: int) -> None:
    home = house(app, turnaround=30)
    book(home, "9:00", "11:00")
    found = runs(home, member_id=anna)
    assert found == [
        ("free", "07:00–08:30"),
        ("taken", "08:30–09:00"),
        ("mine", "09:00–11:00"),
        ("taken", "11:00–11:30"),
        ("free", "11:30–20:00"),
    ]


def test_desk_in_a_room_takes_the_room_and_not_its_neighbour(app: Flask, anna: int) -> None:
    home = house(app, room_of=("Platz 1", "Platz 2"))
    book(home, "9:00", "11:00", who="bert@example.org")
    taken = [("free", "07:00–09:00"), ("taken", "09:00–11:00"), ("free", "11:00–20:00")]
    assert runs(home, "Platz 1") == taken
    assert runs(home, "Besprechung") == taken
    assert runs(home, "Platz 2") == runs(home, "Platz 3") == [("free", "07:00–20:00")]


def test_room_takes_the_desks_in_it(app: Flask, anna: int) -> None:
    home = house(app, room_of=("Platz 1",))
    book(home, "9:00", "11:00", name="Besprechung", who="bert@example.org")
    assert ("taken", "09:00–11:00") in runs(home, "Platz 1")
    assert runs(home, "Platz 2") == [("free", "07:00–20:00")]


def test_blocking_is_taken(app: Flask) -> None:
    home = house(app)
    with app.app_context(), transaction():
        hub = hub_by_slug(home.slug)
        place = home.place(setup_of(hub), "Platz 1")
        start, end = at(WEDNESDAY, "9:00"), at(WEDNESDAY, "11:00")
        blocking_actions.block(hub=hub, place=place, start=start, end=end, reason="Lampe")
    assert ("taken", "09:00–11:00") in runs(home)


def test_hours_within_the_notice_are_past(app: Flask) -> None:
    home = house(app, rules={"notice_minutes": 150})  # it is 7 o'clock
    assert runs(home, day="2026-11-24") == [("past", "07:00–09:30"), ("free", "09:30–20:00")]


def test_hours_gone_by_are_past(app: Flask, tuesday: Any) -> None:
    home = house(app)
    tuesday.move_to(at("2026-11-24", "10:10"))
    assert runs(home, day="2026-11-24") == [("past", "07:00–10:30"), ("free", "10:30–20:00")]


def test_key_explains_past_only_where_it_occurs(app: Flask, client: FlaskClient, tuesday: Any) -> None:
    home = house(app)
    tuesday.move_to(at("2026-11-24", "10:10"))
    for day, count in (("2026-11-24", 1), (WEDNESDAY, 0)):
        page = client.get(f"/hubs/{home.slug}/days/{day}?lang=en").text
        assert page.count('<span class="lr-dayplan-swatch lr-past"></span>no longer bookable') == count


def test_yesterday_is_past_and_without_links(app: Flask) -> None:
    home = house(app)
    assert runs(home, day="2026-11-23") == [("past", "07:00–20:00")]
    assert links(home, day="2026-11-23") == []


@pytest.mark.parametrize(("days", "count"), [(10, 1), (11, 0)])
def test_beyond_the_horizon_nothing_is_a_link(app: Flask, client: FlaskClient, days: int, count: int) -> None:
    home = house(app, hours="Mo-Su 07:00-20:00", rules={"horizon_days": 10})
    day = (date(2026, 11, 24) + timedelta(days=days)).isoformat()
    assert len(links(home, day=day)) == count
    page = client.get(f"/hubs/{home.slug}/days/{day}")
    assert ("/bookings/new?date" in page.text) == bool(count)
    assert ('rel="next"' in page.text) is False


def test_gap_that_is_too_short_is_free_without_a_link(app: Flask, anna: int) -> None:
    home = house(app, rules={"min_minutes": 60})
    book(home, "7:30", "11:00", who="bert@example.org")
    assert runs(home)[0] == ("free", "07:00–07:30")
    assert links(home) == [("11:00", "20:00")]


def test_coarser_rules_of_one_space_do_not_coarsen_the_plan(app: Flask) -> None:
    home = house(app, rules={"grid_minutes": 15, "min_minutes": 15})
    assert plan(home).cells_per_row == 13 * 4


def test_closed_day_says_why(app: Flask, client: FlaskClient) -> None:
    home = house(app)
    with app.app_context(), transaction():
        hub = hub_by_slug(home.slug)
        start, end = day_bounds(date(2026, 11, 25), ZONE)
        hub_actions.close(hub=hub, start=start, end=end, reason="Wartung <der> Heizung")
    page = client.get(f"/hubs/{home.slug}/days/{WEDNESDAY}").text
    assert "Wartung &lt;der&gt; Heizung" in page
    assert "<table" not in page
    assert f"/hubs/{home.slug}/days/2026-11-26" in page.partition("<main")[2].partition("Heizung")[2]


def test_closure_of_some_hours_is_closed_in_the_plan(app: Flask) -> None:
    home = house(app)
    with app.app_context(), transaction():
        hub = hub_by_slug(home.slug)
        hub_actions.close(hub=hub, start=at(WEDNESDAY, "12:00"), end=at(WEDNESDAY, "15:00"), reason="Feier")
    assert runs(home) == [("free", "07:00–12:00"), ("closed", "12:00–15:00"), ("free", "15:00–20:00")]


@pytest.mark.parametrize(
    ("start", "end", "reason", "said"),
    [
        ("12:00", "15:00", "Feier", "Geschlossen 12–15 Uhr: Feier."),
        ("00:00", "10:00", "Wasser", "Geschlossen 0–10 Uhr: Wasser."),
        ("18:00", "24:00", "Wahl", "Geschlossen 18–24 Uhr: Wahl."),
        ("12:00", "15:00", "", None),
    ],
)
def test_closure_of_some_hours_says_when_and_why(
    app: Flask, client: FlaskClient, start: str, end: str, reason: str, said: str | None
) -> None:
    home = house(app)
    with app.app_context(), transaction():
        first, last = day_bounds(date.fromisoformat(WEDNESDAY), ZONE)
        times = [first if start == "00:00" else at(WEDNESDAY, start), last if end == "24:00" else at(WEDNESDAY, end)]
        hub_actions.close(hub=hub_by_slug(home.slug), start=times[0], end=times[1], reason=reason)
    notes = re.findall(
        r'<p class="lr-dayplan-note">(.*?)</p>', client.get(f"/hubs/{home.slug}/days/{WEDNESDAY}?lang=de").text
    )
    assert [unescape(note.rpartition("</svg>")[2]).strip().replace("\u00a0", " ") for note in notes] == (
        [said] if said else []
    )


@pytest.mark.parametrize("hours", ["Mo-Fr 07:00-20:00; PH off", "Mo-Su 07:00-20:00"])
def test_holiday_is_named_whether_closed_or_open(app: Flask, client: FlaskClient, hours: str) -> None:
    home = house(app, hours=hours)
    page = client.get(f"/hubs/{home.slug}/days/2026-12-25?lang=de").text
    assert "Weihnachtstag" in page
    assert ("<table" in page) == ("off" not in hours)


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-11-25", 24)])
def test_day_has_as_many_columns_as_hours(app: Flask, tuesday: Any, day: str, hours: int) -> None:
    tuesday.move_to(datetime.fromisoformat("2026-03-01T06:00:00+00:00"))
    home = house(app, hours="24/7", rules={"horizon_days": 365, "grid_minutes": 30})
    found = plan(home, day=day)
    labels = [column.label for column in found.columns]
    assert len(labels) == hours
    assert found.cells_per_row == 2 * hours
    assert labels.count("2") == {23: 0, 24: 1, 25: 2}[hours]
    assert sum(run.span for run in found.rows[0].runs) == sum(column.span for column in found.columns)


@pytest.mark.parametrize("grid", [5, 10, 15, 20, 30, 60])
def test_table_has_a_column_only_where_something_begins(app: Flask, client: FlaskClient, anna: int, grid: int) -> None:
    """Otherwise HTML has columns without a cell; and all rows are as wide as the columns, in columns and in minutes."""
    home = house(app, rules={"grid_minutes": grid, "min_minutes": 60})
    book(home, "9:00", "11:00", who="bert@example.org")
    found = plan(home)
    count = sum(columns for _minutes, columns in found.widths)
    rows = [[run.columns for run in row.runs] for row in found.rows]
    hours = [column.columns for column in found.columns]
    begun = {sum(row[:n]) for row in [hours, *rows] for n in range(len(row))}
    assert begun == set(range(count))
    assert {sum(row) for row in [hours, *rows]} == {count}
    assert sum(minutes * columns for minutes, columns in found.widths) == 13 * 60
    page = client.get(f"/hubs/{home.slug}/days/{WEDNESDAY}").text
    assert {int(n) for n in re.findall(r"<col class=lr-dayplan-(\d+)", page)} <= set(range(5, 65, 5))


def test_run_that_begins_between_hours_cuts_the_columns_there(app: Flask, anna: int) -> None:
    home = house(app, rules={"grid_minutes": 15, "min_minutes": 15})
    book(home, "9:15", "10:00", who="bert@example.org")
    assert plan(home).widths == [(60, 2), (15, 1), (45, 1), (60, 10)]


def test_hour_after_the_clock_change_leads_to_its_own_time(app: Flask, tuesday: Any, anna: int) -> None:
    """On such a day a cell's place in the row is not its time: the link must still say the time on the wall."""
    tuesday.move_to(datetime.fromisoformat("2026-10-20T06:00:00+00:00"))
    home = house(app, hours="Mo-Su 06:00-22:00")
    assert links(home, day="2026-10-25") == [("06:00", "22:00")]
    home = house(app, "nachts", hours="24/7")
    book(home, "8:00", "10:00", day="2026-10-25", who="bert@example.org")
    assert ("10:00", "00:00") in links(home, day="2026-10-25")


def test_hostile_name_of_a_space_is_harmless(app: Flask, client: FlaskClient) -> None:
    name = '"><script>alert(1)</script>'
    house(app, spaces=(name,))
    page = client.get(f"/hubs/coppenbruegge/days/{WEDNESDAY}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert 'aria-label="">' not in page


@pytest.mark.parametrize("day", ["2026-02-30", "2026-13-01", "heute", "0001-01-01", "9999-12-31", "2026-11-25x", "%00"])
def test_bad_day_is_not_found(app: Flask, client: FlaskClient, day: str) -> None:
    home = house(app)
    assert client.get(f"/hubs/{home.slug}/days/{day}").status_code == 404


def test_unknown_hub_is_not_found(app: Flask, client: FlaskClient) -> None:
    assert client.get(f"/hubs/nirgendwo/days/{WEDNESDAY}").status_code == 404


def test_each_link_is_what_the_form_accepts(app: Flask, client: FlaskClient, anna: int) -> None:
    home = house(app, room_of=("Platz 1",), turnaround=30, rules={"max_minutes": 780})
    book(home, "9:00", "11:00", who="bert@example.org")
    page = client.get(f"/hubs/{home.slug}/days/{WEDNESDAY}").text
    addresses = [unescape(found) for found in re.findall(r'href="(/bookings/new\?[^"]*)"', page)]
    assert len(addresses) == 6 + 1  # and the way to wait for what is taken
    for address in addresses:
        assert "kern-alert--danger" not in client.get(address).text, address


@pytest.mark.parametrize("count", [6, 200])
def test_plan_asks_at_most_five_times_and_stays_light(app: Flask, client: FlaskClient, anna: int, count: int) -> None:
    home = house(app, spaces=tuple(f"Platz {n}" for n in range(count)))
    for n, name in enumerate(list(home.spaces)[::20]):
        book(home, f"{8 + n}:00", f"{9 + n}:00", name=name, who="bert@example.org")
    people.log_in(client)
    client.get("/")
    with counted(app) as asked:
        page = client.get(f"/hubs/{home.slug}/days/{WEDNESDAY}", headers={"Accept-Encoding": "br"})
    assert page.status_code == 200
    assert len(asked) <= 5 + 1, asked  # one more says who is asking
    assert len(page.data) < 20_000


def plan(home: House, day: str = WEDNESDAY, member_id: int = 0) -> day_plan_rows.Plan:
    """As the page makes it, without the page."""
    with home.app.app_context():
        hub = hub_by_slug(home.slug)
        assert hub is not None
        setup = setup_of(hub)
        start, end = day_bounds(date.fromisoformat(day), ZONE)
        there = availability.look(hub, setup, start, end, now())
        urls = day_plan_rows.Urls("/bookings/new", "/bookings/BOOKING", date.fromisoformat(day))
        mine = queries.own_by_space(member_id, hub.id, start, end + timedelta(hours=2), now())
        return day_plan_rows.plan_of(hub, setup, date.fromisoformat(day), there, mine, urls, {})


def row(home: House, name: str, day: str, member_id: int = 0) -> list[day_plan_rows.Run]:
    return next(row.runs for row in plan(home, day, member_id).rows if row.name == name)


def runs(home: House, name: str = "Platz 1", day: str = WEDNESDAY, member_id: int = 0) -> Runs:
    return [
        (run.state, f"{local(run.start, ZONE):%H:%M}–{local(run.end, ZONE):%H:%M}")
        for run in row(home, name, day, member_id)
    ]


def links(home: House, name: str = "Platz 1", day: str = WEDNESDAY) -> list[tuple[str, str]]:
    """From and to of each run that can be booked."""
    found = []
    for run in row(home, name, day):
        if run.url:
            query = parse_qs(urlsplit(run.url).query)
            assert query["date"] == [day]
            found.append((query["from"][0], query["to"][0]))
    return found


def book(
    home: House,
    start: str,
    end: str,
    *,
    name: str = "Platz 1",
    who: str = people.EMAIL,
    title: str = "",
    day: str = WEDNESDAY,
) -> Any:
    with home.here(who) as (member, hub, setup), transaction():
        place = home.place(setup, name)
        slot = Slot(hub, setup, place, Interval(at(day, start), at(day, end)))
        return actions.book(member=member, slot=slot, title=title)


@pytest.mark.parametrize("typed", ["2026-11-26", "26.11.2026", "26.11."])
def test_day_may_be_typed_as_people_write_it(client: FlaskClient, app: Flask, tuesday: Any, typed: str) -> None:
    """Where the browser has no picker."""
    house(app)
    answer = client.get("/hubs/coppenbruegge/days", query_string={"date": typed})
    assert answer.location == "/hubs/coppenbruegge/days/2026-11-26"
