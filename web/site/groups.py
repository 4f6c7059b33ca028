"""Booking several places at once, for named or unnamed people; or one place for somebody else."""

from dataclasses import asdict
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response
from werkzeug.datastructures import MultiDict

from bookings import actions, suggesting, walltime
from bookings.cover import Choice
from bookings.errors import UnknownSpace
from bookings.groups import actions as group_actions
from bookings.groups.actions import WantedPlace
from bookings.models import Booking
from bookings.slots import Slot
from bookings.subject import Subject, subject_of
from core.access import MEMBER, PUBLIC, access
from core.clock import today
from core.errors import DomainError, TooManyAttempts
from core.idempotent_form import submit_once
from core.refusals import page_again, when_refused
from core.timespans import Interval
from core.tokens import new_secret
from hubs.setup import Place
from payments.terms import agreeing
from web.site import booking_times, going_on, group_plan, throttle
from web.site.answer_forms import AnswersForm, answers_form
from web.site.book import WAYS_IN
from web.site.group_forms import GroupBookingForm, GuestsForm, emails_in, guests_form, ticked
from web.site.group_links import IN_THE_ADDRESS, address_of
from web.site.group_pages import GroupPage
from web.site.pay_choices import choice_shown, read_choice

blueprint = Blueprint("groups", __name__)
LOOKS = {"check", "propose"}
"""Buttons that only show the page anew."""


def same_wish() -> str:
    """The page that shows again what the form of this request holds."""
    return address_of(request.form)


@blueprint.get("/groups/new")
@access(PUBLIC)
def new() -> Response | str:
    """The places and what is chosen of them; `go` sends a visitor to sign up or log in, and back to it."""
    way_in = WAYS_IN.get(request.args.get("go", ""))
    if way_in and not current_user.is_authenticated:
        return redirect(url_for(way_in, next=address_of(request.args)), 303)
    subject = _subject(request.args)
    form = GroupBookingForm(formdata=_completed(subject, request.args))
    return _page(subject, form, _span(subject, form), _first_choice(subject, request.args), None)


@blueprint.post("/groups")
@access(MEMBER, come_back=same_wish)
@when_refused(lambda error: _refused(error), by=TooManyAttempts)
def create() -> Response | str:
    """Books; `check` and `propose` only show the page for what the form says now."""
    if not LOOKS & request.form.keys():
        throttle.mails_to_guests(current_user.id, emails_in(request.form))
    subject, form = _subject(request.form), GroupBookingForm()
    span, chosen = _span(subject, form), ticked(request.form)
    if LOOKS & request.form.keys():
        return _page(subject, form, span, chosen, None)
    guests = guests_form(chosen)
    if span is None or not chosen or not guests.is_complete(chosen):
        return page_again(lambda: _page(subject, form, span, chosen, None))
    return _have(subject, form, span, guests)


def _refused(error: DomainError) -> str:
    subject, form = _subject(request.form), GroupBookingForm()
    return _page(subject, form, _span(subject, form), ticked(request.form), error)


@when_refused(lambda error, subject, form, span, guests: _page(subject, form, span, ticked(request.form), error))
def _have(subject: Subject, form: GroupBookingForm, span: Interval, guests: GuestsForm) -> Response:
    chosen, choice = ticked(request.form), read_choice(request.form, agreed=form.price.data or "")
    given = _answers(GroupPage(subject, span, current_user, chosen, choice)).given
    what = form.data | asdict(choice) | {"spaces": chosen, "guests": guests.kept, "answers": sorted(given.items())}

    def work() -> str:
        slots = [Slot(subject.hub, subject.setup, place_in(subject, key), span) for key in chosen]
        seats = [WantedPlace(slot, guests.guest(slot.place.id)) for slot in slots]
        how: Any = {"title": form.title.data or "", "choice": choice, "answers": given}
        if len(seats) == 1:
            return _after([actions.book(member=current_user, slot=slots[0], guest=seats[0].guest, **how)])
        return _after(group_actions.book_group(member=current_user, seats=seats, **how))

    return redirect(submit_once(form.form_key.data, what, work), 303)


def place_in(subject: Subject, key: int) -> Place:
    """UnknownSpace: hosts have taken it out of the offer since the page was shown."""
    place = subject.setup.place(key)
    if place is None:
        raise UnknownSpace
    return place


