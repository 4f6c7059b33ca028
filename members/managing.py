"""Who manages which company. What a company is, a package above knows: it gives the answer here."""

from collections.abc import Callable

from flask import Flask, current_app

IsManager = Callable[[int, int], bool]
"""Asked with a member's and a company's id."""
_KEY = "is_manager"


def install(app: Flask, is_manager: IsManager) -> None:
    app.extensions[_KEY] = is_manager


def is_manager(member_id: int, company_id: int) -> bool:
    """Asks the database each time: whoever was removed sees nothing from then on."""
    answer: IsManager = current_app.extensions[_KEY]
    return answer(member_id, company_id)
