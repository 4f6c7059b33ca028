"""The faces of the app: whose pages there are, at which addresses the modules say themselves."""

from flask import Blueprint, Flask

from core import api
from web import login
from web.admin import jobs
from web.admin import operators as admin_operators
from web.admin import places as admin_places
from web.admin import retention as admin_retention
from web.admin import withdrawals as admin_withdrawals
from web.api import availability as availability_api
from web.api import bookings as bookings_api
from web.api import hubs as hubs_api
from web.api import series as series_api
from web.api import waiting as waiting_api
from web.district import figures as district_figures
from web.employer import invoices as employer_invoices
from web.employer import month as employer_month
from web.employer import own as own_companies
from web.employer import people as employer_people
from web.host import (
    blockings,
    booking,
    booking_rules,
    calendars,
    closures,
    desk,
    door_signs,
    entry,
    faults,
    figures,
    floor_plan,
    hours,
    hub,
    impact,
    labels,
    lockers,
    more_prices,
    own_hubs,
    people,
    pictures,
    refunds,
    setup,
    spaces,
    team,
    today,
)
from web.host import feeds as host_feeds
from web.host import inductions as host_inductions
from web.host import passes as host_passes
from web.host import questions as host_questions
from web.host import quotas as host_quotas
from web.operator import companies as operator_companies
from web.operator import company as operator_company
from web.operator import differences as operator_differences
from web.operator import invoices as operator_invoices
from web.operator import open_items as operator_open_items
from web.operator import overview as operator_overview
from web.operator import own as own_operators
from web.operator import passes as operator_passes
from web.operator import people as operator_people
from web.operator import prices as operator_prices
from web.operator import refunds as operator_refunds
from web.operator import settlements as operator_settlements
from web.operator import takings as operator_takings
from web.operator import terms as operator_terms
from web.operator import transfers as operator_transfers
from web.operator import vat as operator_vat
from web.operator import withdrawals as operator_withdrawals
from web.site import (
    book,
    book_first,
    booking_file,
    booking_filters,
    bookings,
    company_invitations,
    day_plan,
    door_sign,
    employers,
    feedback,
    feeds,
    groups,
    handover,
    handover_codes,
    hubs,
    inductions,
    invitations,
    invoices,
    mail_choices,
    mail_links,
    move,
    operator_texts,
    own_feed,
    own_groups,
    own_series,
    pages,
    passes,
    payment_events,
    payments,
    places,
    profile,
    scan,
    search,
    series,
    signposts,
    signup,
    subscriptions,
    taking,
    terms_words,
    waiting,
    way_in,
    withdrawal,
)
from web.site import login as login_pages
from web.trainer import inductions as trainer_inductions

SITE = (
    pages,
    feedback,
    signposts,
    search,
    places,
    hubs,
    book,
    book_first,
    bookings,
    handover,
    way_in,
    booking_file,
    move,
    series,
    own_series,
    groups,
    own_groups,
    waiting,
    taking,
    day_plan,
    mail_links,
    scan,
    door_sign,
    handover_codes,
    login_pages,
    signup,
    profile,
    mail_choices,
    subscriptions,
    invitations,
    company_invitations,
    feeds,
    own_feed,
    inductions,
    operator_texts,
    withdrawal,
    payments,
    payment_events,
    passes,
    employers,
    invoices,
)
HOST = (
    own_hubs,
    setup,
    hub,
    spaces,
    booking_rules,
    more_prices,
    refunds,
    pictures,
    floor_plan,
    team,
    today,
    booking,
    desk,
    faults,
    people,
    figures,
    hours,
    closures,
    blockings,
    impact,
    labels,
    door_signs,
    entry,
    lockers,
    calendars,
    host_feeds,
    host_passes,
    host_inductions,
    host_quotas,
    host_questions,
)
TRAINER = (trainer_inductions,)
OPERATOR = (
    own_operators,
    operator_overview,
    operator_vat,
    operator_prices,
    operator_people,
    operator_passes,
    operator_settlements,
    operator_companies,
    operator_company,
    operator_invoices,
    operator_terms,
)
OPERATORS_MONEY = (
    operator_open_items,
    operator_transfers,
    operator_refunds,
    operator_differences,
    operator_takings,
    operator_withdrawals,
)
EMPLOYERS = (own_companies, employer_month, employer_people, employer_invoices)
OFFICES = (district_figures, jobs, admin_retention, admin_operators, admin_places, admin_withdrawals)
API = (hubs_api, availability_api, bookings_api, series_api, waiting_api)


def init_app(app: Flask) -> None:
    for blueprint in _blueprints():
        app.register_blueprint(blueprint)
    api.install(app, [module.blueprint for module in API])
    login.install(app)
    booking_filters.install(app)
    terms_words.install(app)


def _blueprints() -> list[Blueprint]:
    """Each once: pages about the same thing hang on one blueprint in several modules."""
    rooms = (SITE, HOST, TRAINER, OPERATOR, OPERATORS_MONEY, EMPLOYERS, OFFICES)
    return list(dict.fromkeys(module.blueprint for room in rooms for module in room))
