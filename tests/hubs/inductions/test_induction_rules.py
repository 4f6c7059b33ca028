"""Until when an induction holds, and which are missing for a use."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from core.timespans import Interval
from hubs.inductions.errors import CannotGrantSelf, InvalidInduction, NotTheTrainer
from hubs.inductions.rules import (
    GrantFacts,
    InductionFacts,
    InductionValues,
    Validity,
    check_grant,
    check_values,
    ends_at,
    is_due_to_tell,
    lapses_at,
    last_day,
    may_let_in,
    missing,
    months_later,
)
from tests.support.house import ZONE, at

PRINTER, LASER = InductionFacts(1, "3D-Druck"), InductionFacts(2, "Laser", lapses_after_months=3)
GIVEN = at("2026-09-30", "17:00")
USE = Interval(at("2026-11-25", "10:00"), at("2026-11-25", "11:00"))


def lacks(grant: GrantFacts | None, use: Interval = USE, of: InductionFacts = PRINTER) -> list[str]:
    return [lack.why for lack in missing([of], {of.id: grant} if grant else {}, use, ZONE)]


def test_induction_is_missing_without_a_grant() -> None:
    assert lacks(None) == ["none"]


def test_grant_without_an_end_holds_for_good() -> None:
    assert lacks(GrantFacts(GIVEN), Interval(at("2046-11-25", "10:00"), at("2046-11-25", "11:00"))) == []


def test_grant_holds_to_its_last_moment_for_the_whole_use() -> None:
    assert lacks(GrantFacts(GIVEN, USE.end)) == []
    assert lacks(GrantFacts(GIVEN, USE.end - timedelta(seconds=1))) == ["ends"], "though it has begun before"


def test_each_induction_that_is_needed_is_asked_for() -> None:
    found = missing([PRINTER, LASER], {PRINTER.id: GrantFacts(GIVEN)}, USE, ZONE)
    assert [lack.induction for lack in found] == [LASER]


@pytest.mark.parametrize(
    ("day", "hours"),
    [("2026-03-29", 23), ("2026-10-25", 25)],
)
def test_grant_ends_with_the_day_also_when_the_clock_changes(day: str, hours: int) -> None:
    """Given a month before, valid for one month: it ends at midnight by the hub's clock."""
    given = at("2026-02-28" if hours == 23 else "2026-09-25", "9:00")
    until = Validity(until=date.fromisoformat(day))
    end = ends_at(until, given, ZONE, is_minor=False)
    midnight = date.fromisoformat(day) + timedelta(days=1)
    assert end == at(midnight.isoformat(), "0:00")
    assert end is not None
    assert end - at(day, "0:00") == timedelta(hours=hours)
    assert last_day(end, ZONE).isoformat() == day


def test_grant_for_months_ends_with_the_same_day_of_the_month() -> None:
    end = ends_at(Validity(months=12), GIVEN, ZONE, is_minor=False)
    assert end == at("2027-10-01", "0:00")


def test_minor_has_it_for_no_longer_than_six_months() -> None:
    half_a_year = at("2027-03-31", "0:00")
    assert ends_at(Validity(), GIVEN, ZONE, is_minor=True) == half_a_year
    assert ends_at(Validity(months=12), GIVEN, ZONE, is_minor=True) == half_a_year
    assert ends_at(Validity(months=3), GIVEN, ZONE, is_minor=True) == at("2026-12-31", "0:00"), "what is shorter stays"


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [("2026-08-31", 6, "2027-02-28"), ("2026-01-31", 25, "2028-02-29"), ("2026-12-01", 1, "2027-01-01")],
)
def test_months_later_is_the_last_day_of_a_shorter_month(day: str, months: int, later: str) -> None:
    assert months_later(date.fromisoformat(day), months).isoformat() == later


def test_unused_induction_lapses_after_its_months() -> None:
    lapses = lapses_at(LASER, GrantFacts(GIVEN), ZONE)
    assert lapses == at("2026-12-31", "0:00")
    assert lacks(GrantFacts(GIVEN), Interval(lapses - timedelta(hours=1), lapses), LASER) == []
    assert lacks(GrantFacts(GIVEN), Interval(lapses, lapses + timedelta(hours=1)), LASER) == ["lapsed"]


def test_use_keeps_an_induction_alive_and_an_older_one_does_not_shorten_it() -> None:
    late = Interval(at("2027-01-20", "10:00"), at("2027-01-20", "11:00"))
    assert lacks(GrantFacts(GIVEN, None, at("2026-10-20", "9:00")), late, LASER) == []
    assert lapses_at(LASER, GrantFacts(GIVEN, None, at("2026-01-20", "9:00")), ZONE) == at("2026-12-31", "0:00")


def test_nobody_grants_themselves_and_only_trainers_grant() -> None:
    check_grant(by=1, member_id=2, trainers=[1], ends=None, now=GIVEN)
    with pytest.raises(CannotGrantSelf):
        check_grant(by=1, member_id=1, trainers=[1], ends=None, now=GIVEN)
    with pytest.raises(NotTheTrainer):
        check_grant(by=1, member_id=2, trainers=[3], ends=None, now=GIVEN)
    with pytest.raises(InvalidInduction):
        check_grant(by=1, member_id=2, trainers=[1], ends=GIVEN, now=GIVEN)


def test_guest_is_let_in_only_by_who_gives_all_that_is_needed() -> None:
    assert may_let_in([PRINTER, LASER], {1, 2, 3})
    assert not may_let_in([PRINTER, LASER], {1})


@pytest.mark.parametrize(
    ("now", "is_due"),
    [("2026-10-31", False), ("2026-11-01", True), ("2026-11-29", True), ("2026-12-02", False)],
)
def test_end_is_told_in_its_last_thirty_days(now: str, is_due: bool) -> None:
    assert is_due_to_tell(at("2026-12-01", "0:00"), GIVEN, at(now, "0:00")) is is_due


def test_end_of_a_short_induction_is_not_told() -> None:
    end: datetime = at("2026-12-01", "0:00")
    assert not is_due_to_tell(end, end - timedelta(days=20), end - timedelta(days=10))


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("name", {"name": " \u200b"}),
        ("name", {"name": "x" * 81}),
        ("text", {"text": "x" * 2001}),
        ("valid", {"valid": "sometimes"}),
        ("months", {"valid": "months"}),
        ("months", {"valid": "months", "months": 121}),
        ("until_date", {"valid": "until"}),
        ("until_date", {"valid": "until", "until_date": date(2026, 11, 23)}),
        ("months_minor", {"months_minor": 0}),
        ("lapses_after_months", {"lapses_after_months": 13}),
    ],
)
def test_value_that_does_not_do_is_named(field: str, values: dict[str, object]) -> None:
    with pytest.raises(InvalidInduction) as raised:
        check_values(InductionValues(**({"name": "Laser"} | values)), date(2026, 11, 24))  # type: ignore[arg-type]
    assert raised.value.field == field
    assert str(raised.value.message())


def test_last_day_that_is_over_may_stay_and_today_may_be_chosen() -> None:
    yesterday, today = date(2026, 11, 23), date(2026, 11, 24)
    ended = InductionValues(name="Laser", valid="until", until_date=yesterday)
    check_values(ended, today, yesterday)
    check_values(replace(ended, until_date=today), today)
    with pytest.raises(InvalidInduction):
        check_values(replace(ended, until_date=date(2026, 11, 22)), today, yesterday)
