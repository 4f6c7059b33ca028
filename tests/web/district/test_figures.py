"""The district's page: for reviewers only, without small numbers, with a fixed number of questions."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.datastructures import MultiDict

from bookings.models import Booking
from core.clock import to_utc
from core.db import db
from core.transactions import transaction
from core.typed import read_time
from district import jobs, published
from district.choosing import Counted
from district.models import DailyFigure, PeopleFigure
from hubs.models import Hub, Space
from members import admin_actions
from tests.support import people, places
from tests.support.night import at_night
from tests.support.queries import counted
from web.district.figures_form import PeriodForm

ZONE = "Europe/Berlin"
REVIEWER = "rita@example.org"
FIRST = date(2026, 9, 28)
"""A Monday, on which October begins."""


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(datetime(2026, 9, 28, 5, tzinfo=UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def reviewer(app: Flask, clock: Any) -> FlaskClient:
    with app.app_context(), transaction():
        admin_actions.add_member(
            email=REVIEWER, name="Rita", password_hash=people.HASH, roles=[("reviewer", None)], locale="en"
        )
    client = app.test_client()
    assert people.log_in(client, REVIEWER).location == "/district"
    return client


def hub(app: Flask, slug: str, visits: dict[int, int]) -> int:
    """A hub with eight desks; in the n-th week so many people book Tuesdays and Wednesdays from 9 to 11."""
    with app.app_context(), transaction():
        made = places.a_hub(slug, 8, opening_hours="Mo-Fr 08:00-13:00")
        desks = db.session.scalars(select(Space.id).where(Space.hub_id == made.id)).all()
        members = [places.a_member(f"{slug}-{n}@example.org").id for n in range(8)]
        for week, number in visits.items():
            for weekday in (1, 2):
                day = FIRST + timedelta(days=7 * week + weekday)
                start, end = (to_utc(day, read_time(text), ZONE) for text in ("9", "11"))  # type: ignore[arg-type]
                for n in range(number):
                    whose = {"member_id": members[n], "status": "completed"}
                    db.session.add(Booking(hub_id=made.id, space_id=desks[n], starts_at=start, ends_at=end, **whose))
        return made.id


def count(app: Flask, clock: Any, weeks: int = 5) -> None:
    clock.move_to(datetime(2026, 9, 28, 5, tzinfo=UTC) + timedelta(days=7 * weeks, hours=12))
    with app.app_context():
        jobs.count_what_is_due()


def log_in_again(client: FlaskClient) -> FlaskClient:
    """Sessions end while the clock moves on."""
    people.log_in(client, REVIEWER)
    return client


def texts(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def row_of(page: str, name: str) -> list[str]:
    """The cells of a hub's row, as text."""
    row = next(r for r in re.findall(r"<tr>(.*?)</tr>", page, re.S) if f">{name}</th>" in r)
    return [texts(cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.S)]


def test_page_is_empty_before_a_whole_week_is_counted(app: Flask, reviewer: FlaskClient, clock: Any) -> None:
    assert "No figures yet" in reviewer.get("/district").text
    hub(app, "one", {0: 6})
    clock.shift(timedelta(days=6))
    with app.app_context():
        jobs.count_what_is_due()
    assert "No figures yet" in log_in_again(reviewer).get("/district").text
    clock.shift(timedelta(days=1))
    with app.app_context():
        jobs.count_what_is_due()
    assert row_of(log_in_again(reviewer).get("/district?period=4").text, "Hub one")[-2:] == ["12%", "12%"]


def test_page_shows_the_utilisation_of_hubs_and_weeks(app: Flask, reviewer: FlaskClient, clock: Any) -> None:
    hub(app, "one", {0: 5, 1: 8, 2: 4, 3: 6, 4: 0})
    hub(app, "two", {0: 3, 1: 3})
    count(app, clock)
    page = log_in_again(reviewer).get("/district?period=2026-10").text
    few = "too few people"
    assert row_of(page, "Hub one") == ["10%", "16%", few, "12%", few, "13% without 2 weeks"]
    assert row_of(page, "Hub two") == [few] * 6
    text = texts(page)
    assert "13% utilisation" in text
    assert "38 bookings" in text  # 10 + 16 + 12
    assert "6 people a week" in text
    assert "2 hubs " in text  # also the one of which no week may be shown: its row says so
    assert "7 weeks of hubs are left out" in text


