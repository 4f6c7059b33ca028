"""What calendars bring into the app: the part of a mail, the job that reads outside calendars."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from calendars.outside import jobs, mails
from calendars.outside.fetching import OPEN_INTERNET
from calendars.outside.looking import GATE
from calendars.writing import single
from core import jobs as core_jobs
from core import outbox

JOB = core_jobs.JobWords(_l("Outside calendars"), _l("Fetches the outside calendars whose busy times block places."))


def init_app(app: Flask) -> None:
    mails.install(app)
    outbox.install_calendar_part(app, single.invitation)
    app.extensions[GATE] = OPEN_INTERNET
    core_jobs.describe(app, {"imports": JOB})
    core_jobs.register(app, "imports", jobs.EVERY_SECONDS, jobs.read_due, jobs.LEASE_SECONDS)
