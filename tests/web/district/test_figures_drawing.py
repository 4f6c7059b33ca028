"""How strong the colour of a share is: the same on every page and in every period."""

import pytest

from district.rules import HourUse
from web.district.figures_drawing import LEVELS, grid, level


@pytest.mark.parametrize(
    ("share", "wanted"),
    [
        (0.0, 0),
        (0.001, 1),
        (0.2, 1),
        (0.21, 2),
        (0.4, 2),
        (0.41, 3),
        (0.6, 3),
        (0.79, 4),
        (0.8, 4),
        (0.81, 5),
        (1.0, 5),
    ],
)
def test_level_is_a_fifth_of_what_was_offered(share: float, wanted: int) -> None:
    assert level(share) == wanted


def test_level_grows_with_the_share_over_the_full_range() -> None:
    levels = [level(n / 1000) for n in range(1001)]
    assert levels == sorted(levels)
    assert set(levels) == set(range(LEVELS + 1))


def test_colour_of_an_hour_does_not_depend_on_the_others() -> None:
    """A fifth is pale, also where nothing is fuller: the darkest is for what is nearly full."""
    alone = grid({(0, 9): HourUse(100, 21, 9)})
    beside = grid({(0, 9): HourUse(100, 21, 9), (1, 9): HourUse(100, 100, 9)})
    assert alone.rows[0].fields[0] == beside.rows[0].fields[0]
    assert (alone.rows[0].fields[0].level, beside.rows[0].fields[1].level) == (2, LEVELS)
