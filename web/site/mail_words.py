"""What the pages behind the link “no more of these mails” say, by kind of mail (`links.UNSUBSCRIBABLE`)."""

from flask_babel import lazy_gettext as _l

ASKS = {
    "confirmation": _l("No more receipts when you book, change or cancel something yourself?"),
    "invitation": _l("No more calendar entries with your emails?"),
    "digest": _l("No more news of the week for hosts?"),
    "reminder": _l("No more reminders of your bookings?"),
}
OFF = {
    "confirmation": _l("You get no more receipts when you book, change or cancel something yourself."),
    "invitation": _l("Your emails come without calendar entries."),
    "digest": _l("You get no more news of the week."),
    "reminder": _l("We do not remind you of your bookings any more."),
}
ON = {
    "confirmation": _l("You get receipts again when you book, change or cancel something yourself."),
    "invitation": _l("Your emails come with calendar entries again."),
    "digest": _l("You get the news of the week again."),
    "reminder": _l("We remind you of your bookings again, on the evening before at 6 pm."),
}
_BY_HOSTS = _l("Emails about what hosts decide about your bookings still come.")
STILL_COMES = {
    "confirmation": _l(
        "Emails about what hosts decide still come, and those that change a calendar entry, as long as "
        "you want entries."
    ),
    "invitation": _l("The emails themselves still come."),
    "digest": _l("Emails about what needs you as a host still come: when somebody asks for a place, for example."),
    "reminder": _BY_HOSTS,
}
