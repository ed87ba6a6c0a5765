"""The rule of a programme in words: for the public, on the screens where it is built, and version by version."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app.distributions.labels import PROXY_RULES
from app.distributions.models import Unit
from app.distributions.operations import Terms
from app.distributions.rules import Criteria, KitTerms, Target
from app.households.labels import NEEDS
from app.households.models import ACCESS_NEEDS, Heating, Residence, Sex
from app.web import labels

CHILDREN_UP_TO = 17


@dataclass(frozen=True, slots=True)
class Names:
    """What kits, settlements and programmes are called, by their ids."""

    kits: Mapping[int, str]
    settlements: Mapping[int, str]
    programmes: Mapping[int, str]


def proposed_rule(terms: Terms, names: Names) -> str:
    """The rule of these terms in words for the public, to be edited by whoever knows the people."""
    turn = ngettext("every day", "every %(num)s days", terms.cycle_days)
    lines = [f"{kit_line(kit, names)}." for kit in terms.kits]
    return " ".join((*lines, _("It is given %(turn)s.", turn=turn), _whom(terms.settlement_ids, names)))


def kit_line(kit: KitTerms, names: Names) -> str:
    """One kit: «Набір для немовляти – по 1 на кожну дитину до 2 років»."""
    conditions = "; ".join(_conditions(kit, names))
    line = _("%(kit)s – %(amount)s", kit=names.kits.get(kit.kit_id, "?"), amount=_amount(kit))
    return f"{line}; {conditions}" if conditions else str(line)


def _amount(kit: KitTerms) -> str:
    if kit.unit is Unit.SIZE_TABLE:
        return "; ".join(
            ngettext("from %(num)s person – %(kits)s", "from %(num)s people – %(kits)s", people, kits=_kits(kits))
            for people, kits in kit.sizes
        )
    if kit.unit is Unit.MATCHING:
        return str(_("%(number)d %(whom)s", number=kit.quantity, whom=_somebody(kit.target, _FOR_EACH)))
    whom = _("for each person") if kit.unit is Unit.PERSON else _("for a household")
    return str(_("%(number)d %(whom)s", number=kit.quantity, whom=whom))


def _kits(count: int) -> str:
    return str(ngettext("%(num)s kit", "%(num)s kits", count))


Wording = Mapping[str, Callable[[], str]]
_FOR_EACH: Wording = {
    "child": lambda: _("for each child"),
    Sex.FEMALE: lambda: _("for each woman or girl"),
    Sex.MALE: lambda: _("for each man or boy"),
    "anybody": lambda: _("for each person"),
}
_WHERE_THERE_IS: Wording = {
    "child": lambda: _("where there is a child"),
    Sex.FEMALE: lambda: _("where there is a woman or girl"),
    Sex.MALE: lambda: _("where there is a man or boy"),
    "anybody": lambda: _("where there is a person"),
}


def _somebody(target: Target, wording: Wording) -> str:
    """Whom a kit is for among the people of a household."""
    is_child = target.age_to is not None and target.age_to <= CHILDREN_UP_TO
    kind = target.sex or ("child" if is_child else "anybody")
    care = _("with a need of care") if target.needs_care else ""
    words = [wording[kind](), _ages(target.age_from, target.age_to), care]
    return " ".join(word for word in words if word)


def _ages(first: int | None, last: int | None) -> str:
    if first and last is not None:
        return str(_("from %(first)d to %(last)d years", first=first, last=last))
    if last is not None:
        return str(ngettext("up to %(num)s year", "up to %(num)s years", last))
    return str(ngettext("from %(num)s year", "from %(num)s years", first)) if first else ""


def _conditions(kit: KitTerms, names: Names) -> Iterator[str]:
    target = kit.target
    if kit.unit is not Unit.MATCHING and target.is_about_people:
        yield _somebody(target, _WHERE_THERE_IS)
    if target.size_from is not None or target.size_to is not None:
        yield _("household %(size)s", size=_size(target.size_from, target.size_to))
    if target.residences:
        lives = [labels.label(one) for one in Residence if one in target.residences]
        yield _("living here as: %(list)s", list=", ".join(lives))
    if target.heatings:
        heated = [labels.label(one) for one in Heating if one in target.heatings]
        yield _("heating: %(list)s", list=", ".join(heated))
    if target.needs:
        needs = [str(_(NEEDS[need])) for need in ACCESS_NEEDS if need in target.needs]
        yield _("needs: %(list)s", list=", ".join(needs))
    if target.settlement_ids:
        yield _("only %(places)s", places=_places(sorted(target.settlement_ids), names))


def _size(first: int | None, last: int | None) -> str:
    if first is not None and last is not None:
        return str(_("from %(first)d to %(last)d people", first=first, last=last))
    if last is not None:
        return str(ngettext("up to %(num)s person", "up to %(num)s people", last))
    return str(ngettext("from %(num)s person", "from %(num)s people", first or 1))


def _whom(settlement_ids: Sequence[int], names: Names) -> str:
    if not settlement_ids:
        return str(_("For every registered household."))
    return str(_("For households of %(places)s.", places=_places(settlement_ids, names)))


def _places(settlement_ids: Sequence[int], names: Names) -> str:
    return ", ".join(names.settlements.get(one, "?") for one in settlement_ids)


def bar_line(other_id: int, days: int, names: Names) -> str:
    """Another programme that bars from this one."""
    title = names.programmes.get(other_id, "?")
    line = ngettext(
        "not to those whom “%(title)s” was given to on the %(num)s day before",
        "not to those whom “%(title)s” was given to within the %(num)s days before",
        days,
        title=title,
    )
    return str(line)


def between_line(days: int) -> str:
    """The least time from one hand-over to the next."""
    line = ngettext(
        "at least %(num)s day from one time to the next", "at least %(num)s days from one time to the next", days
    )
    return str(line)


def criteria_lines(criteria: Criteria, names: Names) -> list[str]:
    """Everything that decides, a line each."""
    lines = [kit_line(kit, names) for kit in criteria.kits]
    lines.append(ngettext("every day", "every %(num)s days", criteria.cycle_days))
    lines.append(_whom(criteria.settlement_ids, names).rstrip("."))
    if criteria.days_between is not None:
        lines.append(between_line(criteria.days_between))
    lines += [bar_line(other_id, days, names) for other_id, days in criteria.bars]
    lines.append(_("collected by: %(who)s", who=_(PROXY_RULES[criteria.proxy_rule])))
    return lines
