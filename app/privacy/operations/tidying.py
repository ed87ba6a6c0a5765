"""What goes by itself: who worked at works that are over, and people and vehicles on old passes."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select, update

from app.audit import operations as audit
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, Refusal
from app.hubs.models import Hub
from app.passes.models import Pass
from app.privacy.models import Kept
from app.privacy.operations.rows import run
from app.privacy.operations.working import forget_passes, forget_workers
from app.privacy.queries import terms, working
from app.privacy.rules import Terms, cutoff
from app.public_works.models import SignUp


class NothingToClear(Refusal):
    message = N_("Nothing is older than its term.")


def tidy(*, actor: Actor, at: datetime) -> Mapping[str, int]:
    """Forget whatever is due; how many rows of each part that were. Nobody is asked: that is decided by the terms.

    Raises NothingToClear, also when somebody else was faster; :func:`app.privacy.queries.is_something_due` tells that
    without a transaction.
    """
    db.session.execute(select(Hub.id).with_for_update())
    gone = forget_due(terms.get_terms(), at=at)
    if not any(gone.values()):
        raise NothingToClear
    db.session.expire_all()
    audit.record("tidy", "hub", None, actor=actor, at=at, **{part: count for part, count in gone.items() if count})
    return gone


def forget_due(kept: Terms, *, at: datetime) -> Mapping[str, int]:
    """Part of an operation that writes the audit row. First the people go, then households that no turn rests on."""
    names, old = cutoff(kept[Kept.WORKER_NAMES], at=at), cutoff(kept[Kept.PASSES], at=at)
    return {
        Kept.WORKER_NAMES.value: forget_workers(SignUp.id.in_(working.worker_names(names))) if names else 0,
        "worker_households": run(
            update(SignUp).where(SignUp.id.in_(working.worker_households(at))).values(household_id=None)
        ),
        Kept.PASSES.value: forget_passes(Pass.id.in_(working.passes(old)), at=at) if old else 0,
    }
