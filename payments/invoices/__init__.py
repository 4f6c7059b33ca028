"""Invoices: numbers, documents, cancellations. What is issued never changes."""
