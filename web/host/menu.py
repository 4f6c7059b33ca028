"""The hosts' menu. These are pages of every hub: their endpoints take `slug`."""

from flask_babel import lazy_gettext as _l

from web.menu import MenuEntry

DAY = (
    MenuEntry("today.show", _l("Today"), "clock", "today."),
    MenuEntry("today.week_plan", _l("Week plan"), "calendar"),
    MenuEntry("host_lockers.index", _l("Lockers"), "locker", "host_lockers."),
    MenuEntry("people.index", _l("People"), "users", "people"),
    MenuEntry("host_passes.index", _l("Sell a pass"), "euro"),
    MenuEntry("own_figures.show", _l("Figures"), "chart", "own_figures."),
)
SETUP = (
    MenuEntry("host.setup", _l("Step by step"), "check"),
    MenuEntry("host.hub", _l("The hub"), "pin"),
    MenuEntry("host.spaces", _l("Desks and rooms"), "desk", ("host.space", "impact.")),
    MenuEntry("hours_pages.edit", _l("Opening hours"), "clock", "hours_pages."),
    MenuEntry("closing_pages.index", _l("Closures"), "calendar", "closing_pages."),
    MenuEntry("blocking_pages.index", _l("Blocked times"), "minus", "blocking_pages."),
    MenuEntry("host.rules", _l("Booking rules"), "calendar"),
    MenuEntry("host_quotas.index", _l("Limits per week"), "clock", "host_quotas."),
    MenuEntry("host_questions.index", _l("Questions at booking"), "info", "host_questions."),
    MenuEntry("host_inductions.index", _l("Inductions"), "check", "host_inductions."),
    MenuEntry("host.prices", _l("Prices"), "euro"),
    MenuEntry("calendars.index", _l("Outside calendars"), "calendar", "calendars."),
    MenuEntry("host_pictures.index", _l("Pictures"), "copy", "host_pictures."),
    MenuEntry("host_plan.edit", _l("Floor plan"), "room", "host_plan."),
    MenuEntry("labels.sheet", _l("Labels with codes"), "printer", "labels."),
    MenuEntry("door_signs.index", _l("Door signs"), "monitor", "door_signs."),
    MenuEntry("host_entry.edit", _l("How to get in"), "lock", "host_entry."),
    MenuEntry("host_feeds.index", _l("Calendar feeds"), "calendar", "host_feeds."),
)
