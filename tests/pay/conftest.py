"""A confirmed Monday in the park."""

import pytest

from app.attendance import operations as attendance
from app.core.db import transaction
from tests.attendance.conftest import Site, after, site, worked
from tests.public_works.conftest import gang

__all__ = ["gang", "site"]


@pytest.fixture
def confirmed(site: Site) -> Site:
    """Two whole days and half a one, at 760 a day."""
    site.begin()
    site.write(0, worked())
    site.write(1, worked())
    site.write(2, worked(hours=4.5))
    with transaction():
        attendance.confirm(site.shift_id, actor=site.lead, at=after(hours=9))
    return site
