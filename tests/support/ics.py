"""Calendars as texts, and what a person would make of them."""

from datetime import datetime

HEAD = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tests//Tests//DE")


def calendar(*events: str, head: tuple[str, ...] = ()) -> bytes:
    return "\r\n".join([*HEAD, *head, *events, "END:VCALENDAR", ""]).encode()


def event(start: str, end: str | None = None, *more: str, uid: str = "1") -> str:
    """`event("DTSTART;TZID=Europe/Berlin:20261125T090000", "DTEND…")`: whole lines; more lines may follow."""
    lines = ["BEGIN:VEVENT", f"UID:{uid}@tests", "DTSTAMP:20261101T000000Z", start, *([end] if end else []), *more]
    return "\r\n".join([*lines, "SUMMARY:Geheime Sitzung", "END:VEVENT"])


def berlin(day: str, start: str, end: str, *more: str, uid: str = "1") -> str:
    """`berlin("20261125", "0900", "1100")`."""
    zone = "TZID=Europe/Berlin"
    return event(f"DTSTART;{zone}:{day}T{start}00", f"DTEND;{zone}:{day}T{end}00", *more, uid=uid)


def busy(*times: tuple[datetime, datetime]) -> bytes:
    """A calendar with these times, given in UTC."""
    return calendar(
        *(
            event(f"DTSTART:{start:%Y%m%dT%H%M%SZ}", f"DTEND:{end:%Y%m%dT%H%M%SZ}", uid=str(number))
            for number, (start, end) in enumerate(times)
        )
    )


def time_zone(name: str, *lines: str) -> str:
    """Three hours ahead of UTC, without summer time."""
    offset = ("TZOFFSETFROM:+0300", "TZOFFSETTO:+0300", "TZNAME:OURS")
    middle = ("BEGIN:STANDARD", *lines, *offset, "END:STANDARD")
    return "\r\n".join(["BEGIN:VTIMEZONE", f"TZID:{name}", *middle, "END:VTIMEZONE"])
