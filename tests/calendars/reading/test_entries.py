"""One entry in the notations of the world: what it blocks, alone and beside good ones, and what is told of it."""

from datetime import UTC, datetime, timedelta

import pytest

from calendars.outside import rules
from calendars.reading import busy
from calendars.reading.busy import FileRefused, Read
from core.timespans import Interval
from tests.support.house import NOW, ZONE, at
from tests.support.ics import berlin, calendar, time_zone

WINDOW = rules.window(NOW, ZONE)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
START = "DTSTART;TZID=Europe/Berlin:20261202T090000"
GOOD = berlin("20261125", "0900", "1100", uid="good")
GOOD_TIME = Interval(at("2026-11-25", "9:00"), at("2026-11-25", "11:00"))


def entry(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"])


def read(*parts: str, head: tuple[str, ...] = ()) -> Read:
    return busy.read(calendar(*parts, head=head), ZONE, WINDOW)


def day(text: str, days: int = 1) -> Interval:
    start = at(text, "0:00")
    return Interval(start, at(f"{datetime.fromisoformat(text) + days * DAY:%Y-%m-%d}", "0:00"))


def span(date: str, start: str, end: str) -> Interval:
    return Interval(at(date, start), at(date, end))


NINE = span("2026-12-02", "9:00", "10:00")


@pytest.mark.parametrize(
    "lines",
    [
        ["DTSTART;TZID=Europe/Berlin;VALUE=DATE:20261202"],
        ["DTSTART;VALUE=DATE:20261202"],
        ["DTSTART:20261202"],
        ["DTSTART:2026-12-02"],
        ['DTSTART;VALUE="DATE":20261202', "DTEND;VALUE=DATE:20261203"],
        ["dtstart;value=date:20261202", "dtend;value=date:20261202"],
        ["DTSTART;VALUE=DATE-TIME:20261202"],
        ["DTSTART;VALUE=DATE:20261202T000000", "DTEND;VALUE=DATE:20261203T000000"],
        ["DTSTART;VALUE=DATE:20261202", "DURATION:P1D"],
        ["DTSTART;VALUE=DATE:20261202", "DURATION:PT24H"],
        ["DTSTART;VALUE=DATE:20261202", "DURATION:PT0S"],
        ["DTSTART;VALUE=DATE:20261202", "DTEND;TZID=Europe/Berlin:20261202T170000"],
        ["DTSTART;TZID=Europe/Berlin:20261202T000000", "DTEND;TZID=Europe/Berlin:20261203T000000"],
        ["DTSTART;TZID=Europe/Berlin:20261202T000000", "DTEND;TZID=Europe/Berlin:20261202T240000"],
        ["DTSTART;TZID=Europe/Berlin:20261202T000000", "DTEND;TZID=Europe/Berlin:20261202T000000"],
        ["DTSTART;TZID=Europe/Berlin:20261202T000000"],
        ["DTSTART:20261202T000000", "DURATION:P1D"],
        ["DTSTART:20261201T230000Z", "DTEND:20261202T230000Z"],
        ["DTSTART:20261201T230000Z", "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE"],
        ["DTSTART:20261202T000000Z", "DTEND:20261203T000000Z", "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE"],
    ],
)
def test_whole_day_in_any_notation_lasts_the_day(lines: list[str]) -> None:
    assert read(entry(*lines)) == ([day("2026-12-02")], "")


def test_days_are_counted_on_the_wall_and_hours_as_they_pass() -> None:
    """The night to 28 March has 23 hours."""
    start = "DTSTART;TZID=Europe/Berlin:20270327T120000"
    assert read(entry(start, "DURATION:P1D")).busy == [Interval(at("2027-03-27", "12:00"), at("2027-03-28", "12:00"))]
    assert read(entry(start, "DURATION:PT24H")).busy == [
        Interval(at("2027-03-27", "12:00"), at("2027-03-27", "12:00") + DAY)
    ]


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("PT1D", DAY),
        ("PT1W", 7 * DAY),
        ("P1W", 7 * DAY),
        ("P1W2D", 9 * DAY),
        ("P1DT2H", DAY + 2 * HOUR),
        ("PT90M", 1.5 * HOUR),
        ("P2H", 2 * HOUR),
        ("+PT1H", HOUR),
        ("pt1h", HOUR),
        ("1H", HOUR),
        ("PT36H", 36 * HOUR),
        ("PT3600S", HOUR),
    ],
)
def test_length_means_what_it_is_meant_to_mean(text: str, length: timedelta) -> None:
    start = at("2026-12-02", "9:00")
    assert read(entry(START, f"DURATION:{text}")) == ([Interval(start, start + length)], "")


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        ([START, "DTEND;TZID=Europe/Berlin:20261202T080000"], "b"),
        ([START, "DURATION:-PT1H"], "b"),
        ([START, "DURATION:-P1D"], "b"),
        ([START, "DTEND;VALUE=DATE:20261201"], "b"),
        ([START, "DURATION:one hour"], "l"),
        ([START, "DURATION:P"], "l"),
        ([START, "DURATION:P1M"], "l"),
        ([START, "DTEND:tomorrow"], "l"),
        ([START, "DTEND:"], "l"),
        ([START, "DTEND;TZID=Europe/Berlin:20261202T256000"], "l"),
        (["DTSTART;TZID=Europe/Berlin:20261202T256000", "DURATION:PT1H"], "s"),
        (["DTSTART:02.12.2026 9 Uhr", "DTEND;TZID=Europe/Berlin:20261202T100000"], "s"),
        (["DTSTART:20261202T9:00", "DURATION:PT1H"], "s"),
    ],
)
def test_entry_that_says_no_length_or_hour_blocks_its_day_and_the_others_hold(lines: list[str], kind: str) -> None:
    assert read(GOOD, entry(*lines)) == ([GOOD_TIME, day("2026-12-02")], f"{kind}1:20261202")


