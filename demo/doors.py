"""How one gets into some of the demo's hubs: invented codes, shown to those who have booked."""

from collections.abc import Mapping

from hubs import queries
from hubs.doors import actions
from hubs.models import Hub

HUBS = {
    "coppenbruegge": "Die Haustür öffnet mit dem Code 2468#. WLAN: „Dorf-Gast“, Passwort „heckenrose“.",
    "bisperode": "Der Eingang ist die Ladentür. WLAN: „Dorfladen“, Passwort „broetchen8“.",
}
LOCK = "Zahlenschloss, Zahl {number}"


def add(*, hubs: Mapping[str, Hub]) -> None:
    """A text for each of the hubs, and a number for each of their lockers."""
    for slug, text in HUBS.items():
        hub = hubs[slug]
        actions.tell(hub=hub, space=None, text=text)
        lockers = [space for space in queries.spaces_of(hub.id) if space.kind == "locker"]
        for number, space in enumerate(lockers, start=1):
            actions.tell(hub=hub, space=space, text=LOCK.format(number=1357 * number % 10_000))
