"""What people type is kept as they see it; what cannot be seen is nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import alike, is_blank, lines, one_line

NOTHING = [
    "",
    " ",
    "\t\r\n",
    "\u00a0\u2003\u3000",
    "\u200b",
    "\ufeff \u2060",
    "\u00ad",
    "\u2800",
    "\u3164\u115f",
    "\u0301",
    "\u200e\u202e",
]


@pytest.mark.parametrize("typed", NOTHING)
def test_what_cannot_be_seen_is_nothing(typed: str) -> None:
    assert is_blank(typed)
    assert one_line(typed) == lines(typed) == ""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Anna \n Muster ", "Anna Muster"),
        ("\u200bAnna\ufeff", "Anna"),
        ("Ju\u0308rgen", "Jürgen"),
        ("👩‍💻", "👩‍💻"),  # held together by a sign of no width
        ("❤\ufe0f", "❤\ufe0f"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("–", "–"),
        ("0", "0"),
    ],
)
def test_text_is_kept_as_it_is_seen(typed: str, kept: str) -> None:
    assert one_line(typed) == kept


@given(st.text(max_size=40))
def test_cleaning_twice_is_cleaning_once(typed: str) -> None:
    assert one_line(one_line(typed)) == one_line(typed)
    assert lines(lines(typed)) == lines(typed)
    assert bool(one_line(typed)) == (not is_blank(one_line(typed)))


@pytest.mark.parametrize(
    "name",
    ["Straßenblick", "STRASSENBLICK", "straßenblick", "Straßen\u00adblick", " Straßenblick\u200b", "Ｓtraßenblick"],
)
def test_names_that_look_alike_are_the_same(name: str) -> None:
    assert alike(name) == alike("Straßenblick")


def test_names_with_other_letters_or_words_are_others() -> None:
    names = ["Büro", "Buro", "Büro 1", "Büro1", "Büro 2", "Desk 1", "Desk 11"]
    assert len({alike(name) for name in names}) == len(names)
    assert alike("Bu\u0308ro  1") == alike("büro 1")
