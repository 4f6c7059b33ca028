"""What the views of accounts have in common: a form's page, where to go on, and the device that asks."""

from typing import Any

from flask import render_template, request, url_for

from core.errors import DomainError
from core.security import safe_next
from members import devices


def form_page(template: str, form: Any, error: DomainError | None = None, **more: Any) -> Any:
    """The form, empty or with what is wrong: an error goes to its field. Passwords are never sent back."""
    if error:
        field = form[error.field] if error.field and error.field in form else None
        (form.form_errors if field is None else field.errors).append(error.message())
    return render_template(template, form=form, **more), 422 if form.errors else 200


def start(next_path: str | None, *, is_reviewer: bool = False) -> str:
    """Where the person was going, or the start page: a reviewer's shows the figures of the hubs."""
    return safe_next(next_path) or url_for("district.index" if is_reviewer else "finding.search")


def device() -> str:
    return devices.describe(request.headers.get("User-Agent", ""))
