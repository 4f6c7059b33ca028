"""What hosts do at the desk: somebody comes in or calls, all of the day's people get a message."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug import Response

from bookings.slots import slots_at
from bookings.today import actions, queries
from core.access import HOST, access
from core.clock import day_bounds, today
from core.errors import DomainError
from core.idempotent_form import submit_once
from core.refusals import page_again, when_refused
from core.timespans import Interval
from core.tokens import digest, new_secret
from hubs.models import Hub
from hubs.setup import Setup, setup_of
from web.host import callers, walk_ins
from web.host.frame import host_page, hosted_hub
from web.host.money_at_hub import money_of_day
from web.host.today import blueprint, day_of, looked_at
from web.host.today_board import board
from web.host.today_forms import CallerForm, MessageForm, WalkInForm, notice
from web.site.answer_forms import AnswersForm, answers_form

Outcome = Response | tuple[str, int]


def _today(slug: str, **_args: Any) -> str:
    return url_for("today.show", slug=slug)


def _caller(slug: str) -> str:
    return url_for("today.caller", slug=slug)


def _message(slug: str) -> str:
    return url_for("today.message", slug=slug)


@blueprint.post("/today/walk-in")
@access(HOST, come_back=_today)
def walk_in(slug: str) -> Response:
    return _let_in(slug, WalkInForm())


@when_refused(lambda error, slug, form: _walk_in_page(slug, form, notice(form, error)))
def _let_in(slug: str, form: WalkInForm) -> Response:
    path = _walk_in(hosted_hub(slug), form) if form.validate() else None
    return redirect(path, 303) if path else page_again(lambda: _walk_in_page(slug, form, None))


def _walk_in_page(slug: str, form: WalkInForm, error: DomainError | None) -> str:
    hub = looked_at(slug)
    setup = setup_of(hub)
    found = board(hub, setup, today(hub.time_zone), current_user.id)
    form = walk_ins.form_for(hub, setup, found.free, form)
    money = money_of_day(hub, setup, found)
    return host_page("host/today/show.html", hub, board=found, money=money, walk_in=form, error=error)


def _walk_in(hub: Hub, form: WalkInForm) -> str | None:
    setup = setup_of(hub)
    wanted = walk_ins.wanted(hub, setup, form)
    if wanted is None:
        return None
    places, end = wanted

    def work() -> str:
        guest_name = form.guest_name.data or ""
        booked = actions.walk_in(
            host=current_user,
            hub=hub,
            setup=setup,
            places=places,
            end=end,
            guest_name=guest_name,
            vouches=bool(form.vouches.data),
        )
        flash(_("Checked in at %(place)s.", place=setup.by_id[booked.space_id].name), "success")
        return url_for("today.show", slug=hub.slug)

    return submit_once(form.form_key.data, form.data, work)


@blueprint.get("/bookings/new")
@access(HOST)
def caller(slug: str) -> str:
    hub = hosted_hub(slug)
    form = CallerForm(formdata=callers.completed(hub, setup_of(hub), request.args))
    return _caller_page(hub, form, None)


@blueprint.post("/bookings")
@access(HOST, come_back=_caller)
def book_for_caller(slug: str) -> Response | str:
    """Books; `check` only shows what is free on the day that the form says now."""
    if "check" in request.form:
        return _caller_page(hosted_hub(slug), CallerForm(), None)
    return _answer_caller(slug, CallerForm())


@when_refused(lambda error, slug, form: _caller_page(hosted_hub(slug), form, notice(form, error)))
def _answer_caller(slug: str, form: CallerForm) -> Response:
    path = _book_for_caller(hosted_hub(slug), form) if form.validate() else None
    return redirect(path, 303) if path else page_again(lambda: _caller_page(hosted_hub(slug), form, None))


def _book_for_caller(hub: Hub, form: CallerForm) -> str | None:
    setup = setup_of(hub)
    moments, places = form.moments(hub.time_zone), callers.places(setup, form.space.data)
    if not places:
        form.space.errors = [_("Please choose a place.")]
    if not moments or not places:
        return None
    slots = slots_at(hub, setup, places, Interval(*moments))
    answers = _answers(setup).given

    def work() -> str:
        guest_name, title = form.guest_name.data or "", form.title.data or ""
        vouches = bool(form.vouches.data)
        booked = actions.book_for_caller(
            host=current_user,
            slots=slots,
            guest_name=guest_name,
            title=title,
            telephone=form.telephone.data or "",
            vouches=vouches,
            answers=answers,
        )
        return url_for("today.slip", slug=hub.slug, booking_id=booked.id)

    return submit_once(form.form_key.data, form.data | {"answers": sorted(answers.items())}, work)


def _answers(setup: Setup) -> AnswersForm:
    """All that the hub asks: which of it is asked at the place that is free, the action sees. Nothing must be answered:
    whoever has called may have hung up."""
    return answers_form(setup.questions, are_needed=False)


def _caller_page(hub: Hub, form: CallerForm, error: DomainError | None) -> str:
    setup = setup_of(hub)
    form.form_key.data = form.form_key.data or new_secret()
    callers.offer_choices(hub, setup, form)
    shown: dict[str, Any] = {
        "today": today(hub.time_zone),
        "inducts": bool(setup.needs),
        "has_lockers": setup.has_lockers,
    }
    shown["shortest"] = setup.rules.min_minutes
    shown["strip"] = callers.strip(hub, setup, form)
    shown["has_confidential"] = any(place.is_confidential for place in setup.places)
    answers = _answers(setup)
    if error is not None and answers.refuse(error):
        error = None
    return host_page("host/today/caller.html", hub, form=form, error=error, answers=answers, **shown)


@blueprint.get("/today/message")
@access(HOST)
def message(slug: str) -> str:
    return _message_page(hosted_hub(slug), MessageForm(formdata=None, form_key=new_secret()), asks=False)


@blueprint.post("/today/message")
@access(HOST, come_back=_message)
def send_message(slug: str) -> Outcome:
    """Asked once more before it goes out: the first time the page comes back with the number of people."""
    hub, form = hosted_hub(slug), MessageForm()
    if not form.validate():
        return _message_page(hub, form, asks=False), 422
    if request.form.get("sure") != "1":
        return _message_page(hub, form, asks=request.form.get("sure") is None), 200
    return _send_once(slug, form)


@when_refused(lambda error, slug, form: _message_page(hosted_hub(slug), form, asks=False, error=error))
def _send_once(slug: str, form: MessageForm) -> Response:
    hub = hosted_hub(slug)
    return redirect(submit_once(form.form_key.data, form.data, lambda: _send(hub, form)), 303)


def _send(hub: Hub, form: MessageForm) -> str:
    bounds = day_bounds(day_of(hub), hub.time_zone)
    key = digest(form.form_key.data or new_secret())[:32]
    subject, text = form.subject.data or "", form.text.data or ""
    sent = actions.send_message(hub=hub, start=bounds.start, end=bounds.end, key=key, subject=subject, text=text)
    flash(
        ngettext("The message is going out to %(num)s person.", "The message is going out to %(num)s people.", sent),
        "success",
    )
    return url_for("today.show", slug=hub.slug, date=request.args.get("date"))


def _message_page(hub: Hub, form: MessageForm, *, asks: bool, error: DomainError | None = None) -> str:
    day = day_of(hub)
    bounds = day_bounds(day, hub.time_zone)
    count = len(queries.members_of(hub.id, *bounds))
    guests = queries.guests_of(hub.id, *bounds)
    return host_page(
        "host/today/message.html", hub, form=form, asks=asks, count=count, guests=guests, day=day, error=error
    )
