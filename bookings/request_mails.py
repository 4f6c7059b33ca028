"""Mails to hosts about requests that wait for their answer: several within minutes become one."""

from bookings.models import Booking
from core import outbox


def bundle(hub_id: int, host_id: int) -> str:
    """Each host and each hub by itself."""
    return f"{_of_hub(hub_id)}{host_id}"


def withdraw(booking: Booking) -> None:
    """Whatever becomes of the request: a mail that has not left does not speak of it as it was."""
    outbox.take_back(_of_hub(booking.hub_id), str(booking.id))


def _of_hub(hub_id: int) -> str:
    return f"requests:{hub_id}:"
