"""Booking without an account: the form of a visitor, and the page behind the link in the mail, on any device.

A GET only shows a button: programs that look through mails open links by themselves. None of the pages tells whether
an address has an account; what the page behind the link says, only who reads the mail can see.
"""

from dataclasses import dataclass
from typing import Any

from flask import Response as FlaskResponse
from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from bookings.queries import BookingView
from bookings.reminders.links import DeadLink
from bookings.subject import Subject
from bookings.suggesting import Enquiry
from bookings.unconfirmed import actions, limits, links, queries, rules
from bookings.unconfirmed.actions import Visitor
from core.access import LINK, PUBLIC, access
from core.client_address import network
from core.clock import now
from core.errors import DomainError
from core.formats import locale_code
from core.refusals import page_again, when_refused
from core.security import csrf
from core.tokens import new_secret
from hubs.setup import place_of, setup_of
from members import passwords
from members.limits import LINK_PER_ADDRESS
from web import login
from web.site import book, group_links, series_links, throttle
from web.site.account_pages import device
from web.site.book import blueprint
from web.site.booking_forms import BookingForm
from web.site.pay_choices import read_choice
from web.site.visitor_forms import VisitorForm


@dataclass(frozen=True)
class LinkPage:
    """The booking behind a link, as it is now. `view` is None when it is nobody's any more."""

    token: str
    view: BookingView | None
    error: DomainError | None = None

    @property
    def is_held(self) -> bool:
        """Whether the link can still confirm it."""
        if self.view is None:
            return False
        booking = self.view.booking
        return rules.is_held(booking.status, booking.held_for, booking.expires_at, now())

    @property
    def is_confirmed(self) -> bool:
        return self.view is not None and rules.is_confirmed(self.view.status, self.view.booking.held_for)

    @property
    def is_own(self) -> bool:
        """Whether whoever is logged in here has it."""
        whose = self.view.booking.member_id if self.view else None
        return bool(current_user.is_authenticated) and whose == current_user.id

    @property
    def again(self) -> str | None:
        """The page of booking for the same place and time."""
        if self.view is None:
            return None
        booking, hub = self.view.booking, self.view.hub
        setup = setup_of(hub)
        place = place_of(setup, self.view.space)
        subject = Subject(hub, setup, place.kind, setup.by_id.get(place.id))
        if not subject.places:
            return None
        return url_for("bookings.new", **subject.query(booking.starts_at, booking.ends_at))


@blueprint.post("/bookings/first")
@csrf.exempt  # type: ignore[untyped-decorator]
@access(PUBLIC)
def hold() -> Response | str:
    """Holds the place and mails the link. `check` only shows the page for what the form says now, `go` leads to log in
    or sign up and back to it. It does nothing in anybody's name, so it needs no token of a form."""
    if current_user.is_authenticated:
        return redirect(book.same_wish(), 303)
    if "others" in request.form:
        return redirect(group_links.address_of(request.form), 303)
    if series_links.is_for_several(request.form):
        return redirect(series_links.address_of(request.form), 303)
    visitor = VisitorForm(formdata=request.form)
    if "check" in request.form or "go" in request.form:
        return _elsewhere(visitor)
    if not visitor.validate():
        return page_again(lambda: _page(visitor))
    return _hold(visitor)


@when_refused(lambda error, visitor: _page(visitor, error))
def _hold(visitor: VisitorForm) -> Response:
    """The limits come first: they end the transaction that is open. Who finds one time after the other taken can go on
    trying as far as their network may."""
    throttle.mail_to(visitor.email.data, limits.HOLDS_PER_ADDRESS)
    _subject, form, wish = _wished()
    if wish is None:
        return page_again(lambda: _page(visitor))
    typed = Visitor(email=visitor.email.data, name=visitor.name.data, locale=locale_code(), title=form.title.data or "")
    choice = read_choice(request.form, agreed=form.price.data or "")
    try:
        actions.hold(visitor=typed, slots=book.at_the_shown_price(wish), choice=choice)
    except DomainError:
        throttle.no_mail_to(typed.email)
        raise
    return redirect(url_for("bookings.hold_sent"), 303)


def _elsewhere(visitor: VisitorForm) -> Response | str:
    subject = book.wanted(request.form)
    form, wish, error = book.looked_at(subject, request.form)
    way_in = book.WAYS_IN.get(request.form.get("go", ""))
    if way_in and wish:
        return redirect(url_for(way_in, next=book.here(subject, form)), 303)
    return book.page_of(subject, form, wish, error, visitor)


def _wished() -> tuple[Subject, BookingForm, Enquiry | None]:
    subject, form = book.wanted(request.form), book.form_of(request.form)
    return subject, form, book.wish_of(subject, form)


def _page(visitor: VisitorForm, error: DomainError | None = None) -> str:
    subject, form, wish = _wished()
    return book.page_of(subject, form, wish, error, visitor)


@blueprint.get("/bookings/first/sent")
@access(PUBLIC)
def hold_sent() -> str:
    """The same for every address."""
    return render_template("site/first/sent.html")


def _stale(token: str) -> FlaskResponse:
    return _link_page(token)


@blueprint.get("/bookings/first/<token>")
@access(LINK)
def confirm_form(token: str) -> FlaskResponse:
    return _link_page(token)


@blueprint.post("/bookings/first/<token>")
@access(LINK, when_stale=_stale)
@when_refused(lambda error, token: _link_page(token, error))
def confirm(token: str) -> Response:
    """Confirms the booking. Only an account that is made by it is logged in, and only where nobody else is."""
    booking_id = links.read(token)
    throttle.hit(LINK_PER_ADDRESS, network())
    where = None if current_user.is_authenticated else device()
    password_hash = passwords.hash_password(new_secret())  # nobody knows it: who wants one sets one
    done = actions.confirm(booking_id=booking_id, password_hash=password_hash, device=where)
    if done.secret:
        login.remember(done.secret)
    if done.is_new:
        flash(_("Your email address is confirmed, and you have an account now."), "success")
    return redirect(url_for("bookings.confirm_form", token=token), 303)


def _link_page(token: str, error: DomainError | None = None) -> FlaskResponse:
    try:
        view = queries.view_by_link(links.read(token), now())
    except DeadLink as dead:
        return make_response(render_template("site/mail_links/dead_link.html", message=dead.message()), dead.status)
    page: Any = LinkPage(token, view, error)
    status = error.status if error else 200
    return make_response(render_template("site/first/confirm.html", page=page), status)