def test_period_of_which_nothing_may_be_shown_has_no_noughts(app: Flask, reviewer: FlaskClient, clock: Any) -> None:
    """Not 0 bookings, where there were some; and it says so where there was none."""
    made = hub(app, "one", {0: 3, 1: 4, 4: 6})
    count(app, clock)
    log_in_again(reviewer)
    text = texts(reviewer.get("/district?period=range&from=2026-09-28&to=2026-10-18").text)
    assert "Too few people for totals" in text
    assert "too few people" in text
    assert "utilisation" not in text.split("When people come")[0]
    assert "the figures only" not in text
    with app.app_context(), transaction():
        db.session.execute(update(DailyFigure).where(DailyFigure.hub_id == made).values(offered_minutes=0))
        db.session.execute(update(DailyFigure).values(booked_minutes=0, attended_minutes=0))
    text = texts(reviewer.get("/district?period=range&from=2026-09-28&to=2026-10-18").text)
    assert "No hub was open" in text
    assert "When people come" not in text


def test_hours_of_the_week_are_those_of_the_month(app: Flask, reviewer: FlaskClient, clock: Any) -> None:
    hub(app, "one", dict.fromkeys(range(5), 6))
    count(app, clock)
    page = log_in_again(reviewer).get("/district?period=2026-10").text
    table = page[page.index("Table of the hours") :]
    rows = {
        r[0]: r[1:]
        for r in (
            [texts(c).strip() for c in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
            for row in re.findall(r"<tr>(.*?)</tr>", table)
        )
        if r
    }
    assert rows["9–10"][1:3] == ["75%", "75%"]
    assert rows["9–10"][5:] == ["closed", "closed"]
    assert set(rows["8–9"][:5]) == {"too few people"}
    assert page.count('class="lr-level lr-level--4" x=') == 4 + 1  # 75 %, and one in the legend


def test_what_is_hidden_changes_nothing_on_the_page(app: Flask, reviewer: FlaskClient, clock: Any) -> None:
    """Whatever stands in the weeks of too few people: the page is the same, sign by sign, for all periods."""
    hub(app, "one", dict.fromkeys(range(5), 6))
    mixed, hidden = hub(app, "two", {0: 6, 1: 7, 2: 3, 3: 6, 4: 6}), hub(app, "three", {0: 3, 1: 4, 2: 4, 3: 2})
    count(app, clock)
    log_in_again(reviewer)
    addresses = [f"/district?period={p}" for p in ("4", "12", "2026-10", "2026", "range&from=2026-10-05&to=2026-10-20")]
    before = [reviewer.get(address).text for address in addresses]
    assert len(re.findall(r'class="lr-level lr-level--[1-5]" x="', before[2])) > 5  # fields, not the legend alone
    third = FIRST + timedelta(days=14)
    with app.app_context(), transaction():
        change = {"booked_minutes": 17, "attended_minutes": 3, "bookings": 44, "cancellations": 9, "people": 1}
        days = DailyFigure.day.between(third, third + timedelta(days=6))
        small = (DailyFigure.hub_id == hidden) | ((DailyFigure.hub_id == mixed) & days)
        done = db.session.execute(update(DailyFigure).where(small).values(**change))
        assert done.rowcount > 20  # type: ignore[attr-defined]
        week = (PeopleFigure.hub_id == mixed) & (PeopleFigure.first_day == third)
        small = (PeopleFigure.hub_id == hidden) | (week & (PeopleFigure.period == "week"))
        db.session.execute(update(PeopleFigure).where(small).values(people=0))
    assert [reviewer.get(address).text for address in addresses] == before


def test_comparison_is_with_a_time_that_is_counted_wholly(app: Flask, reviewer: FlaskClient, clock: Any) -> None:
    hub(app, "one", {0: 5, 1: 6, 2: 7, 3: 2, 4: 8})
    count(app, clock)
    log_in_again(reviewer)
    text = texts(reviewer.get("/district?period=range&from=2026-10-12&to=2026-10-25").text)
    assert "7 people a week before: 6" in text
    assert "Compared with the 2 weeks from Mon 28 Sep 2026 to Sun 11 Oct 2026." in text
    text = texts(reviewer.get("/district?period=range&from=2026-10-12&to=2026-11-01").text)
    assert "before:" not in text
    assert "the figures only start on Mon 28 Sep 2026" in text
    assert "needs the whole time from Mon 21 Sep 2026 to Sun 11 Oct 2026" in text
    text = texts(reviewer.get("/district?period=range&from=2026-10-26&to=2026-11-01").text)
    assert "before:" not in text
    assert "No comparison: from Mon 19 Oct 2026 to Sun 25 Oct 2026, no hub had a week" in text


def test_page_says_where_the_figures_begin_and_what_still_runs(app: Flask, reviewer: FlaskClient, clock: Any) -> None:
    hub(app, "one", dict.fromkeys(range(10), 6))
    count(app, clock, 7)
    log_in_again(reviewer)
    begin, runs = "The figures start on Mon 28 Sep 2026", "This period is not over yet"
    for choice, says in {"12": (1, 0), "4": (0, 0), "2026-10": (1, 0), "2026-11": (0, 1), "2026": (1, 1)}.items():
        text = texts(reviewer.get(f"/district?period={choice}").text)
        assert (begin in text, runs in text) == tuple(map(bool, says)), choice


def test_comparison_tells_no_more_than_the_other_period_itself(app: Flask, reviewer: FlaskClient, clock: Any) -> None:
    """Whatever is compared: each number of before is one that the earlier period shows when it is chosen."""
    hub(app, "one", {0: 5, 1: 8, 2: 4, 3: 6, 4: 3, 5: 6})
    hub(app, "two", {0: 6, 1: 3, 2: 5, 3: 1, 4: 5, 5: 2})
    count(app, clock, 6)
    log_in_again(reviewer)
    seen = 0
    for length in (1, 2, 3):
        for start in range(6 - 2 * length + 1):
            first, middle = (FIRST + timedelta(days=7 * n) for n in (start, start + length))
            end = middle + timedelta(days=7 * length - 1)
            earlier = cards(reviewer.get(f"/district?period=range&from={first}&to={middle - timedelta(days=1)}").text)
            later = cards(reviewer.get(f"/district?period=range&from={middle}&to={end}").text)
            assert [before for _now, before in later] == [now for now, _before in earlier]
            seen += 1
    assert seen > 6


def cards(page: str) -> list[tuple[str, str | None]]:
    """The large numbers, each with that of before."""
    found = [texts(card) for card in re.findall(r'<li class="lr-card">(.*?)</li>', page, re.S)]
    return [
        (card.split()[0], before.group(1) if (before := re.search("before: ([0-9,%]+)", card)) else None)
        for card in found
    ]


def test_guest_who_comes_every_day_is_one_person(app: Flask, reviewer: FlaskClient, clock: Any) -> None:
    """With or without a name: five visits are not five people. Those who are there at once are several."""
    one, two, three = (hub(app, slug, {}) for slug in ("one", "two", "three"))
    for weekday in range(5):
        visit(app, one, weekday, "Gerd Gast")
        visit(app, two, weekday, "")
        visit(app, three, 2, "", desk=weekday)
    count(app, clock, 1)
    page = log_in_again(reviewer).get("/district?period=4").text
    assert row_of(page, "Hub one") == row_of(page, "Hub two") == ["too few people"] * 2
    assert row_of(page, "Hub three") == ["5%"] * 2


def visit(app: Flask, hub_id: int, weekday: int, name: str, desk: int = 0) -> None:
    """A guest without an account, from 9 to 11 in the first week."""
    with app.app_context(), transaction():
        desks = db.session.scalars(select(Space.id).where(Space.hub_id == hub_id).order_by(Space.id)).all()
        day = FIRST + timedelta(days=weekday)
        start, end = (to_utc(day, read_time(text), ZONE) for text in ("9", "11"))  # type: ignore[arg-type]
        guest: dict[str, Any] = {"origin": "walk_in", "guest_name": name, "status": "completed"}
        db.session.add(Booking(hub_id=hub_id, space_id=desks[desk], starts_at=start, ends_at=end, **guest))


def test_hub_that_lags_behind_holds_the_last_week_up(app: Flask, reviewer: FlaskClient, clock: Any) -> None:
    hub(app, "one", {0: 6})
    count(app, clock, 2)
    hub(app, "two", {0: 6})
    with app.app_context():
        found = published.counted()
        assert found is not None
        assert found.last_monday == FIRST + timedelta(days=7)
        late = db.session.scalars(select(Hub.id).where(Hub.slug == "two")).one()
        jobs.count_run(late, [FIRST + timedelta(days=n) for n in range(7)])
        found = published.counted()
        assert found is not None
        assert found.last_monday == FIRST


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("period=range", None),
        ("from=2026-10-01&to=2026-10-20", None),
        ("period=2026-10&colour=blue", None),
        ("period=range&from=1.10.2026", "Please choose a day"),
        ("period=range&from=2026-10-20&to=2026-10-01", "The last day is before the first"),
        ("period=range&from=2020-10-01&to=2020-10-20", "They cover Mon 28 Sep 2026 to Sun 1 Nov 2026"),
        ("period=range&from=1.10.2026&to=morgen", None),
        ("period=nonsense", "Please choose one of the periods"),
        ("period=2026-10&compare=nonsense", "There is no such comparison"),
        ("period=2025-10", "There are no figures for this time"),
        ("period=2024", "There are no figures for this time"),
        ("period=2026-13", "There are no figures for this time"),
    ],
)
def test_wrong_period_is_said_and_the_usual_one_shown(
    app: Flask, reviewer: FlaskClient, clock: Any, query: str, says: str | None
) -> None:
    hub(app, "one", {0: 6})
    count(app, clock)
    answer = log_in_again(reviewer).get(f"/district?{query}")
    assert answer.status_code == (422 if says else 200)
    assert says is None or says in answer.text
    assert "Hub one" in answer.text
    assert ("Here are the last 12 weeks instead" in answer.text) == bool(says and "compare" not in query)


