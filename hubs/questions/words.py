"""What of questions is called how."""

from flask_babel import lazy_gettext as _l

ANSWER_KINDS = {
    "text": _l("A few words"),
    "choice": _l("One of several answers"),
    "number": _l("A number"),
}
