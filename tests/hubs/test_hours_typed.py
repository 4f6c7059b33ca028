"""What people type comes to mean what they mean, or is refused with words."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubs.hours import InvalidOpeningHours, canonical, day_intervals, validate
from tests.hubs.wall import shown

UNDERSTOOD = [
    # a blank after a comma goes on with the list
    ("Mo-Fr 09:00-18:00; Sa, Su off", "Mo-Fr 09:00-18:00; Sa,Su off"),
    ("Mo-Fr 09:00-18:00; Su, PH off", "Mo-Fr 09:00-18:00; Su,PH off"),
    ("Mo-Fr 09:00-18:00; PH, Su off", "Mo-Fr 09:00-18:00; Su,PH off"),
    ("Mo-Fr 09:00-18:00; Dec 24, Dec 31 off", "Mo-Fr 09:00-18:00; Dec 24,Dec 31 off"),
    ("Mo-Fr 09:00-18:00; Dec 24, 31 off", "Mo-Fr 09:00-18:00; Dec 24,Dec 31 off"),
    ("Mo-Fr 09:00-18:00; PH, Dec 24, Dec 31 off", "Mo-Fr 09:00-18:00; PH off; Dec 24,Dec 31 off"),
    ("Mo-Su 09:00-18:00; Dec 24, Dec 31, PH off", "Mo-Su 09:00-18:00; Dec 24,Dec 31 off; PH off"),
    ("Mo-Su 09:00-18:00; Su, Dec 24 off", "Mo-Su 09:00-18:00; Su off; Dec 24 off"),
    ("Mo, We, Fr 09:00-12:00", "Mo,We,Fr 09:00-12:00"),
    ("Jan, Mar: Mo, We 09:00-12:00, 13:00-15:00", "Jan,Mar: Mo,We 09:00-12:00,13:00-15:00"),
    ("week 1, 3, 10-12 Mo, Tu 09:00-12:00", "week 01,03,10-12 Mo,Tu 09:00-12:00"),
    ("Jun Mo, Jul Tu 10:00-12:00", "Jun: Mo 10:00-12:00; Jul: Tu 10:00-12:00"),
    ("Mo-Fr 09:00-12:00, We 14:00-18:00", "Mo-Fr 09:00-12:00, We 14:00-18:00"),
    # signs
    ("Mo-Fr 09:00-12:00;", "Mo-Fr 09:00-12:00"),
    ("Mo - Fr 09:00 – 12:00", "Mo-Fr 09:00-12:00"),
    ("Mo–Fr 09.00—12.00", "Mo-Fr 09:00-12:00"),
    ("Mo-Fr: 8-17", "Mo-Fr 08:00-17:00"),
    ("Mo-Fr 8-17 Uhr", "Mo-Fr 08:00-17:00"),
    ("Mo-Fr 8:00 Uhr - 17:00 Uhr.", "Mo-Fr 08:00-17:00"),
    ("Mo-Fr 8h-17h", "Mo-Fr 08:00-17:00"),
    ("Mo-Fr 0800-1700", "Mo-Fr 08:00-17:00"),
    ("mo-fr 9-12, sa off", "Mo-Fr 09:00-12:00, Sa off"),
    ("Ｍｏ－Ｆｒ ０９：００－１２：００", "Mo-Fr 09:00-12:00"),
    ("Mo-Fr 9-12 || „nach Absprache“", 'Mo-Fr 09:00-12:00 || "nach Absprache"'),
    ("Mo-Fr 9-12 || “by appointment”", 'Mo-Fr 09:00-12:00 || "by appointment"'),
    ("Mo-Fr 9-12 open „bitte klingeln – danke“", 'Mo-Fr 09:00-12:00 open "bitte klingeln – danke"'),
    ("Mo-Fr 8-12 Uhr\nSa 9-11 Uhr\r\nSo geschlossen", "Mo-Fr 08:00-12:00; Sa 09:00-11:00; Su off"),
    ("Mo-Fr 8-12 Uhr\n14-18 Uhr", "Mo-Fr 08:00-12:00,14:00-18:00"),
    # German
    ("Di, Do 14-18 Uhr", "Tu,Th 14:00-18:00"),
    ("Mi-So 10-16", "We-Su 10:00-16:00"),
    ("Montag bis Freitag 8 bis 17 Uhr", "Mo-Fr 08:00-17:00"),
    ("Montag, Mittwoch und Freitag von 9 bis 12 Uhr", "Mo,We,Fr 09:00-12:00"),
    ("montags bis freitags 8.00-12.00 und 13.30-17.00 Uhr", "Mo-Fr 08:00-12:00,13:30-17:00"),
    ("Mo.-Fr. 8-12 u. 14-18 Uhr", "Mo-Fr 08:00-12:00,14:00-18:00"),
    ("Mo/Mi/Fr 9-12", "Mo,We,Fr 09:00-12:00"),
    ("Sa + So 10-12", "Sa,Su 10:00-12:00"),
    ("Mo-Fr 8-12 / 14-18 Uhr", "Mo-Fr 08:00-12:00,14:00-18:00"),
    ("Mo-Fr 8-17 Uhr, Sa, So und Feiertage geschlossen", "Mo-Fr 08:00-17:00, Sa,Su,PH off"),
    ("Mo-Fr 8-17 Uhr; an Feiertagen zu", "Mo-Fr 08:00-17:00; PH off"),
    ("Mo-Fr 8-17 Uhr außer an Feiertagen", "Mo-Fr 08:00-17:00; PH off"),
    ("täglich außer sonntags 10-18 Uhr", "Mo-Su 10:00-18:00; Su off"),
    ("Mo-Fr 8-18 Uhr, 12-13 Uhr geschlossen", "Mo-Fr 08:00-18:00, Mo-Fr 12:00-13:00 off"),
    ("Mo-Fr 8-18 Uhr, Mittagspause 12-13 Uhr", "Mo-Fr 08:00-18:00; 12:00-13:00 off"),
    ("Mo-Fr 8-12; 24.12. und 31.12. geschlossen", "Mo-Fr 08:00-12:00; Dec 24,Dec 31 off"),
    ("Mo-Fr 8-12; 24.-26.12. zu", "Mo-Fr 08:00-12:00; Dec 24-Dec 26 off"),
    ("Mo-Fr 8-12; 24., 25. und 26. Dezember zu", "Mo-Fr 08:00-12:00; Dec 24,Dec 25,Dec 26 off"),
    ("Mo-Fr 8-12; vom 24.12. bis 2.1. geschlossen", "Mo-Fr 08:00-12:00; Dec 24-Jan 02 off"),
    ("Mo-Fr 8-12; 24.12.2026-2.1.2027 zu", "Mo-Fr 08:00-12:00; 2026 Dec 24-2027 Jan 02 off"),
    ("Mo-Fr 8-12; 24.12.-2.1.2027 zu", "Mo-Fr 08:00-12:00; 2026 Dec 24-2027 Jan 02 off"),
    ("Mo-Fr 8-12; Do, 24.12.2026 zu", "Mo-Fr 08:00-12:00; 2026 Dec 24 off"),
    ("Mo-Fr 8-12; Heiligabend und Silvester zu", "Mo-Fr 08:00-12:00; Dec 24,Dec 31 off"),
    ("Mo-Fr 8-12; 2026-12-24 off", "Mo-Fr 08:00-12:00; 2026 Dec 24 off"),
    ("April bis Oktober: Mo-Sa 8-19 Uhr", "Apr-Oct: Mo-Sa 08:00-19:00"),
    ("Mo-Fr im Juni und Juli 8-12 Uhr", "Jun,Jul: Mo-Fr 08:00-12:00"),
    ("1. Mai bis 30. September Mo-Fr 9-12", "May 01-Sep 30 Mo-Fr 09:00-12:00"),
    ("1. Mittwoch im Monat 18-21 Uhr", "We[1] 18:00-21:00"),
    ("jeden 1. und 3. Mittwoch im Monat 18-21 Uhr", "We[1,3] 18:00-21:00"),
    ("letzter Freitag im Monat 18-21 Uhr", "Fr[-1] 18:00-21:00"),
    ("KW 1-10 Mo 9-12", "week 01-10 Mo 09:00-12:00"),
    ("Mo in ungeraden Wochen 9-12", "week 01-53/2 Mo 09:00-12:00"),
    ("Mo-Fr 8-12, samstags nach Vereinbarung", 'Mo-Fr 08:00-12:00, Sa "nach Vereinbarung"'),
    ("rund um die Uhr", "24/7"),
    ("immer geöffnet", "24/7"),
    ("24h", "24/7"),
    ("24 Stunden geöffnet, Feiertage geschlossen", "24/7, PH off"),
    ("Mo-So 0 - 24 h", "Mo-Su 00:00-24:00"),
    ("Mo-Fr 8-18 Uhr, außer Mittwoch", "Mo-Fr 08:00-18:00; We off"),
    ("Mo-Fr 8-18 Uhr (außer Feiertage)", "Mo-Fr 08:00-18:00; PH off"),
    ("8-17 Uhr Mo-Fr", "Mo-Fr 08:00-17:00"),
    ("Mo-Fr 8-18; Betriebsferien 24.12.2026 bis 3.1.2027", "Mo-Fr 08:00-18:00; 2026 Dec 24-2027 Jan 03 off"),
    ("Mo-Fr 8-18; geschlossen: Sa, So", "Mo-Fr 08:00-18:00; Sa,Su off"),
    ("Mo-Fr 8-18; 24. + 31.12. geschlossen", "Mo-Fr 08:00-18:00; Dec 24,Dec 31 off"),
    ("Mo-Fr 9-12 Uhr und nach Vereinbarung", 'Mo-Fr 09:00-12:00 || "nach Vereinbarung"'),
    ("Mo-Fr 9-12 Uhr; sonst nach Absprache", 'Mo-Fr 09:00-12:00 || "nach Absprache"'),
    ("Mo & Di 8-12", "Mo,Tu 08:00-12:00"),
    ("Öffnungszeiten: Mo-Fr 8-17", "Mo-Fr 08:00-17:00"),
    ("Mo-Fr 8-17, Sonn- und Feiertage geschlossen", "Mo-Fr 08:00-17:00, Su,PH off"),
    ("Mo-Fr 8-17; sonn-/feiertags zu", "Mo-Fr 08:00-17:00; Su,PH off"),
    ("Mo-Fr 8-17; Sams-, Sonn- u. Feiertage geschlossen", "Mo-Fr 08:00-17:00; Sa,Su,PH off"),
    ("an Samstagen und Sonntagen 10-16 Uhr", "Sa,Su 10:00-16:00"),
    ("Mo-Fr 9-12 + 14-18 Uhr", "Mo-Fr 09:00-12:00,14:00-18:00"),
    ("April bis Oktober 9-17", "Apr-Oct 09:00-17:00"),
    ("Sep-Jul: Mo-Fr 9-12", "Sep-Jul: Mo-Fr 09:00-12:00"),
    ("1.9.-31.7. Mo-Fr 9-12", "Sep 01-Jul 31 Mo-Fr 09:00-12:00"),
    ("Mo-Fr 9-12; geschlossen: 24 Dezember", "Mo-Fr 09:00-12:00; Dec 24 off"),
    # a table as it hangs at the door
    ("Mo 8-12\nDi –\nMi 8-12", "Mo 08:00-12:00; Tu off; We 08:00-12:00"),
    ("Mo: 8-12\nDi: ---\nMi: 8-12\nFeiertage: -", "Mo 08:00-12:00; Tu off; We 08:00-12:00; PH off"),
    ("Mo-Fr 9-12; 24.12. -", "Mo-Fr 09:00-12:00; Dec 24 off"),
    ("Mo-Fr 9-12; 31.12. 9-26 Uhr", "Mo-Fr 09:00-12:00; Dec 31 09:00-02:00"),
    ("Mo 8-12, Di -, Mi 8-12", "Mo 08:00-12:00, Tu off, We 08:00-12:00"),
    ("Mo 8-12; Di ./.; Mi 8-12", "Mo 08:00-12:00; Tu off; We 08:00-12:00"),
    ("Montag:\n8-12\nDienstag:\n14-18", "Mo 08:00-12:00; Tu 14:00-18:00"),
    # English
    ("Monday through Friday, 9:00 to 17:00, closed on public holidays", "Mo-Fr 09:00-17:00, PH off"),
    ("Every day 9-17; December 24th and 31st closed", "Mo-Su 09:00-17:00; Dec 24,Dec 31 off"),
    ("Mo-Fr 9-17; Aug 1st-15th off", "Mo-Fr 09:00-17:00; Aug 01-Aug 15 off"),
    ("2nd and 4th Wednesday of the month 18-21", "We[2,4] 18:00-21:00"),
    ("Mo-Fr 9-17; closed 24 December", "Mo-Fr 09:00-17:00; Dec 24 off"),
    ("Mo-Fr 9-12 || ‘by appointment’", 'Mo-Fr 09:00-12:00 || "by appointment"'),
    ("Mo-Fr 9-12 || 'by appointment'", 'Mo-Fr 09:00-12:00 || "by appointment"'),
    ("Mo-Fr 9-12 open \"don't ring, it's loud\"", "Mo-Fr 09:00-12:00 open \"don't ring, it's loud\""),
    ("Mo-Fr 9-12; 2026-12-24/2026-12-31 off", "Mo-Fr 09:00-12:00; 2026 Dec 24-2026 Dec 31 off"),
    ("am Wochenende 10-16 Uhr", "Sa,Su 10:00-16:00"),
    # what other programs cannot read is kept as they can
    ("week 50-02 Mo 10:00-12:00", "week 50-53,01-02 Mo 10:00-12:00"),
    ("2026 Dec 24-Jan 02 10:00-12:00", "2026 Dec 24-2027 Jan 02 10:00-12:00"),
    ("2026 Nov-Feb: Mo 10:00-12:00", "2026 Nov 01-2027 Feb 28 Mo 10:00-12:00"),
    ("2026 Jun-Aug: Mo 10:00-12:00", "2026 Jun-Aug: Mo 10:00-12:00"),
    ("2026 Jun,Aug: Mo 10:00-12:00", "2026 Jun 01-2026 Jun 30,2026 Aug 01-2026 Aug 31 Mo 10:00-12:00"),
]


@pytest.mark.parametrize(("typed", "understood"), UNDERSTOOD)
def test_what_people_type_is_understood(typed: str, understood: str) -> None:
    validate(typed)
    assert canonical(typed) == understood
    assert canonical(understood) == understood
    days = [date(2026, 11, 1) + timedelta(days=n) for n in range(120)]
    assert [day_intervals(typed, "UTC", "NI", day) for day in days] == [
        day_intervals(understood, "UTC", "NI", day) for day in days
    ]


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("Mo-Fr 09:00-18:00; Sa", "no-times"),
        ("Mo-Fr 09:00-18:00, Sa", "no-times"),
        ("Mo-Fr", "no-times"),
        ("Jun-Aug; Mo-Fr 10:00-12:00", "no-times"),
        ("2026; Mo-Fr 10:00-12:00", "no-times"),
        ("PH; Mo-Fr 10:00-12:00", "no-times"),
        ("Mo-Fr im Juli 8-12", "no-times"),  # 8 to 12 July?
        ("Mo-Fr 08:00-12:00; 14:00-16:00", "no-days"),
        ("Jun 30-24 09:00-12:00", "order"),
        ("Jun 30-Jun 24 09:00-12:00", "order"),
        ("Mo 10:00-12:00; 30.-24.6. zu", "order"),
        ("Mo 10:00-12:00; Dec 24-Dec 10 off", "order"),
        ("2026 Dec 24-2026 Jan 02 10:00-12:00", "order"),
        ("2027-2026 Mo 10:00-12:00", "order"),
        ("2026 Dec 24,Jan 01 10:00-12:00", "year"),
        ("Jun-Aug, Sa 10:00-12:00", "mixed"),
        ("Mo-Fr, Jun-Aug 10:00-12:00", "mixed"),
        ("2026, Mo 10:00-12:00", "mixed"),
        ("Mo 9-12; Fr, 24.12.2026 zu", "weekday-of-date"),
        ("Mo 9-12; Fr 24.12.2026 zu", "weekday-of-date"),
        ("Mo 9-12; Do, 24.12. zu", "weekday-of-date"),
        ("Mo 9-12; Do 24.12. zu", "weekday-of-date"),
        ('Mo-Fr 08:00-12:00 open "bitte klingeln', "quotes"),
        ("Mo-Fr 08:00-12:60", "time"),
        ("Mo-Fr 25:00-26:00", "time"),
        ("Mo-Fr 10:00-40:00", "time"),
        ("Mo 8-12\nDi:\nMi 8-12", "no-times"),
        ("Jun-May Mo-Fr 9-12", "order"),
        ("Dec-Nov 9-12", "order"),
        ("1.6.-31.5. Mo-Fr 9-12", "order"),
        ("Mo-Fr 9-12, 2-5", "twelve-hours"),
        ("Mo-Fr 9:00-12:30, 1:30-5:00", "twelve-hours"),
        ("Mo-Fr 9:00-5:00", "twelve-hours"),
        ("Mo-Fr 2-5 Uhr", "twelve-hours"),
        ("Mo-Fr 8 a.m. - 5 p.m.", "twelve-hours"),
        ("Mo-Fr 8-12; 24.12 geschlossen", "date-dots"),
        ("Mo-Fr 8-12; 3.10-5.10 geschlossen", "date-dots"),
        ("Mo-Fr 8-12; Betriebsferien 24.12 bis 31.12", "date-dots"),
        ("Mo-Fr 10:00", "open-end"),
        ("Mo-Fr ab 10 Uhr", "open-end"),
        ("Mo 9-12; 31.11. zu", "date"),
        ("Mo 9-12; 24.13. zu", "date"),
        ("week 54 Mo 10:00-12:00", "date"),
        ("2026 Feb 29 off; Mo 10:00-12:00", "date"),
        ("Mo-Fr 9-17; Schulferien geschlossen", "school-holidays"),
        ("Mo-Fr PH 10:00-12:00", "holidays"),
        ("Mo-Fr ganztägig", "syntax"),
        ("Mo-Fr 9 am - 5 pm", "twelve-hours"),
        ("Mo-Fr 9-5", "twelve-hours"),
        (":", "syntax"),
        ("außer Sa", "never-open"),
        ("Mo-Fr 9-18 Uhr nach Vereinbarung", "by-appointment"),
        ("Mo[6] 10:00-12:00", "syntax"),
        ("Mo[1]-Fr 10:00-12:00", "syntax"),
        ("Mo-Fr 10:00-12:00 || ", "syntax"),
        ("nicht am Montag 10-12", "syntax"),
        ("Mo-Fr 10:00-12:00 10:00-12:00", "syntax"),
    ],
)
def test_what_could_mean_two_things_is_refused_with_words(typed: str, reason: str) -> None:
    with pytest.raises(InvalidOpeningHours) as refused:
        validate(typed)
    assert refused.value.reason == reason
    assert str(refused.value.message())


@pytest.mark.parametrize(
    ("text", "day", "hours"),
    [
        ("Mo-Fr 09:00-18:00; Sa, Su off", "2026-11-28", []),
        ("Mo-Su 09:00-18:00; Dec 24, Dec 31 off", "2026-12-31", []),
        ("Mo-Su 09:00-18:00; PH, Dec 24 off", "2026-12-24", []),
        ("Mo-Su 09:00-18:00; PH, Dec 24 off", "2026-12-25", []),
        ("Mo-Fr 09:00-18:00; Sa,PH 10:00-12:00", "2026-10-31", ["10:00-12:00"]),
        # a fallback holds whenever nothing before it is open
        ("Mo-Fr 09:00-12:00 || Mo 14:00-16:00", "2026-11-30", ["09:00-12:00", "14:00-16:00"]),
        ("Mo-Fr 09:00-12:00 || Mo 11:00-16:00", "2026-11-30", ["09:00-16:00"]),
        ('Mo-Fr 09:00-12:00 || "nach Absprache" || Mo 14:00-16:00', "2026-11-30", ["09:00-12:00", "14:00-16:00"]),
        ("Apr-Oct: Mo 09:00-12:00 || Mo 14:00-16:00", "2026-11-30", ["14:00-16:00"]),
        ('Fr 10:00-18:00 || "nach Absprache"', "2026-11-30", []),
        # the evening before goes on
        ("Mo-Th,Su 09:00-22:00; Fr,Sa 09:00-01:00", "2026-11-29", ["00:00-01:00", "09:00-22:00"]),
        ("Fr 22:00-02:00; Sa off", "2026-11-28", ["00:00-02:00"]),
        ("Fr 22:00-02:00; Sa 10:00-12:00", "2026-11-28", ["00:00-02:00", "10:00-12:00"]),
        ("Fr 22:00-02:00; Sa 01:00-02:00 off", "2026-11-28", ["00:00-01:00"]),
        ("Mo-Su 20:00-02:00; PH off", "2026-12-25", ["00:00-02:00"]),
        ("Mo-Su 20:00-02:00; PH off", "2026-12-27", ["20:00-00:00"]),  # nothing began on the 26th
        ("Mo-Su 20:00-02:00; Dec 24-26 off", "2026-12-27", ["20:00-00:00"]),
        # a comment with each state
        ('Mo-Fr 09:00-12:00 open "klingeln"', "2026-11-30", ["09:00-12:00"]),
        ('Mo-Fr 09:00-12:00; Mo "zu" off', "2026-11-30", []),
        ('Mo-Fr 09:00-12:00; Mo closed "zu"', "2026-11-30", []),
        ('Mo-Fr 09:00-12:00; Mo unknown "vielleicht"', "2026-11-30", []),
        ('Mo-Fr 09:00-12:00; Mo "vielleicht"', "2026-11-30", []),
    ],
)
def test_closed_stays_closed_and_open_stays_open(text: str, day: str, hours: list[str]) -> None:
    validate(text)
    assert shown(text, day) == hours


@pytest.mark.parametrize(
    "text",
    ["Jun 30-24 09:00-12:00", "Mo-Fr 09:00-18:00; Jun 30-24 off", "Mo-Fr 8-12; SH off", "gibberish", "", "Mo-Fr ab 9"],
)
def test_a_text_that_is_refused_but_stands_in_a_database_opens_nothing(text: str) -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert not any(day_intervals(text, "Europe/Berlin", "NI", day) for day in days)


def test_days_without_times_in_a_database_open_nothing_and_leave_the_others() -> None:
    text = "Mo-Fr 09:00-18:00; Sa"
    assert (shown(text, "2026-11-28"), shown(text, "2026-11-27")) == ([], ["09:00-18:00"])


days = st.sampled_from(["Mo", "Di", "Fr-So", "PH", "24.12.", "24.", "Dezember", "2026", "Sa[1]", "KW", "1.", "easter"])
others = st.sampled_from(["8", "8-12", "09:00-12:00", "Uhr", "off", "zu", '"x"', "„x“", "außer", "im Monat"])
signs = st.sampled_from([";", ",", "||", "-", "/", "+", ":", "\n", "und"])


@given(st.lists(days | others | signs, max_size=10).map(" ".join))
def test_what_is_understood_stays_the_same_when_it_is_read_again(text: str) -> None:
    try:
        validate(text)
        understood = canonical(text)
    except InvalidOpeningHours:
        return
    assert canonical(understood) == understood
    for day in (date(2026, 12, 24), date(2026, 12, 26), date(2027, 6, 5)):
        assert day_intervals(understood, "UTC", "NI", day) == day_intervals(text, "UTC", "NI", day)
