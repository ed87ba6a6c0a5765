"""Lists on their way into the register, and what stays of them: where a household came from, as it was written."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Staff
from app.core.db import Base
from app.imports.tables import FileKind


class ImportState(StrEnum):
    """How far a list has come, in this order."""

    COLUMNS = "columns"
    """Uploaded; a person looks at what its columns mean."""
    READING = "reading"
    PAIRING = "pairing"
    """Every row is read; those that were imported before find their households."""
    COMPARING = "comparing"
    """Rows are laid beside the households of the register, one by one."""
    SETTLING = "settling"
    """Every row is compared; each is given its outcome."""
    READY = "ready"
    """Previewed: a person looks at the rows and chooses."""
    SEARCHING = "searching"
    """Written; duplicates of the new households are looked for."""
    DONE = "done"


PREVIEWING = (ImportState.READING, ImportState.PAIRING, ImportState.COMPARING, ImportState.SETTLING)
"""The program works on the preview."""
WRITTEN = (ImportState.SEARCHING, ImportState.DONE)


class Outcome(StrEnum):
    """What a row of a list is to the register."""

    NEW = "new"
    UNCHANGED = "unchanged"
    """Already here, and the list says nothing new."""
    DIFFERS = "differs"
    """Already here, and the list says something that the register does not."""
    PERHAPS = "perhaps"
    """Perhaps the same as a household of the register or as another row of the list."""
    UNCLEAR = "unclear"
    """Cannot be written down as it is."""


class Choice(StrEnum):
    """What becomes of a row when the list is written. A row without a choice is left as it is."""

    CREATE = "create"
    TAKE_OVER = "take_over"
    """It is the household it was laid beside: what the list says about it is written down."""
    KEEP = "keep"
    """It is the household it was laid beside, and the register is right as it is."""
    LEAVE_OUT = "leave_out"


class Import(Base):
    """One list. The file, the meaning of its columns and its rows are kept only while it is worked on."""

    __tablename__ = "imports"
    __table_args__ = (
        UniqueConstraint("nonce"),
        CheckConstraint("(state IN ('searching', 'done')) = (finished_at IS NOT NULL)", name="finished_when"),
        CheckConstraint("(state IN ('searching', 'done')) = (content IS NULL)", name="content_while_open"),
        CheckConstraint("(state IN ('searching', 'done')) = (report IS NOT NULL)", name="report_when_written"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[ImportState] = mapped_column(default=ImportState.COLUMNS, index=True)
    file_name: Mapped[str] = mapped_column(String(120))
    file_kind: Mapped[FileKind]
    size: Mapped[int]
    """Of the file, in bytes."""
    digest: Mapped[str] = mapped_column(String(64), index=True)
    """SHA-256 of the file: one that was written before, and was followed by a newer list, is an old one."""
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    mapping: Mapped[str | None] = mapped_column(Text, deferred=True)
    """JSON of :class:`app.imports.mapping.Mapping`; it holds samples, so it goes with the file."""
    settlements: Mapped[str] = mapped_column(Text, default="{}")
    """JSON: the settlement that rows of a sheet live in unless they say another, by the sheet's name."""
    shape: Mapped[str] = mapped_column(String(64))
    position: Mapped[int] = mapped_column(default=0)
    """How many rows the present state has worked through."""
    total: Mapped[int] = mapped_column(default=0)
    """How many rows it has to work through; 0 while that is not known."""
    counts: Mapped[str] = mapped_column(Text, default="{}")
    """JSON: how many rows came to each outcome, and when written what became of them."""
    outline: Mapped[str | None] = mapped_column(Text, deferred=True)
    """JSON: rows of each sheet that hold no household, and notices about the file."""
    last_household_id: Mapped[int] = mapped_column(default=0)
    """The newest household when the rows were laid beside the register."""
    lists_before: Mapped[int] = mapped_column(default=0)
    """How many lists had been written into the register at that time."""
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    touched_at: Mapped[datetime] = mapped_column(index=True)
    """When somebody last worked on it: what lies untouched for days is removed."""
    finished_at: Mapped[datetime | None]
    finished_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    nonce: Mapped[str | None] = mapped_column(String(32))
    """The form that uploaded it: the same form sent twice makes one import."""
    report: Mapped[str | None] = mapped_column(Text, deferred=True)
    """JSON: what became of every row, by its number; no names."""

    created_by: Mapped[Staff | None] = relationship(foreign_keys=[created_by_id])
    finished_by: Mapped[Staff | None] = relationship(foreign_keys=[finished_by_id])

    @property
    def is_written(self) -> bool:
        return self.state in WRITTEN

    @property
    def is_working(self) -> bool:
        """Whether there is work for the program before a person is asked again."""
        return self.state in PREVIEWING or self.state is ImportState.SEARCHING


class ImportLine(Base):
    """The row of a list that a household came from or was found in, as it was read when it was last imported.

    A later version of the list is laid beside it, so that what was corrected at a desk meanwhile does not count as
    a change of the list.
    """

    __tablename__ = "import_lines"
    __table_args__ = (Index("ix_import_lines_household", "household_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id", ondelete="CASCADE"))
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"), index=True)
    """The list that brought it last."""
    shape: Mapped[str] = mapped_column(String(64))
    sheet: Mapped[str] = mapped_column(Text)
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64), index=True)
    """Of everything that is written in the row."""
    identity: Mapped[str] = mapped_column(String(64), index=True)
    """Digest of who it is about (:func:`app.imports.values.identity`)."""
    said: Mapped[str] = mapped_column(Text)
    """JSON of :class:`app.imports.values.Values`."""


class ImportRow(Base):
    """A row of a list that is being previewed. Removed when the list is written or given up."""

    __tablename__ = "import_rows"
    __table_args__ = (
        UniqueConstraint("import_id", "position"),
        Index("ix_import_rows_outcome", "import_id", "outcome", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"))
    position: Mapped[int]
    """Its place among the households of the list, from 1."""
    sheet: Mapped[str] = mapped_column(Text)
    number: Mapped[int]
    """The row as the spreadsheet numbers it."""
    digest: Mapped[str] = mapped_column(String(64))
    identity: Mapped[str] = mapped_column(String(64))
    reading: Mapped[str] = mapped_column(Text)
    """JSON of :class:`app.imports.values.Reading`."""
    outcome: Mapped[Outcome | None]
    choice: Mapped[Choice | None]
    line_id: Mapped[int | None] = mapped_column(ForeignKey("import_lines.id", ondelete="SET NULL"))
    household_id: Mapped[int | None] = mapped_column(ForeignKey("households.id", ondelete="SET NULL"))
    """The household of the register that it was laid beside."""
    twin: Mapped[int | None]
    """The position of the earlier row that may be the same household."""
    similarity: Mapped[str] = mapped_column(Text, default="[]")
    """JSON: what agrees and what differs with the household or the row that it may be the same as."""
    candidates: Mapped[str] = mapped_column(Text, default="[]")
    """JSON: households it was found to be like, while the list is being compared."""
    differences: Mapped[str] = mapped_column(Text, default="[]")
    """JSON of :class:`app.imports.differing.Difference`, for every field that would change."""


class ImportShape(Base):
    """What a person decided about the columns of sheets with these titles."""

    __tablename__ = "import_shapes"

    shape: Mapped[str] = mapped_column(String(64), primary_key=True)
    decided: Mapped[str] = mapped_column(Text)
    """JSON of :attr:`app.imports.mapping.Part.decided`, with the ``settlements`` of sheets by their names."""
    decided_at: Mapped[datetime]
