"""A draw is held once, in the open, from the list that hung: whoever wants it otherwise is refused."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import InvalidRequestError

from app.audit.models import AuditEntry
from app.core.actors import KEEPER
from app.core.db import db
from app.core.errors import NotFound
from app.draws import operations, posting, queries, rules
from app.draws.models import Draw, DrawState
from tests.competing import compete
from tests.make.draws import hold_draw, make_draw

AT = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
NAMES = ("0345", "1877", "20912", "5550", "90012")


def post(**changes: object) -> Draw:
    facts = {"names": NAMES, "places": 2, "at": AT} | changes
    return make_draw(**facts)  # type: ignore[arg-type]


def hold(draw: Draw, *, number: str = "461352", nonce: str = "hold", at: datetime | None = None) -> Draw:
    return operations.hold(
        draw.id, public_number=number, witnesses=("А", "Б"), nonce=nonce, actor=KEEPER, at=at or draw.held_at
    )


def test_what_is_posted_is_a_list_in_order_and_two_codes(database: None) -> None:
    draw = queries.get_draw(post(names=("1877", "0345", "20912")).id)
    assert draw.number == "ЖР-2026-0001"
    assert [entry.pseudonym for entry in draw.entries] == ["0345", "1877", "20912"]
    assert draw.list_code == rules.code_of(queries.text_of(draw))
    assert draw.state is DrawState.POSTED


def test_the_secret_number_cannot_be_seen_before_the_draw(database: None, caplog: pytest.LogCaptureFixture) -> None:
    """Not by a page, not in the file, not in the trace, not in a log."""
    caplog.set_level(logging.DEBUG)
    draw = post()
    seed = db.session.scalars(select(Draw.seed)).one()
    db.session.expunge_all()
    shown = queries.get_draw(draw.id)
    with pytest.raises(InvalidRequestError):
        _ = shown.seed
    with pytest.raises(NotFound):
        queries.seed_of(shown)
    assert queries.lots_of(shown) == []
    assert seed not in queries.text_of(shown)
    assert seed not in caplog.text
    assert not db.session.scalar(select(func.count()).where(AuditEntry.details.contains(seed)))


def test_the_order_follows_from_both_numbers_and_stays(database: None) -> None:
    draw = hold_draw(post())
    seed = queries.seed_of(draw)
    assert rules.code_of(seed) == draw.seed_code
    expected = [lot.pseudonym for lot in rules.cast(seed, "461352", NAMES)]
    assert [entry.pseudonym for entry in queries.outcome_of(queries.get_draw(draw.id))] == expected
    references = dict(enumerate(NAMES, start=100))
    order = queries.order_of(draw.id)
    assert [references[key] for key in sorted(order, key=order.__getitem__)] == expected


def test_there_is_no_second_draw(database: None) -> None:
    draw = hold_draw(post())
    before = queries.outcome_of(queries.get_draw(draw.id))
    with pytest.raises(operations.AlreadyDrawn):
        hold(draw, number="999999", nonce="again")
    with pytest.raises(operations.AlreadyDrawn):
        operations.annul(draw.id, why="Вийшло не те", actor=KEEPER, at=draw.held_at)
    db.session.rollback()
    assert queries.outcome_of(queries.get_draw(draw.id)) == before


def test_it_is_not_held_before_the_announced_hour(database: None) -> None:
    draw = post()
    with pytest.raises(operations.TooEarly):
        hold(draw, at=draw.held_at - timedelta(minutes=1))


def test_a_number_of_three_digits_could_be_tried_out(database: None) -> None:
    with pytest.raises(operations.NotAPublicNumber):
        hold(post(), number="123")


def test_an_annulled_draw_stays_in_the_list_with_its_reason(database: None) -> None:
    draw = post()
    operations.annul(draw.id, why="У списку бракує вулиці Садової", actor=KEEPER, at=AT)
    db.session.commit()
    with pytest.raises(operations.Annulled):
        hold(draw)
    db.session.rollback()
    again = post(nonce="second")
    assert [(found.number, found.state) for found in queries.list_draws()] == [
        (again.number, DrawState.POSTED),
        (draw.number, DrawState.ANNULLED),
    ]


def test_nobody_draws_when_there_is_enough_for_all(database: None) -> None:
    for names, places in ((("0345",), 1), (NAMES, 5), (NAMES, 0)):
        with pytest.raises(posting.NobodyToDraw):
            post(names=names, places=places)


def test_the_hour_must_still_come(database: None) -> None:
    terms = posting.Terms("Печі", "Їх менше", 1, AT, "Ліцей")
    with pytest.raises(posting.HeldInPast):
        posting.post(terms, {1: "0345", 2: "1877"}, nonce="x", actor=KEEPER, at=AT)


def test_words_of_several_lines_stay_one_line_of_the_file(database: None) -> None:
    terms = posting.Terms("Печі\n\nМісць: 9", "Їх\tменше", 1, AT + timedelta(hours=1), "Ліцей")
    draw = posting.post(terms, {1: "0345", 2: "1877"}, nonce="x", actor=KEEPER, at=AT)
    assert draw.title == "Печі Місць: 9"


def race_to_hold(app: Flask) -> None:
    with app.app_context():
        draw_id = post().id
        held_at = AT + timedelta(hours=1)

    def with_number(number: str) -> object:
        return operations.hold(
            draw_id, public_number=number, witnesses=("А", "Б"), nonce=number, actor=KEEPER, at=held_at
        )  # fmt: skip

    endings = compete(app, [lambda n=n: with_number(f"{n:06d}") for n in range(6)])  # type: ignore[misc]
    assert endings == ["AlreadyDrawn"] * 5 + ["done"]
    with app.app_context():
        draw = queries.get_draw(draw_id)
        lots = queries.lots_of(draw)
        assert [entry.pseudonym for entry in queries.outcome_of(draw)] == [lot.pseudonym for lot in lots]


def test_six_who_press_at_once_make_one_draw(app: Flask) -> None:
    race_to_hold(app)


@pytest.mark.postgres
def test_six_who_press_at_once_make_one_draw_on_postgres(postgres_app: Flask) -> None:
    race_to_hold(postgres_app)
