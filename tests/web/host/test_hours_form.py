"""Opening hours between form and text: there and back, and the same hours either way."""

import tomllib
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubs import hours
from tests.support.processes import ROOT
from web.host.hours_form import HoursForm, typed_of
from web.host.hours_reading import week_of
from web.host.hours_values import ALWAYS_WEEK, CLOSED_WEEK, OFF_DAYS, Day, HoursValues, Season, Week, text_of

DEMO = {
    path.stem: str(tomllib.loads(path.read_text(encoding="utf-8"))["opening_hours"])
    for path in (ROOT / "demo/hubs").glob("*.toml")
    if "opening_hours" in path.read_text(encoding="utf-8")
}
TOO_SPECIAL = {"hemeringen", "lauenstein"}
EIGHT_TO_SIX: Day = ((480, 1080),)
BROKEN: Day = ((480, 720), (780, 1080))
WEEK: Week = (EIGHT_TO_SIX,) * 5 + ((), ())


def days(least: int = 0) -> st.SearchStrategy[Day]:
    """Closed, one stretch, or two with a break, on five minutes."""
    times = st.lists(st.integers(0, 288), min_size=4, max_size=4, unique=True).map(sorted)
    whole = times.map(lambda t: ((t[0] * 5, t[3] * 5),))
    broken = times.map(lambda t: ((t[0] * 5, t[1] * 5), (t[2] * 5, t[3] * 5)))
    return st.one_of(*([st.just(())] if not least else []), whole, broken)


def weeks() -> st.SearchStrategy[Week]:
    return st.lists(days(), min_size=7, max_size=7).map(tuple)


def open_weeks() -> st.SearchStrategy[Week]:
    return weeks().filter(any)


def seasons() -> st.SearchStrategy[Season]:
    def made(first: int, length: int, week: Week) -> Season:
        return Season(first, (first + length) % 12, week)

    return st.builds(made, st.integers(0, 11), st.integers(0, 10), open_weeks())


def all_values() -> st.SearchStrategy[HoursValues]:
    off = st.sets(st.sampled_from(sorted(OFF_DAYS))).map(lambda names: tuple(n for n in OFF_DAYS if n in names))
    holidays = st.one_of(st.none(), days())
    all_year = st.builds(HoursValues, open_weeks(), st.none(), holidays, off)
    return st.one_of(all_year, st.builds(HoursValues, weeks(), seasons(), holidays, off))


@given(all_values())
@settings(deadline=None, max_examples=300)
def test_what_the_form_holds_comes_back_from_its_text(values: HoursValues) -> None:
    text = text_of(values)
    assert week_of(text) == values


@given(all_values())
def test_what_is_typed_back_makes_the_same_values(values: HoursValues) -> None:
    """Be a common break folded into one field or not."""
    assert HoursForm(typed_of(values)).values() == values


@given(all_values())
def test_the_forms_text_is_kept_as_it_is(values: HoursValues) -> None:
    assert hours.canonical(text_of(values)) == text_of(values)


def test_one_break_is_folded_only_where_no_day_would_get_it_anew() -> None:
    folded = typed_of(HoursValues((BROKEN,) * 4 + (((480, 720),),) + (BROKEN, ())))
    assert (folded["usual-break-from"], folded["usual-mo-to"], folded["usual-sa-from2"]) == ("12:00", "18:00", "13:00")
    through = typed_of(HoursValues((BROKEN,) * 4 + (EIGHT_TO_SIX, (), ())))
    assert "usual-break-from" not in through
    assert through["usual-mo-from2"] == "13:00"


@pytest.mark.parametrize("text", ["24/7", "Mo-Su 00:00-24:00", "rund um die Uhr", "immer geöffnet"])
def test_round_the_clock_is_an_ordinary_choice(text: str) -> None:
    values = week_of(text)
    assert values == HoursValues(ALWAYS_WEEK, holidays=None)
    assert text_of(values) == "24/7"
    assert typed_of(values)["always"] == "1"


