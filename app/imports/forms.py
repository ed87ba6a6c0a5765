"""Uploading a list, and saying what its columns mean."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import FileStorage, MultiDict

from app.households.parsing.findings import Field
from app.imports.mapping import Column, Layout, Mapping, Part
from app.web.forms import NonceForm, clean_text

LONGEST_SETTLEMENT = 80


class UploadForm(NonceForm):
    """The one question: which file."""

    file = FileField(_("Which file?"), validators=[FileRequired(_("Choose the file of the list."))])

    @property
    def upload(self) -> FileStorage:
        sent: FileStorage = self.file.data
        return sent

    @property
    def name(self) -> str:
        """What the file is called, without folders that some browsers tell."""
        return clean_text(self.upload.filename).replace("\\", "/").rsplit("/", 1)[-1] or "?"


@dataclass(frozen=True, slots=True)
class ColumnQuestion:
    """What one column means; ``name`` is the name of its field on the page."""

    name: str
    column: Column


@dataclass(frozen=True, slots=True)
class SheetQuestion:
    """Where the rows of a sheet live that do not say it themselves."""

    name: str
    sheet: str
    settlement: str


@dataclass(frozen=True, slots=True)
class PartQuestion:
    """Sheets with the same columns: what a row is, what the columns mean, where the sheets are."""

    layout_name: str
    part: Part
    columns: tuple[ColumnQuestion, ...]
    sheets: tuple[SheetQuestion, ...]


class ColumnsForm:
    """The meaning of all columns as a page asks for it."""

    def __init__(self, mapping: Mapping, settlements: dict[str, str]) -> None:
        self.mapping = mapping
        self.settlements = settlements

    @property
    def parts(self) -> Iterator[PartQuestion]:
        for number, part in enumerate(self.mapping.parts):
            yield PartQuestion(
                f"layout-{number}",
                part,
                tuple(ColumnQuestion(f"column-{number}-{column.at}", column) for column in part.columns),
                tuple(
                    SheetQuestion(f"settlement-{number}-{place}", sheet, self.settlements.get(sheet, ""))
                    for place, sheet in enumerate(part.sheets)
                ),
            )

    def answered(self, sent: "MultiDict[str, str]") -> "ColumnsForm":
        """The same with what was sent; what is no answer leaves a column as it was."""
        mapping, settlements = self.mapping, {}
        for question in self.parts:
            fields = {
                asked.column.at: Field(sent[asked.name])
                for asked in question.columns
                if sent.get(asked.name) in set(Field)
            }
            layout = sent.get(question.layout_name)
            corrected = question.part.corrected(fields, Layout(layout) if layout in set(Layout) else None)
            mapping = mapping.corrected(corrected)
            for sheet in question.sheets:
                if named := clean_text(sent.get(sheet.name))[:LONGEST_SETTLEMENT]:
                    settlements[sheet.sheet] = named
        return ColumnsForm(mapping, settlements)
