"""What a programme rests on: the versions of its criteria, and the decisions attached to it."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import Refusal
from app.distributions import operations, queries, rule_words, rules
from app.distributions.forms.programmes import DecisionForm
from app.distributions.models import FileKind
from app.distributions.views.blueprint import blueprint
from app.distributions.views.programmes import show_programme, words_for
from app.web.access import access, current_actor
from app.web.errors import tell

TYPES = {FileKind.PDF: "application/pdf", FileKind.JPEG: "image/jpeg", FileKind.PNG: "image/png"}


@blueprint.get("/programmes/<int:programme_id>/criteria")
@access(Permission.SEE_DISTRIBUTIONS)
def criteria(programme_id: int) -> ResponseReturnValue:
    """Who was to get what and since when, for the wall and for whoever asks."""
    names = words_for()
    versions = queries.list_criteria(programme_id)
    lines = [rule_words.criteria_lines(rules.load_criteria(version.terms), names) for version in versions]
    before = [*lines, []][1:]
    return render_template(
        "distributions/criteria.html",
        programme=queries.get_programme(programme_id),
        versions=[
            (version, new, [line for line in old if line not in new], [line for line in new if line not in old])
            for version, new, old in zip(versions, lines, before, strict=True)
        ],
    )


@blueprint.post("/programmes/<int:programme_id>/decisions")
@access(Permission.MANAGE_PROGRAMMES)
def attach_decision(programme_id: int) -> ResponseReturnValue:
    """Keep the decision as it was signed."""
    programme = queries.get_programme(programme_id)
    form = DecisionForm()
    if queries.find_document_by_nonce(form.nonce.data) is not None:
        return redirect(url_for("distributions.programme", programme_id=programme_id), 303)
    if not form.is_sent:
        return show_programme(programme, form, 422)
    try:
        with transaction():
            operations.attach_decision(
                programme_id,
                form.upload.stream.read(rules.MOST_BYTES + 1),
                nonce=form.nonce.data or "",
                actor=current_actor(),
                at=clock.now(),
            )
    except Refusal as refusal:
        form.refuse("file", tell(refusal))
        return show_programme(queries.get_programme(programme_id), form, refusal.status)
    flash(_("The decision is attached."), "good")
    return redirect(url_for("distributions.programme", programme_id=programme_id), 303)


@blueprint.get("/programmes/<int:programme_id>/decisions/<int:document_id>")
@access(Permission.SEE_DISTRIBUTIONS)
def decision(programme_id: int, document_id: int) -> ResponseReturnValue:
    """The file, to be kept and not to be opened inside our page: somebody else made it."""
    found = queries.get_document(programme_id, document_id)
    return Response(
        found.content,
        content_type=TYPES[found.kind],
        headers={
            "Content-Disposition": f'attachment; filename="poriad-decision-{found.id}.{found.kind.value}"',
            "X-Content-Type-Options": "nosniff",
        },
    )
