"""People: accounts, what they may do, where they are logged in, and their API tokens."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.clock import now
from core.db import Base, UtcDateTime, where
from members import managing, training

ROLES = ("host", "operator", "reviewer", "admin")
"""What a member may be besides a member; a host always of one hub, operator for one operator (Träger)."""


class Member(Base):
    """A person with an account. `email` is kept in lower case; until it is confirmed nobody can log in.

    Reminders come the day before, some hours before, both or not; `muted` are the kinds of mail they do without.
    `last_seen_on` is the day (UTC) of the last log-in or booking, `warned_at` when they were told that an idle account
    is going to be deleted.
    """

    __tablename__ = "member"
    __table_args__ = (CheckConstraint("remind_hours_before between 1 and 48", name="remind_hours_before"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(200))
    locale: Mapped[str] = mapped_column(String(5), default="de")
    is_active: Mapped[bool] = mapped_column(default=True)
    may_open_hub: Mapped[bool] = mapped_column(default=False)
    email_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    remind_day_before: Mapped[bool] = mapped_column(default=True)
    remind_hours_before: Mapped[int | None]
    muted: Mapped[list[str]] = mapped_column(JSON, default=list)
    last_seen_on: Mapped[date | None]
    warned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    roles: Mapped[list["MemberRole"]] = relationship(cascade="all, delete-orphan", passive_deletes=True)

    is_authenticated = True
    is_anonymous = False

    def has_role(self, role: str) -> bool:
        """Whether the member is a reviewer or an admin. An admin is no reviewer: roles come one by one."""
        return any(r.role == role for r in self.roles)

    def hosts(self, hub_slug: str) -> bool:
        return hub_slug in self.hosted

    @property
    def hosted(self) -> list[str]:
        """The slugs of the hubs that the member hosts."""
        return [r.hub_slug for r in self.roles if r.role == "host" and r.hub_slug]

    def operates(self, operator_slug: str) -> bool:
        return operator_slug in self.operated

    @property
    def operated(self) -> list[str]:
        """The slugs of the operators for whom the member acts."""
        return [r.operator_slug for r in self.roles if r.role == "operator" and r.operator_slug]

    def manages(self, company_id: int) -> bool:
        """Whether the member sees the days and invoices of the company, an employer."""
        return managing.is_manager(self.id, company_id)

    def trains(self, hub_slug: str) -> bool:
        """Whether the member gives an induction of the hub: sees who has it, and nothing else there."""
        return training.is_trainer(self.id, hub_slug)

    @property
    def can_open_hubs(self) -> bool:
        """Whether the member may set up a new hub: admins, hosts, and whom the operator allowed to (`--role host`)."""
        return self.may_open_hub or bool(self.hosted) or self.has_role("admin")


class MemberRole(Base):
    __tablename__ = "member_role"
    __table_args__ = (
        UniqueConstraint("member_id", "role", "hub_slug"),
        Index(
            "uq_member_role_once",
            "member_id",
            "role",
            unique=True,
            **where("hub_slug is null and operator_slug is null"),
        ),
        Index("uq_member_role_operator", "member_id", "operator_slug", unique=True),
        CheckConstraint("role in ('host', 'operator', 'reviewer', 'admin')", name="known_role"),
        CheckConstraint("(role = 'host') = (hub_slug is not null)", name="host_of_a_hub"),
        CheckConstraint("(role = 'operator') = (operator_slug is not null)", name="operator_of_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    hub_slug: Mapped[str | None] = mapped_column(ForeignKey("hub.slug", ondelete="CASCADE", onupdate="CASCADE"))
    operator_slug: Mapped[str | None] = mapped_column(
        ForeignKey("operator.slug", ondelete="CASCADE", onupdate="CASCADE")
    )

    @property
    def of(self) -> str | None:
        """The slug of what the role is for: a hub, an operator, or nothing in particular."""
        return self.hub_slug or self.operator_slug


class LoginSession(Base):
    """One log-in in one browser, which holds the secret; the row has its digest. Without the row it is over.

    It is also over at `expires_at`, and when it has not been used for long (members.rules.is_unused). `confirmed_at` is
    when the password was last given after the log-in.
    """

    __tablename__ = "login_session"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    device: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LoginUse(Base):
    """That a log-in was used at a time. Rows are only added, as to a journal, so that reading a page changes nothing;
    the job that tidies up keeps the last one of each log-in."""

    __tablename__ = "login_use"

    session_id: Mapped[str] = mapped_column(ForeignKey("login_session.id", ondelete="CASCADE"), primary_key=True)
    used_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)


class ApiToken(Base):
    """A program's key to a member's account, kept as a digest and shown once."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Guest:
    """A visitor without an account."""

    id = None
    name = ""
    locale = None
    is_authenticated = False
    is_active = False
    is_anonymous = True

    def get_id(self) -> None:
        return None

    def has_role(self, _role: str) -> bool:
        return False

    def hosts(self, _hub_slug: str) -> bool:
        return False

    def operates(self, _operator_slug: str) -> bool:
        return False

    def manages(self, _company_id: int) -> bool:
        return False

    def trains(self, _hub_slug: str) -> bool:
        return False

    hosted: tuple[str, ...] = ()
    operated: tuple[str, ...] = ()
    can_open_hubs = False
