"""Questions about hours and money, and whom they may be written down for."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core import codes
from app.core.db import db
from app.core.errors import NotFound
from app.households.models import Card
from app.pay.models import PayQuestion
from app.public_works.models import SignUp


def list_questions(*, is_open: bool, limit: int = 60) -> Sequence[PayQuestion]:
    """Questions about hours and money; open ones by the day on which an answer is due."""
    found = select(PayQuestion).options(
        joinedload(PayQuestion.sign_up).joinedload(SignUp.order),
        joinedload(PayQuestion.sign_up).joinedload(SignUp.person),
    )
    if is_open:
        found = found.where(PayQuestion.answered_at.is_(None)).order_by(PayQuestion.answer_by, PayQuestion.id)
    else:
        found = found.where(PayQuestion.answered_at.is_not(None)).order_by(PayQuestion.answered_at.desc())
    return db.session.scalars(found.limit(limit)).all()


def list_questions_of(sign_up_ids: Collection[int]) -> Sequence[PayQuestion]:
    """What these sign-ups asked, and the answers."""
    found = select(PayQuestion).where(PayQuestion.sign_up_id.in_(sign_up_ids)).order_by(PayQuestion.id.desc())
    return db.session.scalars(found.limit(40)).all()


def get_question(question_id: int) -> PayQuestion:
    """With who asked. Raises NotFound."""
    found = db.session.scalar(
        select(PayQuestion)
        .where(PayQuestion.id == question_id)
        .options(
            joinedload(PayQuestion.sign_up).joinedload(SignUp.order),
            joinedload(PayQuestion.sign_up).joinedload(SignUp.person),
        )
    )
    if found is None:
        raise NotFound
    return found


def find_question_by_nonce(nonce: str | None) -> PayQuestion | None:
    """What this form has already written down."""
    return db.session.scalar(select(PayQuestion).where(PayQuestion.nonce == nonce)) if nonce else None


def get_asker(sign_up_id: int) -> SignUp:
    """A sign-up with its order and person. Raises NotFound."""
    found = db.session.scalar(select(SignUp).where(SignUp.id == sign_up_id).options(*_WHO))
    if found is None:
        raise NotFound
    return found


def find_askers(typed: str, *, limit: int = 40) -> Sequence[SignUp]:
    """Sign-ups of the household whose card this is, or the one with this code; the latest first."""
    card = codes.read_code(typed)
    by = {codes.CodeKind.TOKEN: Card.token, codes.CodeKind.CARD_NO: Card.card_no}.get(card.kind)
    if by is None:
        is_theirs = SignUp.code == typed.strip().upper()
    else:
        is_theirs = SignUp.household_id.in_(select(Card.household_id).where(by == card.digits))
    return db.session.scalars(
        select(SignUp).where(is_theirs).options(*_WHO).order_by(SignUp.id.desc()).limit(limit)
    ).all()


_WHO = (joinedload(SignUp.order), joinedload(SignUp.person))
