"""Two tabs, two hosts: a form carries along what it showed, so that an older one does not undo a newer change."""

from flask_babel import gettext as _
from wtforms import HiddenField

from core.tokens import digest
from web.site.account_forms import WithNext


class WithSeen(WithNext):
    """A form on the guided path that changes what is there already."""

    seen = HiddenField()


def stamp(shown: object) -> str:
    """Stands for the values that a form shows."""
    return digest(repr(shown))[:16]


def is_outdated(form: WithSeen, there: object) -> bool:
    """Whether what is `there` is no longer what the form showed. It then says so, keeps what was typed, and may be sent
    again: then it holds."""
    before, form.seen.data = form.seen.data, stamp(there)
    if not form.is_submitted() or before in {None, "", form.seen.data}:
        return False
    form.form_errors.append(changed_meanwhile())
    return True


def changed_meanwhile() -> str:
    return str(
        _("Somebody has changed this in the meantime. Please check again; if you save again, your version replaces it.")
    )
