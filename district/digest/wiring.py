"""What the news of the week bring into the app."""

from typing import Any

from flask import Flask

from core.jobs import register
from district.digest import actions, jobs, words
from members import signals

blueprints: list[Any] = []


def init_app(app: Flask) -> None:
    for function in (words.past_lines, words.to_do_lines, words.coming_lines):
        app.add_template_global(function, f"digest_{function.__name__}")
    app.add_template_filter(words.day_of, "day_of_iso")
    signals.mails_chosen.connect(actions.withdraw_unwanted)
    register(app, "digest", every_seconds=jobs.EVERY_SECONDS, run=jobs.tell_hosts)
