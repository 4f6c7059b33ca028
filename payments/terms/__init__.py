"""The operators' texts of law: terms, house rules, notice of withdrawal. What is shipped are templates that say so."""
