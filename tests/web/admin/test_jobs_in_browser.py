"""The admins' page of jobs shows by itself what comes of a job that was just started."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.one_database


def test_what_came_of_a_job_appears_without_loading_the_page(
    start_server: Callable[..., Any], open_page: Callable[..., Any]
) -> None:
    """A server whose scheduler is off: the job stays due until it is done here. Focus stays, the end is read out."""
    server = start_server(template="demo", workers=1)
    server.flask("jobs", "once", "outbox")  # somebody works at jobs, as far as the page can see
    page = jobs_page(open_page(server))
    page.locator("#prune button").click()
    card = page.locator("#prune")
    expect(card).to_contain_text("about to run")
    page.evaluate("window.isStillHere = true")
    card.get_by_role("button").focus()
    server.flask("jobs", "once", "prune")
    expect(page.locator("#job-news")).to_have_text(re.compile("Tidy up: all is well"), timeout=10_000)
    expect(card).to_contain_text("all is well")
    expect(card.get_by_role("button")).to_be_focused()
    assert card.get_attribute("data-hx-get") is None  # and is not asked for any more
    assert page.evaluate("window.isStillHere")


def test_without_scripts_a_link_asks_again(start_server: Callable[..., Any], open_page: Callable[..., Any]) -> None:
    server = start_server(template="demo", workers=1)
    server.flask("jobs", "once", "outbox")
    page = jobs_page(open_page(server, javascript=False))
    page.locator("#prune button").click()
    card = page.locator("#prune")
    expect(card).to_contain_text("about to run")
    server.flask("jobs", "once", "prune")
    card.get_by_role("link", name="Refresh").click()
    expect(card).to_contain_text("all is well")
    expect(card.get_by_role("link", name="Refresh")).to_have_count(0)


def jobs_page(page: Page) -> Page:
    page.goto("/login?lang=en")
    page.locator("[name=email]").fill("admin@example.org")
    page.locator("[name=password]").fill("demo")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/admin")
    page.goto("/admin/jobs")
    return page
