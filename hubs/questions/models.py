"""What a hub asks when somebody books."""

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Words
from hubs.questions.rules import ANSWER_KINDS, LONGEST_CHOICES, LONGEST_QUESTION, QuestionFacts


class Question(Base):
    """A question of a hub. `kind`: how it is answered; `choices`: those of a choice, one a line. `space_kinds`: for
    which kinds of spaces it is asked (none: for all). `bookings.models.QuestionAnswer` goes with it."""

    __tablename__ = "question"
    __table_args__ = (
        CheckConstraint(f"kind in {ANSWER_KINDS}", name="known_kind"),
        CheckConstraint("(kind = 'choice') = (choices <> '')", name="choices"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(String(LONGEST_QUESTION))
    kind: Mapped[str] = mapped_column(String(10))
    choices: Mapped[str] = mapped_column(String(LONGEST_CHOICES), default="")
    required: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    space_kinds: Mapped[tuple[str, ...]] = mapped_column(Words(60), default=())

    @property
    def facts(self) -> QuestionFacts:
        choices = tuple(self.choices.splitlines())
        return QuestionFacts(self.id, self.text, self.kind, choices, self.required, self.space_kinds)
