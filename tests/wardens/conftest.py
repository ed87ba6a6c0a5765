"""The beat of Tamara, the warden."""

import pytest
from flask import Flask

from tests.wardens.beat import Beat, lay_out


@pytest.fixture
def beat(app: Flask) -> Beat:
    """Two streets and a lane, two wardens."""
    with app.app_context():
        return lay_out()
