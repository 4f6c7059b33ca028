"""What one member may have in a week, and how close together: every way to a place asks."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from bookings import quotas, suggesting
from bookings.door import actions as door_actions
from bookings.errors import GroupsOnly
from bookings.models import Booking
from bookings.quota_errors import QuotaReached, TooClose
from bookings.series import actions as series_actions
from bookings.series import queries as series_queries
from bookings.series.actions import ChosenDate
from bookings.series.queries import PlannedDate, SeriesWish
from bookings.series.rules import Repetition
from bookings.slots import Slot, slots_at
from bookings.subject import Subject
from bookings.suggesting import Enquiry
from bookings.today import actions as today_actions
from core.db import db
from core.timespans import Interval
from core.transactions import transaction
from tests.support.at_once import kinds, tried_at_once
from tests.support.booking import DAY, ELEVEN, NINE, TEN, book, book_any, cancel, move
from tests.support.hosts import make_host
from tests.support.house import House, at, bookings, house
from tests.support.limits import belongs_to, limit, rule
from tests.support.queries import counted

NEXT = at("2026-12-01", "9:00"), at("2026-12-01", "11:00")
OTHER_DAY = at("2026-11-26", "9:00"), at("2026-11-26", "11:00")


@pytest.fixture
def home(app: Flask, anna: int) -> House:
    return house(app)


def test_week_is_full_after_so_many_and_the_next_one_is_free(home: House) -> None:
    limit(home, "bookings", 1)
    book(home)
    with pytest.raises(QuotaReached) as refused:
        book(home, "Platz 2", *OTHER_DAY)
    assert (refused.value.facts["used"], refused.value.facts["again"]) == (1, date(2026, 11, 30))
    with pytest.raises(QuotaReached):
        book_any(home, *OTHER_DAY)
    assert book(home, "Platz 2", *NEXT).status == "confirmed"


def test_next_week_that_is_full_too_is_passed_over(home: House) -> None:
    limit(home, "days", 1)
    book(home, "Platz 2", *NEXT)
    book(home)
    with pytest.raises(QuotaReached) as refused:
        book(home, "Platz 1", *OTHER_DAY)
    assert refused.value.facts["again"] == date(2026, 12, 7)


def test_second_time_on_a_day_that_counts_is_allowed(home: House) -> None:
    limit(home, "days", 1)
    book(home)
    assert book(home, "Platz 1", ELEVEN, at(DAY, "12:00")).status == "confirmed"


def test_what_is_longer_than_a_week_allows_is_never_possible(home: House) -> None:
    limit(home, "hours", 1)
    with pytest.raises(QuotaReached) as refused:
        book(home)
    assert (refused.value.facts["alone"], refused.value.facts["again"]) == (True, None)


def test_cancelled_gives_the_week_back_and_a_no_show_does_not(app: Flask, home: House) -> None:
    limit(home, "bookings", 1)
    cancel(home, book(home))
    missed = book(home)
    with app.app_context(), transaction():
        db.session.execute(update(Booking).where(Booking.id == missed.id).values(status="no_show"))
    with pytest.raises(QuotaReached):
        book(home, "Platz 2", *OTHER_DAY)


def test_other_peoples_bookings_and_other_hubs_do_not_count(app: Flask, home: House, bert: int) -> None:
    limit(home, "bookings", 1)
    book(home, "Platz 1", who="bert@example.org")
    book(house(app, "nebenan"))
    assert book(home, "Platz 2").status == "confirmed"


def test_move_counts_as_what_it_becomes_and_not_twice(home: House) -> None:
    limit(home, "bookings", 1)
    first = book(home)
    second = book(home, "Platz 2", *NEXT)
    assert move(home, first, "Platz 1", *OTHER_DAY).starts_at == OTHER_DAY[0]
    with pytest.raises(QuotaReached):
        move(home, second, "Platz 2", NINE, ELEVEN)


def test_move_is_possible_when_the_limit_came_later_but_not_to_more(home: House) -> None:
    booked = book(home)
    limit(home, "hours", 1)
    assert move(home, booked, "Platz 2", *OTHER_DAY).space_id == home.spaces["Platz 2"]
    with pytest.raises(QuotaReached):
        move(home, booked, "Platz 2", OTHER_DAY[0], OTHER_DAY[1] + timedelta(hours=1))


def test_moves_into_a_week_count_together(home: House) -> None:
    limit(home, "bookings", 2)
    here = [book(home), book(home, "Platz 2")]
    later = [book(home, "Platz 1", *NEXT), book(home, "Platz 2", *NEXT)]
    with home.here() as (member, hub, setup):
        span, places = Interval(*OTHER_DAY), list(setup.places)
        slots = [Slot(hub, setup, places[n % 3], span) for n in range(4)]
        quotas.check(slots[:2], member.id, NINE, [one.id for one in here])
        with pytest.raises(QuotaReached):
            quotas.check(slots[:3], member.id, NINE, [one.id for one in (*here, later[0])])


def test_places_taken_at_once_are_not_too_close_to_each_other(home: House) -> None:
    rule(home, gap_minutes=60)
    with home.here() as (member, hub, setup):
        slots = slots_at(hub, setup, list(setup.places), Interval(NINE, ELEVEN))
        quotas.check(slots, member.id, NINE)
        next_to = Slot(hub, setup, setup.places[0], Interval(ELEVEN, at(DAY, "12:00")))
        with pytest.raises(TooClose):
            quotas.check([*slots, next_to], member.id, NINE)


def test_group_has_its_own_limit_until_it_ends(home: House) -> None:
    limit(home, "bookings", 1)
    limit(home, "bookings", 2, group="clubs")
    belongs_to(home, "clubs", valid_until=date(2026, 11, 30))
    book(home)
    book(home, "Platz 2")
    with pytest.raises(QuotaReached):
        book(home, "Platz 3")
    book(home, "Platz 1", *NEXT)
    with pytest.raises(QuotaReached):
        book(home, "Platz 2", *NEXT)


def test_who_stands_before_a_place_is_limited_too_and_guests_of_hosts_are_not(app: Flask, home: House) -> None:
    limit(home, "bookings", 1)
    book(home)
    make_host(app)
    with pytest.raises(QuotaReached):
        take(home, "Platz 2", at("2026-11-24", "11:00"))
    with home.here("host@example.org") as (host, hub, setup), transaction():
        slots = slots_at(hub, setup, list(setup.places), Interval(*OTHER_DAY))
        for name in ("Frau Meier", "Herr Meier"):
            today_actions.book_for_caller(host=host, slots=slots, guest_name=name)
    assert len(bookings(app)) == 3


def take(home: House, name: str, end: datetime) -> Booking:
    """Scanned at the door."""
    with home.here() as (member, hub, setup), transaction():
        return door_actions.take(member=member, hub=hub, setup=setup, place=home.place(setup, name), end=end)


def planned(home: House, number: int, **how: Any) -> tuple[SeriesWish, list[PlannedDate]]:
    """Each day from Wednesday on."""
    with home.here() as (member, hub, setup):
        subject = Subject(hub, setup, "desk", home.place(setup, "Platz 1"))
        wish = SeriesWish(subject, Repetition(every=1, unit="day", count=number), date(2026, 11, 25), 540, 600)
        return wish, series_queries.plan(wish, member.id, **how)


def book_dates(home: House, wish: SeriesWish, days: list[date]) -> None:
    with home.here() as (member, hub, setup), transaction():
        place = home.place(setup, "Platz 1")
        occurrences = [ChosenDate(day, Slot(hub, setup, place, wish.span(day))) for day in days]
        series_actions.book_series(member=member, wish=wish, occurrences=occurrences)


def test_series_leaves_out_what_is_more_than_a_week_allows(home: House) -> None:
    limit(home, "days", 2)
    found = planned(home, 8)[1]
    assert [one.error.code if one.error else "" for one in found] == [
        *("", "", "quota-reached"),
        *("outside-opening-hours", "outside-opening-hours"),
        *("", "", "quota-reached"),
    ]


def test_dates_that_are_left_out_leave_room_for_others(home: House) -> None:
    limit(home, "days", 2)
    found = planned(home, 3, skipped={date(2026, 11, 26)})[1]
    assert [one.slot is not None for one in found] == [True, True, True]


def test_series_that_takes_too_much_is_refused_as_a_whole(app: Flask, home: House) -> None:
    wish = planned(home, 3)[0]
    limit(home, "days", 2)
    with pytest.raises(QuotaReached):
        book_dates(home, wish, [date(2026, 11, day) for day in (25, 26, 27)])
    assert bookings(app) == []


def test_gap_keeps_bookings_of_one_kind_apart(home: House) -> None:
    rule(home, gap_minutes=60)
    book(home)
    with pytest.raises(TooClose) as refused:
        book(home, "Platz 2", ELEVEN, at(DAY, "12:00"))
    assert refused.value.facts["since"] == at(DAY, "12:00")
    with pytest.raises(TooClose):
        book(home, "Platz 2")
    assert book(home, "Platz 2", at(DAY, "12:00"), at(DAY, "13:00")).status == "confirmed"


def test_gap_of_a_booking_that_is_moved_is_not_to_itself(home: House) -> None:
    rule(home, gap_minutes=120)
    booked = book(home)
    assert move(home, booked, "Platz 1", TEN, at(DAY, "12:00")).starts_at == TEN


def test_page_says_beforehand_what_the_action_says_and_offers_the_next_week(home: House) -> None:
    limit(home, "bookings", 1)
    booked = book(home)
    with home.here() as (member, hub, setup):
        subject = Subject(hub, setup, "desk", home.place(setup, "Platz 2"))
        wish = Enquiry(subject, *OTHER_DAY)
        error = suggesting.refusal(wish, member.id)
        assert isinstance(error, QuotaReached)
        later = suggesting.instead(wish, error, member.id)[0]
        assert later.start == at("2026-11-30", "7:00")
        moving = Enquiry(subject, *OTHER_DAY, but=booked.id)
        assert suggesting.refusal(moving, member.id) is None


def test_room_for_a_group_is_for_nobody_else(home: House) -> None:
    rule(home, "Platz 1", groups=("clubs", "staff"))
    with pytest.raises(GroupsOnly) as refused:
        book(home)
    assert "Coppenbrügge" in str(refused.value.message())
    assert book_any(home) == "Platz 2"
    belongs_to(home, "staff", valid_until=date(2026, 11, 25))
    assert book(home).status == "confirmed"
    with pytest.raises(GroupsOnly):
        book(home, "Platz 1", *OTHER_DAY)


def test_place_may_be_for_everybody_where_the_hub_is_for_groups(home: House) -> None:
    rule(home, groups=("clubs",))
    rule(home, "Platz 2", groups=())
    with pytest.raises(GroupsOnly):
        book(home)
    assert book(home, "Platz 2").status == "confirmed"


def test_what_is_only_for_a_group_is_not_proposed_to_others(home: House) -> None:
    rule(home, "Platz 2", groups=("clubs",))
    book(home)
    with home.here() as (member, hub, setup):
        wish = Enquiry(Subject(hub, setup, "desk", home.place(setup, "Platz 1")), NINE, ELEVEN)
        error = suggesting.refusal(wish, member.id)
        assert error is not None
        names = [one.subject.sample.name for one in suggesting.instead(wish, error, member.id) if one.start == NINE]
        assert names == ["Platz 3"]


@pytest.mark.each_database
def test_two_tabs_do_not_both_take_the_last_one(app: Flask, home: House) -> None:
    limit(home, "days", 1)
    days = [(at(f"2026-11-{day}", "9:00"), at(f"2026-11-{day}", "10:00")) for day in (25, 26, 27)]
    results = tried_at_once(*(lambda span=span: book(home, "Platz 1", *span) for span in days))
    assert kinds(results) == ["Booking", "QuotaReached", "QuotaReached"]


def test_without_a_limit_nothing_is_asked_and_with_one_a_single_query(app: Flask, home: House) -> None:
    with home.here() as (member, hub, setup):
        slot = Slot(hub, setup, home.place(setup, "Platz 1"), Interval(NINE, ELEVEN))
        with counted(app) as asked:
            quotas.check([slot], member.id, NINE)
        assert asked == []
    limit(home, "hours", 10)
    book(home)
    with home.here() as (member, hub, setup):
        slot = Slot(hub, setup, home.place(setup, "Platz 2"), Interval(*OTHER_DAY))
        setup.standing_of(member.id)
        with counted(app) as asked:
            quotas.check([slot], member.id, NINE)
        assert len(asked) == 1
