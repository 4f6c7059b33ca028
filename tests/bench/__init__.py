"""`make bench`: how many bookings, day plans and answers a second, on PostgreSQL and SQLite, and what each costs.

load.py is the second process that makes the requests; site.py the app with the floor beside it; data.py what is in the
database; phases.py what is asked; server.py starts and weighs the processes; history.py and counts.py measure without
load; table.py prints.
"""