def test_day_that_is_in_no_calendar_blocks_those_that_may_be_meant() -> None:
    bad = entry("DTSTART;VALUE=DATE:20270230", "DTEND;VALUE=DATE:20270231")
    assert read(GOOD, bad) == ([GOOD_TIME, day("2027-02-28", 3)], "s1:20270228")


@pytest.mark.parametrize(
    "start", ["02.12.2026 09:00", "2. 12. 2026 9:00", "2026/12/02", "2026.12.02 9:00", "2026-12-02 9 a.m."]
)
def test_start_in_which_only_the_day_can_be_read_blocks_it(start: str) -> None:
    blocked = ([GOOD_TIME, day("2026-12-02")], "s1:20261202")
    assert read(GOOD, entry(f"DTSTART:{start}")) == blocked
    assert read(GOOD, entry(f"DTSTART;TZID=(UTC+01:00) Berlin:{start}")) == blocked


def test_day_of_which_month_and_day_may_be_exchanged_is_not_guessed() -> None:
    assert read(GOOD, entry("DTSTART:12/02/2026 09:00")) == ([GOOD_TIME], "n1:#2")


@pytest.mark.parametrize("rule", ["RRULE:FREQ=DAILY;COUNT=2", '"FREQ=DAILY;COUNT=2"', 'FREQ=DAILY;COUNT="2"'])
def test_rule_with_its_name_or_quotation_marks_around_it_repeats(rule: str) -> None:
    found = read(entry(START, "DURATION:PT1H", f"RRULE:{rule}"))
    assert found == ([NINE, span("2026-12-03", "9:00", "10:00")], "")


def test_entry_of_which_not_even_the_day_is_known_is_told_by_its_number() -> None:
    for bad in (entry("DTSTART:nonsense"), entry("SUMMARY:no start"), "END:VEVENT"):
        assert read(GOOD, bad) == ([GOOD_TIME], "n1:#2")


@pytest.mark.parametrize(
    "bad",
    [
        [entry("DTSTART:nonsense")],
        [entry("SUMMARY:x"), entry("DTSTART;VALUE=DATE:20270230")],
        ["BEGIN:VFREEBUSY", "FREEBUSY:soon", "END:VFREEBUSY"],
    ],
)
def test_calendar_of_which_no_entry_is_understood_is_an_error(bad: list[str]) -> None:
    with pytest.raises(FileRefused) as caught:
        read(*bad)
    assert caught.value.reason == "nothing-understood"


