"""A certificate of participation: what somebody did, and nothing about how well."""

from datetime import datetime

from sqlalchemy import func, select

from app.attendance import queries
from app.attendance.models import Certificate
from app.audit import operations as audit
from app.core import clock
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, Refusal
from app.public_works import queries as works
from app.public_works.operations.holding import hold_order


class NothingConfirmed(Refusal):
    message = N_("Nothing of this person is confirmed yet. First the attendance sheet, then the certificate.")


class NameForgotten(Refusal):
    message = N_("The name was already taken out of this sign-up, so there is nobody to write on the certificate.")


class IssuedAlready(Refusal):
    """The same form again; ``certificate_id`` is the one it made."""

    def __init__(self, certificate_id: int) -> None:
        super().__init__()
        self.certificate_id = certificate_id


def issue_certificate(sign_up_id: int, *, nonce: str, actor: Actor, at: datetime) -> Certificate:
    """Certify the days and hours that are confirmed by now; later ones need another certificate.

    Raises NothingConfirmed, NameForgotten, IssuedAlready, NotFound.
    """
    sign_up = works.get_sign_up(sign_up_id)
    order = hold_order(sign_up.order_id)
    if made := queries.find_certificate_by_nonce(nonce):
        raise IssuedAlready(made.id)
    if sign_up.person is None:
        raise NameForgotten
    done = queries.list_participations(order.id, sign_up_id=sign_up.id)
    if not done:
        raise NothingConfirmed
    today = clock.local_date(at)
    certificate = Certificate(
        year=today.year, serial=_next_serial(today.year), sign_up_id=sign_up.id, half_days=done[0].half_days,
        minutes=done[0].minutes, issued_on=today, issued_by_id=actor.staff_id, nonce=nonce,
    )  # fmt: skip
    db.session.add(certificate)
    db.session.flush()
    audit.record(
        "issue certificate", "work order", order.id, actor=actor, at=at,
        number=certificate.number, sign_up=sign_up.code, minutes=certificate.minutes,
    )  # fmt: skip
    return certificate


def _next_serial(year: int) -> int:
    return (db.session.scalar(select(func.max(Certificate.serial)).where(Certificate.year == year)) or 0) + 1
