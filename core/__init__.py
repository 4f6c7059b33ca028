"""Mechanisms that know no booking word: settings, database, clock, errors, mail, jobs, access."""
