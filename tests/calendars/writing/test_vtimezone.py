"""A zone's VTIMEZONE says what the zone itself says, for years to come."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from dateutil.tz import tzical  # type: ignore[import-untyped]

from calendars.writing import vtimezone
from core.clock import clock_change

ZONES = ("Europe/Berlin", "Europe/Dublin", "America/New_York", "Asia/Kathmandu", "Africa/Cairo", "UTC")
YEARS = range(2026, 2041)


@pytest.mark.parametrize("zone", [*ZONES, "America/Nuuk", "Australia/Lord_Howe", "Pacific/Chatham"])
def test_offsets_are_those_of_the_zone(zone: str) -> None:
    read = tzical(StringIO(vtimezone.component(zone).to_ical().decode())).get(zone)
    for moment in _moments(zone):
        wall = moment.astimezone(ZoneInfo(zone))
        if wall.replace(fold=0).utcoffset() == wall.replace(fold=1).utcoffset():
            assert wall.replace(tzinfo=read).utcoffset() == wall.utcoffset(), (zone, moment)


def _moments(zone: str) -> list[datetime]:
    """The first of each month, and both sides of each change of the clock."""
    months = [datetime(year, month, 1, 12, tzinfo=UTC) for year in YEARS for month in range(1, 13)]
    changes = [change for start in months if (change := clock_change(start, start + timedelta(days=31), zone))]
    return months + [change + timedelta(minutes=m) for change in changes for m in (-200, -121, -61, 0, 61, 121, 200)]


def test_germany_has_two_rules_without_an_end() -> None:
    text = vtimezone.component("Europe/Berlin").to_ical().decode()

    assert text.count("RRULE") == 2
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3" in text
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10" in text
    assert "UNTIL" not in text
    assert "RDATE" not in text


@pytest.mark.parametrize("zone", ["Europe/Hameln", "../etc/passwd", "/etc/passwd", ""])
def test_no_zone_is_refused(zone: str) -> None:
    with pytest.raises((ZoneInfoNotFoundError, ValueError)):
        vtimezone.component(zone)


def test_zone_is_read_from_the_package_where_the_system_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vtimezone, "TZPATH", ())

    assert vtimezone.posix_rule("Europe/Berlin") == "CET-1CEST,M3.5.0,M10.5.0/3"
