"""The frame around all admins' pages: the menu beside them."""

from typing import Any

from flask import render_template, request

from core.admin import menu


def admin_page(template: str, **context: Any) -> str:
    """Render a template that extends admin/base.html (blocks: title, admin, head, scripts)."""
    current = menu.current(request.endpoint or "")
    return render_template(template, admin_menu=menu.entries(menu.SITE), current_entry=current, **context)
