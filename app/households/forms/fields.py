"""What fields of several of these forms are made of."""

from collections.abc import Sequence
from typing import Any

from wtforms import Field, SelectField
from wtforms import Form as PlainForm
from wtforms.validators import StopValidation

from app.web.labels import choices


class Filled:
    """As InputRequired, without telling the browser: an empty row of a person is no mistake."""

    def __init__(self, message: Any) -> None:
        self.message = message

    def __call__(self, form: PlainForm, field: Field) -> None:
        if not field.data:
            raise StopValidation(self.message)


def choice_of(
    label: Any, kind: Any, *, empty: str | None = None, default: str = "", validators: Sequence[Any] = ()
) -> SelectField:
    """One of the values of an enum, by the words it is called; ``empty`` is the first choice, which is none."""
    return SelectField(label, list(validators), choices=lambda: choices(kind, empty=empty), default=default)
