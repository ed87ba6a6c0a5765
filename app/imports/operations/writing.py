"""Writing a previewed list into the register: all of it in one transaction, in bulk, as it was previewed."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update

from app.audit import operations as audit
from app.core.actors import Actor
from app.core.db import db
from app.households.models import Household
from app.households.operations.bulk import Prepared, add_in_bulk, add_rows
from app.hubs.models import Settlement, Street
from app.imports import register, reporting, values
from app.imports.models import Import, ImportLine, ImportRow, ImportState, Outcome
from app.imports.operations.planning import Plan, Planned
from app.imports.operations.refusals import RegisterChanged, get_open
from app.imports.operations.taking_over import Target, hold_households, take_over
from app.imports.places import KnownPlaces, SettlementKey
from app.imports.reporting import Fate


def write(plan: Plan, *, actor: Actor, at: datetime) -> Import:
    """Write a list as it was previewed, and remove its file and its rows. New households get a card each.

    Raises ListGone, AlreadyWritten, and RegisterChanged when the register, the choices or the places are not what
    they were: nothing is written then.
    """
    one = get_open(plan.import_id)
    targets = _targets(plan, one)
    _check_unchanged(plan, one, targets)
    settlement_ids = _add_settlements(plan)
    new = plan.of(Fate.CREATED)
    keys = _import_keys([each.row.identity for each in new])
    ids = add_in_bulk(
        [_located(each, plan.places, settlement_ids, key) for each, key in zip(new, keys, strict=True)],
        actor=actor,
        at=at,
    )
    changed = take_over(targets, plan.places, settlement_ids, actor=actor, at=at)
    household_ids = _household_ids(plan, dict(zip((each.row.position for each in new), ids, strict=True)))
    _write_lines(plan, one, household_ids)
    _finish(plan, one, household_ids, actor, at)
    audit.record(
        "import households", "import", one.id, actor=actor, at=at,
        created=len(ids), changed=changed, already_here=plan.counts.get(Fate.UNCHANGED, 0),
        refused=plan.counts.get(Fate.UNCLEAR, 0), left_out=_left(plan),
        joined=plan.counts.get(Fate.JOINED, 0), settlements=len(settlement_ids) - len(plan.known_settlements),
        streets=(db.session.scalar(select(func.count()).select_from(Street)) or 0) - len(plan.known_streets),
    )  # fmt: skip
    return one


def _left(plan: Plan) -> int:
    return plan.counts.get(Fate.LEFT_OUT, 0) + plan.counts.get(Fate.UNDECIDED, 0)


def _targets(plan: Plan, one: Import) -> list[Target]:
    """Households that take something over, with what they hold now and what differs now."""
    rows = plan.of(Fate.TAKEN_OVER)
    hold_households(each.row.household_id for each in rows)
    held = register.load_held(each.row.household_id for each in rows)
    line_ids = [each.row.line_id for each in rows if each.row.line_id]
    lines = {line.id: line for line in _lines(line_ids)}
    return [
        Target.of(
            each.row,
            each.reading.values,
            held=held.get(each.row.household_id),
            line=lines.get(each.row.line_id),
            shape=one.shape,
        )
        for each in rows
    ]


def _lines(line_ids: Sequence[int]) -> Iterator[ImportLine]:
    for ids in register.parts(sorted(line_ids), register.MOST_VALUES):
        yield from db.session.scalars(select(ImportLine).where(ImportLine.id.in_(ids)))


def _check_unchanged(plan: Plan, one: Import, targets: Iterable[Target]) -> None:
    is_as_seen = (
        one.state is ImportState.READY
        and one.touched_at == plan.touched_at
        and register.list_settlements() == plan.known_settlements
        and register.list_streets() == plan.known_streets
        and register.count_written_lists() == one.lists_before
        and not _is_registered_since(plan, one)
        and not any(target.is_stale for target in targets)
    )
    if not is_as_seen:
        raise RegisterChanged


def _is_registered_since(plan: Plan, one: Import) -> bool:
    """Whether somebody who would be created stands in the register by now; others were not there to be compared."""
    new = plan.of(Fate.CREATED)
    heads = {each.reading.values.head.key for each in new}
    since = register.list_identities(heads, after=one.last_household_id)
    return not since.keys().isdisjoint(each.row.identity for each in new)


def _add_settlements(plan: Plan) -> dict[SettlementKey, int]:
    """The ids of all settlements, those that the list brings along included."""
    db.session.add_all(Settlement(kind=kind, name=name) for (kind, _folded), name in plan.new_settlements.items())
    db.session.flush()
    return {register.settlement_key(row): row.id for row in db.session.scalars(select(Settlement))}


def _import_keys(identities: Sequence[str]) -> list[str]:
    """A key for each that no household has: the wall behind two imports of one list at the same moment."""
    taken = set(db.session.scalars(select(Household.import_key).where(Household.import_key.is_not(None))))
    keys = []
    for each in identities:
        number = 1
        while (key := values.digest_of(f"{each}|{number}")) in taken:
            number += 1
        taken.add(key)
        keys.append(key)
    return keys


def _located(
    each: Planned, places: KnownPlaces, settlement_ids: Mapping[SettlementKey, int], import_key: str
) -> Prepared:
    place = places.place_of(each.reading.values.address)
    if each.new is None or place is None:
        raise ValueError("only rows that are created are located")
    facts = replace(each.new.draft.facts, settlement_id=settlement_ids[place.settlement])
    return replace(each.new, draft=replace(each.new.draft, facts=facts, import_key=import_key))


# ---- what stays of the list


def _household_ids(plan: Plan, created: Mapping[int, int]) -> dict[int, int]:
    """The household of each row that has one, by the position of the row."""
    ids = dict(created)
    for each in plan.of(Fate.UNCHANGED, Fate.TAKEN_OVER, Fate.KEPT, Fate.LEFT_OUT):
        if each.row.household_id is not None:
            ids[each.row.position] = each.row.household_id
    for each in plan.of(Fate.JOINED):
        if each.same_as in ids:
            ids[each.row.position] = ids[each.same_as]
    return ids


def _write_lines(plan: Plan, one: Import, household_ids: Mapping[int, int]) -> None:
    """Remember what each row said, also where a difference was left: it is not asked about again."""
    new, changed = [], []
    shapes = _shapes([each.row.line_id for each in plan.rows if each.row.line_id])
    for each in plan.rows:
        household_id = household_ids.get(each.row.position)
        if household_id is None or (each.fate is Fate.LEFT_OUT and each.row.outcome is not Outcome.DIFFERS):
            continue
        said = _line(each, one)
        if shapes.get(each.row.line_id) == one.shape:
            changed.append({"id": each.row.line_id, **said})
        else:
            new.append({"household_id": household_id, **said})
    add_rows(ImportLine, new)
    if changed:
        db.session.execute(update(ImportLine), changed)


def _shapes(line_ids: Sequence[int]) -> dict[int, str]:
    shapes: dict[int, str] = {}
    for ids in register.parts(sorted(line_ids), register.MOST_VALUES):
        found = select(ImportLine.id, ImportLine.shape).where(ImportLine.id.in_(ids))
        shapes |= {row.id: row.shape for row in db.session.execute(found)}
    return shapes


def _line(each: Planned, one: Import) -> dict[str, Any]:
    row = each.row
    return {
        "import_id": one.id,
        "shape": one.shape,
        "sheet": row.sheet,
        "number": row.number,
        "digest": row.digest,
        "identity": row.identity,
        "said": each.said,
    }


def _finish(plan: Plan, one: Import, household_ids: Mapping[int, int], actor: Actor, at: datetime) -> None:
    told = [(each.row, each.reading, each.fate, household_ids.get(each.row.position)) for each in plan.rows]
    report = reporting.build(told, json.loads(plan.outline))
    db.session.execute(delete(ImportRow).where(ImportRow.import_id == one.id))
    one.state, one.position, one.touched_at = ImportState.SEARCHING, 0, at
    one.finished_at, one.finished_by_id = at, actor.staff_id
    one.content = one.mapping = one.outline = None
    one.counts = json.dumps(plan.counts)
    one.report = json.dumps(report, ensure_ascii=False)
    db.session.flush()