def test_choice_that_is_not_known_does_not_stay_chosen(app: Flask, reviewer: FlaskClient, clock: Any) -> None:
    hub(app, "one", {0: 6})
    count(app, clock)
    page = log_in_again(reviewer).get("/district?period=nonsense&compare=nonsense").text
    assert re.findall(r'<option selected value="(\w+)">', page) == ["12", "before"]


def test_days_of_ones_own_period_stay_as_they_were_typed(app: Flask, reviewer: FlaskClient, clock: Any) -> None:
    """A field for dates shows days as browsers read them, and nothing of what is no day: that one stays as text."""
    hub(app, "one", {0: 6})
    count(app, clock)
    page = log_in_again(reviewer).get("/district?period=range&from=5.10.2026&to=Ende+Oktober").text
    fields = {re.search('name="(.*?)"', f)[1]: f for f in re.findall("<input .*?>", page) if "from" in f or '"to"' in f}  # type: ignore[index]
    assert 'type="date"' in fields["from"]
    assert 'value="2026-10-05"' in fields["from"]
    assert 'type="text"' in fields["to"]
    assert 'value="Ende Oktober"' in fields["to"]


def test_period_longer_than_two_years_is_cut_and_says_so(app: Flask) -> None:
    counted = Counted(date(2020, 1, 1), date(2026, 11, 16))
    for last, cut in {"2026-11-22": True, "2022-01-09": False}.items():
        with app.test_request_context():
            form = PeriodForm(MultiDict({"from": "2020-01-06", "to": last}))
            form.offer(counted)
            period = form.chosen(counted, date(2026, 11, 24))
        assert (form.is_cut, form.fell_back, form.period.data) == (cut, False, "range")
        assert period.first_day == date(2020, 1, 6)


