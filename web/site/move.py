"""Moving a booking to another time or another place of its hub."""

from collections.abc import Mapping
from typing import Any, TypeGuard

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response
from werkzeug.datastructures import MultiDict

from bookings import moving_actions, suggesting
from bookings.cover import Choice
from bookings.slots import Move
from bookings.subject import Subject
from bookings.suggesting import Enquiry
from core.access import MEMBER, access
from core.arguments import read_id
from core.errors import DomainError
from core.refusals import page_again, when_refused
from core.said import saved
from core.text import one_line
from hubs.setup import Place
from hubs.words import KINDS
from payments.pricing import pricing_of_move
from web.site import booking_times
from web.site.book import blueprint
from web.site.booking_forms import LockerMoveForm, MoveForm, Places
from web.site.booking_pages import BookingCard, EnquiryPage
from web.site.bookings import card_of

IN_THE_ADDRESS = ("space", "date", "from", "to_date", "to")


def same_move(booking_id: str) -> str:
    """The page that shows again what the form of this request holds."""
    typed: dict[str, Any] = {name: one_line(request.form.get(name))[:20] or None for name in IN_THE_ADDRESS}
    return url_for("bookings.edit", booking_id=booking_id, **typed)


@blueprint.get("/bookings/<booking_id>/edit")
@access(MEMBER)
def edit(booking_id: str) -> str:
    card = card_of(booking_id)
    form = _form(_completed(card, request.args))
    wish = _wish(card, form)
    error = suggesting.refusal(wish, current_user.id) if wish and card.can_move and not _is_there(card, wish) else None
    return _page(card, form, wish, error)


@blueprint.post("/bookings/<booking_id>/edit")
@access(MEMBER, come_back=same_move)
def move(booking_id: str) -> Response:
    if "check" in request.form:
        return redirect(same_move(booking_id), 303)
    return _save(booking_id, _form(request.form))


@when_refused(lambda error, booking_id, form: _again(booking_id, form, error))
def _save(booking_id: str, form: MoveForm) -> Response:
    card = card_of(booking_id)
    wish = _wish(card, form)
    if wish is None:
        return page_again(lambda: _again(booking_id, form, None))
    if card.can_move and _is_there(card, wish):
        saved(_("Your booking has been moved."), changed=False)
        return redirect(url_for("bookings.show", booking_id=booking_id), 303)
    _move(card, wish, form)
    saved(_("Your booking has been moved."), changed=True)
    return redirect(url_for("bookings.show", booking_id=booking_id), 303)


def _move(card: BookingCard, wish: Enquiry, form: MoveForm) -> None:
    booking, seen = card.view.booking, form.seen.data or None
    choice = Choice(agreed=form.price.data or "")
    moving_actions.move(booking=booking, member=current_user, slot=wish.slots[0], seen=seen, choice=choice)


def _form(values: MultiDict[str, str]) -> MoveForm:
    return (LockerMoveForm if "to_date" in values else MoveForm)(formdata=values)


def _completed(card: BookingCard, values: Mapping[str, str]) -> MultiDict[str, Any]:
    """The address's values, else the booking's own."""
    booking = card.view.booking
    own = _subject(card, card.place).query(booking.starts_at, booking.ends_at)
    given = {name: values.get(name) or own[name] for name in IN_THE_ADDRESS}
    return MultiDict({name: str(value) for name, value in given.items() if value is not None})


def _wish(card: BookingCard, form: MoveForm) -> Enquiry | None:
    """What the form asks for, or None with a message at each field that is wrong."""
    place = _place(card, form.space.data)
    moments = form.moments(card.view.hub.time_zone) if form.validate() else None
    if place is None:
        form.space.errors = [_("Please choose a place.")]
    if place is None or moments is None:
        return None
    booking = card.view.booking
    subject, keeps_start = _subject(card, place), moments[0] == booking.starts_at
    in_series = booking.series_id is not None
    return Enquiry(subject, *moments, but=booking.id, keeps_start=keeps_start, in_series=in_series)


def _place(card: BookingCard, text: str | None) -> Place | None:
    if text == str(card.place.id):
        return card.place
    return card.setup.place(read_id(text))


def _subject(card: BookingCard, place: Place) -> Subject:
    return Subject(card.view.hub, card.setup, place.kind, place)


def _is_there(card: BookingCard, wish: Enquiry) -> bool:
    booking = card.view.booking
    here = (booking.space_id, booking.starts_at, booking.ends_at)
    return here == (wish.subject.sample.id, wish.start, wish.end)


def _again(booking_id: str, form: MoveForm, error: DomainError | None) -> str:
    card = card_of(booking_id)
    return _page(card, form, _wish(card, form), error)


def _page(card: BookingCard, form: MoveForm, wish: Enquiry | None, error: DomainError | None) -> str:
    subject = wish.subject if wish else _subject(card, card.place)
    money = pricing_of_move(Move(card.view.booking, wish.slots[0]), current_user) if _is_a_time(wish) else None
    page = EnquiryPage(subject, form, wish, error, moves=card.view.booking.id, move_pricing=money, member=current_user)
    form.seen.data = card.view.booking.stamp
    day, rules = form.date.data or page.today, subject.sample.rules
    times = booking_times.times(subject.hub, subject.setup, rules, day, form.last_day)
    form.offer(times, _places_by_kind(card))
    is_dearer = page.look is not None and page.look.price > card.view.booking.price_cents
    costs_more = page.is_owed and is_dearer
    return render_template(
        "site/bookings/edit.html", page=page, card=card, form=form, is_open=times.is_open, costs_more=costs_more
    )


def _is_a_time(wish: Enquiry | None) -> TypeGuard[Enquiry]:
    """Whether it has a price at all."""
    return wish is not None and wish.start < wish.end


def _places_by_kind(card: BookingCard) -> Places:
    in_confidence = card.view.booking.is_confidential
    places = [place for place in card.setup.places if place.is_confidential == in_confidence]
    places = list(dict.fromkeys([*places, card.place]))
    groups: dict[str, list[tuple[str, Any]]] = {}
    for place in places:
        groups.setdefault(str(KINDS[place.kind]), []).append((str(place.id), place.name))
    return groups if len(groups) > 1 else next(iter(groups.values()))
