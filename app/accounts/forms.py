"""What staff type about themselves and each other."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import Field, HiddenField, ValidationError
from wtforms.validators import EqualTo, Length, Optional

from app.accounts import rules
from app.accounts.models import Role
from app.web import labels
from app.web.forms import Form, MultiCheckboxField, SecretField, TextField, at_most, needed

PASSWORD_LENGTH = Length(
    min=rules.SHORTEST_PASSWORD,
    max=rules.LONGEST_PASSWORD,
    message=_("Take at least %(min)d characters, at most %(max)d."),
)


class SignInForm(Form):
    """Who you are, and where you were going."""

    login = TextField(_("Login"), [needed(_("Write your login.")), at_most(rules.LONGEST_LOGIN)])
    password = SecretField(_("Password"), [needed(_("Write your password.")), at_most(rules.LONGEST_PASSWORD)])
    next = HiddenField()
    carried = HiddenField()


class NewPasswordFields(Form):
    """A password chosen and repeated. ``taken_login`` is what it must not be made of."""

    taken_login = ""
    password = SecretField(_("New password"), [needed(_("Choose a password.")), PASSWORD_LENGTH])
    repeated = SecretField(
        _("New password again"),
        [needed(_("Write the password again.")), EqualTo("password", _("The two passwords differ. Write both again."))],
    )

    def validate_password(self, field: Field) -> None:
        if rules.is_guessable(field.data, self.taken_login):
            raise ValidationError(_("This password is easy to guess. Take three words that have nothing in common."))


class FirstPasswordForm(NewPasswordFields):
    """Instead of the first password, which others know."""


class PasswordForm(NewPasswordFields):
    """Another password, by who knows the present one."""

    current = SecretField(_("Present password"), [needed(_("Write your present password."))])


class RolesForm(Form):
    """What somebody does at the hub."""

    roles = MultiCheckboxField(_("Roles"), [needed(_("Tick at least one role."))], coerce=Role)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        with_work = rules.roles_with_work()
        self.roles.choices = [choice for choice in labels.choices(Role) if choice[0] in with_work]


class StaffForm(RolesForm):
    """Somebody new."""

    name = TextField(_("Given name and surname"), [needed(_("Write the name of the person.")), at_most(80)])
    login = TextField(_("Login"), [Optional(), at_most(rules.LONGEST_LOGIN)])

    def validate_login(self, field: Field) -> None:
        if not rules.is_login(rules.fold_login(field.data)):
            raise ValidationError(_("Use small Latin letters, digits, dots and dashes; begin with a letter."))


class SecondPersonFields(Form):
    """Who stands by an exception, and why: fields of any form that may need it (``accounts/second_person.html``).

    None of them is needed by itself: whether they are is known when the exception is (:mod:`app.accounts.approving`).
    """

    approver_login = TextField(_("Login of who stands by"), [at_most(rules.LONGEST_LOGIN)])
    approver_password = SecretField(_("Password of who stands by"), [at_most(rules.LONGEST_PASSWORD)])
    approval_reason = TextField(_("Why is this right?"), [at_most(200)])

    @property
    def has_approval(self) -> bool:
        """Whether somebody began to fill them in."""
        return any((self.approver_login.data, self.approver_password.data, self.approval_reason.data))
