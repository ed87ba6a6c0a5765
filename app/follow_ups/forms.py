"""What is typed after a distribution."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Field, RadioField, ValidationError

from app.follow_ups import rules
from app.follow_ups.models import AfterCheck, InterviewState, Judgement, Question
from app.follow_ups.operations import FiveAnswers
from app.web.forms import DayField, Form, NonceForm, TextField, at_most, needed
from app.web.labels import choices, label


def _judged(words: Any) -> RadioField:
    return RadioField(words, [needed(_("Choose an answer."))], choices=lambda: choices(Judgement))


class AfterCheckForm(NonceForm):
    """The five questions."""

    is_completed = _judged(_("Was everything given out that was planned?"))
    is_done_well = _judged(_("Was it done well?"))
    is_on_time = _judged(_("Was it on time?"))
    is_within_budget = _judged(_("Did the money suffice?"))
    is_open_to_all = _judged(_("Could everyone who wanted take part?"))
    note = TextField(_("What to do otherwise next time"), [at_most(300)])

    @classmethod
    def of(cls, check: AfterCheck | None) -> "AfterCheckForm":
        """As it was answered last."""
        told = {name: getattr(check, name) for name in FiveAnswers.__dataclass_fields__} if check else {}
        return cls(data=told)

    @property
    def answers(self) -> FiveAnswers:
        judged = {name: Judgement(self[name].data) for name in FiveAnswers.__dataclass_fields__ if name != "note"}
        return FiveAnswers(**judged, note=self.note.data)


class _AnswersForm(Form):
    """The head of a sheet; the questions are added below, one short field each."""

    state = RadioField(
        _("How did it go?"),
        choices=lambda: [one for one in choices(InterviewState) if one[0] != InterviewState.WAITING],
        default=InterviewState.ANSWERED,
    )
    asked_on = DayField(_("Day of the interview"))

    @property
    def day(self) -> date | None:
        asked_on: date | None = self.asked_on.data
        return asked_on

    @property
    def answers(self) -> Mapping[Question, str]:
        """As they are kept; only after the form was found right."""
        return {one: rules.read_answer(one, self[one.value].data) for one in Question}


class _Circled:
    """That what was typed is one of the digits on the sheet."""

    def __init__(self, question: Question) -> None:
        self.question = question

    def __call__(self, form: Form, field: Field) -> None:
        try:
            rules.read_answer(self.question, field.data)
        except rules.NotAnAnswer:
            raise ValidationError(
                gettext("%(question)s Write the digit that is circled, or minutes.", question=label(self.question))
            ) from None


def _fields() -> dict[str, TextField]:
    longest = {one: 200 if one is Question.CHANGE else 4 for one in Question}
    return {one.value: TextField(validators=[at_most(longest[one]), _Circled(one)]) for one in Question}


InterviewForm = type("InterviewForm", (_AnswersForm,), _fields())
"""A sheet as it is typed in: the digits that were circled, in the order of the paper."""
