from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from core.timespans import Interval, covers, intersect, merge, subtract, total_minutes

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def at(start: int, end: int) -> Interval:
    return Interval(NOON + timedelta(minutes=start), NOON + timedelta(minutes=end))


lists = st.lists(st.tuples(st.integers(0, 30), st.integers(-2, 9)).map(lambda t: at(t[0], t[0] + t[1])), max_size=8)


def minutes(intervals: list[Interval]) -> set[datetime]:
    """The naive opinion: the set of minutes in them."""
    return {
        start + timedelta(minutes=n)
        for start, end in intervals
        for n in range(max(0, (end - start) // timedelta(minutes=1)))
    }


def is_normal(intervals: list[Interval]) -> bool:
    apart = all(first.end < second.start for first, second in pairwise(intervals))
    return apart and all(start < end for start, end in intervals)


@given(lists)
def test_merge_keeps_the_minutes_in_normal_form(some: list[Interval]) -> None:
    assert minutes(merge(some)) == minutes(some)
    assert is_normal(merge(some))


@given(lists, lists)
def test_subtract_leaves_the_minutes_that_are_not_taken(some: list[Interval], taken: list[Interval]) -> None:
    left = subtract(some, taken)
    assert minutes(left) == minutes(some) - minutes(taken)
    assert is_normal(left)


@given(lists, lists)
def test_intersect_keeps_the_minutes_of_both(some: list[Interval], others: list[Interval]) -> None:
    common = intersect(some, others)
    assert minutes(common) == minutes(some) & minutes(others)
    assert is_normal(common)


@given(lists, st.integers(0, 30), st.integers(1, 9))
def test_covers_when_every_minute_is_in_one(some: list[Interval], start: int, length: int) -> None:
    wanted = at(start, start + length)
    assert covers(some, wanted) == (minutes([wanted]) <= minutes(some))


@given(lists)
def test_total_minutes_counts_each_minute_once(some: list[Interval]) -> None:
    assert total_minutes(some) == len(minutes(some))


def test_touching_intervals_merge_and_do_not_cut_each_other() -> None:
    assert merge([at(10, 20), at(0, 10)]) == [at(0, 20)]
    assert subtract([at(0, 10)], [at(10, 20)]) == [at(0, 10)]
    assert intersect([at(0, 10)], [at(10, 20)]) == []


def test_one_cut_reaches_into_several_intervals() -> None:
    assert subtract([at(0, 10), at(20, 30), at(40, 50)], [at(5, 45)]) == [at(0, 5), at(45, 50)]


def test_nothing_in_gives_nothing_out() -> None:
    assert merge([]) == subtract([], [at(0, 1)]) == intersect([at(0, 1)], []) == []
    assert not covers([], at(0, 1))
    assert total_minutes([]) == 0
