"""What the jobs of money are called on the admins' page, and what they do."""

from flask_babel import lazy_gettext as _l

from core.jobs import JobWords

WORDS = {
    "payments-settle": JobWords(_l("Payments"), _l("Finds out what became of online payments, and sends refunds.")),
    "payments-delayed": JobWords(_l("Delayed payments"), _l("Asks what became of payments and refunds on their way.")),
    "payments-reconcile": JobWords(_l("Compare the books"), _l("Compares what we have with what Stripe has.")),
    "payments-passes": JobWords(_l("Unpaid passes"), _l("Takes back passes that nobody paid in time.")),
}
