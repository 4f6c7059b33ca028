"""What the views of accounts have in common: a form's page, where to go on, and the device that asks."""

from collections.abc import Collection
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from core.errors import DomainError
from core.security import safe_next
from members import queries
from web.site import devices

HOMES = {"admin": "admin.index", "reviewer": "district.index"}
"""Where roles begin after log-in: the endpoints of packages above this one."""


def form_page(template: str, form: Any, error: DomainError | None = None, **more: Any) -> Any:
    """The form, empty or with what is wrong: an error goes to its field. Passwords are never sent back."""
    if error:
        field = form[error.field] if error.field and error.field in form else None
        (form.form_errors if field is None else field.errors).append(error.message())
    return render_template(template, form=form, **more), 422 if form.errors else 200


def send_again(template: str, form: Any, **more: Any) -> Any:
    """The form of a page that was open for too long, with what was typed: nobody types it twice."""
    form.form_errors.append(_("This page was open for too long. For your safety, please send it again."))
    page, _status = form_page(template, form, **more)
    return page, 400


def start(next_path: str | None, roles: Collection[str] = ()) -> str:
    """Where the person was going, or the start page: who runs the site, or looks at its figures, begins there."""
    return safe_next(next_path) or url_for(_home(roles))


def lead_on(**_view_args: Any) -> Any:
    """Who is logged in already has nothing to do on a page for logging in: on to where they were going; else None."""
    if not current_user.is_authenticated:
        return None
    return redirect(start(request.values.get("next"), queries.roles_of(current_user.id)), 303)


def _home(roles: Collection[str]) -> str:
    return next((endpoint for role, endpoint in HOMES.items() if role in roles), "search.show")


def device() -> str:
    return devices.describe(request.headers.get("User-Agent", ""))
