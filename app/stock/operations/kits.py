"""The hub's verbs about kits: make one, change what is in it, retire it and bring it back."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.audit import operations as audit
from app.core.actors import Actor
from app.core.db import db, violates
from app.core.errors import N_, NotFound, Refusal
from app.stock.models import Kit, KitLine, KitVersion
from app.stock.rules import Line, keep_items, lines_of


class KitCodeTaken(Refusal):
    """Codes stand on papers and in reports, so no two kits share one."""

    message = N_("There is already a kit with this code. Choose another code.")


class KitChangedMeanwhile(Refusal):
    """Somebody made a new version after this page was opened."""

    message = N_("Somebody has just changed this kit. Its contents now stand below. Save again if yours are right.")


class NothingChanged(Refusal):
    """A version that equals the one before would only confuse."""

    message = N_("The contents and the weight are as before. Nothing to save.")


class AlreadyRetired(Refusal):
    message = N_("This kit is already retired.")


class AlreadyInUse(Refusal):
    message = N_("This kit is already in use.")


def create_kit(
    *, code: str, name: str, name_en: str, weight_g: int, lines: Sequence[Line], nonce: str, actor: Actor, at: datetime
) -> Kit:
    """Make a kit with its first version. Raises KitCodeTaken."""
    kit = Kit(code=code, name=name, name_en=name_en)
    kit.versions = [_version(1, weight_g, lines, nonce, at)]
    db.session.add(kit)
    try:
        db.session.flush()
    except IntegrityError as error:
        if violates(error, "uq_kits_code", "kits.code"):
            raise KitCodeTaken from error
        raise _lost_race(error) from error
    audit.record("create kit", "kit", kit.id, actor=actor, at=at, code=code, lines=len(lines), weight_g=weight_g)
    return kit


def change_contents(
    *, kit_id: int, based_on: int, weight_g: int, lines: Sequence[Line], nonce: str, actor: Actor, at: datetime
) -> KitVersion:
    """Give the kit a new version; the old ones stay as they are, and so does what was promised with them.

    ``based_on`` is the number of the version that was looked at. Raises KitChangedMeanwhile when there is a
    newer one, NothingChanged when the new contents are the old ones.
    """
    kit = _get_locked(kit_id)
    kept = keep_items(lines, lines_of(kit.versions[-1]))
    version = _add_version(kit, _version(based_on + 1, weight_g, kept, nonce, at))
    audit.record(
        "change kit contents", "kit", kit.id, actor=actor, at=at,
        version=version.number, lines=len(lines), weight_g=weight_g,
    )  # fmt: skip
    return version


def name_items(
    *, kit_id: int, based_on: int, items: Sequence[tuple[int, int] | None], nonce: str, actor: Actor, at: datetime
) -> KitVersion:
    """Tell which item each line of the kit is, and how much of it goes into one, so that kits can be put together.

    ``items`` are (item, units) in the order of the lines, None where a line is only words. It is a new version like
    any change. Raises KitChangedMeanwhile, NothingChanged.
    """
    kit = _get_locked(kit_id)
    current = kit.versions[-1]
    if len(items) != len(current.lines):
        raise KitChangedMeanwhile
    lines = [Line(line.name, line.amount, *(item or ())) for line, item in zip(current.lines, items, strict=True)]
    version = _add_version(kit, _version(based_on + 1, current.weight_g, lines, nonce, at))
    audit.record(
        "name items of kit", "kit", kit.id, actor=actor, at=at,
        version=version.number, items=sum(item is not None for item in items),
    )  # fmt: skip
    return version


def _add_version(kit: Kit, version: KitVersion) -> KitVersion:
    current = kit.versions[-1]
    if current.number != version.number - 1:
        raise KitChangedMeanwhile
    if current.weight_g == version.weight_g and lines_of(current) == lines_of(version):
        raise NothingChanged
    kit.versions.append(version)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise _lost_race(error) from error
    return version


def retire_kit(*, kit_id: int, actor: Actor, at: datetime) -> Kit:
    """Offer the kit for no new programme; programmes that have it go on. Raises AlreadyRetired."""
    kit = _get_locked(kit_id)
    if not kit.is_active:
        raise AlreadyRetired
    kit.is_active = False
    db.session.flush()
    audit.record("retire kit", "kit", kit.id, actor=actor, at=at)
    return kit


def restore_kit(*, kit_id: int, actor: Actor, at: datetime) -> Kit:
    """Offer a retired kit again. Raises AlreadyInUse."""
    kit = _get_locked(kit_id)
    if kit.is_active:
        raise AlreadyInUse
    kit.is_active = True
    db.session.flush()
    audit.record("restore kit", "kit", kit.id, actor=actor, at=at)
    return kit


def _version(number: int, weight_g: int, lines: Sequence[Line], nonce: str, at: datetime) -> KitVersion:
    version = KitVersion(number=number, weight_g=weight_g, created_at=at, nonce=nonce)
    version.lines = [KitLine(position=position, **asdict(line)) for position, line in enumerate(lines, start=1)]
    return version


def _get_locked(kit_id: int) -> Kit:
    """The kit as it is now, held until commit. Raises NotFound."""
    kit = db.session.scalar(
        select(Kit).where(Kit.id == kit_id).with_for_update().execution_options(populate_existing=True)
    )
    if kit is None:
        raise NotFound
    db.session.expire(kit, ["versions"])
    return kit


def _lost_race(error: IntegrityError) -> Exception:
    """Two forms at the same moment, or one form twice: the view tells which by the nonce."""
    numbers = violates(error, "uq_kit_versions_kit_id_number", "kit_versions.kit_id", "kit_versions.number")
    nonces = violates(error, "uq_kit_versions_nonce", "kit_versions.nonce")
    return KitChangedMeanwhile() if numbers or nonces else error