def test_month_longer_ago_than_the_list_goes_is_shown_by_its_address(
    app: Flask, reviewer: FlaskClient, clock: Any
) -> None:
    hub(app, "one", {0: 6})
    count(app, clock, 5 + 26 * 4)
    page = log_in_again(reviewer).get("/district?period=2026-10")
    assert page.status_code == 200
    assert '<option selected value="2026-10">October 2026</option>' in page.text
    assert "2026-10" not in reviewer.get("/district").text


def test_page_asks_as_often_with_many_hubs_and_years(app: Flask, reviewer: FlaskClient, clock: Any) -> None:
    hub(app, "one", {0: 6})
    count(app, clock)
    log_in_again(reviewer)
    with counted(app) as few:
        reviewer.get("/district?period=4")
    for n in range(6):
        hub(app, f"hub-{n}", dict.fromkeys(range(5), 5 + n % 3))
    count(app, clock, 20)
    log_in_again(reviewer)
    with counted(app) as many:
        page = reviewer.get("/district?period=2026")
    assert page.status_code == 200
    assert len(many) == len(few) <= 8


def test_reviewer_goes_where_the_way_led(app: Flask, reviewer: FlaskClient) -> None:
    assert reviewer.get("/login").location == "/district"
    other = app.test_client()
    assert people.log_in(other, REVIEWER, next="/profile").location == "/profile"
    people.add(app, "member@example.org")
    assert people.log_in(app.test_client(), "member@example.org").location == "/"


