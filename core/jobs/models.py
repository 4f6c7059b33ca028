"""One row per job: it is the lease that says which process works."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, UtcDateTime


class JobLease(Base):
    """When a job is due next. Whoever moves `due_at` ahead by a conditional UPDATE runs the job.

    Of the last run: when it started and ended, how much was `done`, what went wrong (`error`); `failures` in a row.
    `started_at` also says whose lease it is: a run that took longer finds another's time there, and keeps quiet.
    """

    __tablename__ = "job_lease"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    succeeded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(Text)
