"""A place in the words of an opening_hours text: what comes next, and what was there."""

from typing import NoReturn

from hubs.hours_errors import InvalidOpeningHours
from hubs.hours_tokens import Token, plain, tokens

YEARS = range(1900, 2200)


class Reader:
    """Goes through the words from the first to the "end", which it never passes."""

    def __init__(self, text: str) -> None:
        self.text = plain(text)
        self._tokens = tokens(self.text)
        self.at = 0

    @property
    def kind(self) -> str:
        return self.ahead(0)

    def ahead(self, steps: int) -> str:
        """The kind of the word so many steps on."""
        return self._tokens[min(self.at + steps, len(self._tokens) - 1)].kind

    def value(self, steps: int = 0) -> str:
        """What the word so many steps on stands for."""
        return self._tokens[min(self.at + steps, len(self._tokens) - 1)].value

    def next(self) -> Token:
        token = self._tokens[self.at]
        self.at = min(self.at + 1, len(self._tokens) - 1)
        return token

    def take(self, kind: str) -> Token | None:
        """The next word if it is of this kind; else None, and nothing is passed."""
        return self.next() if self.kind == kind else None

    def need(self, kind: str) -> Token:
        return self.take(kind) or self.fail()

    def year_ahead(self, steps: int = 0) -> bool:
        """Whether four digits come that can be a year. Behind weekdays they are a time, which the caller knows."""
        token = self._tokens[min(self.at + steps, len(self._tokens) - 1)]
        return token.kind == "four" and int(token.value) in YEARS

    def since(self, at: int) -> str:
        """What was written from the word number `at` up to here."""
        if at >= self.at:
            return self.text[self._tokens[at].start :][:40].strip()
        return self.text[self._tokens[at].start : self._tokens[self.at - 1].end]

    def fail(self) -> NoReturn:
        rest = self.text[self._tokens[self.at].start :].strip()
        raise InvalidOpeningHours("syntax", rest=rest[:40] or self.text.strip()[-40:])
