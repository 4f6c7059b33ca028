"""Names of things that this package does not know: a package above it tells them when the app is wired."""

from collections.abc import Callable, Collection

from flask import Flask, current_app

HubNames = Callable[[Collection[str]], dict[str, str]]
"""The names of the hubs with these slugs, by slug, in one query."""


def tell_hub_names(app: Flask, source: HubNames) -> None:
    app.extensions["hub_names"] = source


def hub_names(slugs: Collection[str]) -> dict[str, str]:
    """The hubs' names by slug; a hub that nobody can name keeps its slug."""
    source: HubNames | None = current_app.extensions.get("hub_names")
    known = source(slugs) if source and slugs else {}
    return {slug: known.get(slug, slug) for slug in slugs}
