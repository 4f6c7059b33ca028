"""Where calendar programs find us: addresses for other devices, never those by which somebody happened to ask."""

from flask import current_app, url_for


def public(path: str) -> str:
    """A path of this site with the site's own address (BASE_URL)."""
    public_url: str = current_app.extensions["settings"].public_url
    return public_url + path


def of_feed(secret: str) -> str:
    return public(url_for("feeds.feed", secret=secret))


def of_hub(slug: str) -> str:
    return public(url_for("feeds.of_hub", slug=slug))


def webcal(address: str) -> str:
    """The same address for `webcal://` links, which open the calendar program of the device."""
    return "webcal://" + address.partition("://")[2]
