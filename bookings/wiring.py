"""What bookings bring into the app: the guard's check, jobs, what listens to what, and what is deleted when."""

from flask import Flask

from bookings import blocking_actions, cover, guard, guest_actions, job_words, jobs, signals
from bookings.handover import jobs as handover_jobs
from bookings.handover import retention as handover_retention
from bookings.impact import words as impact_words
from bookings.lapsing import actions as lapsing_actions
from bookings.lapsing import jobs as lapsing_jobs
from bookings.reminders import actions as reminder_actions
from bookings.reminders import jobs as reminder_jobs
from bookings.retention import periods
from bookings.search import jobs as search_jobs
from bookings.today import mails
from bookings.unconfirmed import actions as unconfirmed_actions
from bookings.unconfirmed import retention as unconfirmed_retention
from bookings.waiting import actions as waiting_list_actions
from bookings.waiting import jobs as waiting_list_jobs
from bookings.waiting import retention as waiting_list_retention
from bookings.waiting import signals as waiting_list_signals
from core import cli
from core.jobs import DAY_SECONDS, describe, register
from hubs.signals import put_in_room
from members.signals import mails_chosen

GUESTS_HEAR_OF = (
    *(signals.approved, signals.moved, signals.rebooked, signals.restored),
    *(signals.cancelled, signals.declined, signals.expired),
)
"""What is booked for them they hear of when it is made (`creation_actions`), or was paid (`unpaid_actions`)."""


def init_app(app: Flask) -> None:
    cli.checks(app).append(guard.whats_wrong)
    cover.install(app, cover.FreeOfCharge())
    impact_words.install(app)
    periods.install(app)
    waiting_list_retention.install(app)
    handover_retention.install(app)
    unconfirmed_retention.install(app)
    put_in_room.connect(blocking_actions.take_with_room)
    mails_chosen.connect(reminder_actions.withdraw_unwanted)
    for signal in (signals.booked, signals.moved, signals.rebooked):
        signal.connect(mails.tell_hosts)
    for signal in GUESTS_HEAR_OF:
        signal.connect(guest_actions.tell)
    signals.released.connect(lapsing_actions.tell_not_used)
    signals.stayed_away.connect(lapsing_actions.tell_who_is_counted)
    signals.unanswered.connect(lapsing_actions.tell_unanswered)
    signals.expired.connect(waiting_list_actions.let_pass)
    signals.cancelled.connect(waiting_list_actions.give_up)
    for signal in (signals.expired, signals.cancelled):
        signal.connect(unconfirmed_actions.forget)
    signals.freed.connect(waiting_list_jobs.look_at_freed)
    waiting_list_signals.joined.connect(waiting_list_jobs.look_afterwards)
    describe(app, job_words.WORDS)
    register(app, "expire-holds", every_seconds=jobs.EXPIRE_EVERY_SECONDS, run=jobs.expire_holds)
    register(app, "no-shows", jobs.CLOSE_EVERY_SECONDS, jobs.close_past, jobs.CLOSE_LEASE_SECONDS)
    register(app, "reminders", every_seconds=reminder_jobs.EVERY_SECONDS, run=reminder_jobs.remind)
    register(
        app, "waiting-list", waiting_list_jobs.EVERY_SECONDS, waiting_list_jobs.propose, waiting_list_jobs.LEASE_SECONDS
    )
    register(app, "lockers", every_seconds=handover_jobs.EVERY_SECONDS, run=handover_jobs.tell_overdue)
    register(app, "unmet-searches", DAY_SECONDS, search_jobs.sum_up_unmet, at=search_jobs.AT)
    register(app, "check-in-due", every_seconds=lapsing_jobs.EVERY_SECONDS, run=lapsing_jobs.warn)
