"""How much of a week is used, and how far apart bookings are: the plain functions."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.quota_errors import QuotaReached, TooClose
from bookings.quota_rules import Use, amount, check_gap, is_over, week_of
from core import formats
from core.timespans import Interval
from hubs.quotas import rules
from hubs.quotas.rules import QuotaFacts, holding
from hubs.setup_errors import InvalidSetup
from tests.support.house import ZONE, at

MINUTE = timedelta(minutes=1)


def use(day: str, start: str, end: str, kind: str = "desk") -> Use:
    return Use(kind, Interval(at(day, start), at(day, end)))


def test_week_begins_on_monday_by_the_hubs_clock() -> None:
    assert str(week_of(at("2026-11-29", "23:59"), ZONE)) == "2026-11-23"
    assert str(week_of(at("2026-11-30", "0:00"), ZONE)) == "2026-11-30"


def test_days_count_once_however_often_one_comes_and_hours_count_all() -> None:
    uses = [use("2026-11-24", "9:00", "10:30"), use("2026-11-24", "14:00", "15:00"), use("2026-11-25", "9:00", "10:00")]
    assert [amount(QuotaFacts(unit, 1), uses, ZONE) for unit in rules.UNITS] == [210, 2, 3]


def test_booking_that_ends_at_midnight_is_of_one_day_and_one_over_it_of_two() -> None:
    until = Use("desk", Interval(at("2026-11-24", "20:00"), at("2026-11-25", "0:00")))
    over = Use("desk", Interval(at("2026-11-24", "20:00"), at("2026-11-25", "0:30")))
    assert [amount(QuotaFacts("days", 1), [one], ZONE) for one in (until, over)] == [1, 2]


def test_only_the_kind_of_the_quota_counts() -> None:
    uses = [use("2026-11-24", "9:00", "10:00", "room"), use("2026-11-24", "9:00", "10:00")]
    assert amount(QuotaFacts("bookings", 1, "room"), uses, ZONE) == 1


def test_what_is_moved_may_stay_as_much_as_it_was() -> None:
    quota = QuotaFacts("hours", 1)
    old, same, more = (use("2026-11-24", "9:00", end) for end in ("12:00", "12:00", "12:30"))
    assert not is_over(quota, [], same, [old], ZONE)
    assert is_over(quota, [], more, [old], ZONE)
    assert is_over(quota, [], same, [], ZONE)


def test_group_has_its_own_quota_instead_of_everybodys_and_zero_lifts_it() -> None:
    everybody, clubs, staff = (
        QuotaFacts("days", 2),
        QuotaFacts("days", 4, "", "clubs"),
        QuotaFacts("days", 0, "", "staff"),
    )
    rooms = QuotaFacts("hours", 3, "room")
    for order in ([everybody, clubs, staff, rooms], [staff, rooms, clubs, everybody]):
        assert set(holding(order, "")) == {everybody, rooms}
        assert set(holding(order, "clubs")) == {clubs, rooms}
        assert set(holding(order, "staff")) == {rooms}
        assert set(holding(order, "residents")) == {everybody, rooms}


@pytest.mark.parametrize(
    ("field", "quota"),
    [
        ("unit", QuotaFacts("weeks", 1)),
        ("kind", QuotaFacts("days", 1, "sofa")),
        ("group", QuotaFacts("days", 1, "", "friends")),
        ("most", QuotaFacts("days", 0)),
        ("most", QuotaFacts("days", 8)),
        ("most", QuotaFacts("hours", 169)),
    ],
)
def test_quota_with_a_wrong_value_is_refused_at_its_field(field: str, quota: QuotaFacts) -> None:
    with pytest.raises(InvalidSetup) as refused:
        rules.check_quota(quota)
    assert refused.value.field == field


def test_gap_is_asked_between_bookings_of_one_kind_and_says_when_one_may_again() -> None:
    there = [use("2026-11-24", "9:00", "10:00"), use("2026-11-24", "12:00", "13:00")]
    check_gap(60, use("2026-11-24", "9:00", "10:00", "room"), there, ZONE)
    check_gap(None, use("2026-11-24", "9:30", "10:00"), there, ZONE)
    check_gap(60, use("2026-11-24", "14:00", "15:00"), there, ZONE)
    with pytest.raises(TooClose) as refused:
        check_gap(60, use("2026-11-24", "10:30", "11:00"), there, ZONE)
    assert refused.value.facts["since"] == at("2026-11-24", "14:00")


minutes = st.integers(0, 24 * 60)


@given(
    gap=st.integers(1, 240), start=minutes, length=st.integers(15, 180), others=st.lists(st.tuples(minutes, minutes))
)
def test_after_the_time_that_a_refusal_names_the_same_is_allowed(
    gap: int, start: int, length: int, others: list[tuple[int, int]]
) -> None:
    day = at("2026-11-24", "0:00")
    there = [Use("desk", Interval(day + a * MINUTE, day + (a + b // 8 + 1) * MINUTE)) for a, b in others]
    wanted = Use("desk", Interval(day + start * MINUTE, day + (start + length) * MINUTE))
    try:
        check_gap(gap, wanted, there, ZONE)
    except TooClose as error:
        since = error.facts["since"]
        assert since > wanted.span.start
        check_gap(gap, Use("desk", Interval(since, since + length * MINUTE)), there, ZONE)
    else:
        apart = (max(o.span.start - wanted.span.end, wanted.span.start - o.span.end) for o in there)
        assert all(one >= gap * MINUTE for one in apart)


FACTS = {"quota": QuotaFacts("hours", 8, "room"), "used": 390, "since": None, "alone": False}


def test_refusal_names_the_rule_the_limit_and_when_one_may_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "locale_code", lambda: "en")
    monday = week_of(at("2026-12-02", "9:00"), ZONE)
    said = str(QuotaReached(**FACTS, week=monday, again=monday + timedelta(days=7)).message())
    assert said == (
        "In this week (30 Nov – 6 Dec) you have already booked 6.5 of 8 hours (rooms). "
        "From Mon 7 Dec on, you can book again."
    )
    assert str(QuotaReached(**FACTS, week=monday, again=None).message()).endswith("cancel one of these bookings first.")
    alone = FACTS | {"alone": True}
    assert str(QuotaReached(**alone, week=monday, again=None).message()) == (
        "You can book at most 8 hours (rooms) a week here. Please choose a shorter time."
    )
    close = TooClose(gap_minutes=120, since=at("2026-12-02", "13:00"), zone=ZONE)
    assert str(close.message()) == (
        "At least 2 hours must lie between two of your bookings here. From Wed 2 Dec, 13:00 on, you can book again."
    )
    assert [(one.code, one.status) for one in (QuotaReached, TooClose)] == [("quota-reached", 422), ("too-close", 422)]
