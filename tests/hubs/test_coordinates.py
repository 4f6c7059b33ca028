"""A position as people copy it from maps is read; what is none is not."""

import pytest

from hubs.coordinates import read_position


@pytest.mark.parametrize(
    ("typed", "position"),
    [
        ("52.1040,9.3562", (52.104, 9.3562)),
        (" 52.10 , 9.36 ", (52.1, 9.36)),
        ("52,104; 9,356", (52.104, 9.356)),
        ("52,104 9,356", (52.104, 9.356)),
        ("-52,-9", (-52.0, -9.0)),
        ("91,9", None),
        ("52,181", None),
        ("nan,nan", None),
        ("1e3,5", None),
        ("52.1", None),
        ("٥٢,٩", None),
        ("５２.1, 9.5", (52.1, 9.5)),
        ("\u200b52.1, 9.5\u200e", (52.1, 9.5)),
        ("52.1185 N, 9.5487 E", (52.1185, 9.5487)),
        ("52.1185° N 9.5487° O", (52.1185, 9.5487)),
        ("52° 6′ 36″ N, 9° 30′ 0″ O", (52.11, 9.5)),
        ("52°06'36.0\"N 9°30'00.0\"E", (52.11, 9.5)),
        ("52°06'36\"S 9°30'00\"W", (-52.11, -9.5)),
        ("geo:52.1185,9.5487?z=17", (52.1185, 9.5487)),
        ("https://www.openstreetmap.org/#map=17/52.1185/9.5487", (52.1185, 9.5487)),
        ("https://www.openstreetmap.org/?mlat=52.1185&mlon=9.5487#map=9/50.1/8.1", (52.1185, 9.5487)),
        ("https://maps.example/maps/@52.1185,9.5487,15z", (52.1185, 9.5487)),
        ("https://maps.example/?q=52.1185%2C9.5487", (52.1185, 9.5487)),
        ("https://maps.example/?q=Hameln", None),
        ("52.1, 9.5, 12", None),
        ("9.5 E, 52.1 N", None),
        ("", None),
    ],
)
def test_position_is_read_as_maps_write_it(typed: str, position: tuple[float, float] | None) -> None:
    found = read_position(typed)
    assert (found and (round(found[0], 9), round(found[1], 9))) == position


def test_endless_position_is_none() -> None:
    assert read_position("9" * 1_000_000) is None
