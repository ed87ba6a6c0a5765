"""The XML parts of packed spreadsheets, read piece by piece and with every way to make them explode shut.

No document type, so no entities; no token, depth or vocabulary beyond what any spreadsheet has; real unpacked
bytes are counted, because the sizes in a zip's directory may lie.
"""

import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import NoReturn
from xml.parsers import expat

from app.core.pace import give_way
from app.imports.files.building import Budget
from app.imports.files.refusals import DamagedFile, LockedFile, UnpacksTooLarge

Attributes = Mapping[str, str]
Starts = Mapping[str, Callable[[Attributes], None]]
Ends = Mapping[str, Callable[[], None]]
Text = Callable[[str], None]

_PIECE = 65_536
_LONGEST_TOKEN = 1_000_000
"""Bytes of one tag or comment: the parser holds them whole."""
_DEEPEST = 200
_VOCABULARY = 5_000
"""Different names of elements and attributes: the parser remembers each."""
_PARTS = 2_000
_DIRECTORY_ENTRY = b"PK\x01\x02"
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, expat.ExpatError, struct.error),
    *(EOFError, OSError, ValueError, LookupError, RuntimeError),
)
"""What zipfile and expat answer to what they cannot read."""
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
"""What spreadsheets are packed by, and what is unpacked by the piece; others unpack in one go."""


class Package:
    """A zip of XML parts. Raises DamagedFile, LockedFile and UnpacksTooLarge, here and while parts are read."""

    def __init__(self, content: bytes, budget: Budget) -> None:
        if content.count(_DIRECTORY_ENTRY) > _PARTS:
            raise UnpacksTooLarge
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except _DAMAGE as error:
            raise DamagedFile from error
        self._budget = budget
        self._names = {name.lower(): name for name in self._zip.namelist()}

    def has(self, part: str) -> bool:
        return part.lower() in self._names

    @property
    def parts(self) -> list[str]:
        return list(self._names)

    def beginning(self, part: str, missing: bytes = b"") -> bytes:
        """The first bytes of a part, or ``missing`` where there is none such."""
        if not self.has(part):
            return missing
        try:
            with self._zip.open(self._names[part.lower()]) as source:
                return source.read(100)
        except _DAMAGE as error:
            raise DamagedFile from error

    def read(self, part: str, starts: Starts, ends: Ends | None = None, text: Text | None = None) -> None:
        """Walk through a part. Handlers are called by the local name of an element, prefixes taken off."""
        info = self._zip.getinfo(self._names[part.lower()])
        if info.flag_bits & 1:
            raise LockedFile
        if info.compress_type not in _METHODS:
            raise DamagedFile
        walker = _Walker(starts, ends or {}, text)
        try:
            with self._zip.open(info) as source:
                while piece := source.read(_PIECE):
                    self._budget.unpack(len(piece), walker.feed(piece))
                    give_way()
            walker.close()
        except _DAMAGE as error:
            raise DamagedFile from error


class _Walker:
    """One parser, watched from outside after every piece."""

    def __init__(self, starts: Starts, ends: Ends, text: Text | None) -> None:
        self._starts, self._ends = _Handlers(starts), _Handlers(ends)
        self._local = _Locals()
        self._depth = self._fed = self._elements = 0
        self._parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = _refuse_document_type
        if text:
            parser.CharacterDataHandler = text

    def feed(self, piece: bytes) -> int:
        """Walk on; how many elements began."""
        began = self._elements
        self._parser.Parse(piece, False)
        self._fed += len(piece)
        is_too_much = (
            self._fed - self._parser.CurrentByteIndex > _LONGEST_TOKEN
            or self._depth > _DEEPEST
            or len(self._parser.intern) > _VOCABULARY
        )
        if is_too_much:
            raise UnpacksTooLarge
        return self._elements - began

    def close(self) -> None:
        self._parser.Parse(b"", True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if handle := self._starts[name]:
            local = self._local
            handle({local[key]: value for key, value in attributes.items()})

    def _end(self, name: str) -> None:
        self._depth -= 1
        if handle := self._ends[name]:
            handle()


class _Handlers(dict[str, Callable[..., None] | None]):
    """Handlers by the name as written, found once by the local name."""

    def __init__(self, handlers: Mapping[str, Callable[..., None]]) -> None:
        super().__init__()
        self._by_local_name = handlers

    def __missing__(self, name: str) -> Callable[..., None] | None:
        handler = self[name] = self._by_local_name.get(name.rpartition(":")[2])
        return handler


class _Locals(dict[str, str]):
    """Names without their prefix."""

    def __missing__(self, name: str) -> str:
        local = self[name] = name.rpartition(":")[2]
        return local


def _refuse_document_type(*_declared: object) -> NoReturn:
    raise DamagedFile
