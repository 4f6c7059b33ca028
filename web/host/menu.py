"""The hosts' menu. These are pages of every hub: their endpoints take `slug`."""

from flask_babel import lazy_gettext as _l

from web.menu import Entry

DAY = (
    Entry("today.show", _l("Today"), "clock", "today."),
    Entry("today.week_plan", _l("Week plan"), "calendar"),
    Entry("people.index", _l("People"), "users", "people"),
    Entry("own_figures.show", _l("Figures"), "chart", "own_figures."),
)
SETUP = (
    Entry("host.setup", _l("Step by step"), "check"),
    Entry("host.hub", _l("The hub"), "pin"),
    Entry("host.spaces", _l("Desks and rooms"), "desk", ("host.space", "impact.")),
    Entry("hours_pages.edit", _l("Opening hours"), "clock", "hours_pages."),
    Entry("closing_pages.index", _l("Closures"), "calendar", "closing_pages."),
    Entry("blocking_pages.index", _l("Blockings"), "minus", "blocking_pages."),
    Entry("host.rules", _l("Booking rules"), "calendar"),
    Entry("host.prices", _l("Prices"), "euro"),
    Entry("calendars.index", _l("Outside calendars"), "calendar", "calendars."),
    Entry("host_pictures.index", _l("Pictures"), "copy", "host_pictures."),
    Entry("host_plan.edit", _l("Floor plan"), "room", "host_plan."),
    Entry("labels.sheet", _l("Labels with codes"), "printer", "labels."),
    Entry("door_signs.index", _l("Door signs"), "monitor", "door_signs."),
    Entry("host_feeds.index", _l("Calendar feeds"), "calendar", "host_feeds."),
)
