"""Real locks, by one small interface. None is installed: a key box or a number on the lock needs no hardware.

Whoever connects a system of locks installs a provider. It talks to a server outside, so it is asked while no
transaction is open, and whom the door opens for is looked at before: rights follow bookings, never the other way round.
What it learns is no name and no address, only a random reference.
"""

from dataclasses import dataclass
from typing import Protocol

from flask import Flask, current_app


@dataclass(frozen=True, slots=True)
class Door:
    """A hub's door (`space` empty), or that of one of its spaces, by names that a provider knows them by."""

    hub: str
    space: str = ""


class LockProvider(Protocol):
    """A system of locks."""

    def has(self, door: Door) -> bool:
        """Whether it can open this door. Answered from memory."""

    def open(self, door: Door, reference: str) -> None:
        """Open it once, now. The same reference a second time opens nothing anew. Raises `errors.DoorNotOpened` when it
        did not answer in time, or said no."""


class NoLocks:
    """The provider of a site without any."""

    def has(self, door: Door) -> bool:
        return False

    def open(self, door: Door, reference: str) -> None:
        raise NotImplementedError


def install(app: Flask, provider: LockProvider) -> None:
    """From now on this one is asked."""
    app.extensions["locks"] = provider


def provider() -> LockProvider:
    """The one that is installed."""
    found: LockProvider = current_app.extensions["locks"]
    return found
