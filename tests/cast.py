"""The people of the hub: the same few in every test, in the demo and on the screenshots.

Nobody here exists; phones use an operator code that is not assigned.
"""

from dataclasses import dataclass

from app.accounts.models import Role

PASSWORD = "тихе-плесо-2026"


@dataclass(frozen=True)
class Colleague:
    """Somebody who works at the hub."""

    login: str
    name: str
    roles: tuple[Role, ...]


OKSANA = Colleague("oksana", "Оксана Руденко", (Role.LEAD, Role.ADMIN))
"""Leads the distributions."""
HALYNA = Colleague("halyna", "Галина Мельник", (Role.REGISTRAR,))
"""Registrar, once a school secretary."""
DMYTRO = Colleague("dmytro", "Дмитро Їжакевич", (Role.DESK_CLERK,))
"""Stands at desk 2."""
IVAN = Colleague("ivan", "Іван Ґудзь", (Role.STOREKEEPER,))
"""Keeps the store."""
LIUBOV = Colleague("liubov", "Любов Щербина", (Role.REVIEWER,))
"""Deputy head of the community, reads the logs."""
TAMARA = Colleague("tamara", "Тамара Пономаренко", (Role.WARDEN,))
"""Walks the Sadova and a lane, once a postwoman."""
STEPAN = Colleague("stepan", "Степан Лисенко", (Role.WARDEN,))
"""Walks the other end of the settlement."""
MYKOLA = Colleague("mykola", "Микола Захарчук", (Role.FOREMAN,))
"""Leads a gang of public works."""

STAFF = (OKSANA, HALYNA, DMYTRO, IVAN, LIUBOV)
WARDENS = (TAMARA, STEPAN)