def test_calendar_without_entries_or_with_free_ones_has_no_busy_times() -> None:
    assert read() == ([], "")
    assert read(entry("STATUS:CANCELLED", "UID:1")) == ([], "")
    assert read("BEGIN:VTODO", "DTSTART:20261202T090000Z", "DUE:nonsense", "END:VTODO") == ([], "")


@pytest.mark.parametrize(
    "lines",
    [
        ["TRANSP:TRANSPARENT"],
        ["transp:transparent"],
        ["STATUS:CANCELLED"],
        ["STATUS:Canceled"],
        ["X-MICROSOFT-CDO-BUSYSTATUS:FREE"],
        ["X-MICROSOFT-CDO-BUSYSTATUS:Free", "TRANSP:OPAQUE"],
        ["X-MICROSOFT-CDO-INTENDEDSTATUS:FREE"],
    ],
)
def test_entry_that_says_it_is_free_blocks_nothing(lines: list[str]) -> None:
    assert read(entry(START, "DURATION:PT1H", *lines)) == ([], "")


@pytest.mark.parametrize(
    "lines",
    [
        ["X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE"],
        ["X-MICROSOFT-CDO-BUSYSTATUS:OOF", "TRANSP:OPAQUE"],
        ["X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE"],
        ["X-MICROSOFT-CDO-BUSYSTATUS:BUSY", "X-MICROSOFT-CDO-INTENDEDSTATUS:FREE"],
        ["STATUS:TENTATIVE"],
        ["STATUS:"],
        ["TRANSP:"],
        ["TRANSP:1"],
    ],
)
def test_entry_that_does_not_say_it_is_free_blocks(lines: list[str]) -> None:
    assert read(entry(START, "DURATION:PT1H", *lines)) == ([NINE], "")


@pytest.mark.parametrize(
    ("method", "found"),
    [("CANCEL", []), ("cancel", []), ("PUBLISH", [NINE]), ("REQUEST", [NINE]), ("REPLY", [NINE]), ("", [NINE])],
)
def test_method_cancel_blocks_nothing(method: str, found: list[Interval]) -> None:
    assert read(entry(START, "DURATION:PT1H", "UID:1"), head=(f"METHOD:{method}",)).busy == found


def test_what_is_called_off_in_the_same_file_is_free() -> None:
    request = calendar(entry(START, "DURATION:PT1H", "UID:1", "SEQUENCE:0"), head=("METHOD:REQUEST",))
    off = calendar(entry(START, "DURATION:PT1H", "UID:1", "SEQUENCE:1"), head=("METHOD:CANCEL",))
    other = calendar(entry("UID:2", "SEQUENCE:1", "STATUS:CANCELLED"), head=("METHOD:CANCEL",))
    assert busy.read(request + off, ZONE, WINDOW).busy == []
    assert busy.read(request + other, ZONE, WINDOW).busy == [NINE]


class TestOneUid:
    LATER = "DTSTART;TZID=Europe/Berlin:20261203T090000"

    def test_two_entries_without_sequence_both_block(self) -> None:
        both = [entry(start, "DURATION:PT1H", "UID:1") for start in (START, self.LATER)]
        assert read(*both).busy == [NINE, span("2026-12-03", "9:00", "10:00")]

    @pytest.mark.parametrize(
        "sequences", [("SEQUENCE:3", "SEQUENCE:3"), ("SEQUENCE:", "SEQUENCE:2"), ("SEQUENCE:x", "")]
    )
    def test_what_is_not_surely_older_blocks(self, sequences: tuple[str, str]) -> None:
        both = [entry(s, "DURATION:PT1H", "UID:1", n) for s, n in zip((START, self.LATER), sequences, strict=True)]
        assert len(read(*both).busy) == 2

    @pytest.mark.parametrize(("old", "new"), [("SEQUENCE:1", "SEQUENCE:2"), ("X-A:b", "SEQUENCE:1")])
    def test_newer_version_replaces_the_older(self, old: str, new: str) -> None:
        one, other = entry(START, "DURATION:PT1H", "UID:1", old), entry(self.LATER, "DURATION:PT1H", "UID:1", new)
        for order in ([one, other], [other, one]):
            assert read(*order).busy == [span("2026-12-03", "9:00", "10:00")]

    def test_entries_without_one_are_apart(self) -> None:
        both = [entry(start, "DURATION:PT1H", uid) for start, uid in ((START, "UID:"), (self.LATER, "X-A:1"))]
        assert len(read(*both).busy) == 2

    def test_empty_sequence_of_a_single_entry_is_nothing_odd(self) -> None:
        assert read(entry(START, "DURATION:PT1H", "SEQUENCE:")) == ([NINE], "")


