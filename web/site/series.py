"""Booking on several days at once, and a member's own series: look, move, cancel. What is another's does not exist."""

from dataclasses import asdict
from datetime import date
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug import Response
from werkzeug.datastructures import MultiDict

from bookings import suggesting, walltime
from bookings.cover import Choice
from bookings.series import actions, queries
from bookings.series.actions import BookedSeries
from bookings.series.errors import DatesTaken
from bookings.series.queries import SeriesView, SeriesWish
from bookings.subject import Subject, subject_of
from bookings.words import ANY
from core.access import MEMBER, PUBLIC, access
from core.clock import today
from core.errors import DomainError
from core.idempotent_form import submit_once
from core.refusals import page_again, when_refused
from core.tokens import new_secret
from payments.terms import agreeing
from web.site import booking_times, going_on, series_pages
from web.site.answer_forms import AnswersForm, answers_form
from web.site.book import WAYS_IN
from web.site.pay_choices import choice_shown, read_choice
from web.site.series_forms import SeriesForm, days_in, picked_in
from web.site.series_links import IN_THE_ADDRESS, address_of, end_in
from web.site.series_pages import SeriesPage

blueprint = Blueprint("series", __name__)


def same_wish() -> str:
    """The page that shows again what the form of this request holds."""
    return address_of(request.form)


@blueprint.get("/series/new")
@access(PUBLIC)
def new() -> Response | str:
    """The dates of a wish and what becomes of each; `go` sends a visitor to sign up or log in, and back to it."""
    subject = _subject(request.args)
    form = SeriesForm(formdata=_completed(subject, request.args))
    wish = _wish(subject, form)
    way_in = WAYS_IN.get(request.args.get("go", ""))
    if way_in and wish and not current_user.is_authenticated:
        return redirect(url_for(way_in, next=address_of(request.args)), 303)
    return _page(subject, form, wish, days_in(request.args, "skip"), None)


@blueprint.post("/series")
@access(MEMBER, come_back=same_wish)
def create() -> Response | str:
    """Books; `check` only shows the page for what the form says now, as with one booking: no address ticks a box."""
    subject, form = _subject(request.form), SeriesForm()
    wish = _wish(subject, form)
    if wish is None:
        return page_again(lambda: _page(subject, form, None, set(), None))
    if "check" in request.form:
        return _page(subject, form, wish, _skipped(), None)
    return _have(form, wish)


@when_refused(lambda error, form, wish: _page(wish.subject, form, wish, _skipped(), error))
def _have(form: SeriesForm, wish: SeriesWish) -> Response:
    what = {**form.data, "go": request.form.getlist("go"), "choice": asdict(read_choice(request.form))}
    what["answers"] = sorted(_answers(wish.subject).given.items())
    what |= {name: request.form[name] for name in request.form if name.startswith("d-")}
    return redirect(submit_once(form.form_key.data, what, lambda: _book(wish, form)), 303)


def _book(wish: SeriesWish, form: SeriesForm) -> str:
    """Books what is ticked and picked, and says where to go on. DatesTaken where a ticked date is gone."""
    page = _answer(wish, _skipped(), read_choice(request.form))
    gone = [row.day for row in page.rows if row.day in days_in(request.form, "go") and row.slot is None]
    if gone:
        raise DatesTaken(days=gone)
    if page.error is not None:
        raise page.error
    choice, elsewhere = page.choices(form.price.data or "")
    made = actions.book_series(
        member=current_user,
        wish=wish,
        occurrences=page.occurrences,
        left_out=page.left_out,
        elsewhere=elsewhere,
        title=form.title.data or "",
        choice=choice,
        answers=_answers(wish.subject).given if page.occurrences else {},
    )
    return _after(made)


def _answers(subject: Subject) -> AnswersForm:
    return answers_form(subject.setup.asked_at(subject.sample))


