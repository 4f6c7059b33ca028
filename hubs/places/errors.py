"""Why places cannot be imported."""

from typing import Any

from flask_babel import lazy_gettext as _l

from core.errors import DomainError


class NotAPlacesFile(DomainError):
    """The file is none of the kinds that can be read, or has no line that can be used."""

    code, status = "not-a-places-file", 422
    field = "file"

    def message(self) -> Any:
        return _l(
            "No places were found in this file. Please choose a file from GeoNames, or a table with the columns name, "
            "lat and lon."
        )
