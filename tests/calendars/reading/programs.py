"""Calendars in the manner of the programs that hubs' neighbours use, each short, written by us after what these write.

`calendar(program, lines…)`: an entry is a tuple of lines; UID and DTSTAMP are added where none is given.
"""

from calendars.writing import vtimezone

BERLIN = vtimezone.component("Europe/Berlin").to_ical().decode().strip()
WINDOWS = (
    "BEGIN:VTIMEZONE\r\nTZID:{}\r\nBEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"
    "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\nBEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\n"
    "TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nRRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\n"
    "END:VTIMEZONE"
)
W_EUROPE = WINDOWS.format("W. Europe Standard Time")
ALARM = ("BEGIN:VALARM", "TRIGGER:-PT15M", "ACTION:DISPLAY", "DESCRIPTION:Reminder", "END:VALARM")
B, W = "TZID=Europe/Berlin", "TZID=W. Europe Standard Time"


def calendar(program: str, *parts: str | tuple[str, ...]) -> bytes:
    lines = ["BEGIN:VCALENDAR", f"PRODID:-//{program}//EN", "VERSION:2.0"]
    for number, part in enumerate(parts):
        lines += [part] if isinstance(part, str) else _entry(number, part)
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def _entry(number: int, lines: tuple[str, ...]) -> list[str]:
    uid = [] if any(line.startswith("UID") for line in lines) else [f"UID:{number}@tests"]
    return ["BEGIN:VEVENT", *uid, "DTSTAMP:20261101T000000Z", *lines, "SUMMARY:Besprechung\\, Saal", "END:VEVENT"]


def timed(day: str, start: str, end: str, zone: str = B) -> tuple[str, str]:
    return f"DTSTART;{zone}:{day}T{start}00", f"DTEND;{zone}:{day}T{end}00"


def whole(first: str, after: str) -> tuple[str, str]:
    return f"DTSTART;VALUE=DATE:{first}", f"DTEND;VALUE=DATE:{after}"


def cdo(status: str, *, all_day: bool = False) -> tuple[str, ...]:
    return (
        f"X-MICROSOFT-CDO-BUSYSTATUS:{status}",
        "X-MICROSOFT-CDO-INTENDEDSTATUS:BUSY",
        f"X-MICROSOFT-CDO-ALLDAYEVENT:{str(all_day).upper()}",
        "X-MICROSOFT-CDO-IMPORTANCE:1",
        "X-MICROSOFT-DISALLOW-COUNTER:FALSE",
    )


OPAQUE, FREE = "TRANSP:OPAQUE", "TRANSP:TRANSPARENT"
GOOGLE = ("CALSCALE:GREGORIAN", "METHOD:PUBLISH", "X-WR-CALNAME:Saal", "X-WR-TIMEZONE:Europe/Berlin")
EXCHANGE = "Microsoft Corporation//Outlook 16.0 MIMEDIR"

