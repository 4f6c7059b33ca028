"""Zones by whatever name, and those that a file brings along."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from calendars.outside import rules
from calendars.reading import busy
from calendars.reading.zones import CITIES, SHORT, WINDOWS, Fixed, Named, clock_of
from calendars.writing import vtimezone
from core.timespans import Interval
from tests.support.house import NOW, ZONE, at
from tests.support.ics import calendar, event, time_zone

WINDOW = rules.window(NOW, ZONE)
WINTER, SUMMER = datetime(2027, 1, 15, 9), datetime(2027, 7, 15, 9)  # noqa: DTZ001 (clocks on the wall)
BERLIN = (1, 2)


def offsets(name: str) -> tuple[float, float] | None:
    """Hours ahead of UTC in January and in July."""
    clock = clock_of(name)
    if clock is None:
        return None
    january, july = ((wall - clock.to_utc(wall).replace(tzinfo=None)) / timedelta(hours=1) for wall in (WINTER, SUMMER))
    return january, july


@pytest.mark.parametrize(
    "name",
    [
        "Europe/Berlin",
        "europe/berlin",
        "EUROPE/BERLIN",
        "Europa/Berlin",
        "Europe / Berlin",
        "Europe/Berlin 1",
        "Europe/Berlin-2",
        "/mozilla.org/20050126_1/Europe/Berlin",
        "/freeassociation.sourceforge.net/Tzfile/Europe/Berlin",
        "/softwarestudio.org/Olson_20011030_5/Europe/Berlin",
        "W. Europe Standard Time",
        "w. europe standard time",
        "W. Europe Daylight Time",
        "W. Europe Standard Time 1",
        "Romance Standard Time",
        "Central Europe Standard Time",
        "Central European Standard Time",
        "tzone://Microsoft/W. Europe Standard Time",
        "(UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien",
        "(UTC+01:00) Amsterdam\\, Berlin\\, Bern\\, Rome\\, Stockholm\\, Vienna",
        "(GMT+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien",
        "(GMT+01.00) Amsterdam / Berlin / Bern / Rome / Stockholm / Vienna",
        "(UTC+01:00) Belgrad, Bratislava, Budapest, Ljubljana, Prag",
        "Amsterdam, Berlin, Bern, Rom, Stockholm, Wien",
        "Mitteleuropäische Zeit",
        "Mitteleuropäische Sommerzeit",
        "Central European Time",
        "MEZ",
        "mez",
        "MESZ",
        "CET",
        "CEST",
        "CET/CEST",
        "Germany",
        "Berlin",
        "Hamburg",
    ],
)
def test_zone_of_central_europe_is_known_by_many_names(name: str) -> None:
    assert offsets(name) == BERLIN


@pytest.mark.parametrize(
    ("name", "hours"),
    [
        ("UTC", (0, 0)),
        ("Z", (0, 0)),
        ("tzone://Microsoft/Utc", (0, 0)),
        ("TZONE://MICROSOFT/UTC", (0, 0)),
        ("Etc/UTC", (0, 0)),
        ("GMT", (0, 0)),
        ("GMT+01:00", (1, 1)),
        ("GMT+0100", (1, 1)),
        ("GMT+1", (1, 1)),
        ("UTC+01:00", (1, 1)),
        ("UTC-03:30", (-3.5, -3.5)),
        ("+02:00", (2, 2)),
        ("Etc/GMT-1", (1, 1)),
        ("GMT Standard Time", (0, 1)),
        ("(UTC) Dublin, Edinburgh, Lisbon, London", (0, 1)),
        ("(UTC-05:00) Eastern Time (US & Canada)", (-5, -4)),
        ("Eastern Standard Time", (-5, -4)),
        ("US/Eastern", (-5, -4)),
        ("EST5EDT", (-5, -4)),
        ("(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi", (5.5, 5.5)),
        ("(UTC+03:00) Somewhere", (3, 3)),
        ("EET", (2, 3)),
    ],
)
def test_other_zones_are_known(name: str, hours: tuple[float, float]) -> None:
    assert offsets(name) == hours


@pytest.mark.parametrize(
    "name", ["", "Nowhere/Land", "Customized Time Zone", "tzone://Microsoft/Custom", "GMT+99", "/"]
)
def test_zone_that_nobody_knows_is_none(name: str) -> None:
    assert clock_of(name) is None


def test_every_name_of_windows_and_of_ours_leads_to_a_zone() -> None:
    for name, zone in (WINDOWS | SHORT | CITIES).items():
        found = clock_of(name)
        assert found == Named(ZoneInfo(zone)) or isinstance(found, Named | Fixed), name
    assert len(WINDOWS) > 139
    assert all(clock_of(name.upper()) == Named(ZoneInfo(zone)) for name, zone in WINDOWS.items() if name != "utc")


@pytest.mark.parametrize("quote", ["", '"'])
@pytest.mark.parametrize(
    "name", ["(UTC+01:00) Amsterdam, Berlin", "tzone://Microsoft/W. Europe Standard Time", "GMT+01:00"]
)
def test_name_with_colons_and_commas_may_be_quoted_or_not(name: str, quote: str) -> None:
    zone = f"TZID={quote}{name}{quote}"
    entry = event(f"DTSTART;{zone}:20261125T090000", f"DTEND;{zone}:20261125T110000", f"EXDATE;{zone}:")
    assert busy.read(calendar(entry), ZONE, WINDOW) == (
        [Interval(at("2026-11-25", "9:00"), at("2026-11-25", "11:00"))],
        "",
    )


def start_of(*parts: str, name: str = "Ours") -> datetime:
    entry = event(f"DTSTART;TZID={name}:20261125T090000", "DURATION:PT1H")
    ((time,), odd) = busy.read(calendar(*parts, entry), ZONE, WINDOW)
    assert odd == ""
    return time.start


SIX, EIGHT = datetime(2026, 11, 25, 6, tzinfo=UTC), datetime(2026, 11, 25, 8, tzinfo=UTC)
OTHER = time_zone("Ours", "DTSTART:19701101T000000").replace("+0300", "+0500")


def test_zone_of_the_file_is_used_also_with_two_names_or_named_twice() -> None:
    zone = time_zone("Ours", "DTSTART:19701101T000000")
    assert start_of(zone) == SIX
    assert start_of(zone.replace("TZID:Ours", "TZID:Ours\r\nTZID:Theirs")) == SIX
    assert start_of(zone.replace("TZID:Ours", "TZID:Theirs\r\nTZID:Ours")) == SIX
    assert start_of(OTHER, zone) == SIX
    assert start_of(zone.replace("TZID:Ours", "TZID:OURS")) == SIX
    assert start_of(zone.replace("TZID:Ours", "TZID:Ours\r\nX-LIC-LOCATION:Europe/Berlin")) == EIGHT
    assert (
        start_of(zone.replace("TZID:Ours", "TZID:(UTC+09:00) Ours\\, theirs"), name="(UTC+09:00) Ours\\, theirs") == SIX
    )


def test_name_of_a_city_or_of_windows_is_believed_more_than_the_file() -> None:
    for name in ("Europe/Berlin", "W. Europe Standard Time"):
        assert start_of(time_zone(name, "DTSTART:19701101T000000"), name=name) == EIGHT
    assert start_of(time_zone("MEZ", "DTSTART:19701101T000000"), name="MEZ") == SIX


@pytest.mark.parametrize("name", ["Europe/Berlin", "America/New_York", "Australia/Sydney", "Asia/Kolkata"])
def test_zone_of_the_file_changes_its_clock_as_the_real_one(name: str) -> None:
    """Each hour of the days around all changes of two years."""
    zone = ZoneInfo(name)
    text = vtimezone.component(name).to_ical().decode().strip().replace(f"TZID:{name}", "TZID:Ours")
    walls = [datetime(2026, 11, 25) + timedelta(hours=n) for n in range(0, 24 * 395, 7)]  # noqa: DTZ001
    walls += [datetime(2027, 3, 27, 22) + timedelta(minutes=30 * n) for n in range(16)]  # noqa: DTZ001
    walls += [datetime(2027, 10, 30, 22) + timedelta(minutes=30 * n) for n in range(16)]  # noqa: DTZ001
    lines = ",".join(f"{wall:%Y%m%dT%H%M%S}/PT1M" for wall in walls)
    found = busy.read(
        calendar(text, f"BEGIN:VFREEBUSY\r\nFREEBUSY;TZID=Ours:{lines}\r\nEND:VFREEBUSY"), ZONE, WINDOW
    ).busy
    expected = {wall.replace(tzinfo=zone).astimezone(UTC) for wall in walls}
    assert {time.start for time in found} == {moment for moment in expected if WINDOW.start <= moment < WINDOW.end}
