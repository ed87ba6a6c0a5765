"""Kits."""

from app.core import clock
from app.core.db import db
from app.stock.models import Kit, KitLine, KitVersion


def make_kit(
    *,
    code: str = "FOOD30",
    name: str = "Продуктовий набір",
    weight_g: int = 13_000,
    contents: tuple[tuple[str, str], ...] = (("Борошно", "3 кг"), ("Олія", "1 л")),
) -> Kit:
    """A kit with its first version."""
    version = KitVersion(number=1, weight_g=weight_g, created_at=clock.now())
    version.lines = [
        KitLine(position=position, name=what, amount=much) for position, (what, much) in enumerate(contents, 1)
    ]
    kit = Kit(code=code, name=name, versions=[version])
    db.session.add(kit)
    db.session.flush()
    return kit
