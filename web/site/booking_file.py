"""A member's own booking as a file for their calendar."""

from flask import Response, url_for

from calendars.writing import single
from core.access import MEMBER, access
from web.site.book import blueprint
from web.site.bookings import card_of


@blueprint.get("/bookings/<booking_id>/calendar.ics")
@access(MEMBER)
def calendar_file(booking_id: str) -> Response:
    view = card_of(booking_id).view
    text = single.file(view, url_for("bookings.show", booking_id=booking_id, _external=True))
    headers = {"Content-Disposition": f'attachment; filename="lebens-raum-{view.booking.id}.ics"'}
    return Response(text, content_type="text/calendar; charset=utf-8", headers=headers)
