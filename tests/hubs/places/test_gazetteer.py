"""What people type as a place is understood, whatever the spelling; what is not sure is asked back."""

import pytest

from hubs.places.gazetteer import Gazetteer
from hubs.places.likeness import Likeness
from hubs.places.rules import Found, HubPoint, LocalityFacts, Spot, TownPoint
from hubs.places.spelling import LONGEST, sort_key
from tests.hubs.places.ways_of_typing import WAYS
from tests.support import many_places

DEMO = many_places.gazetteer()
MANY = many_places.gazetteer(12_000)


def first(found: Found) -> Spot | None:
    return next(iter([*filter(None, [found.spot]), *found.options, *found.alike]), None)


def is_asked(found: Found) -> bool:
    """Whether the page says "Did you mean"."""
    return found.spot is None or found.guessed


def test_300_ways_of_typing_100_places_lead_to_the_right_one_first() -> None:
    ways = [(name, typed) for name, *all_typed in WAYS for typed in all_typed]
    assert len(ways) == len(set(ways)) == 300
    wrong, unasked = [], []
    for name, typed in ways:
        found = MANY.look_up(typed)
        if not (spot := first(found)) or spot.name.split(" (")[0] != name or not 51.8 < spot.lat < 52.4:
            wrong.append((name, typed, spot))
            unasked += [] if is_asked(found) else [(name, typed, spot)]
    print(f"{100 * (300 - len(wrong)) / 300:.1f} % right")
    assert len(wrong) <= 15, wrong
    assert unasked == []


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Groß Berkel", "Groß Berkel"),
        ("  groß   BERKEL ", "Groß Berkel"),
        ("GROẞ BERKEL", "Groß Berkel"),
        ("Gross-Berkel", "Groß Berkel"),
        ("gr. Berkel", "Groß Berkel"),
        ("gross-berkel", "Groß Berkel"),
        ("31855 Aerzen", "Aerzen"),
        ("D-31855 Aerzen", "Aerzen"),
        ("Tuendern", "Tündern"),
        ("tundern", "Tündern"),
        ("Tu\u0308ndern", "Tündern"),
        ("Hameln-Tündern", "Tündern"),
        ("Tündern, Hameln", "Tündern"),
        ("Tündern bei Hameln", "Tündern"),
        ("Hameln Tündern", "Tündern"),
        ("31789 Tündern", "Tündern"),
        ("Bad Muender", "Bad Münder am Deister"),
        ("Hess. Oldendorf", "Hessisch Oldendorf"),
        ("Rohrsen (Hameln)", "Rohrsen (Hameln)"),
        ("Rohrsen, Bad Münder", "Rohrsen (Bad Münder am Deister)"),
        ("31785 Rohrsen", "Rohrsen (Hameln)"),
        ("31863", "Coppenbrügge"),
        ("31787", "31787 Hameln"),
        ("31787 Hameln", "31787 Hameln"),
        ("Springe", "Springe"),
        ("Pendlerhafen Hachmühlen", "Hachmühlen"),
    ],
)
def test_place_is_found_without_a_question_in_any_spelling(typed: str, name: str) -> None:
    found = DEMO.look_up(typed)
    assert found.spot is not None
    assert (found.spot.name, found.guessed, found.options) == (name, False, ())


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Hamln", "Hameln"),
        ("Copenbrugge", "Coppenbrügge"),
        ("Bad Münder a. D.", "Bad Münder am Deister"),
        ("Coppenb", "Coppenbrügge"),
        ("Pyrmont", "Bad Pyrmont"),
        ("31020 Tündern", "Tündern"),
        ("31789 Tuendrn", "Tündern"),
    ],
)
def test_what_is_only_spelled_alike_is_answered_with_a_question(typed: str, name: str) -> None:
    found = DEMO.look_up(typed)
    assert found.spot is not None
    assert (found.spot.name, found.guessed) == (name, True)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Bad", ["Bad Münder am Deister", "Bad Pyrmont"]),
        ("Rohrsen", ["Rohrsen (Hameln)", "Rohrsen (Bad Münder am Deister)"]),
        ("Berkel", ["Klein Berkel", "Groß Berkel"]),
        ("37619", ["Hehlen", "Bodenwerder"]),
    ],
)
def test_unclear_place_is_asked_back(typed: str, names: list[str]) -> None:
    found = DEMO.look_up(typed)
    assert found.spot is None
    assert [spot.name for spot in found.options] == names


@pytest.mark.parametrize("typed", ["Büro", "Drucker", "Bäcker", "Hausarzt", "asdf", "Steuerberater", "Toilette"])
def test_word_that_is_no_place_is_never_taken_for_one_without_a_question(typed: str) -> None:
    assert is_asked(MANY.look_up(typed))
    assert DEMO.look_up(typed).spot is None


@pytest.mark.parametrize(
    "typed", ["Paris", "31999", "<script>alert(1)</script>", "%00", "\x00", "'; DROP TABLE hub", "?", "", "x", "🏡"]
)
def test_unknown_place_is_nothing(typed: str) -> None:
    assert DEMO.look_up(typed) == Found()
    assert DEMO.suggest(typed) == []


