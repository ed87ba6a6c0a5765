"""Answers that several of these pages give."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import transaction
from app.core.errors import Refusal
from app.households import labels, operations, proxies, queries, rules
from app.households.alike import Alike
from app.households.forms import ConsentForm
from app.households.models import ConsentKind, Proxy
from app.households.proxies import ProxyState
from app.households.queries import events as event_queries
from app.households.queries import proxies as proxy_queries
from app.web import htmx
from app.web.access import current_actor
from app.web.errors import tell

ASKABLE = (ConsentKind.NOTICE, ConsentKind.CALLS, ConsentKind.PARTNERS, ConsentKind.HEALTH_QUESTIONS)


def to_household(household_id: int, said: str = "") -> ResponseReturnValue:
    """On to the page of a household, with what was done said first."""
    if said:
        flash(said, "good")
    url = url_for("households.show", household_id=household_id)
    return htmx.send_to(url) if htmx.is_fragment_wanted() else redirect(url, 303)


def household_page(
    household_id: int, *, is_revealed: bool = False, refusal: Refusal | None = None
) -> ResponseReturnValue:
    """The page of a household; with what was refused said first."""
    household = queries.get_household(household_id)
    if refusal is not None:
        flash(tell(refusal), "bad")
    sharing = queries.count_sharing(household)
    page = render_template(
        "households/show.html",
        household=household,
        in_force={c.kind: c for c in household.consents if c.withdrawn_at is None},
        askable=ASKABLE,
        consent_form=ConsentForm(),
        is_revealed=is_revealed,
        need_words=labels.NEEDS,
        proxies=_proxies(household_id),
        events=event_queries.list_events(household_id),
        sharing=sharing if sharing > rules.USUAL_PHONE_SHARE else 0,
    )
    return page, refusal.status if refusal is not None else 200


def _proxies(household_id: int) -> list[tuple[Proxy, ProxyState]]:
    """Who else may collect, with what is true of them today."""
    today = clock.local_date(clock.now())
    return [(one, proxies.state(one, on=today)) for one in proxy_queries.list_proxies(household_id, on=today)]


def is_another(found: Sequence[Alike]) -> bool:
    """Whether nobody is alike, or all who are were shown and somebody said that it is another family."""
    shown = set(request.form.getlist("shown")) if request.form.get("act") == "other" else set()
    return {str(each.household.id) for each in found} <= shown


def leave_trace(household_id: int, purpose: rules.Purpose) -> None:
    """Whoever sees names and numbers leaves a trace, whatever page they stand on."""
    with transaction():
        operations.reveal_household(household_id, purpose, actor=current_actor(), at=clock.now())
