"""Payment by bank transfer: its reference, its GiroCode, and the bank's file that says what has come.

Nothing here knows the database: values in, values out.
"""
