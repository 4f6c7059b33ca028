"""What calendars say, recurrences on both sides of the clock changes, and calendars that are made to hurt."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from calendars.outside import looking, rules
from calendars.outside.errors import Unreadable
from calendars.reading import busy
from calendars.reading.busy import busy_times
from calendars.reading.repeating import Effort
from core.timespans import Interval, merge
from tests.support.house import NOW, ZONE, at
from tests.support.ics import berlin, calendar, event, time_zone

WINDOW = rules.window(NOW, ZONE)
BERLIN = ZoneInfo(ZONE)
DAY = timedelta(days=1)


def read(*events: str, head: tuple[str, ...] = (), zone: str = ZONE) -> list[Interval]:
    return busy_times(calendar(*events, head=head), zone, WINDOW)


def span(day: str, start: str, end: str) -> Interval:
    return Interval(at(day, start), at(day, end))


NINE_TO_ELEVEN = span("2026-11-25", "9:00", "11:00")


def test_window_is_from_yesterday_to_400_days_ahead() -> None:
    assert rules.window(NOW, ZONE) == Interval(at("2026-11-23", "0:00"), at("2027-12-30", "0:00"))


@pytest.mark.parametrize(
    "times",
    [
        ("DTSTART;TZID=Europe/Berlin:20261125T090000", "DTEND;TZID=Europe/Berlin:20261125T110000"),
        ("DTSTART:20261125T080000Z", "DTEND:20261125T100000Z"),
        ("DTSTART:20261125T090000", "DTEND:20261125T110000"),
        ("DTSTART:20261125T090000", "DURATION:PT2H"),
        ("DTSTART;TZID=W. Europe Standard Time:20261125T090000", "DTEND;TZID=W. Europe Standard Time:20261125T110000"),
        ("DTSTART;TZID=Nowhere/Land:20261125T090000", "DTEND;TZID=Nowhere/Land:20261125T110000"),
        ("DTSTART;TZID=America/New_York:20261125T030000", "DTEND;TZID=America/New_York:20261125T050000"),
    ],
)
def test_time_is_understood_in_whatever_zone_it_is_written(times: tuple[str, str]) -> None:
    assert read(event(*times)) == [NINE_TO_ELEVEN]


def test_zone_that_the_calendar_brings_along_is_used() -> None:
    zone = time_zone("Ours", "DTSTART:19701101T000000")
    assert read(zone, event("DTSTART;TZID=Ours:20261125T110000", "DTEND;TZID=Ours:20261125T130000")) == [NINE_TO_ELEVEN]


def test_whole_days_are_those_of_the_hub() -> None:
    one = event("DTSTART;VALUE=DATE:20261125", None)
    three = event("DTSTART;VALUE=DATE:20270327", "DTEND;VALUE=DATE:20270330", uid="2")

    assert read(one, three) == [
        Interval(at("2026-11-25", "0:00"), at("2026-11-26", "0:00")),
        Interval(at("2027-03-27", "0:00"), at("2027-03-30", "0:00")),
    ]
    (first, _second) = read(one, three, zone="America/New_York")
    assert first.start == datetime(2026, 11, 25, 5, tzinfo=UTC)


def test_what_does_not_take_time_does_not_block() -> None:
    free = berlin("20261125", "0900", "1100", "TRANSP:TRANSPARENT")
    called_off = berlin("20261125", "1200", "1300", "STATUS:CANCELLED", uid="2")
    maybe = berlin("20261126", "0900", "1000", "STATUS:TENTATIVE", "TRANSP:OPAQUE", uid="3")
    moment = event("DTSTART:20261127T080000Z", None, uid="4")

    assert read(free, called_off, maybe, moment) == [span("2026-11-26", "9:00", "10:00")]


def test_overlapping_and_touching_times_become_one() -> None:
    found = read(
        berlin("20261125", "0900", "1000"),
        berlin("20261125", "0930", "1030", uid="2"),
        berlin("20261125", "1030", "1100", uid="3"),
    )
    assert found == [NINE_TO_ELEVEN]


def test_what_is_over_or_far_away_is_left_out_and_what_reaches_over_is_cut() -> None:
    past = berlin("20261120", "0900", "1100")
    far = berlin("20280101", "0900", "1100", uid="2")
    long = event("DTSTART;VALUE=DATE:20261001", "DTEND;VALUE=DATE:20261126", uid="3")
    assert read(past, far, long) == [Interval(WINDOW.start, at("2026-11-26", "0:00"))]


def test_exceptions_of_a_series_hold() -> None:
    series = berlin(
        "20261124",
        "0900",
        "1000",
        "RRULE:FREQ=DAILY;COUNT=5",
        "EXDATE;TZID=Europe/Berlin:20261126T090000",
        "RDATE;TZID=Europe/Berlin:20261201T150000",
    )
    moved = berlin("20261125", "1400", "1600", "RECURRENCE-ID;TZID=Europe/Berlin:20261125T090000")
    called_off = berlin(
        "20261127", "0900", "1000", "STATUS:CANCELLED", "RECURRENCE-ID;TZID=Europe/Berlin:20261127T090000"
    )

    assert read(series, moved, called_off) == [
        span("2026-11-24", "9:00", "10:00"),
        span("2026-11-25", "14:00", "16:00"),
        span("2026-11-28", "9:00", "10:00"),
        span("2026-12-01", "15:00", "16:00"),
    ]


def naive(first: date, clock: tuple[int, int], minutes: int, days: Any) -> list[Interval]:
    """A person with a calendar on the wall: each day that `days` picks, by the clock there."""
    found = []
    for number in range(500):
        day = first + number * DAY
        if days(number, day):
            start = datetime(day.year, day.month, day.day, *clock, tzinfo=BERLIN).astimezone(UTC)
            found.append(Interval(start, start + timedelta(minutes=minutes)))
    return [time for time in merge(found) if time.end > WINDOW.start and time.start < WINDOW.end]


RULES: list[tuple[str, Any]] = [
    ("FREQ=DAILY", lambda _number, _day: True),
    ("FREQ=DAILY;INTERVAL=3", lambda number, _day: number % 3 == 0),
    ("FREQ=WEEKLY", lambda number, _day: number % 7 == 0),
    ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU", lambda _n, day: day.weekday() in {1, 6} and weeks(day) % 2 == 0),
    ("FREQ=MONTHLY;BYDAY=-1SU", lambda _n, day: day.weekday() == 6 and (day + 7 * DAY).month != day.month),
    ("FREQ=MONTHLY;BYMONTHDAY=28", lambda _n, day: day.day == 28),
    ("FREQ=DAILY;UNTIL=20270331T215959Z", lambda _n, day: day < date(2027, 4, 1)),
]


def weeks(day: date) -> int:
    return (day - date(2026, 11, 16)).days // 7


@pytest.mark.parametrize("clock", [(1, 0), (9, 0), (23, 0)])
@pytest.mark.parametrize(("rule", "days"), RULES, ids=[rule for rule, _days in RULES])
def test_recurrence_is_what_a_naive_expansion_says(rule: str, days: Any, clock: tuple[int, int]) -> None:
    """From a Tuesday in November over the change of March and of October 2027."""
    first = date(2026, 11, 17)
    if rule.startswith("FREQ=MONTHLY;BYDAY"):
        first = date(2026, 10, 25)
    if rule.startswith("FREQ=MONTHLY;BYMONTHDAY"):
        first = date(2026, 10, 28)
    hour, minute = clock
    start = f"{first:%Y%m%d}T{hour:02d}{minute:02d}00"
    series = event(f"DTSTART;TZID=Europe/Berlin:{start}", "DURATION:PT45M", f"RRULE:{rule}")
    expected = naive(first, clock, 45, days)

    assert read(series) == expected
    if "UNTIL" not in rule:
        assert {time.start.astimezone(BERLIN).utcoffset() for time in expected} == {DAY / 24, DAY / 12}
        assert any(time.start > at("2027-11-01", "0:00") for time in expected)


def test_hour_that_is_missing_blocks_the_next_and_one_that_is_there_twice_blocks_both() -> None:
    spring = event("DTSTART;TZID=Europe/Berlin:20270328T023000", "DURATION:PT30M")
    autumn = event("DTSTART;TZID=Europe/Berlin:20271031T023000", "DTEND;TZID=Europe/Berlin:20271031T030000", uid="2")
    assert read(spring, autumn) == [
        Interval(datetime(2027, 3, 28, 1, 30, tzinfo=UTC), datetime(2027, 3, 28, 2, 0, tzinfo=UTC)),
        Interval(datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 2, 0, tzinfo=UTC)),
    ]


@pytest.mark.parametrize("name", ["Nowhere/Land", "W. Europe Standard Time", "Europe/Berlin", ""])
def test_zone_of_the_whole_calendar_is_a_help_and_no_hindrance(name: str) -> None:
    assert read(event("DTSTART:20261125T080000Z", "DURATION:PT2H"), head=(f"X-WR-TIMEZONE:{name}",)) == [NINE_TO_ELEVEN]


@pytest.mark.parametrize(
    ("start", "until"),
    [
        (";TZID=Europe/Berlin:20261125T230000", "20261127"),
        (";TZID=Europe/Berlin:20261125T230000", "20261127T235959"),
        (":20261125T230000", "20261127"),
        (":20261125T220000Z", "20261127"),
        (";VALUE=DATE:20261125", "20261127"),
    ],
)
def test_series_lasts_until_the_end_of_the_day_that_is_named(start: str, until: str) -> None:
    (*_others, last) = read(
        event(f"DTSTART{start}", "DURATION:PT1H" if "VALUE" not in start else None, f"RRULE:FREQ=DAILY;UNTIL={until}")
    )
    assert last.end == at("2026-11-28", "0:00")


BOMBS = {
    "every second": "RRULE:FREQ=SECONDLY",
    "every minute": "RRULE:FREQ=MINUTELY;INTERVAL=1",
    "many seconds": "RRULE:FREQ=DAILY;BYSECOND=" + ",".join(map(str, range(60))),
    "many minutes": "RRULE:FREQ=HOURLY;BYMINUTE=" + ",".join(map(str, range(60))),
    "hours and minutes": "RRULE:FREQ=DAILY;BYHOUR=1,2,3,4,5,6;BYMINUTE=1,2,3,4,5",
    "folded": "RRULE:FRE\r\n Q=SECON\r\n\tDLY",
    "small letters": "rrule:freq=secondly",
    "with a parameter": "RRULE;X-A=B:FREQ=SECONDLY",
    "every hour": "RRULE:FREQ=HOURLY",
}
HARMLESS = {
    "no step": "RRULE:FREQ=DAILY;INTERVAL=0;COUNT=1",
    "backwards": "RRULE:FREQ=DAILY;INTERVAL=-1;COUNT=1",
    "excluding": "EXRULE:FREQ=SECONDLY",
    "never": "RRULE:FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30",
}
ELSEWHERE = berlin("20261120", "0900", "1000", "RRULE:FREQ=WEEKLY;UNTIL=20261127", uid="2")
WEEKLY_TIMES = [span("2026-11-27", "9:00", "10:00")]


@pytest.mark.parametrize("rule", BOMBS.values(), ids=BOMBS)
def test_rule_that_repeats_too_often_blocks_its_days_and_is_not_carried_out(rule: str) -> None:
    effort = Effort(30_000)
    found = busy.read(calendar(berlin("20261125", "0900", "0901", rule), ELSEWHERE), ZONE, WINDOW, effort)
    assert found == ([Interval(at("2026-11-25", "0:00"), WINDOW.end)], "o1:20261125")


@pytest.mark.parametrize("rule", HARMLESS.values(), ids=HARMLESS)
def test_rule_that_never_comes_true_costs_little(rule: str) -> None:
    effort = Effort(10_000)
    found = busy.read(calendar(berlin("20261125", "0900", "1100", rule), ELSEWHERE), ZONE, WINDOW, effort)
    assert found.busy == [NINE_TO_ELEVEN, *WEEKLY_TIMES]


def test_time_zone_that_changes_every_second_is_none() -> None:
    zone = time_zone("Bomb", "DTSTART:19700101T000000", "RRULE:FREQ=SECONDLY")
    entry = event("DTSTART;TZID=Bomb:20261125T090000", "DURATION:PT2H")
    assert busy.read(calendar(zone, entry), ZONE, WINDOW, Effort(100)) == ([NINE_TO_ELEVEN], "z1:20261125")


@pytest.mark.parametrize(
    "events",
    [
        [
            event("DTSTART:10010101T000000Z", "DURATION:PT1M", "RRULE:FREQ=HOURLY;COUNT=2000", uid=str(n))
            for n in range(9)
        ],
        [berlin("20000101", "0900", "0901", "RRULE:FREQ=HOURLY", uid=str(n)) for n in range(300)],
        [berlin("10000101", "0900", "0901", "RRULE:FREQ=DAILY;COUNT=9000000", uid=str(n)) for n in range(9)],
    ],
    ids=["from the year 1001", "many", "counted for ages"],
)
def test_what_costs_too_much_is_refused(events: list[str]) -> None:
    with pytest.raises(busy.FileRefused) as caught:
        busy.read(calendar(*events), ZONE, WINDOW, Effort(10_000))
    assert caught.value.reason == "too-complex"


def test_file_that_would_take_for_ever_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "SECONDS", 4)
    events = [berlin("20000101", "0900", "0901", "RRULE:FREQ=HOURLY", uid=str(n)) for n in range(3000)]
    assert refused(calendar(*events)) == "too-complex"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not-a-calendar"),
        (b"<!doctype html><title>Log in</title>", "not-a-calendar"),
        (b"\x89PNG\r\n", "not-a-calendar"),
        (calendar(berlin("20261125", "0900", "1100"))[:-40], "broken"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR", "broken"),
        (b"BEGIN:VCALENDAR\r\n\xff\xfe\r\n", "broken"),
    ],
)
def test_what_is_no_whole_calendar_is_refused(content: bytes, reason: str) -> None:
    assert refused(content) == reason


def test_more_busy_times_than_allowed_are_refused() -> None:
    hourly = event("DTSTART:20261125T090000Z", "DURATION:PT30M", "RRULE:FREQ=HOURLY;COUNT=1000")
    other = event("DTSTART:20270301T090000Z", "DURATION:PT30M", "RRULE:FREQ=HOURLY;COUNT={}", uid="2")
    assert len(looking.read(calendar(hourly, other.format(1000)), ZONE, WINDOW).busy) == 2000
    assert refused(calendar(hourly, other.format(1001))) == "too-many-times"


def test_single_entry_of_more_times_than_allowed_blocks_its_days() -> None:
    hourly = event("DTSTART:20261125T090000Z", "DURATION:PT30M", "RRULE:FREQ=HOURLY;COUNT=2001")
    (time,), odd = busy.read(calendar(hourly), ZONE, WINDOW)
    assert (time.start, odd) == (at("2026-11-25", "0:00"), "o1:20261125")


def test_calendar_is_read_in_a_process_of_its_own_with_the_same_result() -> None:
    content = b"\xef\xbb\xbf" + calendar(berlin("20261125", "0900", "1100", "RRULE:FREQ=WEEKLY;COUNT=9"))
    assert looking.read(content, ZONE, WINDOW) == (busy_times(content, ZONE, WINDOW), "")
    assert looking.read(calendar(), ZONE, WINDOW) == ([], "")


def test_large_calendar_of_real_life_is_read_within_the_limits() -> None:
    old = (berlin(f"{2010 + n % 16}0{1 + n % 9}{10 + n % 18}", "0900", "1000", uid=str(n)) for n in range(5000))
    assert looking.read(calendar(*old, berlin("20261125", "0900", "1100", uid="x")), ZONE, WINDOW).busy == [
        NINE_TO_ELEVEN
    ]


def refused(content: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        looking.read(content, ZONE, WINDOW)
    return caught.value.reason
