"""A round and its needs on PostgreSQL, and who is quicker on both databases."""

from datetime import date
from functools import partial

import pytest
from flask import Flask

from app.audit import queries as audit
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.wardens import operations, queries
from app.wardens.models import ChangeKind, NeedCode, Round, WardenStreet
from app.wardens.rules import Change, Mark
from tests import cast
from tests.competing import compete
from tests.wardens.beat import (
    MONDAY,
    RETURN_BY,
    Beat,
    actor,
    all_reached,
    enter,
    houses_of,
    lay_out,
    make_sheet,
)

ATTEMPTS = 6


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def either(request: pytest.FixtureRequest) -> Flask:
    """The application on either database."""
    app: Flask = request.getfixturevalue("app" if request.param == "sqlite" else "postgres_app")
    return app


@pytest.mark.postgres
def test_a_round_goes_out_and_comes_back_on_postgres(postgres_app: Flask) -> None:
    with postgres_app.app_context():
        beat = lay_out()
        sheet = make_sheet(beat)
        marks = all_reached(sheet, but=[3])
        marks[0] = Mark(1, is_reached=True, needs=(NeedCode.HEAT, NeedCode.FOOD), change=Change(ChangeKind.BIRTH))
        enter(sheet.id, marks, ["буд. 14"], is_finished=False)
        marks[0] = Mark(1, is_reached=True, needs=(NeedCode.FOOD, NeedCode.HEAT))
        enter(sheet.id, marks, saves=1)
        assert houses_of(make_sheet(beat))[0] == "3"
        overview = queries.overview()
        assert sum(each.homes for each in overview.beats) == 9
        assert overview.free == []
        table = queries.count_needs(date(2026, 11, 23), date(2026, 11, 23))
        assert table.of(NeedCode.FOOD) == [1]
        assert [change.kind for change in queries.list_changes(None).rows] == [ChangeKind.NEW_HOUSEHOLD]
        assert [row.reached for row in queries.list_rounds(actor(cast.TAMARA), None).rows] == [0, 7]
        assert queries.see_returns(date(2026, 12, 1)) == queries.Returns(reported=1, overdue=1)
        assert queries.get_beat(beat.tamara).open_rounds == 1
        assert audit.check_chain().broken_at is None


def save(sheet_id: int, login: cast.Colleague, nonce: str) -> None:
    """As a view does, on a connection of its own."""
    operations.save_round(
        sheet_id, [Mark(1, is_reached=True)], is_finished=True, saves=0, nonce=nonce, actor=actor(login), at=MONDAY
    )


def test_two_people_type_in_one_sheet(either: Flask) -> None:
    with either.app_context():
        beat = lay_out()
        sheets = [make_sheet(beat).id for _number in range(ATTEMPTS)]
    for sheet_id in sheets:
        acts = [partial(save, sheet_id, cast.TAMARA, nonce * 32) for nonce in "abcd"]
        ends = compete(either, acts)
        assert ends.count("done") == 1
        assert set(ends) - {"done"} <= {"RoundEntered", "RoundChanged"}
    with either.app_context():
        assert all(sheet.saves == 1 for sheet in db.session.scalars(db.select(Round)))
        assert audit.check_chain().broken_at is None


def test_one_form_pressed_many_times_saves_once(either: Flask) -> None:
    with either.app_context():
        beat = lay_out()
        sheet_id = make_sheet(beat).id
    ends = compete(either, [partial(save, sheet_id, cast.TAMARA, "a" * 32)] * 5)
    assert ends == ["EnteredTwice"] * 4 + ["done"]


def test_the_streets_change_hands_while_the_old_warden_saves(either: Flask) -> None:
    """Either the sheet was saved before, or the warden is told; nothing is saved by them afterwards."""
    with either.app_context():
        beat = lay_out()
    for attempt in range(ATTEMPTS):
        _race_once(either, beat, attempt)


def _race_once(app: Flask, beat: Beat, attempt: int) -> None:
    giver, taker = (beat.tamara, beat.stepan) if attempt % 2 == 0 else (beat.stepan, beat.tamara)
    colleague = cast.TAMARA if attempt % 2 == 0 else cast.STEPAN
    with app.app_context():
        stretches = queries.own(giver)
        sheet_id = _sheet_of(giver, colleague, attempt)
    hand_over = partial(operations.hand_over_streets, giver, taker, expected=len(stretches), actor=KEEPER, at=MONDAY)
    ends = compete(app, [hand_over, partial(save, sheet_id, colleague, "a" * 32)])
    assert ends in (["RoundHandedOver", "done"], ["done", "done"])
    with app.app_context():
        assert queries.own(giver) == []
        entered = db.session.get_one(Round, sheet_id).entered_at is not None
        assert entered == (ends == ["done", "done"])


def _sheet_of(warden_id: int, colleague: cast.Colleague, attempt: int) -> int:
    with transaction():
        return operations.make_round(
            warden_id, queries.own(warden_id), return_by=RETURN_BY, nonce=f"{attempt}" * 32, actor=actor(colleague),
            at=MONDAY,
        ).id  # fmt: skip


def test_two_sheets_made_at_once_have_two_numbers(either: Flask) -> None:
    with either.app_context():
        beat = lay_out()
        tamara = actor(cast.TAMARA)
    acts = [
        partial(
            operations.make_round, beat.tamara, beat.stretches,
            return_by=RETURN_BY, nonce=letter * 32, actor=tamara, at=MONDAY,
        )
        for letter in "abcd"
    ]  # fmt: skip
    assert compete(either, acts) == ["done"] * 4
    with either.app_context():
        assert sorted(db.session.scalars(db.select(Round.serial))) == [1, 2, 3, 4]


def test_a_street_is_given_to_one_of_two_wardens(either: Flask) -> None:
    with either.app_context():
        beat = lay_out()
        db.session.execute(db.delete(WardenStreet))
        db.session.commit()
    acts = [
        partial(operations.give_streets, warden, beat.stretches, actor=KEEPER, at=MONDAY)
        for warden in (beat.tamara, beat.stepan)
    ]
    assert compete(either, acts) == ["StreetTaken", "done"]
