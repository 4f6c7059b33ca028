"""The page on which one books: shown to everybody, sent by members; by visitors see `book_first`."""

from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response
from werkzeug.datastructures import MultiDict

from bookings import actions, queries, suggesting, walltime
from bookings.answering import Given
from bookings.cover import Choice
from bookings.queries import BookingView
from bookings.slots import Slot
from bookings.subject import Subject, subject_of
from bookings.suggesting import Enquiry
from bookings.words import ANY
from core.access import MEMBER, PUBLIC, access
from core.clock import now
from core.errors import DomainError
from core.idempotent_form import submit_once
from core.refusals import page_again, when_refused
from core.text import one_line
from core.tokens import new_secret
from hubs.rules import LOCKER, Standing
from hubs.tariffs import GROUPS
from payments.histories import last_fee_of
from payments.terms import agreeing
from web.site import booking_times, group_links, pay_choices, series_links
from web.site.answer_forms import answers_form
from web.site.booking_forms import BookingForm, LockerForm
from web.site.booking_pages import EnquiryPage, rest_of
from web.site.pay_choices import choice_shown, read_choice
from web.site.payment_links import payment_path
from web.site.series_forms import SeveralDays
from web.site.visitor_forms import VisitorForm

blueprint = Blueprint("bookings", __name__)

MAX_ADDRESS = 480
WAYS_IN = {"signup": "members.signup", "login": "members.login"}
IN_THE_ADDRESS = (
    *("space", "hub", "kind", "date", "from", "to_date", "to", "title", "then"),
    *pay_choices.IN_THE_ADDRESS,
)


def same_wish() -> str:
    """The page that shows again what the form of this request holds."""
    return _address({name: one_line(request.form.get(name))[:120] for name in IN_THE_ADDRESS})


@blueprint.get("/bookings/new")
@access(PUBLIC)
def new() -> Response | str:
    """The wish as the address says it; `go` sends a visitor to sign up or log in, and back to this wish."""
    if "others" in request.args:
        return redirect(group_links.address_of(request.args), 303)
    subject = wanted(request.args)
    form, wish, error = looked_at(subject, request.args)
    way_in = WAYS_IN.get(request.args.get("go", ""))
    if "several" in request.args or (way_in and series_links.is_for_several(request.args)):
        return redirect(series_links.address_of(request.args, go=request.args.get("go")), 303)
    if way_in and wish and not error and not current_user.is_authenticated:
        return redirect(url_for(way_in, next=here(subject, form)), 303)
    return page_of(subject, form, wish, error)


@blueprint.post("/bookings")
@access(MEMBER, come_back=same_wish)
def create() -> Response | str:
    """Books; `check` only shows the page for what the form says now. The page is the answer itself, and no address
    leads to it: none may say what was ticked."""
    if "others" in request.form:
        return redirect(group_links.address_of(request.form), 303)
    if series_links.is_for_several(request.form):
        return redirect(series_links.address_of(request.form), 303)
    subject = wanted(request.form)
    if "check" in request.form:
        return page_of(subject, *looked_at(subject, request.form))
    form = form_of(request.form)
    wish = wish_of(subject, form)
    return _have(form, wish) if wish else page_again(lambda: page_of(subject, form, None, None))


@when_refused(lambda error, form, wish: page_of(wish.subject, form, wish, error))
def _have(form: BookingForm, wish: Enquiry) -> Response:
    choice = read_choice(request.form, agreed=form.price.data or "")
    asked = wish.subject.setup.asked_at(wish.subject.sample)
    answers = answers_form(asked).given if asked else {}
    what = form.data | asdict(choice) | {"answers": sorted(answers.items())}
    return redirect(submit_once(form.form_key.data, what, lambda: _book(wish, form, choice, answers)), 303)


def wanted(values: MultiDict[str, str]) -> Subject:
    """What is to be booked; 404 where there is no such thing."""
    return subject_of(values) or abort(404)


def looked_at(subject: Subject, values: MultiDict[str, str]) -> tuple[BookingForm, Enquiry | None, DomainError | None]:
    """The form filled in with these values, what it asks for, and what would refuse that."""
    form = form_of(_completed(subject, values))
    wish = wish_of(subject, form)
    return form, wish, suggesting.refusal(wish, current_user.id) if wish else None


def form_of(values: MultiDict[str, str]) -> BookingForm:
    """The form as it was sent."""
    return (LockerForm if "to_date" in values else BookingForm)(formdata=values)


def _completed(subject: Subject, values: MultiDict[str, str]) -> MultiDict[str, Any]:
    """These values; day and times that they leave open are the next that can be had."""
    given: MultiDict[str, Any] = MultiDict({name: values[name] for name in IN_THE_ADDRESS if values.get(name)})
    times = walltime.minutes_of(given.get("from", "")), walltime.minutes_of(given.get("to", ""))
    day, start, end = suggesting.fill(subject, walltime.day_of(given.get("date", "")), *times)
    given.setdefault("date", day.isoformat())
    given.setdefault("from", walltime.text_of(start))
    given.setdefault("to", walltime.text_of(end))
    if subject.stays:
        _name_last_day(given, day)
    else:
        given.poplist("to_date")
    return given


