"""What people upload stays in memory: werkzeug alone would put every file above 500 kB into a temporary file."""

from io import BytesIO
from typing import IO

from flask import Flask, Request


class _InMemory(Request):
    """A request whose files never touch the disk. ``MAX_CONTENT_LENGTH`` bounds what one may hold."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return BytesIO()


def init_app(app: Flask) -> None:
    """Make every request of this application such a one, whatever else others made of requests before."""
    app.request_class = type("Request", (_InMemory, app.request_class), {})


PATIENCE = 60_000_000
"""Bytes of a refused upload that are read past, so that the browser shows the answer and not a broken connection."""
_AT_ONCE = 65_536


def read_past(request: Request) -> None:
    """Let go of the rest of an upload that is too large, a little at a time."""
    left = min(request.content_length or 0, PATIENCE)
    stream = request.environ["wsgi.input"]
    while left > 0 and (piece := stream.read(min(left, _AT_ONCE))):
        left -= len(piece)
