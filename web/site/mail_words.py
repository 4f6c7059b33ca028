"""What the pages behind the link “no more of these mails” say, by kind of mail (`links.UNSUBSCRIBABLE`)."""

from flask_babel import lazy_gettext as _l

ASKS = {
    "confirmation": _l("Stop confirmations when you book, change or cancel something yourself?"),
    "invitation": _l("Stop calendar entries in your emails?"),
    "digest": _l("Stop the weekly email for hosts?"),
    "reminder": _l("Stop reminders of your bookings?"),
}
OFF = {
    "confirmation": _l("You will no longer get confirmations when you book, change or cancel something yourself."),
    "invitation": _l("Your emails will have no calendar entries."),
    "digest": _l("You will no longer get the weekly email."),
    "reminder": _l("We will no longer remind you of your bookings."),
}
ON = {
    "confirmation": _l("You will get confirmations again when you book, change or cancel something yourself."),
    "invitation": _l("Your emails will have calendar entries again."),
    "digest": _l("You will get the weekly email again."),
    "reminder": _l("We will remind you of your bookings again, the evening before at 6 pm."),
}
_BY_HOSTS = _l("You will still get emails about what hosts decide about your bookings.")
STILL_COMES = {
    "confirmation": _l(
        "You will still get emails about what hosts decide, and those that change a calendar entry as "
        "long as you want entries."
    ),
    "invitation": _l("You will still get the emails themselves."),
    "digest": _l("You will still get emails that need you as a host: when somebody requests a place, for example."),
    "reminder": _BY_HOSTS,
}