def _name_last_day(given: MultiDict[str, Any], day: date) -> None:
    """What may stay for days says on which it ends: never before it begins, and by the clock of that day."""
    last_day = walltime.day_of(given.get("to_date", ""))
    days, minutes = divmod(walltime.minutes_of(given["to"]) or 0, walltime.MINUTES_OF_DAY)
    if last_day is None and days and minutes:
        last_day, given["to"] = day + timedelta(days=days), walltime.text_of(minutes)
    given["to_date"] = max(last_day or day, day).isoformat()


def wish_of(subject: Subject, form: BookingForm) -> Enquiry | None:
    """What the form asks for, or None with a message at each field that is wrong."""
    moments = form.moments(subject.hub.time_zone) if form.validate() else None
    return Enquiry(subject, *moments) if moments else None


def _book(wish: Enquiry, form: BookingForm, choice: Choice, answers: Given) -> str:
    """Books, and says where to go on: to pay online what the place waits for, to the second part of a day at two
    places, else to the booking."""
    subject, title = wish.subject, form.title.data or ""
    if subject.place:
        booking = actions.book(member=current_user, slot=wish.slots[0], title=title, choice=choice, answers=answers)
    else:
        slots = at_the_shown_price(wish)
        booking = actions.book_any(member=current_user, slots=slots, title=title, choice=choice, answers=answers)
    if booking.status == "held" and (fee_id := last_fee_of(booking.id)):
        return payment_path(fee_id)
    if form.then.data and (rest := rest_of(wish, form.then.data)):
        flash(_("The first part is yours. Please book the second part now."), "success")
        return url_for("bookings.new", **rest.query(wish, title))
    if booking.status == "requested":
        flash(_("Your request is on its way to the hosts. You will get their answer by email."), "success")
    else:
        flash(_("All done. You will also get the details by email."), "success")
    return url_for("bookings.show", booking_id=booking.id)


def at_the_shown_price(wish: Enquiry) -> list[Slot]:
    """Those places that cost, for each group, what the page says of the first: one orders knowing the price."""
    shown, *others = wish.slots
    if not any(tariff.space_id for tariff in shown.setup.tariffs):
        return [shown, *others]
    groups = (None, *GROUPS)
    alike = [slot for slot in others if all(slot.price_for(one) == shown.price_for(one) for one in groups)]
    return [shown, *alike]


def page_of(
    subject: Subject,
    form: BookingForm,
    wish: Enquiry | None,
    error: DomainError | None,
    visitor: VisitorForm | None = None,
) -> str:
    """The page with this form; of a visitor with what they have typed about themselves."""
    member: Any = current_user if current_user.is_authenticated else None
    choice = replace(choice_shown(request.form, request.args), by_visitor=member is None)
    answers = answers_form(subject.setup.asked_at(subject.sample)) if member else None
    whose: Any = {"standing": _standing(subject), "member": member, "choice": choice, "answers": answers}
    page = EnquiryPage(subject, form, wish, error, **whose)
    form.hub.data, form.kind.data = subject.hub.slug, subject.kind
    form.form_key.data = form.form_key.data or new_secret()
    places = subject.setup.of_kind(subject.kind)
    any_of_them = [("", ANY[subject.kind])] if len(subject.setup.any_of(subject.kind)) > 1 else []
    house = subject.sample.rules
    day = form.date.data or page.today
    times = booking_times.times(subject.hub, subject.setup, house, day, form.last_day)
    form.offer(times, [*any_of_them, *((str(place.id), place.name) for place in places)])
    terms = agreeing.asked_of(subject.setup.operator, member, of_visitor=member is None and page.first_refused is None)
    more: dict[str, Any] = {"is_open": times.is_open, "own": _own(wish), "terms": terms, "several": _several()}
    more["visitor"] = None if member else visitor or VisitorForm(formdata=None)
    more["rest"] = rest_of(wish, form.then.data) if wish else None
    return render_template("site/bookings/new.html", page=page, form=form, **more)


def _several() -> SeveralDays:
    """What of the form asks for more than one booking: another page answers that."""
    return SeveralDays(formdata=request.values)


def _standing(subject: Subject) -> Standing | None:
    return subject.setup.standing_of(current_user.id) if current_user.is_authenticated else None


def _own(wish: Enquiry | None) -> BookingView | None:
    """What the member already has at this time: worth a word, but not forbidden; people book for each other."""
    if wish is None or wish.subject.kind == LOCKER or not current_user.is_authenticated:
        return None
    return queries.at_the_same_time(current_user.id, wish.start, wish.end, now())


def here(subject: Subject, form: BookingForm) -> str:
    """The address of the page with this wish."""
    values = {"space": form.space.data, "hub": subject.hub.slug, "kind": subject.kind, "title": form.title.data}
    times = {"date": form.date.data, "from": form.start.data, "to_date": form.last_day, "to": form.end.data}
    times |= {"then": form.then.data}
    return _address({name: str(value or "")[:120] for name, value in (values | times).items()})


def _address(values: dict[str, Any]) -> str:
    """`bookings.new` with these values; a title that makes it too long to come back to after a log-in is left out."""
    given = {
        name: value for name, value in values.items() if value and not (name in {"hub", "kind"} and values["space"])
    }
    address = url_for("bookings.new", **given)
    return address if len(address) <= MAX_ADDRESS else url_for("bookings.new", **(given | {"title": None}))
