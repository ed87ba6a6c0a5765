"""Taking a list in, saying what its columns mean, looking at it, and giving it up."""

import hashlib
import json
from collections.abc import Mapping as Lookup
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from app.audit import operations as audit
from app.core.actors import Actor
from app.core.db import db
from app.imports import rules
from app.imports.columns import propose
from app.imports.files import read_file
from app.imports.mapping import Mapping
from app.imports.models import WRITTEN, Import, ImportRow, ImportShape, ImportState
from app.imports.operations.refusals import SentTwice, get_open
from app.imports.shapes import group
from app.imports.tables import FileKind

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that can be read as a list, and what its columns seem to mean."""

    name: str
    content: bytes
    kind: FileKind
    mapping: Mapping
    settlements: Lookup[str, str]
    """Of sheets by their names, as somebody said before for files of this shape."""


def open_upload(name: str, content: bytes) -> Upload:
    """Read a file and propose what its columns mean, as far as nobody said so before. Writes nothing.

    Raises the refusals of :func:`app.imports.files.read_file`.
    """
    book = read_file(name, content)
    remembered: dict[str, Lookup[str, Any]] = {
        row.shape: json.loads(row.decided) for row in db.session.scalars(select(ImportShape))
    }
    mapping = propose(book, remembered)
    settlements: dict[str, str] = {}
    for part in mapping.parts:
        settlements |= remembered.get(part.shape, {}).get("settlements", {})
    return Upload(name[-LONGEST_NAME:], content, book.kind, mapping, settlements)


def upload(file: Upload, *, nonce: str | None, actor: Actor, at: datetime, is_sure: bool = False) -> Import:
    """Take a list in. Lists that nobody touched for days go.

    ``is_sure`` begins the preview with the columns as they were proposed. Raises SentTwice.
    """
    if nonce is not None and db.session.scalar(select(Import.id).where(Import.nonce == nonce)) is not None:
        raise SentTwice
    forgotten = _drop_forgotten(at)
    one = Import(
        state=ImportState.READING if is_sure else ImportState.COLUMNS,
        file_name=file.name,
        file_kind=file.kind,
        size=len(file.content),
        digest=hashlib.sha256(file.content).hexdigest(),
        content=file.content,
        mapping=_dump(file.mapping),
        settlements=json.dumps(dict(file.settlements), ensure_ascii=False),
        shape=file.mapping.shape,
        created_at=at,
        created_by_id=actor.staff_id,
        touched_at=at,
        nonce=nonce,
    )
    db.session.add(one)
    db.session.flush()
    audit.record("upload list", "import", one.id, actor=actor, at=at, bytes=one.size, forgotten=forgotten)
    return one


def _drop_forgotten(at: datetime) -> int:
    old = (Import.state.not_in(WRITTEN)) & (Import.touched_at < at - rules.FORGOTTEN)
    ids = list(db.session.scalars(select(Import.id).where(old)))
    for import_id in ids:
        _drop(import_id)
    return len(ids)


def _drop(import_id: int) -> None:
    db.session.execute(delete(ImportRow).where(ImportRow.import_id == import_id))
    db.session.execute(delete(Import).where(Import.id == import_id))


def _dump(mapping: Mapping) -> str:
    return json.dumps(mapping.to_plain(), ensure_ascii=False)


def check_columns(name: str, content: bytes, mapping: Mapping) -> int:
    """How many households the file has when its columns mean this. Raises NothingToRead."""
    return len(group(read_file(name, content), mapping).groups)


def set_columns(
    import_id: int, mapping: Mapping, settlements: Lookup[str, str], *, actor: Actor, at: datetime
) -> Import:
    """Write down what the columns mean, remember it for files of this shape, and begin the preview.

    ``settlements`` are those of sheets by their names, for rows that do not say where they live. Raises ListGone,
    AlreadyWritten.
    """
    one = get_open(import_id)
    one.mapping, one.shape, one.touched_at = _dump(mapping), mapping.shape, at
    one.settlements = json.dumps(dict(settlements), ensure_ascii=False)
    for part in mapping.parts:
        of_part = {sheet: settlements[sheet] for sheet in part.sheets if settlements.get(sheet)}
        decided = json.dumps({**part.decided, "settlements": of_part}, ensure_ascii=False)
        db.session.merge(ImportShape(shape=part.shape, decided=decided, decided_at=at))
    _begin_again(one, ImportState.READING)
    db.session.execute(delete(ImportRow).where(ImportRow.import_id == import_id))
    db.session.flush()
    audit.record("set columns", "import", one.id, actor=actor, at=at, sheets=sum(len(p.sheets) for p in mapping.parts))
    return one


def compare_anew(import_id: int, *, actor: Actor, at: datetime) -> Import:
    """Lay the rows beside the register once more, because it changed. Choices go. Raises ListGone, AlreadyWritten."""
    one = get_open(import_id)
    _begin_again(one, ImportState.PAIRING)
    one.touched_at = at
    fresh: dict[str, Any] = dict.fromkeys(("outcome", "choice", "line_id", "household_id", "twin"))
    fresh |= dict.fromkeys(("similarity", "candidates", "differences"), "[]")
    db.session.execute(update(ImportRow).where(ImportRow.import_id == import_id).values(fresh))
    db.session.flush()
    audit.record("compare list anew", "import", one.id, actor=actor, at=at)
    return one


def _begin_again(one: Import, state: ImportState) -> None:
    one.state, one.position, one.counts = state, 0, "{}"


def look_at_list(import_id: int, *, actor: Actor, at: datetime) -> None:
    """Leave a trace that somebody sees the names in a list."""
    audit.record("look at list", "import", import_id, actor=actor, at=at)


def give_up(import_id: int, *, actor: Actor, at: datetime) -> None:
    """Remove a list and everything that was read of it. Raises ListGone, AlreadyWritten."""
    one = get_open(import_id)
    _drop(one.id)
    db.session.expunge(one)
    audit.record("give up list", "import", import_id, actor=actor, at=at)
