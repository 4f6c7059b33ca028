"""Employers who pay for their people, without seeing where they sit."""
