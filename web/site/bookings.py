"""A member's own bookings: look, move, cancel, check in and out. What is another's does not exist here (404)."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from bookings import actions, answering, guest_actions, queries, rules
from core.access import MEMBER, access
from core.arguments import read_page
from core.clock import now
from core.errors import DomainError
from core.refusals import when_refused
from hubs.setup import setup_of, setups_of
from web.site.book import blueprint
from web.site.booking_pages import BookingCard, card, whole_card
from web.site.handover_forms import RecipientForm
from web.site.locker_pages import locker_part
from web.site.payment_pages import money_back, summaries, summary
from web.site.way_in import entry_for

PAGE = 20
OF_A_SERIES = 3


@blueprint.get("/bookings")
@access(MEMBER)
def index() -> str:
    page, moment = read_page(request.args.get("page")), now()
    coming = queries.coming(current_user.id, moment) if page == 1 else []
    past = queries.past(current_user.id, moment, limit=PAGE + 1, offset=(page - 1) * PAGE)
    setups = setups_of({view.hub.id: view.hub for view in [*coming, *past]}.values())
    money = summaries([*coming, *past[:PAGE]])
    coming_cards = [card(view, setups[view.hub.id], money.get(view.booking.id)) for view in coming]
    past_cards = [card(view, setups[view.hub.id], money.get(view.booking.id)) for view in past[:PAGE]]
    has_more = len(past) > PAGE
    next_ones, further = next_of_series(coming_cards)
    return render_template(
        "site/bookings/index.html",
        coming=next_ones,
        further=further,
        past=past_cards,
        page=page,
        has_more=has_more,
    )


def next_of_series(cards: Iterable[BookingCard]) -> tuple[list[BookingCard], dict[UUID, int]]:
    """The cards, but of each series only the next OF_A_SERIES dates; and by the booking of the last one that is shown,
    how many more its series has: they stand on its own page."""
    shown, dates = list[BookingCard](), dict[UUID, list[BookingCard]]()
    for one in cards:
        series_id = one.view.booking.series_id
        own = dates.setdefault(series_id, []) if series_id else []
        own.append(one)
        if len(own) <= OF_A_SERIES:
            shown.append(one)
    return shown, {
        own[OF_A_SERIES - 1].view.booking.id: len(own) - OF_A_SERIES for own in dates.values() if len(own) > OF_A_SERIES
    }


@blueprint.get("/bookings/<booking_id>")
@access(MEMBER)
def show(booking_id: str) -> str:
    return show_again(card_of(booking_id), None)


def _back(booking_id: str) -> str:
    return url_for("bookings.show", booking_id=booking_id)


@blueprint.post("/bookings/<booking_id>/check-in")
@access(MEMBER, come_back=_back)
@when_refused(lambda error, booking_id: show_again(card_of(booking_id), error))
def check_in(booking_id: str) -> Response:
    found = card_of(booking_id)
    actions.check_in(booking=found.view.booking, actor=current_user, place=found.place)
    flash(_("You are checked in. Have a good time!"), "success")
    return redirect(_back(booking_id), 303)


@blueprint.post("/bookings/<booking_id>/check-out")
@access(MEMBER, come_back=_back)
@when_refused(lambda error, booking_id: show_again(card_of(booking_id), error))
def check_out(booking_id: str) -> Response:
    found = card_of(booking_id)
    actions.check_out(booking=found.view.booking, actor=current_user)
    flash(_("You are checked out. The place is free for others again."), "success")
    return redirect(_back(booking_id), 303)


def _cancel_form(booking_id: str) -> str:
    return url_for("bookings.cancel_form", booking_id=booking_id)


@blueprint.get("/bookings/<booking_id>/cancellation")
@access(MEMBER)
def cancel_form(booking_id: str) -> str:
    return _cancellation(card_of(booking_id), None)


@blueprint.post("/bookings/<booking_id>/cancellation")
@access(MEMBER, come_back=_cancel_form)
@when_refused(lambda error, booking_id: _cancellation(card_of(booking_id), error))
def cancel(booking_id: str) -> Response:
    found = card_of(booking_id)
    view = found.view
    actions.cancel(booking=view.booking, member=current_user, hub=view.hub, place=found.place)
    if view.booking.is_proposal:
        flash(_("Thank you: the next person can have the place now."), "success")
        return redirect(url_for("waiting.index"), 303)
    flash(_("Your booking has been cancelled. The place is free for others again."), "success")
    return redirect(_back(booking_id), 303)


def card_of(booking_id: str) -> BookingCard:
    """The member's own booking, or 404."""
    view = queries.booking_of(current_user.id, booking_id, now())
    return whole_card(view, setup_of(view.hub), summary(view)) if view else abort(404)


def show_again(found: BookingCard, error: DomainError | None, form: RecipientForm | None = None) -> str:
    """The page of a booking, with what was refused."""
    events = queries.events_of(found.view.booking.id)
    reason = next((event.why for event in reversed(events) if event.to_status in rules.EXPLAINED), "")
    view = found.view
    answers = answering.answers_of([found.setup], [view.booking.id]).get(view.booking.id, [])
    more: dict[str, Any] = {"error": error, "reason": reason, "answers": answers, "locker": locker_part(view, form)}
    more["can_name_guest"] = guest_actions.can_be_named(view.booking, view.status) and view.space.kind != "locker"
    more["entry"] = entry_for(view.booking, view.status, view.hub, view.space)
    return render_template("site/bookings/show.html", card=found, events=events, **more)


def _cancellation(found: BookingCard, error: DomainError | None) -> str:
    back = money_back(found.view) if found.can_cancel else None
    return render_template("site/bookings/cancellation.html", card=found, error=error, money_back=back)
