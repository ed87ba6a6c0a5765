"""What the pages of the public door are registered on: no cookie, no script, nothing kept by anybody."""

from flask import Blueprint, Response, g

from app.web import door_style as style

blueprint = Blueprint("residents", __name__)
blueprint.record_once(style.init_app)


@blueprint.before_request
def _touch_no_cookie() -> None:
    g.is_cookieless = True


@blueprint.after_request
def _close_the_door(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = style.POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
