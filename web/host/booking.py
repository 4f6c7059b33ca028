"""One booking as hosts see it, and what they do with it. Another hub's does not exist here (404)."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from bookings import actions as member_actions
from bookings import answering, closing_actions
from bookings.handover.rules import check_can_have_codes
from bookings.queries import events_of
from bookings.today import actions, queries
from bookings.today.cards import cards
from bookings.today.queries import DayBooking
from core import journal
from core.access import HOST, access
from core.clock import local, now, today
from core.errors import DomainError, is_allowed
from core.refusals import when_refused
from core.said import saved
from hubs.models import Hub
from hubs.setup import place_of, setup_of
from payments.open_items import actions as item_actions
from web.host.frame import host_page, hosted_hub
from web.host.money_at_hub import MoneyAtHub, money_at_hub
from web.host.today import blueprint, looked_at
from web.host.today_forms import NoteForm, ReasonForm, notice
from web.site.handover_forms import RecipientForm

Outcome = Response | tuple[str, int]


def _back(slug: str, booking_id: str) -> str:
    return url_for("today.booking", slug=slug, booking_id=booking_id)


@blueprint.get("/bookings/<booking_id>")
@access(HOST)
def booking(slug: str, booking_id: str) -> str:
    return _page(looked_at(slug), booking_id)


@blueprint.get("/bookings/<booking_id>/slip")
@access(HOST)
def slip(slug: str, booking_id: str) -> str:
    """To be printed and given to somebody without an account."""
    hub = looked_at(slug)
    entry = _looked_at(hub, booking_id)
    return host_page("host/today/slip.html", hub, entry=entry, money=_money(hub, entry))


@blueprint.post("/bookings/<booking_id>/check-in")
@access(HOST, come_back=_back)
def check_in(slug: str, booking_id: str) -> Response:
    def work(entry: DayBooking, hub: Hub) -> None:
        actions.check_in(booking=entry.booking, host=current_user, hub=hub)

    return _do(slug, booking_id, work, lambda person: _("%(name)s is checked in.", name=person))


@blueprint.post("/bookings/<booking_id>/check-in/undo")
@access(HOST, come_back=_back)
def undo_check_in(slug: str, booking_id: str) -> Response:
    def work(entry: DayBooking, _hub: Hub) -> None:
        actions.undo_check_in(booking=entry.booking, host=current_user)

    return _do(slug, booking_id, work, lambda person: _("The check-in of %(name)s has been undone.", name=person))


@blueprint.post("/bookings/<booking_id>/check-out")
@access(HOST, come_back=_back)
def check_out(slug: str, booking_id: str) -> Response:
    def work(entry: DayBooking, _hub: Hub) -> None:
        member_actions.check_out(booking=entry.booking, actor=current_user)

    return _do(slug, booking_id, work, lambda person: _("%(name)s has left. The place is free again.", name=person))


@blueprint.post("/bookings/<booking_id>/attendance")
@access(HOST, come_back=_back)
def came(slug: str, booking_id: str) -> Response:
    """It was marked as not used, and the host knows better."""

    def work(entry: DayBooking, _hub: Hub) -> None:
        closing_actions.came_after_all(booking=entry.booking, host=current_user)

    return _do(slug, booking_id, work, lambda person: _("Marked: %(name)s was here.", name=person))


@blueprint.post("/bookings/<booking_id>/paid")
@access(HOST, come_back=_back)
def paid(slug: str, booking_id: str) -> Response:
    """Note that the money was received at the hub; or that this was a mistake."""
    is_paid = request.form.get("paid") == "1"

    def work(entry: DayBooking, hub: Hub) -> None:
        if is_paid:
            ways = setup_of(hub).operator.ways
            item_actions.note_on_site(booking=entry.booking, ways=ways, by=current_user)
        else:
            item_actions.take_back_note(booking=entry.booking, by=current_user)

    done = _("Noted: the money has been received.") if is_paid else _("The note has been taken back.")
    return _do(slug, booking_id, work, lambda _person: done)


@blueprint.post("/bookings/<booking_id>/approval")
@access(HOST, come_back=_back)
def approve(slug: str, booking_id: str) -> Response:
    def work(entry: DayBooking, hub: Hub) -> None:
        place = place_of(setup_of(hub), entry.space)
        actions.approve(booking=entry.booking, host=current_user, hub=hub, place=place)

    return _do(slug, booking_id, work, lambda person: _("You have accepted. %(name)s will get an email.", name=person))


@blueprint.post("/bookings/<booking_id>/refusal")
@access(HOST, come_back=_back)
def decline(slug: str, booking_id: str) -> Outcome:
    return _give_back(slug, booking_id, actions.decline, _("You have declined. The person will get an email."))


@blueprint.post("/bookings/<booking_id>/cancellation")
@access(HOST, come_back=_back)
def cancel(slug: str, booking_id: str) -> Outcome:
    return _give_back(slug, booking_id, actions.cancel, _("The booking has been cancelled. The place is free again."))


@blueprint.post("/bookings/<booking_id>/note")
@access(HOST, come_back=_back)
@when_refused(lambda error, slug, booking_id: _page(looked_at(slug), booking_id, error=error))
def note(slug: str, booking_id: str) -> Outcome:
    hub, form = hosted_hub(slug), NoteForm()
    entry = _entry(hub, booking_id)
    if not form.validate():
        return _page(looked_at(slug), booking_id, note=form), 422
    before = entry.booking.note
    actions.write_note(booking=entry.booking, note=form.note.data)
    saved(_("The note has been saved."), changed=entry.booking.note != before)
    return redirect(_back(slug, booking_id), 303)


@when_refused(lambda error, slug, booking_id, *_what: _say(slug, booking_id, error))
def _do(slug: str, booking_id: str, work: Callable[[DayBooking, Hub], None], said: Callable[[str], str]) -> Response:
    """Do it and go back to where the button was; what does not go is said there."""
    hub = hosted_hub(slug)
    entry = _entry(hub, booking_id)
    work(entry, hub)
    flash(said(entry.person or _("Guest")), "success")
    return redirect(_where_from(hub, entry), 303)


def _say(slug: str, booking_id: str, error: DomainError) -> Response:
    flash(str(error.message()), "warning")
    hub = hosted_hub(slug)
    return redirect(_where_from(hub, _entry(hub, booking_id)), 303)


def _give_back(slug: str, booking_id: str, action: Callable[..., None], said: str) -> Outcome:
    form = ReasonForm()
    if not form.validate():
        return _page(looked_at(slug), booking_id, reason=form), 422
    return _take_away(slug, booking_id, form, action, said)


@when_refused(lambda error, slug, booking_id, form, *_what: _with_reason(slug, booking_id, form, error))
def _take_away(slug: str, booking_id: str, form: ReasonForm, action: Callable[..., None], said: str) -> Response:
    hub = hosted_hub(slug)
    entry = _entry(hub, booking_id)
    place = place_of(setup_of(hub), entry.space)
    action(booking=entry.booking, host=current_user, hub=hub, place=place, reason=form.reason.data)
    flash(said, "success")
    return redirect(_where_from(hub, entry), 303)


def _with_reason(slug: str, booking_id: str, form: ReasonForm, error: DomainError) -> str:
    return _page(looked_at(slug), booking_id, reason=form, error=notice(form, error))


def _where_from(hub: Hub, entry: DayBooking) -> str:
    """The list of the booking's day for a button of the list, else the booking's own page."""
    if request.form.get("from") != "list":
        return _back(hub.slug, str(entry.booking.id))
    day = local(entry.booking.starts_at, hub.time_zone).date()
    at = day if entry.status != "requested" and day != today(hub.time_zone) else None
    return url_for("today.show", slug=hub.slug, date=at)


def _entry(hub: Hub, booking_id: str) -> DayBooking:
    return queries.one(hub.id, booking_id, now(), current_user.id) or abort(404)


def _looked_at(hub: Hub, booking_id: str) -> DayBooking:
    """With a line of its own in the journal where the booking is confidential."""
    entry = _entry(hub, booking_id)
    if entry.booking.is_confidential:
        journal.note(actor_id=current_user.id, hub_slug=hub.slug, what="confidential")
    return entry


def _page(
    hub: Hub,
    booking_id: str,
    note: NoteForm | None = None,
    reason: ReasonForm | None = None,
    error: DomainError | None = None,
) -> str:
    entry = _looked_at(hub, booking_id)
    forms: dict[str, Any] = {
        "note": note or NoteForm(formdata=None, note=entry.booking.note),
        "reason": reason or ReasonForm(formdata=None),
    }
    events = events_of(entry.booking.id)
    day = local(entry.booking.starts_at, hub.time_zone).date()
    shown = cards(hub, setup_of(hub), [entry], now())[0]
    answers = answering.answers_of([setup_of(hub)], [entry.booking.id]).get(entry.booking.id, [])
    forms |= {"events": events, "day": day, "money": _money(hub, entry), "answers": answers}
    forms |= {"locker_form": _locker_form(entry), **_whose(hub, entry)}
    return host_page("host/today/booking.html", hub, entry=shown, error=error, **forms)


def _whose(hub: Hub, entry: DayBooking) -> dict[str, Any]:
    """Who has booked it for the guest, how to reach them, and what was booked together with it."""
    booking = entry.booking
    mates = queries.of_group(hub.id, booking.group_id, now()) if booking.group_id else []
    return {
        "booked_by": entry.booked_by or queries.who_made(booking),
        "telephone": queries.telephone_of(booking, now()),
        "mates": [one for one in mates if one.booking.id != booking.id],
    }


def _locker_form(entry: DayBooking) -> RecipientForm | None:
    """For codes, where there can be any."""
    life = (entry.space.kind, entry.status, entry.booking.ends_at, now())
    return RecipientForm(formdata=None) if is_allowed(check_can_have_codes, *life) else None


def _money(hub: Hub, entry: DayBooking) -> MoneyAtHub:
    return money_at_hub(setup_of(hub), [entry.booking])
