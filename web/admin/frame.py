"""The frame around all admins' pages: the menu beside them."""

from typing import Any

from flask import render_template, request

from web.admin.menu import SITE
from web.menu import current


def admin_page(template: str, **context: Any) -> str:
    """Render a template that extends admin/base.html (blocks: title, admin, head, scripts)."""
    here = current(SITE, request.endpoint or "")
    return render_template(template, admin_menu=SITE, current_entry=here, **context)
