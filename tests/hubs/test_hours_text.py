from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubs.hours_text import REASONS, InvalidOpeningHours, NeverOpen, validate

DEMO_DISTRICT = [
    "Mo-Su 06:00-22:00",
    "Tu 14:00-18:00; Th 09:00-13:00; PH off",
    "Mo-Fr 07:00-20:00; Sa 09:00-14:00; PH off; Dec 24,Dec 31 off",
    "Mo,Tu,Th,Fr 08:00-12:30,14:30-18:00; We,Sa 08:00-12:30; PH off",
    "Apr-Oct: Mo-Sa 08:00-19:00; Nov-Mar: Mo-Fr 09:00-17:00; PH off",
    "Th 09:00-13:00; We[1] 18:00-21:00; PH off",
    'Mo-Fr 08:00-18:00; 2026 Dec 24-2027 Jan 01 off "Betriebsruhe"; PH off',
]


@pytest.mark.parametrize(
    "text",
    [
        *DEMO_DISTRICT,
        "24/7",
        "Fr 22:00-02:00",
        "2026+ Mo-Fr 08:00-12:00",
        "PH 10:00-12:00",
        "Mo-Fr,PH 08:00-12:00",
        'Mo-Fr 08:00-12:00 || "nach Vereinbarung"',
        'Mo-Fr 08:00-12:00 open "bitte klingeln: SH, sunset, Di 10:00+"',
    ],
)
def test_validate_accepts_what_a_hub_can_be_run_by(text: str) -> None:
    validate(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "blank"),
        ("  \n", "blank"),
        ("Mo-Fr 08:00-12:00; " * 60, "too-long"),
        ("Mo-Fr 08:00-12:00 Sa 09:00-11:00", "syntax"),
        ("werktags 8-12", "syntax"),
        ("montags", "no-times"),
        ("Mo-Fr 10:00-12:00; SH off", "school-holidays"),
        ("Mo-Fr,SH 10:00-12:00", "school-holidays"),
        ("Mo-Fr sunrise-sunset", "sun"),
        ("Mo-Fr (Sunrise+01:00)-18:00", "sun"),
        ("Mo-Fr 10:00+", "open-end"),
        ("Mo-Fr 10:00-16:00/01:30", "repetition"),
        ("Mo-Fr 10:00-10:00", "same-time"),
        ("Feb 30 10:00-12:00", "date"),
        ("Mo-Fr 10:00-12:00; Jun 01-Jun 31 off", "date"),
        ("Mo-Fr 10:00-12:00; PH -1 day off", "holidays"),
        ("PH Mo-Fr 10:00-12:00", "holidays"),
    ],
)
def test_validate_refuses_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(InvalidOpeningHours) as refused:
        validate(text)
    assert (refused.value.reason, refused.value.code) == (reason, "invalid-opening-hours")
    assert str(refused.value.message())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("off", "never-open"),
        ("PH off", "never-open"),
        ("2019 Mo-Fr 08:00-12:00", "never-open"),
        ("Mo-Fr 08:00-12:00; Mo-Su off", "never-open"),
        ('"nach Vereinbarung"', "by-appointment"),
        ('Mo-Fr 08:00-12:00; "nach Vereinbarung"', "by-appointment"),
        ('Mo-Fr 08:00-12:00 "nach Vereinbarung"', "by-appointment"),
        ('Mo-Fr 08:00-12:00 unknown "nach Vereinbarung"', "by-appointment"),
    ],
)
def test_validate_names_texts_by_which_nothing_can_be_booked(text: str, reason: str) -> None:
    with pytest.raises(NeverOpen) as refused:
        validate(text)
    assert (refused.value.reason, refused.value.code) == (reason, "never-open")


def test_a_syntax_error_says_from_where_on_it_cannot_be_read() -> None:
    with pytest.raises(InvalidOpeningHours) as refused:
        validate("Mo-Fr früh bis spät")
    assert refused.value.facts["rest"] == "früh bis spät"
    assert "“früh bis spät”" in str(refused.value.message())


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_a_sentence(reason: str) -> None:
    said = str(InvalidOpeningHours(reason, rest="x", rule="Sa").message())
    assert said.endswith((".", "off", '"'))


pieces = st.sampled_from(
    [
        "Mo",
        "Mo-Fr",
        "PH",
        "SH",
        "Sa[1]",
        "Dec 24",
        "off",
        "08:00-12:00",
        "26:00",
        '"x"',
        ";",
        ",",
        "||",
        "week 1",
        "+",
    ]
)


@given(st.lists(pieces, max_size=8).map(" ".join) | st.text(max_size=40))
def test_validate_raises_nothing_but_its_own_error(text: str) -> None:
    with suppress(InvalidOpeningHours):
        validate(text)
