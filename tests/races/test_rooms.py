"""A room and the desks in it exclude each other; two desks do not."""

from random import Random

from tests.races import ROUNDS
from tests.races.clients import REFUSALS, outcomes
from tests.races.house import House, book, move
from tests.support.at_once import at_once


def test_a_room_and_the_desks_in_it_are_never_both_taken(house: House) -> None:
    room = house.room()
    desks = house.desks(6, room)
    members = house.members(48)
    winners, random = set(), Random(2026)
    for hour in range(10 * ROUNDS):
        for_room = 44 if hour % 2 else 12  # of 48: so that now the room wins, now the desks
        places = [room if n < for_room else desks[n % 6] for n in range(len(members))]
        random.shuffle(places)
        wishes = [house.wish(place, hour) for place in places]
        answers = at_once([book(member, wish) for member, wish in zip(members, wishes, strict=True)])
        assert set(outcomes(answers)) <= {"201"} | REFUSALS
        booked = {int(answer.body["space"]) for answer in answers if answer.status == 201}
        assert outcomes(answers)["201"] == len(booked)
        assert booked == {room} or room not in booked
        winners |= booked
    assert winners > {room}, "the room and desks must both have won, or nothing is shown"


def test_all_desks_of_a_room_can_be_booked_at_once(house: House) -> None:
    desks = house.desks(16, house.room())
    members = house.members(16)
    for hour in range(3 * ROUNDS):
        wishes = [house.wish(desk, hour) for desk in desks]
        answers = at_once([book(member, wish) for member, wish in zip(members, wishes, strict=True)])
        assert outcomes(answers) == {"201": 16}


def test_desks_that_move_to_the_hour_of_a_room(house: House) -> None:
    """Either the room is booked then, or some desks have moved there."""
    room = house.room()
    desks = house.desks(6, room)
    movers, wanting = house.members(6), house.members(6)
    for hour in range(0, 12 * ROUNDS, 2):
        bookings = [house.booked(mover, desk, hour) for mover, desk in zip(movers, desks, strict=True)]
        moves = [move(m, b, house.times(hour + 1)) for m, b in zip(movers, bookings, strict=True)]
        answers = at_once(moves + [book(member, house.wish(room, hour + 1)) for member in wanting])
        moved, booked = outcomes(answers[:6]), outcomes(answers[6:])
        assert set(moved + booked) <= {"200", "201"} | REFUSALS
        assert booked["201"] == (0 if moved["200"] else 1)
        assert house.taken(desks, hour) == 6 - moved["200"]


def test_a_desk_that_comes_into_a_room_while_it_is_booked_belongs_to_it(house: House) -> None:
    """Each booking of the room takes the new desk too, whoever was first (`house` looks at the end)."""
    room = house.room()
    house.desks(2, room)
    members = house.members(15)
    for day in range(6 * ROUNDS):
        books = [book(member, house.wish(room, 24 * day + hour)) for hour, member in enumerate(members)]
        made, *answers = at_once([lambda: house.put_desk_into(room), *books])
        assert set(outcomes(answers)) <= {"201", "409 try-again"}  # type: ignore[arg-type]
        assert house.table.count("space", f"id = {made}") == 1
        assert house.table.faults() == []
