"""Who gives inductions at which hub. What an induction is, a package above knows: it gives the answer here."""

from collections.abc import Callable

from flask import Flask, current_app

IsTrainer = Callable[[int, str], bool]
"""Asked with a member's id and a hub's slug."""
_KEY = "is_trainer"


def install(app: Flask, is_trainer: IsTrainer) -> None:
    app.extensions[_KEY] = is_trainer


def is_trainer(member_id: int, hub_slug: str) -> bool:
    """Asks the database each time: whoever gives no inductions any more sees nothing from then on."""
    answer: IsTrainer = current_app.extensions[_KEY]
    return answer(member_id, hub_slug)
