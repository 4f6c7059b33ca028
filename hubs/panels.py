"""What higher features show on a hub's page. They append here when the app is wired; nothing is imported back up."""

from collections.abc import Callable

from markupsafe import Markup

from hubs.models import Hub
from hubs.setup import Setup

Panel = Callable[[Hub, Setup], Markup]

hub_page: list[Panel] = []
"""Shown below the week's hours, in this order."""
