"""What is typed about pay."""

from datetime import date, timedelta
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _
from wtforms import RadioField

from app.pay.models import PayQuestionKind
from app.web.forms import DayField, Form, NonceForm, NoteField, TextField, at_most, needed
from app.web.labels import choices

LONGEST_WORDS = 240
"""Of a question and of its answer."""


class UntilForm(Form):
    """Up to which day a sheet counts, in the page's own address. What is not understood counts as not asked."""

    class Meta:
        csrf = False  # it asks and changes nothing

    until = DayField(_("Up to and with this day"))

    def __init__(self, *, today: date) -> None:
        super().__init__(formdata=request.args, until=today)
        self.validate()
        self.day: date = self.until.data or today
        self.shortcuts = periods(today)


def periods(today: date) -> tuple[tuple[Any, date], ...]:
    """Ends of the periods for which people are usually paid, the nearest last."""
    month = today.replace(day=1) - timedelta(days=1)
    week = today - timedelta(days=today.weekday() + 1)
    words = _("to the end of the last month"), _("to the end of the last week"), _("to today")
    return tuple(zip(words, (month, week, today), strict=True))


class MakeForm(NonceForm):
    """The day that was looked at in the preview."""

    until = DayField(validators=[needed(_("Write the day up to which the sheet counts."))])


class PaidForm(Form):
    """When the accountant paid."""

    paid_on = DayField(_("Paid on"), [needed(_("Write the day on which it was paid."))])


class AnnulForm(Form):
    """Why a sheet is taken back."""

    why = TextField(_("Why is it annulled?"), [needed(_("Write why the sheet is annulled.")), at_most(160)])


class QuestionForm(NonceForm):
    """What somebody who worked asks, written down by staff."""

    kind = RadioField(
        _("What is it about?"), [needed(_("Choose what it is about."))], choices=lambda: choices(PayQuestionKind)
    )
    text = NoteField(_("In their words"), [at_most(LONGEST_WORDS)])


class AnswerForm(Form):
    """Words that the asker reads on their own page."""

    answer = NoteField(_("Answer"), [needed(_("Write the answer.")), at_most(LONGEST_WORDS)])


class AskerForm(Form):
    """Whose work it is about: by household card, or by the code of the sign-up when its name is forgotten."""

    who = TextField(_("Card number, or code of the sign-up"), [needed(_("Write the number or the code.")), at_most(80)])
