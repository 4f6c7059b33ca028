"""One address books at the same moment again and again: it holds one place."""

from collections import Counter

from tests.races.house import House
from tests.support.at_once import at_once

TRIES = 20


def form(house: House, desk: int, email: str) -> dict[str, str]:
    wall = house.wall(0)
    end = house.wall(1)
    times = {"date": f"{wall:%Y-%m-%d}", "from": f"{wall:%H:%M}", "to": f"{end:%H:%M}"}
    return {"space": str(desk), **times, "name": "Rennende", "email": email, "price": "0"}


def test_twenty_posts_of_one_address_hold_one_place(house: House) -> None:
    """Five get as far as that, the others are too many for one mailbox, or one network, within the hour."""
    desks, email = house.desks(TRIES), f"racing-{house.slug}@example.org"
    clients = [house.client() for _ in desks]
    works = [
        lambda client=client, desk=desk: client.submit("/bookings/first", form(house, desk, email)).status
        for client, desk in zip(clients, desks, strict=True)
    ]
    found = Counter(at_once(works))
    assert found[303] == 1, found
    assert set(found) <= {303, 409, 429}, found
    assert found[409] >= 1, found
    assert house.taken(desks, 0) == 1
    assert house.table.count("unconfirmed_booking", "email = :email", email=email) == 1
    assert house.table.count("outbox_mail", "recipient = :email", email=email) == 1
