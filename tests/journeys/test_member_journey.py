"""The main job, as a person does it: find a desk, sign up on the way, confirm by mail, book, see, move, cancel."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask_babel import force_locale, gettext
from playwright.sync_api import Locator, Page
from sqlalchemy import func, select

from bookings.models import Booking, Occupancy
from core.clock import today
from core.db import db
from core.formats import span_of_clocks
from members.models import Member
from tests.support import places
from tests.support.browser import assert_accessible, assert_fits
from tests.support.mail import MailServer, links_of, text_of
from tests.support.night import at_night
from tests.support.processes import begin

PASSWORD = "vier bunte Enten baden"
HOSTILE = '<b>Team</b> & "Co"'
OTHERS = [
    (360, "de", False),
    (1440, "en", True),
    *(at_night(*case) for case in [(360, "en", True), (360, "en", False), (1440, "de", True), (1440, "de", False)]),
    at_night(1440, "en", False),
]


@pytest.mark.today
@pytest.mark.by_turns
def test_member_books_moves_and_cancels_on_a_phone(
    server: Any, make_app: Callable[..., Any], open_page: Callable[..., Any], smtp: MailServer
) -> None:
    """With a scheduler process that sends the mails by itself."""
    app = make_app(base_url=server.url)
    page = open_page(server, width=360, locale="de")
    with scheduler_of(server):
        Journey(app, server.url, page, smtp, "de", axe=True).all_of_it()


@contextmanager
def scheduler_of(server: Any) -> Iterator[None]:
    """`flask --app app jobs run`, as it runs in production beside the web."""
    log = server.folder / "scheduler.log"
    process = begin("flask", "--app", "app", "jobs", "run", environment=server.environment, log=log)
    try:
        yield
    finally:
        process.terminate()
        process.wait(15)


@pytest.mark.one_database
@pytest.mark.parametrize(("width", "locale", "javascript"), OTHERS)
def test_member_books_moves_and_cancels(
    server: Any,
    make_app: Callable[..., Any],
    open_page: Callable[..., Any],
    smtp: MailServer,
    width: int,
    locale: str,
    javascript: bool,
) -> None:
    app = make_app(base_url=server.url, smtp_url=smtp.url)
    page = open_page(server, width=width, locale=locale, javascript=javascript)
    Journey(app, server.url, page, smtp, locale, axe=javascript, sends_itself=False).all_of_it()


class Journey:
    """The steps in their order; each ends with a look at the page that it led to."""

    def __init__(
        self, app: Any, url: str, page: Page, smtp: MailServer, locale: str, *, axe: bool, sends_itself: bool = True
    ) -> None:
        self.app, self.url, self.page, self.smtp, self.locale = app, url, page, smtp, locale
        self.axe, self.sends_itself = axe, sends_itself
        self.email = f"mira.{locale}@example.org"
        with app.app_context():
            self.hub = places.a_hub(village="Coppenbrügge", desks=3).slug
            db.session.commit()

    def all_of_it(self) -> None:
        self.finds_a_desk()
        self.chooses_the_time()
        self.signs_up()
        self.confirms_by_the_mailed_link()
        self.books()
        self.sees_it_among_own_bookings()
        self.moves_it()
        self.cancels_it()
        self.finds_it_cancelled_and_the_desk_free()

    def finds_a_desk(self) -> None:
        self.page.goto("/")
        self.look()
        self.page.locator("[name=near]").fill("Coppenbrügge")
        self.page.locator(".lr-quick button").nth(1).click()
        tomorrow = today("Europe/Berlin") + timedelta(days=1)
        self.page.wait_for_url(f"**/?*date={tomorrow}*")
        self.page.locator(f'#hub-{self.hub} a[href*="date={tomorrow}"]').first.wait_for()
        self.look()
        self.page.locator(f'#hub-{self.hub} a[href^="/bookings/new?"]').click()
        self.must_be_at("/bookings/new")

    def chooses_the_time(self) -> None:
        self.look()
        self.choose(start="09:00", end="11:00")
        if self.axe:  # with JavaScript the page follows the form by itself
            assert not self.main("button[name=check]").is_visible()
        else:
            self.main("button[name=check]").click()  # what visitors type of themselves is in no address
        self.page.wait_for_url("**/bookings/new?*to=11*" if self.axe else "**/bookings/first")
        self.look()

    def signs_up(self) -> None:
        self.page.locator("[name=title]").fill(HOSTILE)
        self.main("button[name=go][value=signup]").click()
        self.must_be_at("/signup")
        self.wish = parse_qs(urlsplit(self.page.url).query)["next"][0]
        assert parse_qs(urlsplit(self.wish).query)["from"] == ["09:00"]
        self.look()
        self.page.locator("[name=name]").fill("Mira Muster")
        self.page.locator("[name=email]").fill(self.email)
        self.page.locator("[name=password]").fill(PASSWORD)
        self.main("form button[type=submit]").click()
        self.must_be_at("/signup/sent")
        self.look()

    def confirms_by_the_mailed_link(self) -> None:
        link = links_of(self.mail("Please confirm your email address"))[0]
        assert link.startswith(f"{self.url}/signup/confirm/")
        self.page.goto(link)
        self.look()
        self.main("form button[type=submit]").click()
        self.must_be_at("/bookings/new")
        found, begun = (parse_qs(urlsplit(address).query) for address in (self.page.url, self.wish))
        assert found == begun, "the booking that was begun is lost"
        self.look()

    def books(self) -> None:
        assert self.value("from") == "09:00"
        assert self.value("to") == "11:00"
        assert self.page.locator("[name=title]").input_value() == HOSTILE
        self.main('form[action="/bookings"] .lr-slot button[type=submit]').click()
        self.page.wait_for_url(lambda url: urlsplit(url).path.count("/") == 2 and not url.endswith("new"))
        self.address = urlsplit(self.page.url).path
        self.look()
        assert HOSTILE in self.main_text()
        mail = self.mail("Booked: %(when)s")
        assert self.url + self.address in text_of(mail)
        assert self.times("09:00", "11:00") in plain(mail["Subject"])

    def sees_it_among_own_bookings(self) -> None:
        if self.page.locator(".lr-menu summary").is_visible():
            self.page.locator(".lr-menu summary").click()
        self.page.locator('header a[href="/bookings"]:visible').click()
        self.must_be_at("/bookings")
        self.look()
        assert self.times("09:00", "11:00") in self.main_text()
        self.main(f'a[href="{self.address}"]').click()
        self.must_be_at(self.address)

    def moves_it(self) -> None:
        self.main(f'a[href="{self.address}/edit"]').click()
        self.must_be_at(f"{self.address}/edit")
        self.look()
        self.choose(start="13:00", end="15:00")
        self.main(".lr-slot button[type=submit]").click()
        self.must_be_at(self.address)
        self.look()
        assert self.times("13:00", "15:00") in self.main_text()
        assert self.times("13:00", "15:00") in plain(self.mail("Moved: %(when)s")["Subject"])

    def cancels_it(self) -> None:
        self.main(f'a[href="{self.address}/cancellation"]').click()
        self.must_be_at(f"{self.address}/cancellation")
        self.look()
        self.main("form button[type=submit]").click()
        self.must_be_at(self.address)
        self.look()
        assert self.main(f'a[href="{self.address}/cancellation"]').count() == 0
        assert self.url + "/" in text_of(self.mail("Cancelled: %(when)s"))

    def finds_it_cancelled_and_the_desk_free(self) -> None:
        self.page.goto("/bookings")
        self.look()
        with self.app.app_context():
            bookings = db.session.scalars(select(Booking)).all()
            assert [booking.status for booking in bookings] == ["cancelled"]
            assert db.session.scalar(select(func.count()).select_from(Occupancy)) == 0
            assert db.session.scalars(select(Member)).one().locale == self.locale
        assert len(self.smtp.mails) == 4

    def look(self) -> None:
        """What each page owes: its language, the width of the screen, and nothing that axe finds."""
        page = self.page
        page.wait_for_load_state()
        assert page.locator("html").get_attribute("lang") == self.locale, page.url
        assert page.locator("h1").count() == 1, page.url
        if self.axe:
            assert_fits(page)
            assert_accessible(page)

    def mail(self, subject: str) -> EmailMessage:
        """The mail whose subject begins as this one does in the member's language."""
        if not self.sends_itself:
            result = self.app.test_cli_runner().invoke(args=["jobs", "once", "outbox"])
            assert result.exit_code == 0, result.output
        with self.app.test_request_context(), force_locale(self.locale):
            begin = gettext(subject, when="|").split("|")[0]
        return self.smtp.wait(lambda mail: mail["To"] == self.email and str(mail["Subject"]).startswith(begin))

    def times(self, start: str, end: str) -> str:
        with self.app.test_request_context(), force_locale(self.locale):
            return plain(span_of_clocks(start, end))

    def main_text(self) -> str:
        return plain(self.page.locator("main").inner_text())

    def choose(self, *, start: str, end: str) -> None:
        self.page.locator("select[name=from]").select_option(start)
        self.page.locator("select[name=to]").select_option(end)

    def value(self, name: str) -> str:
        return self.page.locator(f"select[name={name}]").input_value()

    def main(self, selector: str) -> Locator:
        return self.page.locator(f"main {selector}")

    def must_be_at(self, path: str) -> None:
        self.page.wait_for_url(lambda url: urlsplit(url).path == path)


def plain(text: str) -> str:
    """With common spaces only: those that hold words together do not survive all ways of reading."""
    return " ".join(text.split())
