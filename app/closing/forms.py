"""What is typed when a day is counted up, and by whom it is confirmed."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import FieldList, FormField, HiddenField, IntegerField
from wtforms import Form as PlainForm
from wtforms.validators import InputRequired, NumberRange, Regexp

from app.accounts import rules as accounts
from app.closing import rules
from app.closing.queries import Day
from app.closing.rules import Counted
from app.web.forms import Form, NonceForm, SecretField, TextField, at_most, is_ascii_number

_IN_RANGE = NumberRange(0, rules.MOST, _("Write a whole number from 0 on."))


def _number(label: Any, *, is_needed: bool = False) -> IntegerField:
    needed = [InputRequired(_("Count these kits and write how many there are; 0 when there are none."))]
    return IntegerField(
        label, [is_ascii_number, *(needed if is_needed else []), _IN_RANGE], default=None if is_needed else 0
    )


class LineForm(PlainForm):
    """Where the kits of one version are that were not given."""

    version = HiddenField(validators=[Regexp(r"\A[0-9]{1,9}\Z")])
    sent = _number(_("Sent here, by the waybill"))
    received = _number(_("Received here, as counted"))
    stays = _number(_("Left here now – count them"), is_needed=True)
    returned = _number(_("Returned to the warehouse"))
    damaged = _number(_("Damaged"))
    lost = _number(_("Lost"))
    reason = TextField(_("Why are kits missing, lost or damaged?"), [at_most(200)])

    @property
    def counted(self) -> Counted:
        numbers = ("sent", "received", "stays", "returned", "damaged", "lost")
        return Counted(reason=self.reason.data, **{name: self[name].data or 0 for name in numbers})


class CountForm(NonceForm):
    """A line for each kit of the day."""

    lines = FieldList(FormField(LineForm))

    @classmethod
    def of(cls, day: Day, before: Mapping[int, Counted]) -> "CountForm":
        """With a line for each kit of the day; what was counted before stands in it."""
        rows = []
        for version_id in day.known:
            row: dict[str, Any] = {"version": version_id, "lost": day.lost_on_the_way(version_id)}
            counted = before.get(version_id)
            if counted is not None:
                names = ("sent", "received", "stays", "returned", "damaged", "lost", "reason")
                row |= {name: getattr(counted, name) for name in names}
            rows.append(row)
        return cls(data={"lines": rows})

    @property
    def counted(self) -> dict[int, Counted]:
        return {int(row.form.version.data or 0): row.form.counted for row in self.lines}


class ConfirmForm(Form):
    """The figures that were looked at, and the colleague who confirms them at the same computer."""

    digest = HiddenField(validators=[Regexp(r"\A[0-9a-f]{64}\Z")])
    login = TextField(_("Login of who confirms"), [at_most(accounts.LONGEST_LOGIN)])
    password = SecretField(_("Password of who confirms"), [at_most(accounts.LONGEST_PASSWORD)])