class TestFreeBusy:
    def found(self, *lines: str) -> Read:
        return read("BEGIN:VFREEBUSY", "DTSTART:20261201T000000Z", "DTEND:20270101T000000Z", *lines, "END:VFREEBUSY")

    @pytest.mark.parametrize(
        "line",
        [
            "FREEBUSY:20261202T080000Z/20261202T090000Z",
            "FREEBUSY:20261202T080000Z/PT1H",
            "FREEBUSY;FBTYPE=BUSY:20261202T080000Z/PT1H",
            "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261202T080000Z/PT1H",
            "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20261202T080000Z/PT60M",
            "FREEBUSY;FBTYPE=OOF:20261202T080000Z/PT1H",
            "FREEBUSY;VALUE=PERIOD:20261202T080000Z/PT30M,20261202T083000Z/PT30M",
            "FREEBUSY;TZID=Europe/Berlin:20261202T090000/20261202T100000",
            "FREEBUSY:20261202T090000/PT1H",
            "freebusy;fbtype=busy:20261202T080000Z/20261202T090000Z,",
        ],
    )
    def test_list_of_busy_times_blocks(self, line: str) -> None:
        assert self.found(line) == ([NINE], "")

    def test_free_times_do_not(self) -> None:
        assert self.found(
            "FREEBUSY;FBTYPE=FREE:20261202T080000Z/PT1H", 'FREEBUSY;FBTYPE="FREE":20261203T080000Z/PT1H'
        ) == (
            [],
            "",
        )
        assert self.found() == ([], "")

    def test_period_that_cannot_be_read_blocks_its_day_and_the_others_hold(self) -> None:
        assert self.found("FREEBUSY:20261202T080000Z/PT1H,20261204T080000Z/x") == (
            [NINE, day("2026-12-04")],
            "s1:20261204",
        )
        assert self.found("FREEBUSY:20261202T080000Z/PT1H,20261204T080000Z/20261204T070000Z") == (
            [NINE, day("2026-12-04")],
            "b1:20261204",
        )


