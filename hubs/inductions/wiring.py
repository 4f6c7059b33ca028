"""What inductions bring into the app: who is a trainer, the job that tells of endings, what is deleted when."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from core.jobs import JobWords, describe, register
from hubs.inductions import actions, jobs, queries, retention
from members import training
from members.signals import erasing

WORDS = {
    "inductions": JobWords(
        _l("Inductions that end"), _l("Tells members a month before that an induction of theirs ends.")
    )
}


def init_app(app: Flask) -> None:
    training.install(app, queries.is_trainer)
    erasing.connect(actions.let_go)
    retention.install(app)
    describe(app, WORDS)
    register(app, "inductions", every_seconds=jobs.EVERY_SECONDS, run=jobs.tell_of_endings)
