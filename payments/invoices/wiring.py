"""What invoices bring into the app: they follow what is paid and owed, and are kept as long as the law says."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from core import jobs as core_jobs
from core.jobs import JobWords
from payments import signals
from payments.invoices import following_actions, jobs, retention

WORDS = {
    "invoice-files": JobWords(
        _l("Invoices as PDF"), _l("Makes the PDF of each new invoice, which is kept as it was first made.")
    ),
    "company-invoices": JobWords(
        _l("Invoices for companies"),
        _l("When a month is over, issues one invoice for each company whose people have used days."),
    ),
}


def install(app: Flask) -> None:
    core_jobs.describe(app, WORDS)
    every, lease = jobs.FILES_EVERY_SECONDS, jobs.FILES_LEASE_SECONDS
    core_jobs.register(app, "invoice-files", every_seconds=every, run=jobs.make_files, lease_seconds=lease)
    core_jobs.register(app, "company-invoices", core_jobs.DAY_SECONDS, jobs.bill_companies, 600, at="05:15")
    retention.install(app)
    signals.paid.connect(following_actions.paid)
    signals.superseded.connect(following_actions.superseded)