class TestSeries:
    """Each Wednesday at nine, three times."""

    HEAD = (START, "DURATION:PT1H", "UID:1", "RRULE:FREQ=WEEKLY;COUNT=3")

    def days(self, *more: str, others: tuple[str, ...] = ()) -> list[str]:
        found = read(entry(*self.HEAD, *more), *others).busy
        return [f"{time.start.astimezone(UTC) + HOUR:%m-%d %H}" for time in found]

    ALL = ("12-02 09", "12-09 09", "12-16 09")

    def test_all(self) -> None:
        assert self.days() == [*self.ALL]

    @pytest.mark.parametrize(
        "line",
        [
            "EXDATE;TZID=Europe/Berlin:20261209T090000",
            "EXDATE:20261209T090000",
            "EXDATE:20261209T080000Z",
            "EXDATE;TZID=America/New_York:20261209T030000",
            "EXDATE;VALUE=DATE:20261209",
            "EXDATE:20261209",
            "EXDATE;TZID=Europe/Berlin:20261209T000000",
            "EXDATE:20261209T000000Z",
            "EXDATE:20261208T230000Z",
            "EXDATE:20261209T080000Z,",
            "EXDATE:,20261209T080000Z",
            "EXDATE:20261209;20270101",
            "EXRULE:FREQ=WEEKLY;INTERVAL=5;BYDAY=WE\r\nEXDATE:20261209",
        ],
    )
    def test_date_is_taken_out(self, line: str) -> None:
        assert "12-09 09" not in self.days(line)
        assert "12-16 09" in self.days(line)

    @pytest.mark.parametrize("line", ["EXDATE:", "EXDATE;VALUE=DATE:", "EXDATE:20261209T100000Z", "RDATE:", "RRULE:"])
    def test_exception_that_names_nothing_takes_nothing_out(self, line: str) -> None:
        assert self.days(line) == [*self.ALL]
        assert read(entry(*self.HEAD, line)).warnings == ""

    def test_exception_that_cannot_be_read_is_told_and_blocks(self) -> None:
        found = read(entry(*self.HEAD, "EXDATE:next Wednesday,20261216"))
        assert (len(found.busy), found.warnings) == (2, "x1:20261202")

    @pytest.mark.parametrize(
        "line",
        [
            "RDATE;TZID=Europe/Berlin:20261204T090000",
            "RDATE:20261204T080000Z",
            "RDATE;VALUE=DATE:20261204",
            "RDATE;VALUE=PERIOD:20261204T080000Z/20261204T090000Z",
            "RDATE;VALUE=PERIOD:20261204T080000Z/PT1H,",
            "RDATE;VALUE=PERIOD;TZID=Europe/Berlin:20261204T090000/PT1H",
        ],
    )
    def test_date_is_added(self, line: str) -> None:
        assert self.days(line) == ["12-02 09", "12-04 09", "12-09 09", "12-16 09"]
        assert span("2026-12-04", "9:00", "10:00") in read(entry(*self.HEAD, line)).busy

    @pytest.mark.parametrize(
        "which",
        [
            "RECURRENCE-ID;TZID=Europe/Berlin:20261209T090000",
            "RECURRENCE-ID:20261209T080000Z",
            "RECURRENCE-ID:20261209T090000",
            "RECURRENCE-ID;VALUE=DATE:20261209",
            "RECURRENCE-ID:20261209",
            "RECURRENCE-ID;TZID=Europe/Berlin:20261209T000000",
            "RECURRENCE-ID:20261209T000000Z",
        ],
    )
    def test_occurrence_stands_elsewhere(self, which: str) -> None:
        moved = entry("DTSTART;TZID=Europe/Berlin:20261210T140000", "DURATION:PT1H", "UID:1", which)
        assert self.days(others=(moved,)) == ["12-02 09", "12-10 14", "12-16 09"]
        off = entry("DTSTART;TZID=Europe/Berlin:20261209T090000", "UID:1", "STATUS:CANCELLED", which)
        assert self.days(others=(off,)) == ["12-02 09", "12-16 09"]
        assert self.days(others=(entry("UID:1", "STATUS:CANCELLED", which),)) == ["12-02 09", "12-16 09"]

    def test_occurrence_and_all_later_ones_move_along(self) -> None:
        which = "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20261209T090000"
        moved = entry("DTSTART;TZID=Europe/Berlin:20261210T140000", "DURATION:PT2H", "UID:1", which)
        assert self.days(others=(moved,)) == ["12-02 09", "12-10 14", "12-17 14"]
        assert span("2026-12-17", "14:00", "16:00") in read(entry(*self.HEAD), moved).busy

    def test_exception_of_no_occurrence_blocks_too(self) -> None:
        moved = entry("DTSTART;TZID=Europe/Berlin:20261210T140000", "DURATION:PT1H", "UID:1", "RECURRENCE-ID:20261207")
        assert self.days(others=(moved,)) == [*self.ALL[:2], "12-10 14", "12-16 09"]

    def test_exception_without_its_series_blocks(self) -> None:
        moved = entry("DTSTART;TZID=Europe/Berlin:20261210T140000", "DURATION:PT1H", "UID:9", "RECURRENCE-ID:20261207")
        assert self.days(others=(moved,)) == [*self.ALL[:2], "12-10 14", "12-16 09"]

    def test_series_that_is_called_off_blocks_nothing_but_what_stands_instead(self) -> None:
        moved = entry("DTSTART;TZID=Europe/Berlin:20261210T140000", "DURATION:PT1H", "UID:1", "RECURRENCE-ID:20261209")
        assert self.days("STATUS:CANCELLED") == []
        assert self.days("STATUS:CANCELLED", others=(moved,)) == ["12-10 14"]


