"""Template filters of booking."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby
from typing import Any

from flask import Flask

from bookings import words
from bookings.models import BookingEvent
from bookings.rules import OCCUPYING, PROPOSED, TAKING
from bookings.series import words as series_words
from core import formats
from core.clock import local, now
from core.timespans import Interval
from hubs import lunch
from hubs import words as hub_texts
from hubs.models import Hub
from hubs.operators import words as operator_words
from hubs.operators.rules import Vat
from hubs.operators.words import vat_note, vat_told
from hubs.setup import setup_of
from hubs.words import GROUPS, KINDS, closed_told, rule_sentences
from payments.confided import room_use
from payments.models import Fee
from web.site import hub_words, pay_choices, payment_words, price_words
from web.site.booking_pages import BookingCard


def install(app: Flask) -> None:
    for function in (by_day, event_why, event_words, leaf, times, rule_sentences):
        app.add_template_filter(function)
    app.add_template_filter(vat_note)
    app.add_template_filter(pay_choices.kept)
    app.add_template_filter(closed_told)
    app.add_template_filter(price_words.reasons, "price_reasons")
    app.add_template_filter(price_words.label, "price_label")
    app.add_template_filter(room_use_of, "room_use")
    app.add_template_filter(room_use_in)
    app.jinja_env.globals.update(
        vat_of=vat_of,
        closed_meanwhile=closed_meanwhile,
        guest_prices=guest_prices,
        operator_words=operator_words,
        group_words=GROUPS,
        kind_words=KINDS,
        any_words=words.ANY,
        status_words=words.STATUSES,
        held_words=words.HELD_FOR,
        history_words=words.HISTORY,
        left_out_words=series_words.LEFT_OUT,
        payment_words=payment_words,
    )


def room_use_of(fee: Fee) -> str:
    """What a confidential fee is for: Room use November 2026."""
    return room_use_in(fee.service_on)


def room_use_in(day: date) -> str:
    return room_use(day, formats.locale_code())


def vat_of(hub: Hub, moment: datetime) -> Vat | None:
    """How what is booked at the hub for this moment is taxed, to be named beside its price."""
    setup = setup_of(hub)
    return vat_told(setup, setup.day_of(moment))


def closed_meanwhile(hub: Hub, start: datetime, end: datetime) -> str:
    """That one cannot get in during the lunch breaks of a booking; "" where it goes over none."""
    crossed = lunch.crossed(hub.opening_hours, hub.time_zone, hub.holiday_state, Interval(start, end))
    return hub_texts.closed_meanwhile(crossed, hub.time_zone)


def guest_prices(hub: Hub) -> list[str]:
    """What hosts tell somebody without an account that it costs today."""
    setup = setup_of(hub)
    return hub_words.guest_prices(setup, setup.day_of(now()))


def by_day(cards: Iterable[BookingCard]) -> list[tuple[str, list[BookingCard]]]:
    """The cards, which are in the order of time, by the day on which they begin, written in full."""

    def day(card: BookingCard) -> str:
        return formats.day(card.view.booking.starts_at, card.view.hub.time_zone, long=True)

    return [(name, list(cards)) for name, cards in groupby(cards, day)]


def event_words(event: BookingEvent) -> Any:
    """What happened, for people."""
    if event.from_status is None and event.why == PROPOSED:
        return words.HISTORY_OF_HELD[TAKING]
    if event.from_status is None:
        return words.BOOKED if event.to_status == "confirmed" else words.HISTORY[event.to_status]
    if event.from_status == "checked_in" and event.to_status == "confirmed":
        return words.CHECK_IN_UNDONE
    is_moved = event.why == "moved" and event.to_status in OCCUPYING
    return words.MOVED if is_moved else words.HISTORY[event.to_status]


def event_why(event: BookingEvent) -> Any:
    """Why, for people; "" where what happened says it."""
    return words.WHYS.get(event.why, event.why)


def leaf(moment: datetime, zone: str) -> tuple[str, str, str]:
    """Weekday, day and month for a leaf of the calendar: Mi · 25 · Nov."""
    shown, language = local(moment, zone), formats.locale_code()
    months = MONTHS if language == "de" else formats.MONTHS
    return formats.DAYS[language][shown.weekday()].rstrip("."), str(shown.day), months[shown.month - 1]


def times(start: datetime, end: datetime, zone: str) -> str:
    """9–17 Uhr below a heading that names the day; with the days when it ends on another."""
    shown = formats.span if formats.is_within_a_day(start, end, zone) else formats.when
    return shown(start, end, zone)


MONTHS = ("Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sep.", "Okt.", "Nov.", "Dez.")
