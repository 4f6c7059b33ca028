"""Tests of the places that the search knows."""
