"""Pages of employers: a company's days, people and invoices. Nothing of where, when or for what somebody books."""