class TestRules:
    def days(self, rule: str, *more: str) -> list[str]:
        return [f"{t.start:%m%d}" for t in read(entry(START, "DURATION:PT1H", f"RRULE:{rule}", *more)).busy]

    @pytest.mark.parametrize(
        ("rule", "days"),
        [
            ("", ["1202"]),
            ("FREQ=DAILY;COUNT=2", ["1202", "1203"]),
            ("freq=daily;count=2", ["1202", "1203"]),
            ("FREQ=DAILY;COUNT=2;", ["1202", "1203"]),
            ("FREQ=DAILY; COUNT = 2", ["1202", "1203"]),
            ("FREQ=WEEKLY;COUNT=4;BYDAY=WE, TH", ["1202", "1203", "1209", "1210"]),
            ("FREQ=WEEKLY;COUNT=4;BYDAY=WE,TH,", ["1202", "1203", "1209", "1210"]),
            ("FREQ=WEEKLY;BYDAY=WE;UNTIL=20261209", ["1202", "1209"]),
            ("FREQ=DAILY;UNTIL=20261203T090000", ["1202", "1203"]),
            ("FREQ=DAILY;UNTIL=20261203T085959", ["1202"]),
            ("FREQ=DAILY;UNTIL=20261203T080000Z", ["1202", "1203"]),
            ("FREQ=DAILY;UNTIL=20261203T075959Z", ["1202"]),
            ("FREQ=DAILY;UNTIL=20200101", ["1202"]),
            ("FREQ=DAILY;INTERVAL=0;COUNT=2", ["1202", "1203"]),
            ("FREQ=DAILY;INTERVAL=;COUNT=2", ["1202", "1203"]),
            ("FREQ=DAILY;BYDAY=;COUNT=2", ["1202", "1203"]),
            ("FREQ=MONTHLY;BYDAY=5WE;COUNT=3", ["1202", "1230", "0331", "0630"]),
            ("FREQ=YEARLY;COUNT=1", ["1202"]),
            ("FREQ=DAILY;COUNT=2;X-GOOGLE=1", ["1202", "1203"]),
            ("FREQ=HOURLY;INTERVAL=24;COUNT=2", ["1202", "1203"]),
            ("FREQ=MINUTELY;INTERVAL=1440;COUNT=2", ["1202", "1203"]),
        ],
    )
    def test_rule_is_carried_out(self, rule: str, days: list[str]) -> None:
        assert self.days(rule) == days
        assert read(entry(START, "DURATION:PT1H", f"RRULE:{rule}")).warnings == ""

    def test_series_that_comes_no_times_has_no_end_in_mind(self) -> None:
        assert len(self.days("FREQ=MONTHLY;COUNT=0")) == 13

    def test_start_is_blocked_though_the_rule_names_other_days(self) -> None:
        assert self.days("FREQ=WEEKLY;BYDAY=MO;UNTIL=20261214") == ["1202", "1207", "1214"]

    @pytest.mark.parametrize(
        "rule", ["FREQ=DAILY;BYDAY=XX", "FREQ=FORTNIGHTLY", "COUNT=3", ";;;==", "FREQ=MONTHLY;BYMONTHDAY=0", "nonsense"]
    )
    def test_rule_that_cannot_be_read_leaves_the_first_date(self, rule: str) -> None:
        found = read(GOOD, entry(START, "DURATION:PT1H", f"RRULE:{rule}"))
        assert found == ([GOOD_TIME, NINE], "r1:20261202")

    @pytest.mark.parametrize("end", ["UNTIL=soon", "COUNT=many", "UNTL=20261230"])
    def test_end_that_cannot_be_read_is_none(self, end: str) -> None:
        found = read(entry(START, "DURATION:PT1H", f"RRULE:FREQ=MONTHLY;{end}"))
        assert (len(found.busy), found.warnings) == (13, "e1:20261202")

    def test_few_dense_times_are_exact(self) -> None:
        found = read(entry(START, "DURATION:PT5M", "RRULE:FREQ=MINUTELY;INTERVAL=15;COUNT=3"))
        start = at("2026-12-02", "9:00")
        assert found.warnings == ""
        assert [time.start - start for time in found.busy] == [timedelta(0), HOUR / 4, HOUR / 2]

    @pytest.mark.parametrize(
        "rule",
        [
            "FREQ=MINUTELY;UNTIL=20261203T200000",
            "FREQ=SECONDLY;UNTIL=20261203",
            "FREQ=MINUTELY;INTERVAL=30;BYDAY=WE,TH;UNTIL=20261206",
            "FREQ=SECONDLY;COUNT=100000",
            "FREQ=DAILY;BYHOUR=9,10,11;BYMINUTE=0,5,10,15,20,25,30,35,40,45,50,55;UNTIL=20261203T200000",
        ],
    )
    def test_dense_rule_blocks_its_days_and_is_told(self, rule: str) -> None:
        found = read(GOOD, entry(START, "DURATION:PT1M", f"RRULE:{rule}"))
        assert found == ([GOOD_TIME, day("2026-12-02", 2)], "o1:20261202")

    def test_old_rules_of_vcalendar(self) -> None:
        assert self.days("D1 #3") == ["1202", "1203", "1204"]
        assert self.days("W1 WE TH #4") == ["1202", "1203", "1209", "1210"]
        assert self.days("W1 WE 20261209T235959Z") == ["1202", "1209"]
        assert self.days("MP1 1+ WE #2") == ["1202", "0106"]
        assert self.days("MD1 2 #2") == ["1202", "0102"]
        assert len(self.days("W1 #0")) == 57

    def test_series_in_utc_repeats_by_the_clock_that_the_calendar_names(self) -> None:
        series = entry("DTSTART:20261202T080000Z", "DURATION:PT1H", "RRULE:FREQ=MONTHLY;COUNT=6")
        assert read(series, head=("X-WR-TIMEZONE:Europe/Berlin",)).busy[-1].start == at("2027-05-02", "9:00")
        assert read(series).busy[-1].start == at("2027-05-02", "10:00")


