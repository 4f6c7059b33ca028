"""The admins' menu. The endpoints of these pages take no argument."""

from flask_babel import lazy_gettext as _l

from web.menu import MenuEntry

SITE = (
    MenuEntry("admin.index", _l("Overview"), "monitor"),
    MenuEntry("admin_operators.index", _l("Operators"), "users"),
    MenuEntry("admin_places.index", _l("Places"), "pin"),
    MenuEntry("admin_withdrawals.index", _l("Withdrawals"), "mail"),
    MenuEntry("admin.job_list", _l("Recurring tasks"), "clock", "admin.job"),
    MenuEntry("admin_retention.index", _l("What is deleted when"), "trash"),
)