PROGRAMS: dict[str, bytes] = {
    "exchange, a meeting": calendar(
        EXCHANGE, "METHOD:PUBLISH", W_EUROPE, (*timed("20261202", "0900", "1030", W), OPAQUE, *cdo("BUSY"), *ALARM)
    ),
    "exchange, weekly with a day left out": calendar(
        EXCHANGE,
        W_EUROPE,
        (
            *timed("20261201", "1400", "1600", W),
            "RRULE:FREQ=WEEKLY;UNTIL=20270330T120000Z;INTERVAL=1;BYDAY=TU;WKST=MO",
            f"EXDATE;{W}:20261222T140000,20261229T140000",
            *cdo("BUSY"),
        ),
    ),
    "exchange, one of a series moved": calendar(
        EXCHANGE,
        W_EUROPE,
        (*timed("20261203", "1000", "1100", W), "UID:s", "RRULE:FREQ=WEEKLY;COUNT=6;BYDAY=TH", "SEQUENCE:0"),
        (*timed("20261211", "0800", "0900", W), "UID:s", f"RECURRENCE-ID;{W}:20261210T100000", "SEQUENCE:1"),
    ),
    "exchange, out of office all day": calendar(
        EXCHANGE, W_EUROPE, (*whole("20261224", "20270102"), OPAQUE, *cdo("OOF", all_day=True))
    ),
    "exchange, free all day": calendar(EXCHANGE, (*whole("20261206", "20261207"), FREE, *cdo("FREE", all_day=True))),
    "exchange, published free/busy": calendar(
        EXCHANGE,
        "BEGIN:VFREEBUSY\r\nDTSTART:20261130T230000Z\r\nDTEND:20270130T230000Z\r\n"
        "FREEBUSY;FBTYPE=BUSY:20261202T080000Z/20261202T090000Z,20261203T130000Z/PT2H\r\n"
        "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261204T080000Z/PT30M\r\n"
        "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20261207T230000Z/20261208T230000Z\r\n"
        "FREEBUSY;FBTYPE=FREE:20261209T080000Z/PT8H\r\nEND:VFREEBUSY",
    ),
    "exchange, last working day": calendar(
        EXCHANGE,
        W_EUROPE,
        (*timed("20261130", "1600", "1700", W), "RRULE:FREQ=MONTHLY;COUNT=8;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
    ),
    "outlook, customized zone": calendar(
        EXCHANGE,
        WINDOWS.format("Customized Time Zone"),
        timed("20270715", "0900", "1000", "TZID=Customized Time Zone"),
    ),
    "outlook, zone by its menu": calendar(
        EXCHANGE,
        WINDOWS.format("(UTC+01:00) Amsterdam\\, Berlin\\, Bern\\, Rome\\, Stockholm\\, Vienna"),
        timed("20261202", "0900", "1000", 'TZID="(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna"'),
    ),
    "outlook.com, without its zone": calendar(EXCHANGE, timed("20261202", "0900", "1000", W)),
    "outlook, microsoft's utc": calendar(
        EXCHANGE, timed("20261202", "0900", "1000", "TZID=tzone://Microsoft/Utc"), timed("20261203", "0900", "1000")
    ),
    "outlook, cancelled": calendar(EXCHANGE, "METHOD:CANCEL", (*timed("20261202", "0900", "1000"), "STATUS:CANCELLED")),
    "google, weekly in its own zone": calendar(
        "Google Inc//Google Calendar 70.9054",
        *GOOGLE,
        BERLIN,
        (*timed("20261130", "1900", "2100"), "RRULE:FREQ=WEEKLY;BYDAY=MO,WE", "STATUS:CONFIRMED", OPAQUE),
    ),
    "google, single ones in UTC": calendar(
        "Google Inc//Google Calendar 70.9054",
        *GOOGLE,
        ("DTSTART:20261202T080000Z", "DTEND:20261202T093000Z", "SEQUENCE:2", OPAQUE),
        ("DTSTART:20270702T080000Z", "DTEND:20270702T093000Z", "CREATED:20261101T000000Z", OPAQUE),
    ),
    "google, birthdays and holidays": calendar(
        "Google Inc//Google Calendar 70.9054",
        *GOOGLE,
        (*whole("20261225", "20261226"), FREE),
        (*whole("20200228", "20200229"), "RRULE:FREQ=YEARLY", OPAQUE),
    ),
    "google, one of a series called off": calendar(
        "Google Inc//Google Calendar 70.9054",
        *GOOGLE,
        BERLIN,
        (*timed("20261201", "0900", "1000"), "UID:g", "RRULE:FREQ=DAILY;COUNT=5", OPAQUE),
        (*timed("20261203", "0900", "1000"), "UID:g", f"RECURRENCE-ID;{B}:20261203T090000", "STATUS:CANCELLED"),
        (*timed("20261204", "1100", "1300"), "UID:g", "RECURRENCE-ID:20261204T080000Z", OPAQUE),
    ),
    "google, from a day on at another time": calendar(
        "Google Inc//Google Calendar 70.9054",
        *GOOGLE,
        BERLIN,
        (*timed("20261201", "0900", "1000"), "UID:a", "RRULE:FREQ=WEEKLY;UNTIL=20261214T225959Z;BYDAY=TU"),
        (*timed("20261215", "1500", "1600"), "UID:a_R20261215T080000", "RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=5"),
    ),
    "apple, days and hours": calendar(
        "Apple Inc.//macOS 14.5",
        "CALSCALE:GREGORIAN",
        "X-APPLE-CALENDAR-COLOR:#FF2968",
        BERLIN,
        (*whole("20261208", "20261210"), OPAQUE, "X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC"),
        (*timed("20261211", "1800", "2330"), OPAQUE, *ALARM, "SEQUENCE:1"),
    ),
    "apple, over midnight each month": calendar(
        "Apple Inc.//iOS 18.0",
        BERLIN,
        (
            f"DTSTART;{B}:20261205T200000",
            f"DTEND;{B}:20261206T020000",
            "RRULE:FREQ=MONTHLY;INTERVAL=1;BYDAY=1SA;UNTIL=20271231T225959Z",
        ),
    ),
    "apple, a trip in another zone": calendar(
        "Apple Inc.//iOS 18.0",
        vtimezone.component("America/New_York").to_ical().decode().strip(),
        BERLIN,
        (f"DTSTART;{B}:20261205T110000", "DTEND;TZID=America/New_York:20261205T140000"),
    ),
    "nextcloud, a series with length": calendar(
        "IDN nextcloud.com//Calendar app 4.7.6",
        "CALSCALE:GREGORIAN",
        BERLIN,
        (f"DTSTART;{B}:20261202T083000", "DURATION:PT1H30M", "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=WE,FR", "SEQUENCE:5"),
    ),
    "nextcloud, moved twice": calendar(
        "Sabre//Sabre VObject 4.5.4",
        BERLIN,
        (*timed("20261202", "0900", "1000"), "UID:n", "RRULE:FREQ=DAILY;COUNT=4", f"EXDATE;{B}:20261203T090000"),
        (*timed("20261204", "1200", "1300"), "UID:n", f"RECURRENCE-ID;{B}:20261204T090000"),
        (*timed("20261209", "1200", "1300"), "UID:n", f"RECURRENCE-ID;{B}:20261205T090000"),
    ),
    "nextcloud, tasks beside": calendar(
        "Sabre//Sabre VObject 4.5.4",
        BERLIN,
        f"BEGIN:VTODO\r\nUID:t\r\nDUE;{B}:20261202T170000\r\nSTATUS:NEEDS-ACTION\r\nEND:VTODO",
        timed("20261202", "0900", "1000"),
    ),
    "sogo, all day by days": calendar(
        "Inverse inc./SOGo 5.9.1", ("DTSTART;VALUE=DATE:20261207", "DURATION:P2D", OPAQUE)
    ),
    "synology, weekly": calendar(
        "Synology//Calendar 2.4.7",
        BERLIN,
        (
            *timed("20261204", "1000", "1200"),
            "RRULE:FREQ=WEEKLY;BYDAY=FR;UNTIL=20270226T090000Z",
            "CLASS:PUBLIC",
            *ALARM,
        ),
    ),
    "synology, one day without an end": calendar("Synology//Calendar 2.4.7", ("DTSTART;VALUE=DATE:20261215", OPAQUE)),
    "synology, a zone and a date": calendar("Synology//Calendar 2.4.7", (f"DTSTART;{B};VALUE=DATE:20261222", OPAQUE)),
    "wordpress, the events calendar": calendar(
        "Gemeinde - ECPv6.8.2",
        *GOOGLE[:3],
        "X-ORIGINAL-URL:https://example.org\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H",
        BERLIN,
        (*timed("20261212", "1500", "1800"), "CREATED:20261001T080000Z", "CATEGORIES:Advent"),
        whole("20261213", "20261214"),
    ),
    "wordpress, all-in-one event calendar": calendar(
        "example.org//NONSGML ai1ec//v2.6.13",
        "CALSCALE:GREGORIAN",
        BERLIN,
        (*timed("20261205", "1600", "1700"), "SEQUENCE:0", "RRULE:FREQ=MONTHLY;BYDAY=1SA;COUNT=4", "CONTACT:"),
    ),
    "wordpress, events manager": calendar(
        "Events Manager",
        ("DTSTART:20261202T090000", "DTEND:20261202T110000", "CATEGORIES:"),
        whole("20261218", "20261219"),
    ),
    "wordpress, eventon": calendar(
        "EventON", "METHOD:PUBLISH", ("DTSTART:20261202T080000Z", "DTEND:20261202T100000Z", "UID:", "URL:https://e.org")
    ),
    "wordpress, one uid for all dates": calendar(
        "Modern Events Calendar",
        (*timed("20261202", "0900", "1000"), "UID:7"),
        (*timed("20261209", "0900", "1000"), "UID:7"),
    ),
    "wordpress, an end before its beginning": calendar("My Calendar", timed("20261202", "2300", "0100")),
    "wordpress, blanks in days": calendar(
        "Sugar Calendar", BERLIN, (*timed("20261201", "0900", "1000"), "RRULE:FREQ=WEEKLY;BYDAY=MO, TU;COUNT=4")
    ),
    "wordpress, empty rule and exceptions": calendar(
        "Timely", BERLIN, (*timed("20261201", "0900", "1000"), "RRULE:", "EXDATE:", "SEQUENCE:")
    ),
    "thunderbird, a global name": calendar(
        "Mozilla.org/NONSGML Mozilla Calendar V1.1",
        timed("20261202", "0900", "1000", "TZID=/mozilla.org/20070129_1/Europe/Berlin"),
    ),
    "thunderbird, every third day with alarms": calendar(
        "Mozilla.org/NONSGML Mozilla Calendar V1.1",
        BERLIN,
        (*timed("20261201", "0700", "0745"), "RRULE:FREQ=DAILY;INTERVAL=3;UNTIL=20270301T060000Z", *ALARM, *ALARM),
    ),
    "evolution, its own name of the zone": calendar(
        "Ximian//NONSGML Evolution Calendar",
        BERLIN.replace(
            "TZID:Europe/Berlin", "TZID:/freeassociation.sourceforge.net/Europe/Berlin\r\nX-LIC-LOCATION:Europe/Berlin"
        ),
        timed("20270702", "0900", "1000", "TZID=/freeassociation.sourceforge.net/Europe/Berlin"),
    ),
    "zimbra, quoted zone": calendar(
        "Zimbra-Calendar-Provider", BERLIN, timed("20261202", "0900", "1000", 'TZID="Europe/Berlin"')
    ),
    "notes, dates of a series as a list": calendar(
        "Lotus Development Corporation//NONSGML Notes 9.0",
        BERLIN,
        (
            *timed("20261202", "0900", "1000"),
            f"RDATE;{B}:20261202T090000,20261209T090000,20270113T090000",
            "X-LOTUS-UPDATE-SEQ:1",
        ),
    ),
    "notes, periods": calendar(
        "Lotus Development Corporation//NONSGML Notes 9.0",
        (
            "DTSTART:20261202T080000Z",
            "DTEND:20261202T090000Z",
            "RDATE;VALUE=PERIOD:20261202T080000Z/PT1H,20261207T080000Z/PT2H",
        ),
    ),
    "churchtools, the repeated hour": calendar(
        "ChurchTools",
        BERLIN,
        (f"DTSTART;{B}:20271031T003000", f"DTEND;{B}:20271031T040000"),
        timed("20270328", "0100", "0400"),
    ),
    "teamup, odd and even weeks": calendar(
        "Teamup Solutions AG//Teamup Calendar",
        BERLIN,
        (*timed("20261130", "0800", "1200"), "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU;COUNT=12"),
        (*timed("20261207", "0800", "1200"), "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=MO;COUNT=12"),
    ),
    "airbnb, nights": calendar(
        "Airbnb Inc//Hosting Calendar 0.8.8", whole("20261211", "20261214"), whole("20261227", "20270103")
    ),
    "booking.com, closed": calendar("admin.booking.com", whole("20261201", "20261205"), whole("20261205", "20261206")),
    "horde, last day of each month": calendar(
        "The Horde Project//Horde_Icalendar Library",
        ("DTSTART;VALUE=DATE:20261231", "RRULE:FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=6"),
    ),
    "davical, each quarter": calendar(
        "davical.org//NONSGML AWL Calendar",
        BERLIN,
        (*timed("20261201", "0900", "1700"), "RRULE:FREQ=YEARLY;BYMONTH=3,6,9,12;BYDAY=1TU;COUNT=6"),
    ),
    "radicale, two calendars in one": calendar("Radicale", BERLIN, timed("20261202", "0900", "1000"))
    + calendar("Radicale", BERLIN, (*timed("20261203", "0900", "1000"), "UID:other")),
    "old phone, vcalendar": calendar("Nokia", ("DTSTART:20261202T080000Z", "DTEND:20261202T090000Z")).replace(
        b":2.0", b":1.0"
    ),
}
