"""What the accountant takes away as a file: people, days and money; no tax numbers and no accounts."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from flask_babel import gettext as _

from app.core.money import in_hryvnias
from app.pay.models import PayLine, PaySheet
from app.public_works.models import SignUp
from app.web.spreadsheets import Table, Value


def called(sign_up: SignUp) -> str:
    """Somebody's name while it is kept, then the code of the sign-up."""
    return sign_up.person.full_name if sign_up.person else sign_up.code


def in_days(half_days: int) -> str:
    """2, 0,5 or −1,5: days as they are written here."""
    whole, half = divmod(abs(half_days), 2)
    return ("−" if half_days < 0 else "") + f"{whole}{',5' if half else ''}"


def in_hours(minutes: int) -> str:
    """7:30, so that nothing is rounded."""
    hours, rest = divmod(abs(minutes), 60)
    return ("−" if minutes < 0 else "") + f"{hours}:{rest:02d}"


def sheet_table(sheet: PaySheet) -> Table:
    """The lines of a sheet; the person must be loaded."""
    titles = (
        _("No."), _("Name"), _("Code"), _("Days"), _("Hours"), _("Rate a day, UAH"), _("Gross, UAH"), _("Pay sheet"),
        _("From"), _("To"), _("Order"), _("Payer"),
    )  # fmt: skip
    return Table(sheet.number, titles, list(_rows(sheet)))


def _rows(sheet: PaySheet) -> Iterator[Sequence[Value]]:
    order = sheet.order
    for line in sheet.lines:
        yield (
            line.row_no, called(line.sign_up), line.sign_up.code, *_sums(line, sheet.rate_minor), sheet.number,
            sheet.from_on, sheet.to_on, order.number, order.payer,
        )  # fmt: skip


def _sums(line: PayLine, rate_minor: int) -> tuple[Value, ...]:
    days = Decimal(line.half_days) / 2
    return days, in_hours(line.minutes), in_hryvnias(rate_minor), in_hryvnias(line.gross_minor)
