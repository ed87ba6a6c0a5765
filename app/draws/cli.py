"""``flask --app wsgi draw verify FILE``."""

from pathlib import Path

import click
from flask import Blueprint
from flask_babel import gettext as _

from app.draws import document, queries
from app.draws.document import Finding
from app.web.labels import label

blueprint = Blueprint("draw", __name__, cli_group="draw")

FALSE, UNKNOWN = 1, 2
_FEWEST_OF_CODE = 16
"""Digits of a code that must be typed: 64 bits cannot be hit by trying."""


@blueprint.cli.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--posted", default="", help="The code of the list as it stands on the posted sheet, or its beginning.")
def verify(file: Path, posted: str) -> None:
    """Tell whether the FILE of a draw is true and is the one that was posted.

    Exit code 0: it is. 1: it is not. 2: it agrees with itself, but nobody said which code was posted.
    """
    try:
        text = document.read(file.read_bytes())
    except ValueError:
        raise _said(_("The file is not true: it is not text in UTF-8."), FALSE) from None
    finding = document.check(text)
    if finding.flaw is not None:
        raise _said(label(finding.flaw), FALSE)
    _tell(finding)
    raise _against_posted(text, finding, "".join(posted.split()).lower())


def _tell(finding: Finding) -> None:
    click.echo(_("Draw %(number)s: %(entries)d in the list, %(places)d places.", **_numbers(finding)))
    if finding.public_number:
        click.echo(_("The order follows from the secret number and the public number %(number)s.",
                     number=finding.public_number))  # fmt: skip
    else:
        click.echo(_("The draw has not been held yet."))
    click.echo(_("Code of the list: %(code)s", code=finding.list_code))


def _numbers(finding: Finding) -> dict[str, str | int]:
    return {"number": finding.number, "entries": finding.entries, "places": finding.places}


def _against_posted(text: str, finding: Finding, posted: str) -> SystemExit:
    """Compare with the code that was typed, and with what this hub has recorded under the number."""
    if posted and (len(posted) < _FEWEST_OF_CODE or not finding.list_code.startswith(posted)):
        return _said(_("The file is not the one that was posted: its list has another code."), FALSE)
    draw = queries.find_by_number(finding.number)
    if draw is None and not posted:
        return _said(_("The file agrees with itself. Compare its code with the sheet that was posted: "
                       "this hub has no such draw."), UNKNOWN)  # fmt: skip
    if draw is not None and text not in (queries.text_of(draw), document.text_before(draw, draw.seed_code)):
        return _said(_("The file is not true: this hub has recorded something else."), FALSE)
    if draw is not None and draw.annulled_why:
        click.echo(_("This draw was annulled: %(why)s", why=draw.annulled_why))
    return _said(_("The file is true, and its code is the one that was posted."), 0)


def _said(sentence: str, code: int) -> SystemExit:
    click.echo(sentence)
    return SystemExit(code)
