"""What inductions are called."""

from typing import Any

from flask_babel import lazy_gettext as _l

REASONS: dict[str, Any] = {
    "refresh": _l("Please have it shown to you once more."),
    "changed": _l("The equipment or the rules have changed."),
    "unsafe": _l("The rules for safe use were not followed."),
    "mistake": _l("It was recorded by mistake."),
    "wish": _l("The person wished so."),
}
