"""A workshop whose printers need an induction."""

from tests.support.induction_fixtures import clock, made

__all__ = ["clock", "made"]