def test_form_holds_what_was_typed_in_other_words() -> None:
    assert week_of("Montag bis Freitag 8–18 Uhr; Feiertage geschlossen") == HoursValues(WEEK)


@given(all_values(), st.dates(date(2026, 1, 1), date(2028, 12, 31)))
@settings(deadline=None, max_examples=300)
def test_text_means_what_the_form_says(values: HoursValues, day: date) -> None:
    text = text_of(values)
    hours.validate(text)
    assert minutes(text, day) == list(expected(values, day))


@pytest.mark.parametrize("slug", sorted(DEMO))
def test_demo_hours_are_held_by_the_form_or_too_special(slug: str) -> None:
    values = week_of(DEMO[slug])
    assert (values is None) == (slug in TOO_SPECIAL)
    if values:
        made = text_of(values)
        year = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
        assert [minutes(made, day) for day in year] == [minutes(DEMO[slug], day) for day in year]
        assert made == DEMO[slug]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "24/7; Apr-Oct: Mo-Fr 08:00-18:00",
        "Mo-Fr 18:00-02:00",
        "We[1] 18:00-21:00",
        "PH off; Mo-Fr 08:00-18:00",
        "Dec 24 off; Mo-Fr 08:00-18:00",
        "Mo-Fr 08:00-18:00; Dec 24 off; PH 10:00-12:00",
        "Mo-Fr 08:00-10:00,11:00-12:00,13:00-14:00",
        "Apr-Oct: Mo 08:00-18:00; Mo 09:00-10:00",
        "Apr-Oct: Mo 08:00-18:00; Nov-Feb: Mo 09:00-10:00",
        "Jan-Dec: Mo 08:00-18:00",
        'Mo-Fr 08:00-18:00 || "by appointment"',
        "Mo-Fr 08:00-18:00; Jul 02 off",
        "Sa-Mo 08:00-18:00",
        "Mo 08:00-24:30",
    ],
)
def test_what_the_form_cannot_hold_is_left_to_experts(text: str) -> None:
    assert week_of(text) is None


def test_a_later_rule_replaces_an_earlier_one() -> None:
    values = week_of("Mo-Fr 08:00-18:00; We 08:00-12:00; PH off")
    assert values is not None
    assert values.week[2] == ((480, 720),)
    assert text_of(values) == "Mo,Tu,Th,Fr 08:00-18:00; We 08:00-12:00; PH off"


def test_a_week_that_is_always_closed_makes_no_text() -> None:
    assert text_of(HoursValues(CLOSED_WEEK)) == ""


def test_days_off_come_last_so_that_nothing_opens_them_again() -> None:
    text = text_of(HoursValues(WEEK, holidays=EIGHT_TO_SIX, off=("dec31", "dec24")))
    assert text == "Mo-Fr 08:00-18:00; PH 08:00-18:00; Dec 24,Dec 31 off"


def minutes(text: str, day: date) -> list[tuple[int, int]]:
    """When it is open by the text, by the clock in UTC, where each day has 24 hours."""
    found = hours.day_intervals(text, "UTC", "NI", day)
    start = found[0].start.replace(hour=0, minute=0) if found else None
    return [(int((a - start).total_seconds() // 60), int((b - start).total_seconds() // 60)) for a, b in found if start]


def expected(values: HoursValues, day: date) -> Day:
    if (day.month, day.day) in off_dates(values):
        return ()
    if values.holidays is not None and hours.is_holiday(day, "NI"):
        return values.holidays
    season = values.season
    in_season = season and (day.month - 1 - season.first) % 12 <= (season.last - season.first) % 12
    return (season.week if season and in_season else values.week)[day.weekday()]


def off_dates(values: HoursValues) -> set[tuple[int, int]]:
    dates = {"dec24": {24}, "dec27": {27, 28, 29, 30}, "dec31": {31}}
    return {(12, number) for name in values.off for number in dates[name]}