def test_position_is_a_spot_without_a_name() -> None:
    assert DEMO.look_up("52.1, 9.4").spot == Spot("", 52.1, 9.4)


def test_street_of_a_hub_leads_to_the_hub() -> None:
    hubs = [HubPoint(1, "eins", "Eins", "Börry", "1", 52.05, 9.46, "Lindenstraße 3, 31860 Emmerthal", True)]
    known = Gazetteer(hubs, [], many_places.demo_places())
    for typed in ("Lindenstraße 3", "lindenstr. 3", "Lindenstrasse"):
        found = known.look_up(typed)
        assert found.spot is not None
        assert found.spot.hub == "eins"


def test_village_with_hub_stands_for_its_municipality() -> None:
    found = DEMO.look_up("Coppenbrügge")
    assert found.spot is not None
    assert found.spot.hub == "coppenbruegge"
    assert [spot.name for spot in DEMO.spots].count("Coppenbrügge") == 1


def test_second_hub_of_a_village_is_found_by_its_own_name() -> None:
    two = [HubPoint(n, f"h{n}", f"Haus {n}", "Börry", "1", 52.05, 9.46 + n / 100, "", True) for n in (1, 2)]
    known = Gazetteer(two, [], [])
    found = [first(known.look_up(typed)) for typed in ("Börry", "Haus 1", "Haus 2")]
    assert [spot and spot.hub for spot in found] == ["h1", "h1", "h2"]


def test_of_places_of_one_name_the_only_one_in_the_district_is_answered_with_a_question() -> None:
    far = LocalityFacts("Marienau", "village", "", "Anderswo", 50.0, 8.0)
    found = Gazetteer([], many_places.towns(), [far, *many_places.demo_places()]).look_up("Marienau")
    assert found.spot is not None
    assert (found.spot.name, found.guessed) == ("Marienau (Coppenbrügge)", True)
    assert [spot.name for spot in found.alike] == ["Marienau (Anderswo)"]


def test_places_of_one_name_and_municipality_are_told_apart() -> None:
    two = [LocalityFacts("Neustadt", "village", "", "", lat, 9.0) for lat in (52.0, 52.5)]
    known = Gazetteer([], [], two)
    assert len({spot.name for spot in known.spots}) == 2
    assert [known.look_up(spot.name).spot for spot in known.spots] == known.spots


def test_post_and_village_are_one_place_with_the_village_s_position() -> None:
    village = LocalityFacts("Börry", "village", "", "Emmerthal", 52.049, 9.463)
    post = LocalityFacts("Börry", "postcode", "31860", "Emmerthal", 52.09, 9.42)
    for order in ([village, post], [post, village]):
        (spot,) = Gazetteer([], [], order).spots
        assert (spot.lat, spot.lon) == (52.049, 9.463)


def test_every_name_that_is_offered_leads_back_to_its_place() -> None:
    for spot in MANY.spots:
        assert MANY.look_up(spot.name) == Found(spot)


@pytest.mark.parametrize(
    ("typed", "name"),
    [("co", "Coppenbrügge"), ("Ham", "Hameln"), ("31863", "Coppenbrügge"), ("318", "Bad Pyrmont"), ("Hamln", "Hameln")],
)
def test_suggestions_begin_with_what_was_typed_or_are_spelled_like_it(typed: str, name: str) -> None:
    assert name in [spot.name for spot in DEMO.suggest(typed)]
    assert len(MANY.suggest(typed)) <= 6


def test_suggestion_compares_few_of_many_places_letter_by_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    between = Likeness.between

    def counted(self: Likeness, text: str, key: str) -> float:
        nonlocal compared
        compared += 1
        return between(self, text, key)

    monkeypatch.setattr(Likeness, "between", counted)
    MANY.suggest("Coppenbrüge")
    assert 0 < compared <= 200


def test_endless_text_takes_no_longer_than_a_short_one() -> None:
    assert DEMO.look_up("a" * 1_000_000).spot is None
    assert DEMO.look_up("Hameln" + " " * LONGEST + "x" * 1_000_000).spot is not None


def test_names_sort_with_umlauts_as_their_vowels() -> None:
    assert sorted(["Zersen", "Ärzen", "Afferde"], key=sort_key) == ["Afferde", "Ärzen", "Zersen"]


def test_hubs_in_one_town_but_far_apart_are_told_apart_by_their_names() -> None:
    two = [HubPoint(n, f"h{n}", f"Haus {n}", "Stadt", "1", 52.0 + n / 10, 9.4, "", True) for n in (1, 2)]
    known = Gazetteer(two, [], [])
    assert [spot.name for spot in known.spots] == ["Stadt (Haus 1)", "Stadt (Haus 2)"]
    assert [known.look_up(spot.name).spot for spot in known.spots] == known.spots


def test_town_with_hubs_at_its_ends_is_one_place() -> None:
    town = TownPoint("1", "Stadt", 52.0, 9.4)
    two = [HubPoint(n, f"h{n}", f"Haus {n}", "Stadt", "1", 51.93 + n / 20, 9.4, "", True) for n in (1, 2)]
    known = Gazetteer(two, [town], [])
    assert [spot.name for spot in known.spots] == ["Haus 2", "Stadt"]
    assert known.look_up("Stadt").options == ()
