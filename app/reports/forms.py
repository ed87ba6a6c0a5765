"""What a report is narrowed to, as a form that reads the page's own address: only dates and ids stand in it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Field, SelectField, ValidationError
from wtforms.form import BaseForm

from app.core.errors import N_
from app.hubs.models import SettlementKind
from app.reports.queries import Choice, Choices
from app.reports.rules import CollectedBy, Outcome, Scope, month_of
from app.web import labels
from app.web.filters import dmy
from app.web.forms import DayField, Form

_EVERYTHING = {
    "location": N_("all locations"),
    "programme": N_("all programmes"),
    "kit": N_("all kits"),
    "settlement": N_("all settlements"),
}


class _Choice(SelectField):
    """One of what there is; nothing chosen means all of it."""

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, default="", validate_choice=False, **options)

    def post_validate(self, form: BaseForm, validation_stopped: bool) -> None:
        if self.data not in [value for value, *_rest in self.iter_choices()]:
            raise ValidationError(gettext("Choose from the list."))


class ScopeForm(Form):
    """Days, place, programme, kit, settlement. What is not understood counts as not asked."""

    class Meta:
        csrf = False  # it asks and changes nothing

    first = DayField(_("From"))
    last = DayField(_("To"))
    location = _Choice(_("Location"))
    programme = _Choice(_("Programme"))
    kit = _Choice(_("Kit"))
    settlement = _Choice(_("Settlement"))

    def __init__(self, choices: Choices, *, today: date) -> None:
        first, last = month_of(today)
        super().__init__(formdata=request.args, first=first, last=last)
        for name, everything in _EVERYTHING.items():
            if name not in self:
                continue
            named = [(str(choice.id), _name(choice)) for choice in choices[name]]
            self[name].choices = [("", _(everything)), *named]
        self.validate()
        self.first.data, self.last.data = self.first.data or first, self.last.data or last

    def validate_last(self, field: Field) -> None:
        """Two days the wrong way round are one day."""
        if self.first.data and field.data and field.data < self.first.data:
            field.data = self.first.data
            raise ValidationError(gettext("The last day is before the first one."))

    @property
    def scope(self) -> Scope:
        """What the report is about."""
        return Scope(
            first_on=self.first.data,
            last_on=self.last.data,
            location_id=self._id("location"),
            programme_id=self._id("programme"),
            kit_id=self._id("kit"),
            settlement_id=self._id("settlement"),
        )

    @property
    def address(self) -> dict[str, str]:
        """The scope as it stands in an address."""
        asked = ((field.name, field.data) for field in self if not field.errors)
        return {name: data.isoformat() if isinstance(data, date) else data for name, data in asked if data}

    @property
    def words(self) -> str:
        """The scope as a sentence: from 01.11.2026 to 30.11.2026 · Ліцей · all programmes …"""
        days = gettext("from %(first)s to %(last)s", first=dmy(self.first.data), last=dmy(self.last.data))
        return " · ".join((days, *self._chosen()))

    def _id(self, name: str) -> int | None:
        asked = self._asked(self[name]) if name in self else ""
        return int(asked) if asked else None

    def _asked(self, field: Field) -> str:
        return "" if field.errors else field.data

    def _chosen(self) -> Iterator[str]:
        for field in self:
            if isinstance(field, SelectField):
                yield next(str(label) for value, label, *_rest in field.iter_choices() if value == self._asked(field))


class WorksScopeForm(ScopeForm):
    """Days and settlement: works have no programme, no kit and no location."""

    location = programme = kit = None  # type: ignore[assignment]  # so WTForms leaves out a field of a base


def _name(choice: Choice) -> str:
    return f"{labels.label(SettlementKind(choice.kind))} {choice.name}" if choice.kind else choice.name


class LogScopeForm(ScopeForm):
    """Rows of the log can be narrowed to who collected, and to those that were reversed or were not."""

    collected = _Choice(_("Collected by"), choices=labels.choices(CollectedBy, empty=N_("whoever collected")))
    outcome = _Choice(_("Outcome"), choices=labels.choices(Outcome, empty=N_("given and reversed")))

    @property
    def scope(self) -> Scope:
        collected, outcome = self._asked(self.collected), self._asked(self.outcome)
        return replace(
            super().scope,
            collected_by=CollectedBy(collected) if collected else None,
            outcome=Outcome(outcome) if outcome else None,
        )
