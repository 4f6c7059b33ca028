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


class PlacesFileTooLarge(DomainError):
    """The file is larger than the page takes. Facts: most (MB)."""

    code, status = "places-file-too-large", 413
    field = "file"
    meaning = _l("The file is larger than the page takes.")

    def message(self) -> Any:
        return _l(
            "This file is larger than %(most)s MB. Please take a smaller one, such as the postcodes, or read it in on "
            "the server.",
            most=self.facts["most"],
        )
