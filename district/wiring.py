"""What the figures bring into the app: commands, jobs, the words of the hosts' weekly mail, what is deleted when."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from core.jobs import JobWords, describe, register
from district import cli, jobs, retention
from district.digest import actions as digest_actions
from district.digest import jobs as digest_jobs
from district.digest import words as digest_words
from members.signals import mails_chosen

WORDS = {
    "daily-figures": JobWords(_l("Daily figures"), _l("Counts how the hubs were used on past days.")),
    "digest": JobWords(_l("The week for hosts"), _l("Sends hosts an overview of the coming week at their hub.")),
}


def init_app(app: Flask) -> None:
    cli.install(app)
    retention.install()
    for function in (digest_words.past_lines, digest_words.to_do_lines, digest_words.coming_lines):
        app.add_template_global(function, f"digest_{function.__name__}")
    app.add_template_filter(digest_words.day_of, "day_of_iso")
    mails_chosen.connect(digest_actions.withdraw_unwanted)
    describe(app, WORDS)
    register(app, "daily-figures", jobs.EVERY_SECONDS, jobs.count_what_is_due, jobs.LEASE_SECONDS)
    register(app, "digest", every_seconds=digest_jobs.EVERY_SECONDS, run=digest_jobs.tell_hosts)
