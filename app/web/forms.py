"""Input that can be trusted to be text: cleaning, the nonce, and the base of every form."""

import re
import secrets
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from itertools import chain
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import (
    Field,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    PasswordField,
    SelectMultipleField,
    StringField,
)
from wtforms.form import BaseForm
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from app.core.errors import Refusal
from app.core.names import clean_name
from app.core.phones import clean_phone, format_phone
from app.web.errors import tell

_UNPRINTABLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
LARGEST_NUMBER = 2_147_483_647
"""What an integer column of PostgreSQL holds."""


def clean_text(text: str | None) -> str:
    """Composed, trimmed, and without control characters, direction marks and lone surrogates."""
    text = (text or "").encode("utf-8", "ignore").decode("utf-8")
    return _UNPRINTABLE.sub("", unicodedata.normalize("NFC", text)).strip()


class _Text(StringField):
    """Text that is there even when nothing was sent: empty, never None."""

    data: str

    def process_data(self, value: Any) -> None:
        super().process_data("" if value is None else value)


class TextField(_Text):
    """One line of clean text; runs of white space become one space."""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        super().process_formdata([" ".join(clean_text(str(value)).split()) for value in valuelist])


class NameField(TextField):
    """The name of a person or a place, with one apostrophe and one hyphen for all kinds of them.

    Keyboards type ', phones ’ and ʼ; whoever writes a name must not be asked which.
    """

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        super().process_formdata([clean_name(str(value)) for value in valuelist])


class NoteField(_Text):
    """Several lines of clean text."""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        super().process_formdata([clean_text(str(value)).replace("\r\n", "\n") for value in valuelist])


class SecretField(PasswordField):
    """A password: cleaned, and never shown again."""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        super().process_formdata([clean_text(str(value)) for value in valuelist])


class PhoneField(TextField):
    """A Ukrainian telephone number in any spelling; stored as ``+380XXXXXXXXX``."""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        super().process_formdata(valuelist)
        try:
            self.data = clean_phone(self.data) if self.data else ""
        except ValueError:
            raise ValueError(_("Write the phone with its code, for example 050 123 45 67.")) from None

    def _value(self) -> str:
        return format_phone(self.data or "")


class _Box(CheckboxInput):
    """One of several boxes: that one of them is needed does not make each of them needed."""

    validation_attrs = ["disabled"]


class MultiCheckboxField(SelectMultipleField):
    """Several of a few, each with its own box."""

    widget = ListWidget(prefix_label=False)
    option_widget = _Box()


_YEARS = range(2000, 2200)


def read_day(text: str) -> date:
    """A day as people here write it, 24.11.2026, or as it stands in addresses, 2026-11-24. Raises ValueError."""
    pattern = "%Y-%m-%d" if re.match("[0-9]{4}-", text) else "%d.%m.%Y"
    day = datetime.strptime(text, pattern).date()  # noqa: DTZ007 (a day has no zone)
    if day.year not in _YEARS:
        raise ValueError(text)
    return day


class DayField(Field):
    """A day, written 24.11.2026 whatever language the browser speaks."""

    widget = TextInput()
    data: Any

    def _value(self) -> str:
        return self.data.strftime("%d.%m.%Y") if self.data else _as_sent(self)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        if not valuelist:
            return  # it was not asked, so the default holds
        text, self.data = clean_text(str(valuelist[0])), None
        try:
            self.data = read_day(text) if text else None
        except ValueError:
            raise ValueError(gettext("Write the date as day.month.year, for example 24.11.2026.")) from None


class ClockField(Field):
    """A time of day, written 09:15 whatever language the browser speaks; 9.15 and 9 are read too."""

    widget = TextInput()
    data: Any

    def _value(self) -> str:
        return self.data.strftime("%H:%M") if self.data else _as_sent(self)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        if not valuelist:
            return
        text, self.data = clean_text(str(valuelist[0])), None
        found = re.fullmatch(r"([01]?[0-9]|2[0-3])(?:[:. -]?([0-5][0-9]))?(?::[0-9]{2})?", text, re.ASCII)
        if found:
            self.data = time(int(found[1]), int(found[2] or 0))
        elif text:
            raise ValueError(gettext("Write the time as hours and minutes, for example 09:00."))