def _after(made: list[Booking]) -> str:
    first = made[0]
    if path := going_on.to_pay(made):
        return path
    going_on.say_what_follows(made)
    if first.group_id is None:
        return url_for("bookings.show", booking_id=first.id)
    return url_for("groups.show", group_id=first.group_id)


def _subject(values: MultiDict[str, str]) -> Subject:
    """The hub is the one of the place that the address names first, or of the form."""
    if not values.get("hub") and not values.get("space") and (spaces := ticked(values)):
        values = MultiDict({"space": str(spaces[0])})
    return subject_of(values) or abort(404)


def _first_choice(subject: Subject, values: MultiDict[str, str]) -> list[int]:
    """What the address names, or the place of the page from which one comes."""
    if "spaces" in values or "number" in values or subject.place is None or not values.get("space"):
        return ticked(values)
    return [subject.place.id]


def _completed(subject: Subject, values: MultiDict[str, str]) -> MultiDict[str, Any]:
    """The address's values; day and times that it leaves open are the next that can be had."""
    given: MultiDict[str, Any] = MultiDict({name: values[name] for name in IN_THE_ADDRESS if values.get(name)})
    times = walltime.minutes_of(given.get("from", "")), walltime.minutes_of(given.get("to", ""))
    day, start, end = suggesting.fill(subject, walltime.day_of(given.get("date", "")), *times)
    given.setdefault("date", day.isoformat())
    given.setdefault("from", walltime.text_of(start))
    given.setdefault("to", walltime.text_of(end))
    return given


def _span(subject: Subject, form: GroupBookingForm) -> Interval | None:
    """What time the form asks for, or None with a message at each field that is wrong."""
    moments = form.moments(subject.hub.time_zone) if form.validate() else None
    return Interval(*moments) if moments else None


def _answers(page: GroupPage) -> AnswersForm:
    return answers_form(page.questions)


def _page(
    subject: Subject, form: GroupBookingForm, span: Interval | None, chosen: list[int], error: DomainError | None
) -> str:
    member: Any = current_user if current_user.is_authenticated else None
    choice = choice_shown(request.form, request.args)
    page = GroupPage(subject, span, member, _chosen(subject, form, span, chosen, choice), choice)
    form.price.data = page.agreed
    form.hub.data, form.kind.data = subject.hub.slug, subject.kind
    form.form_key.data = form.form_key.data or new_secret()
    day = form.date.data or today(subject.hub.time_zone)
    form.offer(booking_times.times(subject.hub, subject.setup, subject.sample.rules, day), [])
    guests = _guests(page)
    answers = _answers(page) if member else None
    if answers is not None and error is not None:
        answers.refuse(error)
    return render_template(
        "site/groups/new.html",
        form=form,
        subject=subject,
        page=page,
        guests=guests,
        answers=answers,
        error=error,
        plan=group_plan.plan_of(page, _here(form)),
        terms=agreeing.asked_of(subject.setup.operator, member),
        choice=choice,
    )


def _chosen(
    subject: Subject, form: GroupBookingForm, span: Interval | None, chosen: list[int], choice: Choice
) -> list[int]:
    """What was ticked, or what is proposed where that was asked for."""
    asks = "propose" in request.values or ("number" in request.args and "spaces" not in request.args)
    number = form.wanted_number() if asks else None
    if number is None:
        return chosen
    found = GroupPage(subject, span, None, [], choice).proposed(number)
    if len(found) < number:
        form.number.errors = [*form.number.errors, _("Only %(num)s are free at this time.", num=len(found))]
    return found


def _guests(page: GroupPage) -> GuestsForm:
    form = guests_form([place.id for place in page.chosen])
    if request.form:
        form.is_complete([place.id for place in page.chosen])
    return form


def _here(form: GroupBookingForm) -> MultiDict[str, str]:
    """The wish as an address has it."""
    values = {"hub": form.hub.data, "kind": form.kind.data, "title": form.title.data}
    values |= {"date": str(form.date.data or ""), "from": form.start.data, "to": form.end.data}
    return MultiDict({name: str(value or "") for name, value in values.items()})