@pytest.mark.parametrize(
    "lines",
    [
        ["REFRESH-INTERVAL;VALUE=DURATION:often", "X-PUBLISHED-TTL:"],
        ["BEGIN:VALARM", "TRIGGER:nonsense", "DTSTART:nonsense", "DURATION:nonsense", "END:VALARM"],
        ["BEGIN:VTODO", "DTSTART:20270230", "RRULE:FREQ=SECONDLY", "END:VTODO"],
        ["BEGIN:VJOURNAL", "DTSTART:x", "END:VJOURNAL"],
        ["BEGIN:X-ODD", "BEGIN:X-INNER", "END:X-INNER", "END:X-ODD"],
        ["a stray line", ":", ";", "=", "DTSTART:20261224"],
        ["END:VALARM"],
        time_zone("Twice", "TZID:Again").split("\r\n"),
        [
            "BEGIN:VTIMEZONE",
            "TZID:Broken",
            "BEGIN:STANDARD",
            "DTSTART:x",
            "TZOFFSETTO:?",
            "END:STANDARD",
            "END:VTIMEZONE",
        ],
        ["BEGIN:VTIMEZONE", "END:VTIMEZONE"],
    ],
)
def test_what_says_nothing_about_times_is_none_of_our_business(lines: list[str]) -> None:
    assert read(*lines, GOOD, *lines) == ([GOOD_TIME], "")


@pytest.mark.parametrize("rest", ["a line", "\r\n\r\n", "<!-- page made in 0.1 s -->", "END:VCALENDAR", "BEGIN:VALARM"])
def test_what_follows_the_end_is_nothing(rest: str) -> None:
    assert busy.read(calendar(GOOD) + rest.encode(), ZONE, WINDOW) == ([GOOD_TIME], "")


def test_entry_inside_an_entry_that_was_not_ended_is_read_as_well() -> None:
    first = entry(START, "DURATION:PT1H").removesuffix("\r\nEND:VEVENT")
    assert read(first, GOOD).busy == [GOOD_TIME, NINE]


