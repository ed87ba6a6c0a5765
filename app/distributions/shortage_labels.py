"""A decision on a shortage in words: for the public, on the page of a resident and on the poster."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.errors import N_
from app.distributions.models import FirstTo, ShortageDecision, ShortageWay, ShortKit
from app.distributions.queries import News
from app.stock.labels import kit_name
from app.web import labels
from app.web.filters import day, dmy, stamp

WAYS = labels.register(
    {
        ShortageWay.POSTPONE: N_("postpone for everyone"),
        ShortageWay.SMALLER_SHARE: N_("an equal smaller share"),
        ShortageWay.FIRST_TO_SOME: N_("first to some"),
        ShortageWay.DRAW: N_("a draw"),
    }
)
FIRST_TO = labels.register(
    {
        FirstTo.ASSISTED: N_("with people who need help to collect"),
        FirstTo.INFANTS: N_("with a child of 0 to 2 years"),
        FirstTo.CHILDREN: N_("with children under 18"),
        FirstTo.OLDER: N_("with people of 60 and older"),
        FirstTo.DISPLACED: N_("of internally displaced people"),
        FirstTo.LARGE: N_("of 5 people and more"),
    }
)


def shortage_rule(decision: ShortageDecision) -> str:
    """Who gets what, in one or two plain sentences."""
    match decision.way:
        case ShortageWay.POSTPONE:
            first = day(decision.postponed_to) if decision.postponed_to else ""
            return str(_("Postponed for everyone. The first day is %(day)s.", day=first))
        case ShortageWay.SMALLER_SHARE:
            return " ".join((str(_("Everyone gets less, by one rule.")), *map(_share, decision.kits)))
        case ShortageWay.FIRST_TO_SOME:
            return _first(decision.conditions)
        case ShortageWay.DRAW:
            number = decision.draw.number if decision.draw else ""
            return str(_("Draw %(number)s decides the order. Whoever is not reached waits by it.", number=number))


def shortage_kits(decision: ShortageDecision) -> str:
    """What was missing: one sentence for each kind of kit."""
    return " ".join(
        str(_("%(kit)s: %(needed)d needed, %(there)d can be given.",
              kit=kit_name(short.kit), needed=short.needed, there=short.there - short.reserve))
        for short in decision.kits
    )  # fmt: skip


def shortage_why(decision: ShortageDecision) -> str:
    """Why it was decided so, and when."""
    return str(_("Reason: %(reason)s. Decided on %(date)s.",
                 reason=decision.reason.rstrip(". "), date=dmy(decision.decided_at)))  # fmt: skip


def draw_news(news: News) -> str:
    """What a household should know of the draw that it is in; empty where there is none."""
    draw = news.decision.draw
    if draw is None or not news.name:
        return ""
    if news.position is None:
        return str(_("In its list you are %(name)s. It is drawn on %(at)s, %(where)s. You may come and watch.",
                     name=news.name, at=stamp(draw.held_at), where=draw.held_where))  # fmt: skip
    if news.waits_as is not None:
        return str(_("In its list you are %(name)s: you wait as number %(number)d.",
                     name=news.name, number=news.waits_as))  # fmt: skip
    return str(_("In its list you are %(name)s: you have a place.", name=news.name))


def _share(short: ShortKit) -> str:
    return _share_of(kit_name(short.kit), short.most, short.percent)


def _share_of(kit: str, most: int | None, percent: int | None) -> str:
    if most is not None:
        return str(ngettext("%(kit)s: at most %(num)s kit for a household.",
                            "%(kit)s: at most %(num)s kits for a household.", most, kit=kit))  # fmt: skip
    return str(_("%(kit)s: %(percent)d %% of what the rule says, rounded down, one kit at least.",
                 kit=kit, percent=percent or 100))  # fmt: skip


def _first(conditions: Iterable[FirstTo]) -> str:
    words = ", ".join(labels.label(condition) for condition in conditions)
    if not words:
        return str(_("First those who are longest without this aid. The others wait."))
    return str(_("First households %(words)s; then those longest without this aid. The others wait.", words=words))