def _after(made: BookedSeries) -> str:
    every = [*made.bookings, *made.elsewhere]
    if path := going_on.to_pay(every):
        return path
    said = ngettext("All done: %(num)s date.", "All done: %(num)s dates.", len(every))
    by_mail = _("You will also get the details by email.")
    going_on.say_what_follows(every, f"{said} {by_mail}")
    return url_for("series.show", series_id=made.series.id) if made.series else url_for("bookings.index")


def _skipped() -> set[date]:
    """Of what the form showed as to be had, what is not ticked."""
    ticked, picked = days_in(request.form, "go"), picked_in(request.form)
    shown = days_in(request.form, "shown")
    return {day for day in shown if day not in ticked and day not in picked}


def _subject(values: MultiDict[str, str]) -> Subject:
    return subject_of(values) or abort(404)


def _completed(subject: Subject, values: MultiDict[str, str]) -> MultiDict[str, Any]:
    """The address's values; day and times that it leaves open are the next that can be had."""
    given: MultiDict[str, Any] = MultiDict({name: values[name] for name in IN_THE_ADDRESS if values.get(name)})
    times = walltime.minutes_of(given.get("from", "")), walltime.minutes_of(given.get("to", ""))
    day, start, end = suggesting.fill(subject, walltime.day_of(given.get("date", "")), *times)
    given.setdefault("date", day.isoformat())
    given.setdefault("from", walltime.text_of(start))
    given["to"] = end_in(values) or given.get("to") or walltime.text_of(end)
    given.setlist("days", values.getlist("days"))
    return given


def _wish(subject: Subject, form: SeriesForm) -> SeriesWish | None:
    """What the form asks for, or None with a message at each field that is wrong."""
    form.offer_units()
    is_valid = form.validate()
    repeats = form.repetition(subject.hub.time_zone)
    start, end = walltime.minutes_of(form.start.data or ""), walltime.minutes_of(form.end.data or "")
    if not is_valid or repeats is None or start is None or end is None:
        return None
    repetition, first = repeats
    wish = SeriesWish(subject, repetition, first, start, end or 24 * 60)
    return wish if form.can_be_planned(wish) else None


def _answer(wish: SeriesWish, skipped: set[date], choice: Choice) -> SeriesPage:
    member: Any = current_user if current_user.is_authenticated else None
    return SeriesPage(wish, member, picked_in(request.values), skipped, choice)


def _page(
    subject: Subject, form: SeriesForm, wish: SeriesWish | None, skipped: set[date], error: DomainError | None
) -> str:
    member: Any = current_user if current_user.is_authenticated else None
    page, barred, choice = None, None, choice_shown(request.form, request.args)
    if wish is not None:
        try:
            page = _answer(wish, skipped, choice)
        except DomainError as refused:
            barred = refused
    if page is not None:
        form.price.data = page.agreed
    form.hub.data, form.kind.data = subject.hub.slug, subject.kind
    form.form_key.data = form.form_key.data or new_secret()
    form.offer_units()
    _fill_in(form, subject)
    answers = _answers(subject) if member else None
    if answers is not None and error is not None:
        answers.refuse(error)
    return render_template(
        "site/series/new.html",
        form=form,
        subject=subject,
        page=page,
        answers=answers,
        error=error or barred,
        barred=barred,
        terms=agreeing.asked_of(subject.setup.operator, member),
        choice=choice,
        in_words=series_pages.in_words(page) if page is not None else [],
        house=subject.sample.rules.of_series,
        same=request.values,
    )


def _fill_in(form: SeriesForm, subject: Subject) -> None:
    """The choices of place and times, as on the page of one booking."""
    places = subject.setup.of_kind(subject.kind)
    any_of_them = [("", ANY[subject.kind])] if len(subject.setup.any_of(subject.kind)) > 1 else []
    day = form.date.data or today(subject.hub.time_zone)
    times = booking_times.times(subject.hub, subject.setup, subject.sample.rules, day)
    form.offer(times, [*any_of_them, *((str(place.id), place.name) for place in places)])


def own(series_id: str) -> SeriesView:
    """The member's own series, or 404."""
    return queries.series_of(current_user.id, series_id) or abort(404)
