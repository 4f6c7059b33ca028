"""Pictures as pages show them: their addresses, and their description in the reader's language."""

from typing import NamedTuple

from flask import url_for

from core.formats import locale_code
from hubs.models import Hub
from hubs.plan import queries
from hubs.plan.models import Picture
from hubs.plan.pictures import ENDINGS


class Shown(NamedTuple):
    """What an <img> needs."""

    address: str
    alt: str
    width: int
    height: int


def pictures_of(hub: Hub) -> list[Shown]:
    """The photographs of the hub in the order that its hosts gave them. One query."""
    english = locale_code() == "en"
    return [
        Shown(address(hub, p), (p.alt_en if english else "") or p.alt_de, p.width, p.height)
        for p in queries.pictures_of(hub.id, "photo")
    ]


def address(hub: Hub, picture: Picture) -> str:
    """Where a picture is to be had. It changes with the content, so that browsers may keep what they got."""
    return url_for(
        "host_pictures.show",
        slug=hub.slug,
        picture_id=picture.id,
        digest=picture.digest[: queries.DIGEST_SIGNS],
        ending=ENDINGS[picture.media_type],
    )