def _as_sent(field: Field) -> str:
    """What was typed, so that a slip can be corrected and not typed anew."""
    return clean_text(str(field.raw_data[0])) if field.raw_data else ""


def at_most(length: int) -> Length:
    """The longest text a column holds, told as an instruction."""
    return Length(max=length, message=_("Shorten this to %(max)d characters."))


class _Needed(InputRequired):
    """Something must have been sent, and something must be left of it after cleaning."""

    def __call__(self, form: BaseForm, field: Field) -> None:
        super().__call__(form, field)
        if field.data == "":
            raise StopValidation(str(self.message or field.gettext("This field is required.")))


def needed(message: Any = None) -> InputRequired:
    """The field must be filled; ``message`` says what to write.

    None is for hidden fields: an empty text would be no error, and let nothing pass for something.
    """
    return _Needed(message)


def is_ascii_number(form: FlaskForm, field: Field) -> None:
    """Refuse digits of other scripts and numbers that no column holds. Raises StopValidation: one error is enough."""
    raw = str((field.raw_data or [""])[0])
    if raw and not re.fullmatch(r"\s*[0-9]{1,10}\s*", raw):
        field.errors = []
        raise StopValidation(_("Write a whole number in digits, for example 12."))
    if raw and int(raw) > LARGEST_NUMBER:
        raise StopValidation(_("This number is too large."))


class NumberField(IntegerField):
    """A whole number."""

    data: Any


def number_field(
    label: Any, lowest: int, highest: int, *, default: int | None = None, optional: bool = False
) -> NumberField:
    """A whole number within bounds, both of which may be written; it must be there unless it is optional."""
    message = _("Write a number from %(min)d to %(max)d.")
    first = Optional() if optional else needed(_("Write a number."))
    return NumberField(label, [first, is_ascii_number, NumberRange(lowest, highest, message)], default=default)


def _problems(field: Field) -> Iterator[tuple[str, Any]]:
    if isinstance(field, FieldList):
        own = ((field.id, message) for message in field.errors if not isinstance(message, (dict, list)))
        return chain(own, chain.from_iterable(map(_problems, field.entries)))
    if isinstance(field, FormField):
        return chain.from_iterable(map(_problems, field.form))
    return ((field.id, message) for message in field.errors)


def _is_odd(name: str) -> bool:
    """Whether a row is numbered as no page numbers it: with ², or so that no number is read out of it."""
    return any(part.isdigit() and not (part.isascii() and len(part) <= 9) for part in name.split("-"))


class Form(FlaskForm):  # type: ignore[misc]  # comes without types
    """Base of every form: a CSRF token, and errors that are instructions."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """What was sent, without rows that no page has."""

        def wrap_formdata(self, form: BaseForm, formdata: Any) -> Any:
            sent = super().wrap_formdata(form, formdata)
            if sent is None or not any(map(_is_odd, sent)):
                return sent
            return MultiDict([pair for pair in sent.items(multi=True) if not _is_odd(pair[0])])

    _refused: int | None = None

    @property
    def is_sent(self) -> bool:
        """Whether this was sent and every field is right."""
        return bool(self.validate_on_submit())

    def problems(self) -> Iterator[tuple[str, Any]]:
        """Everything that is wrong, field by field also in rows of fields, each with the id to go to."""
        yield from (("main", message) for message in self.form_errors)
        yield from chain.from_iterable(map(_problems, self))

    @property
    def status(self) -> int:
        """The status of a page with this form: 200 when it was only looked at, else 422 or that of the refusal."""
        return self._refused or (422 if self.is_submitted() else 200)

    @contextmanager
    def refusing(self, name: str) -> Iterator[None]:
        """Tell a refusal of what is done inside beside the field ``name``; ``errors`` then is not empty."""
        try:
            yield
        except Refusal as refusal:
            self.refuse(name, tell(refusal))
            self._refused = refusal.status

    def refuse(self, name: str, message: Any) -> None:
        """Put the answer of a rule beside the field it concerns."""
        field = self[name]
        field.errors = [*field.errors, message]


class NonceForm(Form):
    """A form that makes a fact. Its nonce makes sending it twice the same as sending it once."""

    nonce = HiddenField(
        default=lambda: secrets.token_hex(16),
        filters=[clean_text],  # views look for what it made before they look whether the form is right
        validators=[InputRequired(), Regexp(r"\A[0-9a-f]{32}\Z")],
    )
