"""Mails to hosts about requests that wait for their answer: several within minutes become one."""

from collections.abc import Iterable

from bookings.models import Booking
from core import outbox


def bundle(hub_id: int, host_id: int) -> str:
    """Each host and each hub by itself."""
    return f"{_of_hub(hub_id)}{host_id}"


def withdraw(bookings: Iterable[Booking]) -> None:
    """Whatever becomes of these requests: a mail that has not left does not speak of them as they were."""
    by_hub: dict[int, list[str]] = {}
    for booking in bookings:
        by_hub.setdefault(booking.hub_id, []).append(str(booking.id))
    for hub_id, ids in sorted(by_hub.items()):
        outbox.take_back(_of_hub(hub_id), *ids)


def _of_hub(hub_id: int) -> str:
    return f"requests:{hub_id}:"
