"""Inductions (Einweisungen): what a space needs before somebody may use it, who gives it, and who has it until when."""
