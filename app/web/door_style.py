"""The style of public pages travels inside the page, allowed by its hash: one page is one request."""

import base64
import hashlib
from pathlib import Path

from flask.blueprints import BlueprintSetupState
from markupsafe import Markup

STYLE = (Path(__file__).resolve().parent.parent / "static" / "resident.css").read_text(encoding="utf-8").strip()

_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = "; ".join(
    (
        "default-src 'none'",
        f"style-src 'sha256-{_HASH}'",
        "img-src data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def init_app(state: BlueprintSetupState) -> None:
    """Give the template its style."""
    state.app.jinja_env.globals["resident_style"] = Markup(STYLE)  # noqa: S704 (our own file)