def test_menu_shows_the_way_to_reviewers_only(app: Flask, reviewer: FlaskClient) -> None:
    people.add(app, "member@example.org")
    member = app.test_client()
    people.log_in(member, "member@example.org")
    assert 'href="/district"' in reviewer.get("/hubs").text
    assert 'href="/district"' not in member.get("/hubs").text


def test_hosts_see_the_figures_of_their_hub_unhidden(app: Flask, clock: Any) -> None:
    hub(app, "one", {0: 2, 1: 3})
    with app.app_context(), transaction():
        roles: list[tuple[str, str | None]] = [("host", "one")]
        admin_actions.add_member(email=REVIEWER, name="Hanna", password_hash=people.HASH, roles=roles, locale="en")
    client = log_in_again(app.test_client())
    assert "you can choose a period here" in client.get("/host/one/figures").text
    count(app, clock, 7)
    log_in_again(client)
    with counted(app) as asked:
        page = client.get("/host/one/figures").text
    assert len(asked) < 15
    days = page[page.index("Table of the days") :]
    row = next(r for r in re.findall(r"<tr>(.*?)</tr>", days, re.S) if ">Tue 6 Oct<" in r)
    assert [texts(cell).strip() for cell in re.findall(r"<td>(.*?)</td>", row)] == [
        "15%",
        "40",
        "6",
        "6",
        "3",
        "3",
        "0",
    ]


@pytest.mark.parametrize(("width", "locale", "scheme"), [(360, "de", "light"), at_night(1440, "en", "dark")])
@pytest.mark.one_database
def test_pages_are_accessible(
    demo_server: Any, open_page: Callable[..., Any], width: int, locale: str, scheme: str
) -> None:
    from tests.support.browser import assert_accessible

    demo_server.flask("jobs", "once", "daily-figures")
    for email, address in (
        ("district@example.org", "/district"),
        ("host@example.org", "/host/coppenbruegge/figures"),
    ):
        page = open_page(demo_server, width=width, locale=locale, scheme=scheme)
        page.goto("/login")
        page.fill("[name=email]", email)
        page.fill("[name=password]", "demo")
        page.click("main button[type=submit]")
        page.goto(address)
        assert page.locator("svg.lr-week").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.locator("main details summary").last.click()
        assert_accessible(page)


@pytest.mark.one_database
def test_printed_page_has_the_whole_table_and_no_form(demo_server: Any, open_page: Callable[..., Any]) -> None:
    demo_server.flask("jobs", "once", "daily-figures")
    page = open_page(demo_server, width=673, scheme="dark")  # A4 without its margins
    page.goto("/login")
    page.fill("[name=email]", "district@example.org")
    page.fill("[name=password]", "demo")
    page.click("main button[type=submit]")
    page.goto("/district?period=12")
    page.emulate_media(media="print")
    assert page.locator(".lr-weeks thead th").count() == 14
    assert page.evaluate("document.querySelector('.lr-weeks').getBoundingClientRect().right <= innerWidth")
    assert not page.locator(".lr-choice").is_visible()
    assert not page.locator("main summary").last.is_visible()
