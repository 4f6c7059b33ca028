"""What higher features show on a member's profile. They append here when the app is wired; nothing is imported up."""

from collections.abc import Callable

from markupsafe import Markup

from members.models import Member

Panel = Callable[[Member], Markup]

profile_page: list[Panel] = []
"""Shown below the member's own settings, in this order; an empty one shows nothing."""
