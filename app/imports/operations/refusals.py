"""Refusals that several operations raise, and holding the list they are about."""

from sqlalchemy import select

from app.core.db import db
from app.core.errors import N_, Refusal
from app.imports.models import Import


class SentTwice(Refusal):
    """The form with this nonce has already been carried out; the view shows what it made."""

    message = N_("This form was already sent.")


class ListGone(Refusal):
    """A colleague gave the list up, or it was removed because nobody touched it for days."""

    message = N_("This list is not here any more. Upload it again.")


class AlreadyWritten(Refusal):
    message = N_("This list is already written into the register.")


class NotReady(Refusal):
    message = N_("The preview is not ready yet. Wait until it is and look at it.")


class RegisterChanged(Refusal):
    """What was previewed is not what would be written."""

    message = N_(
        "The register or the choices changed since the preview. Nothing was written. "
        "The list is compared anew: look at it and choose again."
    )


class WorkedOnElsewhere(Refusal):
    """Two pages worked on the list at once; what the other one kept stands."""

    message = N_("This list is worked on in another window.")


def get_open(import_id: int) -> Import:
    """The list, held until commit, while it is not written. Raises ListGone, AlreadyWritten."""
    found = select(Import).where(Import.id == import_id).with_for_update().execution_options(populate_existing=True)
    one = db.session.scalars(found).one_or_none()
    if one is None:
        raise ListGone
    if one.is_written:
        raise AlreadyWritten
    return one
