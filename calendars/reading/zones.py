"""Which clock a calendar means by the name of a time zone.

RFC 5545 wants the zone to be in the file (3.2.19). Programs leave it out, or call it as Windows does, as their menus
do, or as people do. Names of cities and of Windows are believed more than what a file says of them; of all others the
file's own zone holds.

The names: keys in small letters, values as the zone database has them. Windows' are those of Unicode's CLDR, as
icalendar brings them along, and those that CLDR has dropped or that Windows translates."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

WINDOWS = {name.lower(): zone for name, zone in WINDOWS_TO_OLSON.items()} | {
    "armenian standard time": "Asia/Yerevan",
    "coordinated universal time": "Etc/UTC",
    "kamchatka standard time": "Asia/Kamchatka",
    "mexico standard time": "America/Mexico_City",
    "mexico standard time 2": "America/Chihuahua",
    "mid-atlantic standard time": "Atlantic/South_Georgia",
    "u.s. eastern standard time": "America/Indiana/Indianapolis",
    "u.s. mountain standard time": "America/Phoenix",
    "westeurop\u00e4ische zeit": "Europe/Lisbon",
    "mitteleurop\u00e4ische zeit": "Europe/Berlin",
    "mitteleurop\u00e4ische normalzeit": "Europe/Berlin",
    "mitteleurop\u00e4ische sommerzeit": "Europe/Berlin",
    "romanische normalzeit": "Europe/Paris",
    "osteurop\u00e4ische zeit": "Europe/Bucharest",
    "osteurop\u00e4ische normalzeit": "Europe/Chisinau",
    "central european time": "Europe/Berlin",
    "central european summer time": "Europe/Berlin",
    "western european time": "Europe/Lisbon",
    "eastern european time": "Europe/Helsinki",
    "british summer time": "Europe/London",
    "greenwich mean time": "Europe/London",
}
SHORT = {
    **dict.fromkeys(("mez", "mesz", "cet", "cest", "met", "mest", "mez/mesz", "cet/cest"), "Europe/Berlin"),
    **dict.fromkeys(("germany", "deutschland", "german time", "local german time"), "Europe/Berlin"),
    **dict.fromkeys(("wet", "west", "wez", "wesz", "wet/west"), "Europe/Lisbon"),
    **dict.fromkeys(("eet", "eest", "oez", "oesz", "eet/eest"), "Europe/Helsinki"),
    **dict.fromkeys(("bst", "gmt/bst", "uk"), "Europe/London"),
    **dict.fromkeys(("msk", "moscow"), "Europe/Moscow"),
    **dict.fromkeys(("est", "edt", "et", "est/edt", "us-eastern"), "America/New_York"),
    **dict.fromkeys(("cst", "cdt", "ct", "cst/cdt", "us-central"), "America/Chicago"),
    **dict.fromkeys(("mst", "mdt", "mt", "mst/mdt", "us-mountain"), "America/Denver"),
    **dict.fromkeys(("pst", "pdt", "pt", "pst/pdt", "us-pacific"), "America/Los_Angeles"),
    **dict.fromkeys(("ist",), "Asia/Kolkata"),
    **dict.fromkeys(("jst",), "Asia/Tokyo"),
    "greenwich": "Etc/GMT",
}
CITIES = {
    **dict.fromkeys(("bern", "wien", "rom", "br\u00fcssel", "kopenhagen", "prag", "warschau"), "Europe/Berlin"),
    **dict.fromkeys(("hamburg", "frankfurt", "m\u00fcnchen", "munich", "k\u00f6ln", "hannover"), "Europe/Berlin"),
    **dict.fromkeys(("stuttgart", "hameln", "germany", "deutschland"), "Europe/Berlin"),
    "lissabon": "Europe/Lisbon",
    "edinburgh": "Europe/London",
    "athen": "Europe/Athens",
    "bukarest": "Europe/Bucharest",
    "kyiv": "Europe/Kyiv",
    "kiew": "Europe/Kyiv",
    "moskau": "Europe/Moscow",
    "st. petersburg": "Europe/Moscow",
    "kairo": "Africa/Cairo",
    "new delhi": "Asia/Kolkata",
    "mumbai": "Asia/Kolkata",
    "chennai": "Asia/Kolkata",
    "beijing": "Asia/Shanghai",
    "peking": "Asia/Shanghai",
    "osaka": "Asia/Tokyo",
    "sapporo": "Asia/Tokyo",
    "abu dhabi": "Asia/Dubai",
    "islamabad": "Asia/Karachi",
    "hanoi": "Asia/Bangkok",
    "canberra": "Australia/Sydney",
    "wellington": "Pacific/Auckland",
    "hawaii": "Pacific/Honolulu",
    "alaska": "America/Anchorage",
    "arizona": "America/Phoenix",
    "saskatchewan": "America/Regina",
    "newfoundland": "America/St_Johns",
    "eastern time (us & canada)": "America/New_York",
    "central time (us & canada)": "America/Chicago",
    "mountain time (us & canada)": "America/Denver",
    "pacific time (us & canada)": "America/Los_Angeles",
    "atlantic time (canada)": "America/Halifax",
    "central america": "America/Guatemala",
    "brasilia": "America/Sao_Paulo",
    "west central africa": "Africa/Lagos",
}


_OFFSET = re.compile(r"(?:UTC|GMT|Z)?\s*([+-])\s*(\d{1,2})(?:[:.]?(\d\d))?(?:[:.]?00)?", re.IGNORECASE)
_MENU = re.compile(r"\(\s*(?:UTC|GMT)\s*(?:([+-]\s*\d{1,2}[:.]?\d\d))?\s*\)\s*(.*)", re.IGNORECASE)


class Clock(Protocol):
    """What turns the time on a wall into a moment."""

    def to_utc(self, wall: datetime) -> datetime: ...


class Named(NamedTuple):
    """Of two moments that a wall shows it is the first; an hour that is left out lies behind (RFC 5545, 3.3.5)."""

    zone: ZoneInfo

    def to_utc(self, wall: datetime) -> datetime:
        return wall.replace(tzinfo=self.zone).astimezone(UTC)

    def wall_of(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone).replace(tzinfo=None)


class Fixed(NamedTuple):
    offset: timedelta

    def to_utc(self, wall: datetime) -> datetime:
        return (wall - self.offset).replace(tzinfo=UTC)


UTC_CLOCK = Fixed(timedelta(0))


def clock_of(name: str, own: Callable[[str], Clock | None] = lambda _name: None) -> Clock | None:
    """The clock that is called so; `own` knows the zones of the file. None for one that nobody knows."""
    plain = " ".join(name.replace("\\", "").split())
    plain = re.sub(r"^tzone://microsoft/", "", plain, flags=re.IGNORECASE)
    return _certain(plain) or own(name) or _likely(plain)


@cache
def _certain(name: str) -> Clock | None:
    """Area and city, or Windows' name."""
    if name.upper() in {"UTC", "Z", "ZULU"}:
        return UTC_CLOCK
    return _by_area(name) or _by_windows(name)


