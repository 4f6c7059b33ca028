"""Pictures as hosts send them: drawn anew, or refused with what to do. Bytes in, bytes out."""

from core import sandbox
from hubs.plan import redrawing
from hubs.plan.errors import BadPicture
from hubs.plan.redrawing import Made

ENDINGS = {"image/jpeg": "jpg", "image/webp": "webp"}


def make_in_sandbox(data: bytes) -> Made:
    """The picture in `data`, upright and at most WIDEST × HIGHEST; BadPicture says what is wrong with it.

    In a process of its own: what is made to hurt, or large, holds up nobody's page. Or sandbox.Full.
    """
    try:
        found = sandbox.run("hubs.plan.redrawing:answer", {}, data)
    except sandbox.Died:
        raise BadPicture("broken") from None
    if "refused" in found.head:
        raise BadPicture(found.head["refused"], **found.head["facts"])
    return Made(found.content, **found.head)


def make(data: bytes) -> Made:
    """The same in this process, for what is known to be harmless."""
    try:
        return redrawing.make(data)
    except redrawing.Refused as refusal:
        raise BadPicture(refusal.reason, **refusal.facts) from None
