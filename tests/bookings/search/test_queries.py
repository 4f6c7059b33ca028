"""Where something is free: counts, order, closings, and the ways out when the wanted hub is full."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import event

from bookings.search.answers import HubAnswer
from bookings.search.queries import SearchResult, candidates_near, first_day, search
from bookings.search.rules import SearchQuery
from core.clock import local, now
from tests.support.district import ZONE, at, block, closure, hub, space, take

TUESDAY, WEDNESDAY, THURSDAY = date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 26)
HERE = (52.1, 9.4)


@pytest.fixture(autouse=True)
def tuesday_at_seven() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 24, 6, 0, tzinfo=UTC), tick=False):
        yield


def look(wish: SearchQuery, near: tuple[float, float] | None = HERE) -> SearchResult:
    return search(candidates_near(near), wish, near, now())


def only(wish: SearchQuery) -> HubAnswer:
    (answer,) = look(wish).answers
    return answer


def clocks(answer: Any) -> str:
    return "–".join(f"{local(moment, ZONE):%H:%M}" for moment in answer.stretch)


@pytest.mark.usefixtures("db_session")
def test_free_desks_are_counted_with_stretch_price_and_hours() -> None:
    take(hub("a", desks=3), ["Desk 1"], at(WEDNESDAY, "10:00"), at(WEDNESDAY, "11:00"))
    answer = only(SearchQuery(WEDNESDAY))
    assert (answer.free, answer.total, answer.state) == (2, 3, "free")
    assert (clocks(answer), answer.price) == ("09:00–17:00", 1200)
    assert only(SearchQuery(WEDNESDAY, "afternoon")).free == 3
    assert only(SearchQuery(WEDNESDAY, "afternoon")).price == 700


@pytest.mark.usefixtures("db_session")
def test_bookings_that_touch_do_not_take() -> None:
    take(hub("a", desks=1), ["Desk 1"], at(WEDNESDAY, "09:00"), at(WEDNESDAY, "11:00"))
    assert only(SearchQuery(WEDNESDAY, "range", time(11), time(13))).free == 1
    assert only(SearchQuery(WEDNESDAY, "range", time(10, 30), time(13))).free == 0


@pytest.mark.usefixtures("db_session")
def test_turnaround_after_and_before_is_respected() -> None:
    made = hub("a", desks=0)
    space(made, "Hall", turnaround=60)
    take(made, ["Hall"], at(WEDNESDAY, "12:00"), at(WEDNESDAY, "13:00"))
    assert only(SearchQuery(WEDNESDAY, "range", time(13), time(15))).free == 0
    assert only(SearchQuery(WEDNESDAY, "range", time(14), time(16))).free == 1
    assert only(SearchQuery(WEDNESDAY, "range", time(9), time(12))).free == 0
    assert only(SearchQuery(WEDNESDAY, "range", time(9), time(11))).free == 1


@pytest.mark.usefixtures("db_session")
def test_room_with_a_taken_desk_inside_is_not_free_and_the_other_way_round() -> None:
    made = hub("a", desks=1)
    room = space(made, "Room", "room")
    space(made, "Inside", room=room)
    take(made, ["Inside"], at(WEDNESDAY, "09:00"), at(WEDNESDAY, "12:00"))
    take(made, ["Room"], at(THURSDAY, "09:00"), at(THURSDAY, "12:00"))
    assert only(SearchQuery(WEDNESDAY, "morning", kind="room")).free == 0
    assert only(SearchQuery(WEDNESDAY, "afternoon", kind="room")).free == 1
    assert only(SearchQuery(THURSDAY, "morning")).free == 1


@pytest.mark.usefixtures("db_session")
def test_blocked_space_is_not_free() -> None:
    made = hub("a", desks=0)
    block(made, space(made, "Desk"), at(WEDNESDAY, "09:00"), at(WEDNESDAY, "17:00"))
    assert only(SearchQuery(WEDNESDAY)).state == "full"


@pytest.mark.usefixtures("db_session")
def test_features_all_count_for_one_space() -> None:
    made = hub("a", desks=1, features=["monitor"])
    space(made, "Quiet", features=["quiet"])
    space(made, "Both", features=["monitor", "quiet"])
    hub("b", desks=1)
    (answer,) = look(SearchQuery(WEDNESDAY, features=("monitor", "quiet"))).answers
    assert (answer.hub.slug, answer.total) == ("a", 1)


@pytest.mark.usefixtures("db_session")
def test_day_with_a_break_at_noon_is_one_booking_or_the_part_that_is_free() -> None:
    made = hub("a", desks=1, hours="Mo-Fr 08:00-12:30,14:30-18:00")
    assert clocks(only(SearchQuery(WEDNESDAY))) == "08:00–18:00"
    take(made, ["Desk 1"], at(WEDNESDAY, "09:00"), at(WEDNESDAY, "10:00"))
    assert clocks(only(SearchQuery(WEDNESDAY))) == "14:30–18:00"


@pytest.mark.usefixtures("db_session")
def test_closed_day_holiday_and_closure_say_why() -> None:
    made = hub("a", hours="Mo-Fr 09:00-17:00; PH off", horizon_days=90)
    closure(made, at(WEDNESDAY, "00:00"), at(THURSDAY, "00:00"), "Village fair")
    closed = only(SearchQuery(WEDNESDAY))
    assert (closed.state, closed.free, closed.hours and closed.hours.closed_for) == ("closed", 0, "Village fair")
    holiday = only(SearchQuery(date(2026, 12, 25)))
    assert holiday.state == "closed"
    assert holiday.hours is not None
    assert holiday.hours.holiday
    assert only(SearchQuery(date(2026, 11, 28))).state == "closed"


@pytest.mark.usefixtures("db_session")
def test_rest_of_today_is_offered_from_the_next_step_of_the_grid() -> None:
    hub("a")
    with time_machine.travel(at(TUESDAY, "10:10"), tick=False):
        assert clocks(only(SearchQuery(TUESDAY))) == "10:30–17:00"
    with time_machine.travel(at(TUESDAY, "16:45"), tick=False):
        assert only(SearchQuery(TUESDAY)).state == "closed"


@pytest.mark.usefixtures("db_session")
def test_day_beyond_one_hubs_horizon_is_refused_there_only() -> None:
    hub("a", horizon_days=1, lat=52.1)
    hub("b", lat=52.2)
    near, far = look(SearchQuery(THURSDAY)).answers
    assert (near.state, near.reason and near.reason.code) == ("closed", "too-far-ahead")
    assert far.has_free


@pytest.mark.usefixtures("db_session")
def test_hubs_come_nearest_first_and_by_name_without_a_place() -> None:
    hub("zersen", lat=52.11)
    hub("ärzen", lat=52.3)
    hub("hope", lat=52.2)
    assert [a.hub.slug for a in look(SearchQuery(WEDNESDAY)).answers] == ["zersen", "hope", "ärzen"]
    assert [a.hub.slug for a in look(SearchQuery(WEDNESDAY), None).answers] == ["ärzen", "hope", "zersen"]
    assert [round(a.km or 0, 1) for a in look(SearchQuery(WEDNESDAY)).answers] == [1.1, 11.1, 22.2]


@pytest.mark.usefixtures("db_session")
def test_full_hub_offers_the_nearest_other_and_its_own_next_times() -> None:
    wanted = hub("wanted", desks=1)
    hub("second", lat=52.2)
    hub("third", lat=52.3)
    take(wanted, ["Desk 1"], at(WEDNESDAY, "09:00"), at(WEDNESDAY, "13:30"))
    result = look(SearchQuery(WEDNESDAY))
    assert result.wanted is not None
    assert result.wanted.state == "full"
    assert [answer.hub.slug for answer in result.elsewhere] == ["second", "third"]
    assert result.same_day is not None
    assert clocks(result.same_day) == "13:30–17:00"
    assert result.next_day is not None
    assert local(result.next_day.stretch.start, ZONE).date() == THURSDAY  # type: ignore[union-attr]


@pytest.mark.usefixtures("db_session")
def test_wish_from_to_gets_the_same_length_at_another_time_of_the_day() -> None:
    take(hub("a", desks=1), ["Desk 1"], at(WEDNESDAY, "10:00"), at(WEDNESDAY, "13:00"))
    later = look(SearchQuery(WEDNESDAY, "range", time(12), time(14))).same_day
    assert later is not None
    assert clocks(later) == "13:00–15:00"


@pytest.mark.usefixtures("db_session")
def test_closed_hub_offers_others_and_the_next_open_day() -> None:
    hub("wanted", hours="Th 09:00-13:00")
    hub("other", lat=52.2)
    result = look(SearchQuery(WEDNESDAY))
    assert [answer.hub.slug for answer in result.elsewhere] == ["other"]
    assert result.same_day is None
    assert result.next_day is not None
    assert clocks(result.next_day) == "09:00–13:00"


@pytest.mark.usefixtures("db_session")
def test_nothing_free_anywhere_leads_to_the_first_day_with_something() -> None:
    for slug, lat in (("a", 52.1), ("b", 52.2)):
        take(hub(slug, desks=1, lat=lat), ["Desk 1"], at(WEDNESDAY, "09:00"), at(WEDNESDAY, "17:00"))
    for near in (HERE, None):
        result = look(SearchQuery(WEDNESDAY), near)
        assert not result.with_free
        days = {local(a.stretch.start, ZONE).date() for a in result.next_days if a.stretch}
        assert days == {THURSDAY}


@pytest.mark.usefixtures("db_session")
def test_what_no_hub_allows_is_one_reason_and_needs_no_ways_out() -> None:
    hub("a", hours="Mo-Su 00:00-24:00")
    result = look(SearchQuery(WEDNESDAY, "range", time(6), time(23)))
    assert result.is_refused_everywhere
    assert result.reason_of_all is not None
    assert result.reason_of_all.code == "too-long"
    assert not result.next_days


@pytest.mark.usefixtures("db_session")
def test_first_day_skips_days_on_which_all_are_closed() -> None:
    hub("a", hours="We,Th 09:00-12:00")
    candidates = candidates_near(None)
    assert first_day(candidates, SearchQuery(TUESDAY), now()) == WEDNESDAY
    with time_machine.travel(at(WEDNESDAY, "11:30"), tick=False):
        assert first_day(candidates, SearchQuery(WEDNESDAY), now()) == THURSDAY
    wish = SearchQuery(WEDNESDAY, "range", time(9), time(11))
    with time_machine.travel(at(WEDNESDAY, "10:00"), tick=False):
        assert first_day(candidates, wish, now()) == THURSDAY


@pytest.mark.usefixtures("db_session")
def test_hub_that_takes_no_bookings_is_left_out() -> None:
    hub("a").is_open_to_book = False
    assert look(SearchQuery(WEDNESDAY)).answers == []


@pytest.mark.usefixtures("db_session")
def test_turnaround_reaches_beyond_an_exact_range_and_shortens_other_times() -> None:
    made = hub("a", desks=0)
    space(made, "Hall", turnaround=60)
    take(made, ["Hall"], at(WEDNESDAY, "13:00"), at(WEDNESDAY, "17:00"))
    touching, apart = (
        only(SearchQuery(WEDNESDAY, "range", time(11), time(13))),
        only(SearchQuery(WEDNESDAY, "range", time(10), time(12))),
    )
    assert (touching.free, apart.free) == (0, 1)
    other = look(SearchQuery(WEDNESDAY)).same_day
    assert other is not None
    assert clocks(other) == "09:00–12:00"


@pytest.mark.usefixtures("db_session")
def test_search_on_clock_change_days_answers_by_the_wall_clock() -> None:
    with time_machine.travel(datetime(2026, 10, 20, 6, tzinfo=UTC), tick=False):
        made = hub("a", desks=1, hours="Mo-Su 00:00-12:00")
        day = date(2026, 10, 25)
        assert clocks(only(SearchQuery(day, "range", time(1), time(4)))) == "01:00–04:00"
        take(made, ["Desk 1"], at(day, "01:00"), at(day, "01:00") + timedelta(hours=2))
        assert only(SearchQuery(day, "range", time(3), time(5))).free == 1
        assert only(SearchQuery(day, "range", time(1), time(4))).free == 0


def count_queries(session: Any, call: Any) -> int:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        call()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(statements)


def test_number_of_queries_does_not_grow_with_hubs_and_spaces(db_session: Any) -> None:
    def ask() -> None:
        look(SearchQuery(WEDNESDAY))

    take(hub("a", desks=1), ["Desk 1"], at(WEDNESDAY, "09:00"), at(WEDNESDAY, "17:00"))
    few_cold, few = count_queries(db_session, ask), count_queries(db_session, ask)
    for number in range(15):
        hub(f"hub-{number}", desks=8, lat=52.2 + number / 100)
    many_cold, many = count_queries(db_session, ask), count_queries(db_session, ask)
    assert few == many == 3
    assert many_cold <= few_cold + 4 <= 7