def _by_area(name: str) -> Clock | None:
    """Europe/Berlin in any case, also at the end of a longer name: /mozilla.org/1/Europe/Berlin."""
    pieces = [piece.strip() for piece in re.sub(r"^europa/", "Europe/", name, flags=re.IGNORECASE).split("/")]
    for first in range(len(pieces) - 1):
        known = _areas().get("/".join(pieces[first:]).replace(" ", "_").lower())
        if known:
            return _named(known)
    return None


def _by_windows(name: str) -> Clock | None:
    plain = re.sub(r" \d+$", "", name.lower())
    usual = re.sub(r" (?:daylight|summer) time$", " standard time", plain)
    known = next((WINDOWS[one] for one in (name.lower(), plain, usual) if one in WINDOWS), None)
    return _named(known) if known else None


@cache
def _likely(name: str) -> Clock | None:
    """As people, menus and old programs write."""
    for plain in (name, re.sub(r"[ _-]+\d+$", "", name)):
        known = SHORT.get(plain.lower()) or _areas().get(plain.lower())
        found = _by_area(plain) or (_named(known) if known else _by_offset(plain)) or _by_menu(plain)
        if found:
            return found
    return None


def _by_offset(name: str) -> Clock | None:
    """GMT+01:00 is that all the year."""
    found = _OFFSET.fullmatch(name)
    if not found or int(found[2]) > 14 or int(found[3] or 0) > 59:
        return None
    size = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return Fixed(-size if found[1] == "-" else size)


def _by_menu(name: str) -> Clock | None:
    """(UTC+01:00) Amsterdam, Berlin, Bern: the first city that has this time in January or in July."""
    found = _MENU.fullmatch(name)
    offset = _by_offset(found[1] or "+0") if found else None
    places = [place.strip().lower() for place in re.split(r"[,/;]", found[2] if found else name)]
    for place in places:
        clock = _named(known) if (known := CITIES.get(place) or _cities().get(place.replace(" ", "_"))) else None
        if clock and (offset is None or _has(clock, offset)):
            return clock
    return offset


def _has(clock: Clock, offset: Clock) -> bool:
    days = (datetime(2026, month, 15, 12) for month in (1, 7))  # noqa: DTZ001 (a clock on the wall)
    return any(clock.to_utc(day) == offset.to_utc(day) for day in days)


def _named(name: str) -> Clock | None:
    try:
        return Named(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@cache
def _areas() -> dict[str, str]:
    """The names of all zones by their small letters."""
    return {name.lower(): name for name in available_timezones()}


@cache
def _cities() -> dict[str, str]:
    """Those with an area, by their last word; old names give way to those of today."""
    names = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/")))
    return {name.rpartition("/")[2].lower(): name for name in names}
