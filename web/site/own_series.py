"""A member's own series: look, move, cancel, take out a range."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug import Response

from bookings.cover import NO_CHOICE
from bookings.errors import EndBeforeStart, PriceChanged
from bookings.series import changing_actions
from bookings.series.changing_actions import SeriesMove
from bookings.series.queries import SeriesView
from bookings.series.rules import DAYS
from bookings.subject import Subject
from bookings.walltime import minutes_of, text_of
from core.access import MEMBER, access
from core.arguments import read_id
from core.clock import today
from core.errors import DomainError
from core.refusals import page_again, when_refused
from hubs.setup import place_of, setup_of
from payments.pricing import MoveTotal, total_of_moves
from web.site import booking_times
from web.site.booking_forms import Places
from web.site.booking_pages import a_week_after, card
from web.site.payment_pages import summaries
from web.site.series import blueprint, own
from web.site.series_forms import RangeForm, SeriesMoveForm


@blueprint.get("/series/<series_id>")
@access(MEMBER)
def show(series_id: str) -> str:
    view = own(series_id)
    setup, money = setup_of(view.hub), summaries(view.views)
    cards = [card(one, setup, money.get(one.booking.id)) for one in view.views]
    can_move, can_cancel = changing_actions.movable(view), changing_actions.cancellable(view)
    return render_template(
        "site/series/show.html",
        view=view,
        cards=cards,
        can_move=can_move,
        can_cancel=can_cancel,
        again=_next_week(view),
        form=RangeForm(formdata=None),
    )


def _cancel_form(series_id: str) -> str:
    return url_for("series.cancel_form", series_id=series_id)


@blueprint.get("/series/<series_id>/cancellation")
@access(MEMBER)
def cancel_form(series_id: str) -> str:
    """Which dates would go; `from` and `to` may be left open."""
    form = RangeForm(formdata=request.args)
    form.validate()
    return _cancellation(series_id, form, None)


@blueprint.post("/series/<series_id>/cancellation")
@access(MEMBER, come_back=_cancel_form)
def cancel(series_id: str) -> Response:
    form = RangeForm()
    if not form.validate():
        return page_again(lambda: _cancellation(series_id, form, None))
    return _cancel(series_id, form)


@when_refused(lambda error, series_id, form: _cancellation(series_id, form, error))
def _cancel(series_id: str, form: RangeForm) -> Response:
    gone = changing_actions.cancel_series(
        view=own(series_id), member=current_user, first=form.first.data, last=form.last.data
    )
    said = ngettext("%(num)s date has been cancelled.", "%(num)s dates have been cancelled.", len(gone))
    flash(said, "success")
    return redirect(url_for("series.show", series_id=series_id), 303)


def _move_form(series_id: str) -> str:
    return url_for("series.edit", series_id=series_id)


@blueprint.get("/series/<series_id>/edit")
@access(MEMBER)
def edit(series_id: str) -> str:
    view = own(series_id)
    return _edit(view, _filled(view, request.args.get("first", "")), None)


@blueprint.post("/series/<series_id>/edit")
@access(MEMBER, come_back=_move_form)
def move(series_id: str) -> Response:
    form = SeriesMoveForm()
    if not form.validate():
        return page_again(lambda: _edit(own(series_id), form, None))
    return _move(series_id, form)


@when_refused(lambda error, series_id, form: _edit(own(series_id), form, error))
def _move(series_id: str, form: SeriesMoveForm) -> Response:
    view = own(series_id)
    wanted = _wanted(view, form)
    total = total_of_moves(changing_actions.moves_of(view, wanted), current_user)
    if total.more_cents and form.price.data != total.agreed:
        form.price.data = total.agreed
        error = PriceChanged()
        return page_again(lambda: _edit(own(series_id), form, error, total), error)
    moved = changing_actions.move_series(view=view, member=current_user, wanted=wanted, choice=NO_CHOICE)
    said = ngettext("%(num)s date has been moved.", "%(num)s dates have been moved.", len(moved))
    flash(said, "success")
    return redirect(url_for("series.show", series_id=series_id), 303)


def _wanted(view: SeriesView, form: SeriesMoveForm) -> SeriesMove:
    start, end = minutes_of(form.start.data), minutes_of(form.end.data) or 24 * 60
    if end <= (start or 0):
        raise EndBeforeStart
    return SeriesMove(
        first=form.first.data or view.series.first_on,
        times=(start or 0, end),
        place=setup_of(view.hub).place(read_id(form.space.data)),
        leaves_some=bool(form.leaves_some.data),
    )


def _filled(view: SeriesView, first: str) -> SeriesMoveForm:
    """As the series is now, from the next date that can be moved on, or from a named one."""
    coming = changing_actions.movable(view)
    days = {one.day.isoformat(): one.day for one in coming}
    day = days.get(first, coming[0].day if coming else view.series.first_on)
    times = {"start": text_of(view.series.starts_minute), "end": text_of(view.series.ends_minute)}
    return SeriesMoveForm(formdata=None, data={"first": day, "space": "", **times})


def _edit(view: SeriesView, form: SeriesMoveForm, error: DomainError | None, total: MoveTotal | None = None) -> str:
    coming, setup = changing_actions.movable(view), setup_of(view.hub)
    day = form.first.data or (coming[0].day if coming else view.series.first_on)
    rules = setup.rules_of(coming[0].space.id) if coming else setup.rules
    times = booking_times.times(view.hub, setup, rules, day)
    form.start.choices = booking_times.options(times.starts, form.start.data)
    form.end.choices = booking_times.options(times.ends, form.end.data)
    alike = {(one.space.kind, one.booking.is_confidential) for one in coming}
    others = [one for one in setup.places if (one.kind, one.is_confidential) in alike]
    places: Places = [("", _("as it is")), *((str(one.id), one.name) for one in others)]
    form.space.choices = places
    return render_template("site/series/edit.html", view=view, form=form, error=error, coming=coming, total=total)


def _cancellation(series_id: str, form: RangeForm, error: DomainError | None) -> str:
    view = own(series_id)
    going = changing_actions.cancellable(view, form.first.data, form.last.data) if not form.errors else []
    return render_template("site/series/cancellation.html", view=view, form=form, error=error, going=going)


def _next_week(view: SeriesView) -> dict[str, Any] | None:
    """The arguments of `series.new` for the same days of the week after its last one; None where it goes by months."""
    series, repetition = view.series, view.series.repetition
    if repetition.unit != "week" or not view.bookings:
        return None
    last = view.bookings[-1]
    setup = setup_of(view.hub)
    place = place_of(setup, last.space)
    subject = Subject(view.hub, setup, place.kind, setup.by_id.get(place.id))
    return {
        **subject.target,
        "date": a_week_after(last.day, today(view.hub.time_zone)).isoformat(),
        "from": text_of(series.starts_minute),
        "to": text_of(series.ends_minute),
        "title": last.booking.title or None,
        "days": [DAYS[day] for day in repetition.days or (series.first_on.weekday(),)],
    }
