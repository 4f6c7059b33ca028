"""A form sent back shows what was typed, also where a browser's own input would show nothing."""

from datetime import date, time
from types import SimpleNamespace as Thing
from typing import Any

import pytest

from core.inputs import fitting, input_type

LIMITS = {"min": "2026-01-01", "max": "2026-12-31"}


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("date", "2026-11-30"),
        ("date", "2028-02-29"),
        ("time", "09:30"),
        ("time", "09:30:00"),
        ("number", "12"),
        ("number", "-1.5"),
        ("number", 3),
        ("text", "<b>"),
        ("date", ""),
        ("time", None),
    ],
)
def test_value_that_html_allows_keeps_its_input(kind: str, value: object) -> None:
    assert input_type(kind, value) == kind


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("date", "x"),
        ("date", "20261130"),
        ("date", "2026-02-30"),
        ("date", "2026-11-30\n"),
        ("date", "٢٠٢٦-١١-٣٠"),
        ("date", "Fr., 04.12.2026"),
        ("time", "25:99"),
        ("time", "9"),
        ("time", "24:00"),
        ("number", "x"),
        ("number", "1,5"),
        ("number", "nan"),
        ("number", '"><b>'),
    ],
)
def test_value_that_html_does_not_allow_is_shown_as_text(kind: str, value: str) -> None:
    assert input_type(kind, value) == "text"


def test_what_was_read_is_shown_as_html_writes_it() -> None:
    assert fitting(field("date", "4.12.", date(2026, 12, 4)), dict(LIMITS)) == {**LIMITS, "value": "2026-12-04"}
    assert fitting(field("time", "9", time(9)), {}) == {"value": "09:00:00"}


def test_what_was_not_read_stands_in_a_text_input_without_limits() -> None:
    attributes = fitting(field("date", "übermorgen", None), dict(LIMITS))
    assert attributes == {"type": "text", "min": False, "max": False, "step": False}


def test_type_that_a_template_asks_for_counts() -> None:
    assert fitting(field("text", "25:99", "25:99"), {"type": "time"})["type"] == "text"
    assert fitting(field("text", "09:00", "09:00"), {"type": "time"}) == {"type": "time"}


def field(kind: str, typed: str, data: Any) -> Any:
    return Thing(widget=Thing(input_type=kind), data=data, _value=lambda: typed)
