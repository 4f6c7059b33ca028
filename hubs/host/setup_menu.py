"""The set-up pages of the hosts' menu."""

from flask_babel import lazy_gettext as _l

from hubs.host.menu import SETUP, Entry, add


def install() -> None:
    add(
        Entry(SETUP, 5, "host.setup", _l("Step by step"), "check"),
        Entry(SETUP, 10, "host.hub", _l("The hub"), "pin"),
        Entry(SETUP, 20, "host.spaces", _l("Desks and rooms"), "desk", ("host.space", "impact.")),
        Entry(SETUP, 50, "host.rules", _l("Booking rules"), "calendar"),
        Entry(SETUP, 60, "host.prices", _l("Prices"), "euro"),
    )
