"""Files that a page hands out to be kept."""

from flask import Response

CSV, XLSX = "text/csv; charset=utf-8", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(content: bytes | str, kind: str, name: str) -> Response:
    """The file under this name, which is ours (plain letters); `kind` is its media type."""
    return Response(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
