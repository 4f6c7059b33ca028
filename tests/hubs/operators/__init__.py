"""Operators, their VAT, prices and groups."""
