"""What people type as a place is understood, whatever the spelling; what is unclear is asked back."""

import pytest

from hubs.coordinates import read_position
from hubs.gazetteer import LONGEST, Spot, distinct, look_up, sort_key

SPOTS = [
    Spot("Aerzen", 52.0495, 9.2586),
    Spot("Bad Münder am Deister", 52.1955, 9.4642),
    Spot("Bad Pyrmont", 51.9859, 9.2525),
    Spot("Coppenbrügge", 52.1185, 9.5487),
    Spot("Hameln", 52.1040, 9.3562),
    Spot("Hessisch Oldendorf", 52.1727, 9.2491),
    Spot("Groß Berkel", 52.0644, 9.3033, "gross-berkel", "Alte Bank Groß Berkel"),
    Spot("Coppenbrügge", 52.1185, 9.5487, "coppenbruegge", "Am Bahnhof Coppenbrügge"),
    Spot("Hachmühlen", 52.1631, 9.4783, "hachmuehlen", "Pendlerhafen Hachmühlen"),
    Spot("Tündern", 52.0647, 9.3764, "tuendern", "Pfarrgarten Tündern"),
]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Groß Berkel", "Groß Berkel"),
        ("  groß   BERKEL ", "Groß Berkel"),
        ("GROẞ BERKEL", "Groß Berkel"),
        ("Gross-Berkel", "Groß Berkel"),
        ("gr. Berkel", "Groß Berkel"),
        ("Berkel", "Groß Berkel"),
        ("Alte Bank", "Groß Berkel"),
        ("gross-berkel", "Groß Berkel"),
        ("31855 Aerzen", "Aerzen"),
        ("Tündern", "Tündern"),
        ("Tuendern", "Tündern"),
        ("tundern", "Tündern"),
        ("Tu\u0308ndern", "Tündern"),
        ("Bad Münder a. Deister", "Bad Münder am Deister"),
        ("bad muender", "Bad Münder am Deister"),
        ("Münder", "Bad Münder am Deister"),
        ("Hess. Oldendorf", "Hessisch Oldendorf"),
        ("oldendorf", "Hessisch Oldendorf"),
        ("hachmü", "Hachmühlen"),
        ("mühlen", "Hachmühlen"),
        ("Coppenbrügge", "Coppenbrügge"),
    ],
)
def test_place_is_found_in_any_spelling(typed: str, name: str) -> None:
    found = look_up(typed, SPOTS)
    assert found.spot is not None
    assert found.spot.name == name


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Bad", ["Bad Münder am Deister", "Bad Pyrmont"]),
        ("ha", ["Hachmühlen", "Hameln"]),
        ("Hameln-Tündern", ["Hameln", "Tündern"]),
    ],
)
def test_unclear_place_is_asked_back(typed: str, names: list[str]) -> None:
    found = look_up(typed, SPOTS)
    assert found.spot is None
    assert [spot.name for spot in found.options] == names


def test_misspelt_place_offers_what_is_spelled_like_it() -> None:
    found = look_up("Copenbrugge", SPOTS)
    assert found.spot is None
    assert [spot.name for spot in found.alike] == ["Coppenbrügge"]


@pytest.mark.parametrize(
    "typed", ["Paris", "31785", "<script>alert(1)</script>", "%00", "\x00", "'; DROP TABLE hub", "?"]
)
def test_unknown_place_is_nothing(typed: str) -> None:
    assert look_up(typed, SPOTS) == (None, (), ())


def test_whole_name_wins_over_a_longer_one_that_begins_so() -> None:
    found = look_up("hameln", [*SPOTS, Spot("Hameln-Rohrsen", 52.1, 9.4)])
    assert found.spot is not None
    assert found.spot.name == "Hameln"


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


def test_endless_text_takes_no_longer_than_a_short_one() -> None:
    assert look_up("a" * 1_000_000, SPOTS).spot is None
    assert read_position("9" * 1_000_000) is None
    assert look_up("Hameln" + " " * LONGEST + "x" * 1_000_000, SPOTS).spot is not None


def test_village_with_hub_stands_for_its_municipality() -> None:
    spots = [spot for spot in distinct(SPOTS) if spot.name == "Coppenbrügge"]
    assert [spot.hub for spot in spots] == ["coppenbruegge"]


def test_two_places_of_one_name_are_both_kept() -> None:
    assert len(distinct([Spot("Neustadt", 52.0, 9.0), Spot("Neustadt", 52.5, 9.5)])) == 2


def test_names_sort_with_umlauts_as_their_vowels() -> None:
    assert sorted(["Zersen", "Ärzen", "Afferde"], key=sort_key) == ["Afferde", "Ärzen", "Zersen"]
