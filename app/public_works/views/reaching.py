"""Orders through the reach of whoever asks: a foreman opens only the own ones."""

from app.public_works import queries
from app.public_works.models import WorkOrder
from app.public_works.queries import Reach
from app.web.access import current_actor


def reached(order_id: int) -> WorkOrder:
    """The order, if the one signed in may look at it. Raises NotFound otherwise."""
    return queries.get_order(order_id, reach=Reach.of(current_actor()))
