from collections.abc import Callable

from tests import cast
from tests.visitor import Visitor


def test_the_lead_opens_the_first_page(visit: Callable[..., Visitor]) -> None:
    page = visit(cast.OKSANA).open("/")
    assert page.says(cast.OKSANA.name)
