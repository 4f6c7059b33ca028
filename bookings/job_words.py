"""What the jobs of bookings are called on the admins' page, and what they do."""

from flask_babel import lazy_gettext as _l

from core.jobs import JobWords

WORDS = {
    "expire-holds": JobWords(
        _l("Expire requests"), _l("Frees places that nobody confirmed in time, or where nobody checked in.")
    ),
    "no-shows": JobWords(_l("Close past bookings"), _l("Records who came, and who did not where hosts want to know.")),
    "reminders": JobWords(_l("Reminders"), _l("Reminds members of their bookings at the time they chose.")),
    "waiting-list": JobWords(
        _l("Waiting list"), _l("Holds places that have become free for those who wait for them, in their order.")
    ),
    "lockers": JobWords(_l("Lockers"), _l("Tells members whose lockers were not emptied in time.")),
    "unmet-searches": JobWords(
        _l("Searches in vain"),
        _l("Sums up where and for when people looked for a place and found none, without names."),
    ),
    "check-in-due": JobWords(
        _l("Requests to check in"), _l("Asks people to check in before their place is released, where hubs do that.")
    ),
}
