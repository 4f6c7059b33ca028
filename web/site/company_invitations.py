"""The link by which somebody joins a company, or declines to. A GET only shows the buttons."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from core.access import LINK, MEMBER, access
from core.errors import DomainError
from core.refusals import when_refused
from members.models import Member
from payments.companies import people_actions, queries
from payments.companies.errors import CompanyInvitationForAnother
from payments.companies.queries import CompanyInvitation
from web.site.invitations import blueprint


def _same_page(secret: str) -> str:
    return url_for("invitations.company", secret=secret)


@blueprint.get("/company/<secret>")
@access(LINK)
def company(secret: str) -> Any:
    """Who invites to what, what the employer will see, and two buttons."""
    if (joined := _joined(secret)) is not None:
        return redirect(_where_to(joined), 303)
    try:
        found = people_actions.check(secret=secret, member=_person())
    except DomainError as error:
        return _refused(error, 200 if isinstance(error, CompanyInvitationForAnother) else error.status)
    return render_template("site/invitations/company.html", found=found, secret=secret, here=request.path)


@blueprint.post("/company/<secret>")
@access(MEMBER, come_back=_same_page)
@when_refused(lambda error, secret: _refused(error))
def accept_company(secret: str) -> Any:
    """A second time leads to where it led the first time."""
    if (joined := _joined(secret)) is not None:
        return redirect(_where_to(joined), 303)
    found = people_actions.accept(secret=secret, member=current_user)
    if found.row.role == "manager":
        flash(_("You now look after %(company)s. Welcome!", company=found.company.name), "success")
    else:
        flash(_("%(company)s now pays for days that you book for it.", company=found.company.name), "success")
    return redirect(_where_to(found), 303)


@blueprint.post("/company/<secret>/refusal")
@access(LINK)
@when_refused(lambda error, secret: _refused(error))
def decline_company(secret: str) -> Any:
    found = people_actions.decline(secret=secret, member=_person())
    return render_template("site/invitations/declined.html", company=found.company)


def _joined(secret: str) -> CompanyInvitation | None:
    """The invitation that whoever is logged in has accepted by this very link, and still is there."""
    found, person = queries.invitation_by(secret), _person()
    if found is None or person is None or found.row.member_id != person.id or found.row.left_at is not None:
        return None
    return found


def _where_to(found: CompanyInvitation) -> str:
    """Managers to the company; the others to where it says who pays. The pages of employers belong to a room of their
    own, but their address is settled."""
    if found.row.role == "manager":
        return url_for("companies.show", company=found.company.id)
    return url_for("passes.index", _anchor="employers")


def _person() -> Member | None:
    return current_user if current_user.is_authenticated else None


def _refused(error: DomainError, status: int | None = None) -> Any:
    is_for_another = isinstance(error, CompanyInvitationForAnother)
    page = render_template("site/invitations/dead_invitation.html", error=error, is_for_another=is_for_another)
    return page, status or error.status
