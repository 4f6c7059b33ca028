"""Lockers handed over: a code for who puts something in, another for who collects it, and what was left behind."""
