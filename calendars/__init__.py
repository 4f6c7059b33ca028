"""Everything iCalendar: what we write for calendar programs, and what we read of calendars elsewhere.

`writing`: bookings as entries, calendars and parts of mails. `feeds`: the addresses at which programs read them.
`reading`: a calendar of others becomes busy times. `outside`: such calendars are fetched and block our places.
"""
