"""The lunch break against a naive opinion that asks about every single minute, and by example."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.clock import day_bounds
from core.timespans import Interval, merge, subtract
from hubs import lunch
from hubs.hours import open_intervals
from tests.oracle import MINUTE, SPECIAL_DAYS, Case, cases, day_case, is_open, text_of

BERLIN = "Europe/Berlin"
BISPERODE = "Mo-Fr 08:00-12:30,14:30-18:00; PH off"
TUESDAY = datetime(2026, 11, 24, tzinfo=UTC)


def opened_of(case: Case) -> list[Interval]:
    usual = open_intervals(text_of(case.rules), case.zone, "NI", case.start, case.end)
    return subtract(usual, [Interval(*closure) for closure in case.closures])


def breaks_of(case: Case) -> list[Interval]:
    return lunch.breaks(opened_of(case), case.zone, [Interval(*closure) for closure in case.closures])


class Minutes:
    """Of a case: which minutes are open, which belong to a lunch break."""

    def __init__(self, case: Case) -> None:
        self.case, self.zone = case, ZoneInfo(case.zone)
        minutes = range((case.end - case.start) // MINUTE)
        self.all = [case.start + n * MINUTE for n in minutes]
        self.day = {m: m.astimezone(self.zone).date() for m in self.all}
        self.open = {m for m in self.all if is_open(case.rules, m, case.zone) and not self._is_shut(m)}

    def _is_shut(self, minute: datetime) -> bool:
        return any(start <= minute < end for start, end in self.case.closures)

    def is_break(self, minute: datetime) -> bool:
        """Closed, with an open minute before and after it on the same day, at most three hours apart, and no closure
        between them."""
        if minute in self.open:
            return False
        before, after = self._nearest(minute, -MINUTE), self._nearest(minute, MINUTE)
        if before is None or after is None or (after - before) > timedelta(hours=3, minutes=1):
            return False
        return not any(start < after and before + MINUTE < end for start, end in self.case.closures)

    def _nearest(self, minute: datetime, step: timedelta) -> datetime | None:
        """Of the same day, and not further away than a break is long."""
        for n in range(1, 182):
            at = minute + n * step
            if at in self.open and self.day[at] == self.day[minute]:
                return at
        return None

    def may_be_booked(self, span: Interval) -> bool:
        minutes = [m for m in self.all if span.start <= m < span.end]
        begins_and_ends = minutes[0] in self.open and minutes[-1] in self.open
        return begins_and_ends and all(m in self.open or self.is_break(m) for m in minutes)


@settings(max_examples=settings().max_examples // 4)
@given(case=cases(), data=st.data())
@example(case=day_case(SPECIAL_DAYS[0]), data=None)
@example(case=day_case(SPECIAL_DAYS[1]), data=None)
def test_breaks_and_what_goes_over_them_equal_the_minutes(case: Case, data: st.DataObject | None) -> None:
    """Also on both days on which the clock changes."""
    known, opened, breaks = Minutes(case), opened_of(case), breaks_of(case)
    found = merge(Interval(m, m + MINUTE) for m in known.all if known.is_break(m))
    assert breaks == found, text_of(case.rules)

    edges = [edge for stretch in opened for edge in stretch] if opened else [case.start]
    for span in _spans(case, edges, data):
        assert lunch.is_open(opened, breaks, span) == known.may_be_booked(span), (text_of(case.rules), span)


def _spans(case: Case, edges: list[datetime], data: st.DataObject | None) -> list[Interval]:
    """Near the edges of openings, where mistakes live."""
    if data is None:
        return [Interval(start, end) for start in edges for end in edges if start < end]
    near = st.sampled_from(edges).flatmap(lambda edge: st.integers(-2, 2).map(lambda n: edge + n * MINUTE))
    drawn = [sorted(data.draw(st.tuples(near, near))) for _ in range(4)]
    return [Interval(start, end) for start, end in drawn if case.start <= start < end <= case.end]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ("Mo-Fr 08:00-12:30,14:30-18:00", 1),
        ("Mo-Fr 08:00-11:00,14:00-18:00", 1),
        ("Mo-Fr 08:00-11:00,14:01-18:00", 0),
        ("Mo-Fr 08:00-10:00,10:30-12:00,13:00-18:00", 2),
        ("Mo-Su 01:00-23:00", 0),
        ("Mo-Fr 00:00-24:00", 0),
    ],
)
def test_break_is_at_most_three_hours_within_a_day(hours: str, expected: int) -> None:
    opened = open_intervals(hours, BERLIN, "NI", TUESDAY - timedelta(hours=1), TUESDAY + timedelta(hours=23))
    assert len(lunch.breaks(opened, BERLIN)) == expected


def test_gap_over_midnight_is_no_break() -> None:
    opened = open_intervals("Mo-Su 01:00-23:00", BERLIN, "NI", TUESDAY, TUESDAY + timedelta(days=3))
    assert len(opened) == 3
    assert lunch.breaks(opened, BERLIN) == []


def span(start: float, end: float) -> Interval:
    """Hours of the Tuesday in UTC, which Berlin shows one later."""
    return Interval(TUESDAY + timedelta(hours=start), TUESDAY + timedelta(hours=end))


@pytest.mark.parametrize(
    "closure",
    [span(11, 14), span(12, 13), span(10, 12), span(13, 15)],
    ids=["over all of it", "within it", "into its start", "out of its end"],
)
def test_gap_with_a_closure_in_it_is_no_break(closure: Interval) -> None:
    opened = subtract(open_intervals(BISPERODE, BERLIN, "NI", *span(0, 24)), [closure])
    assert lunch.breaks(opened, BERLIN, [closure]) == []


@pytest.mark.parametrize(
    ("day", "lengths"),
    [(date(2026, 3, 29), [timedelta(hours=2)]), (date(2026, 10, 25), [])],
    ids=["the clock jumps over an hour of it", "an hour of it comes twice"],
)
def test_break_is_as_long_as_it_lasts(day: date, lengths: list[timedelta]) -> None:
    """From 1 to 4 by the clock are two hours in March and four in October."""
    opened = open_intervals("Mo-Su 00:00-01:00,04:00-12:00", BERLIN, "NI", *day_bounds(day, BERLIN))
    assert [gap.end - gap.start for gap in lunch.breaks(opened, BERLIN)] == lengths


def test_time_of_a_booking_is_told_the_breaks_that_it_goes_over() -> None:
    def told(wanted: Interval) -> list[Interval]:
        return lunch.crossed(BISPERODE, BERLIN, "NI", wanted)

    noon = span(11.5, 13.5)
    assert told(span(7, 17)) == [noon]
    assert told(span(7, 11)) == []
    assert told(span(7, 41)) == [noon, span(35.5, 37.5)]
    assert told(span(0, 24 * 365_000)) == []
