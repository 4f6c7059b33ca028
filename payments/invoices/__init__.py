"""Invoices: what stands on one, its cents, and its files (PDF, e-invoice, lists, DATEV). No database in here."""
