"""The one place that knows htmx: the same URL answers the whole page or one block of the same template."""

from typing import Any

from flask import Flask, Response, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue
from htmx_flask import Htmx
from htmx_flask import make_response as make_htmx_response

htmx = Htmx()


def init_app(app: Flask) -> None:
    htmx.init_app(app)


def is_fragment_wanted() -> bool:
    """Whether the request was made by htmx and wants a part of the page."""
    return request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers


def answer(template: str, *, block: str | None = None, status: int = 200, **context: Any) -> Response:
    """The page, or only its ``block`` when htmx asks (the block's name is the id of the element it fills)."""
    if block is not None and is_fragment_wanted():
        body = _render_block(template, block, context)
    else:
        body = render_template(template, **context)
    response = make_response(body, status)
    response.vary.add("HX-Request")
    return response


def send_to(url: str) -> ResponseReturnValue:
    """Make htmx load another page whole; ``url`` must be ASCII, as every header value."""
    return make_htmx_response("", redirect=url), 204


def _render_block(template: str, block: str, context: dict[str, Any]) -> str:
    current_app.update_template_context(context)
    page = current_app.jinja_env.get_template(template)
    return "".join(page.blocks[block](page.new_context(context)))