PLAIN = calendar(entry(START, "DURATION:PT1H", "SUMMARY:Prüfung in Hämelschenburg"))


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + PLAIN,
        PLAIN.decode().encode("utf-16"),
        PLAIN.decode().encode("utf-16-le"),
        PLAIN.decode().encode("utf-16-be"),
        PLAIN.decode().encode("latin-1"),
        PLAIN.replace(b"\r\n", b"\n"),
        PLAIN.replace(b"\r\n", b"\r"),
        PLAIN.replace(b"\r\n", b"\r\r\n"),
        PLAIN.replace(b"\r\n", b"\r\n\r\n"),
        PLAIN.replace(b"\r\n", b" \r\n"),
        PLAIN.replace(b"20261202T", b"202612\r\n 02T"),
        PLAIN.replace(b"20261202T", b"202612\n\t02T"),
        PLAIN.replace("ü".encode(), b"\xc3\r\n \xbc"),
        PLAIN.replace(b"DTSTART", b"dtstart").replace(b"BEGIN", b"begin").replace(b"VEVENT", b"vevent"),
        PLAIN.replace(b"SUMMARY:", b"SUMMARY;ENCODING=QUOTED-PRINTABLE:a=\r\nDTSTART:20261224=\r\nEND:VEVENT=\r\nb"),
        PLAIN.replace(b"END:VEVENT", b"SUMMARY:\x00\xff\xfe\r\nEND:VEVENT"),
        PLAIN.replace(b"VERSION:2.0", b"VERSION:1.0"),
        b"\r\n\r\n" + PLAIN.rstrip(),
        PLAIN.removeprefix(b"BEGIN:VCALENDAR\r\n").replace(b"END:VCALENDAR\r\n", b""),
    ],
)
def test_file_is_read_however_it_is_written(content: bytes) -> None:
    for given in (content, rules.times_only(content)):
        assert busy.read(given, ZONE, WINDOW) == ([NINE], "")


def test_uploaded_file_says_the_same_when_only_its_times_are_kept() -> None:
    alarm = "BEGIN:VALARM\r\nTRIGGER:-PT5M\r\nDESCRIPTION:Geheim\r\nEND:VALARM"
    odd = entry(START, "RRULE:FREQ=DAILY;BYDAY=XX", "X-MICROSOFT-CDO-BUSYSTATUS:BUSY", "SUMMARY:Geheim", alarm)
    content = calendar(odd, GOOD, entry("DTSTART:nonsense"), head=("METHOD:PUBLISH", "X-WR-CALNAME:Geheim"))
    kept = rules.times_only(content)
    assert b"Geheim" not in kept
    assert busy.read(kept, ZONE, WINDOW) == busy.read(content, ZONE, WINDOW)


def test_several_calendars_in_a_file_are_all_read() -> None:
    other = calendar(entry(START, "DURATION:PT1H", "UID:good@tests"))
    assert busy.read(calendar(GOOD) + other, ZONE, WINDOW).busy == [GOOD_TIME, NINE]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (PLAIN[: PLAIN.index(b"END:VCAL")], "broken"),
        (PLAIN[: PLAIN.index(b"SUMMARY")], "broken"),
        (calendar(GOOD) + PLAIN[:60], "broken"),
        (rules.times_only(PLAIN[: PLAIN.index(b"SUMMARY")]), "broken"),
        (rules.times_only(b"<html><body>BEGIN:VCALENDAR? No.</body></html>"), "not-a-calendar"),
        (b"<html><body>Log in</body></html>", "not-a-calendar"),
        (b"PK\x03\x04", "not-a-calendar"),
        (b'{"error": "not found"}', "not-a-calendar"),
        (b"BEGIN:VCARD\r\nEND:VCARD", "not-a-calendar"),
    ],
)
def test_what_is_cut_off_or_something_else_is_refused(content: bytes, reason: str) -> None:
    for look in (busy.check_shape, lambda content: busy.read(content, ZONE, WINDOW)):
        with pytest.raises(FileRefused) as caught:
            look(content)
        assert caught.value.reason == reason
