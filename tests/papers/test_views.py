"""What the papers of a distribution say, who may print them, and that printed names leave a trace."""

import gzip
import json
import re
from collections.abc import Callable
from datetime import date

from flask import Flask
from sqlalchemy import ColumnElement

from app.audit.models import AuditEntry
from app.core import clock
from app.core.db import db
from app.distributions.models import Distribution, DistributionState, EntitledKit, EntitledPeople, Entitlement
from app.distributions.queries import papers as queries
from app.households.models import Card, Household
from app.hubs.models import Location
from tests import cast
from tests.make import make_card, make_distribution, make_entitlement
from tests.make.distributions import make_cycle
from tests.papers.day import NAMES, PaperDay, hold_day
from tests.statements import statements_of
from tests.visitor import Page, Visitor

Visit = Callable[..., Visitor]
LONGEST_NAME = " ".join(NAMES[0])
ONE_THIN_LINE = 300_000


def papers(visitor: Visitor, day: PaperDay) -> Page:
    return visitor.open(f"/distributions/{day.distribution_id}/papers")


def prints(app: Flask) -> list[AuditEntry]:
    with app.app_context():
        return list(db.session.scalars(db.select(AuditEntry).where(AuditEntry.action == "print names")))


def token(visitor: Visitor, day: PaperDay) -> dict[str, str]:
    """What the form on the page of papers sends at least."""
    page = papers(visitor, day)
    form, _button = page.form_with("Друк на день")
    return {"csrf_token": str(page.values(form)["csrf_token"])}


def forget(which: ColumnElement[bool]) -> None:
    """As if these had never been promised."""
    gone = db.select(Entitlement.id).where(which)
    db.session.execute(db.delete(EntitledKit).where(EntitledKit.entitlement_id.in_(gone)))
    db.session.execute(db.delete(EntitledPeople).where(EntitledPeople.entitlement_id.in_(gone)))
    db.session.execute(db.delete(Entitlement).where(which))
    db.session.commit()


def household_of(slot_id: int, place: int) -> Household:
    found = db.select(Entitlement).where(Entitlement.slot_id == slot_id, Entitlement.place == place)
    return db.session.scalars(found).one().household


def test_the_lead_sees_what_can_be_printed(visit: Visit, day: PaperDay) -> None:
    page = papers(visit(cast.OKSANA), day)
    assert page.says("вівторок, 24 листопада, Ліцей")
    assert page.says("Очікуємо 24 домогосподарства · 3 відомості")
    assert ["09:15–09:30", "8", "Талони на час", "Відомість"] in page.rows()


def test_a_sheet_has_its_rows_in_the_order_of_places_and_two_for_the_pen(visit: Visit, day: PaperDay) -> None:
    oksana = visit(cast.OKSANA)
    papers(oksana, day)
    page = oksana.press("Лише відомості")
    rows = [row for row in page.rows() if len(row) == 10]
    assert [row[0] for row in rows[:12]] == ["№", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "№"]
    assert rows[1][2:6] == [LONGEST_NAME, "5 / 3", "Продуктовий набір", "2"]
    assert re.fullmatch(r"\d{4} \d{4}", rows[1][1].replace("\u00a0", " "))
    assert rows[9] == ["9", *[""] * 9]
    for words in (
        "Відомість видачі гуманітарної допомоги № ВД-2026-0002",
        "вівторок, 24 листопада 2026, 09:15–09:30 · Ліцей, вул. Шкільна, 12",
        f"ГО «Поряд», ЄДРПОУ 12345678 · {day.number} · Аркуш 2 з 3 · Надруковано",
        "рішення № 142/07 від 04.11.2026, виконавчий комітет Тихоплесівської селищної ради",
        "Продуктовий набір (FOOD30, версія 1, 13 кг): Борошно 3 кг, Гречка 1 кг, Рис 1 кг,",
        "М’ясні консерви 3 × 0,33 кг, Рибні консерви 2 × 0,24 кг.",
        "За планом: 8 рядків, 16 наборів.",
        "Затверджую",
        "Видав (видала)",
        "Перевірив (перевірила)",
    ):
        assert page.says(words), words


def test_addresses_are_printed_only_when_asked_for(visit: Visit, day: PaperDay, app: Flask) -> None:
    oksana = visit(cast.OKSANA)
    papers(oksana, day)
    assert "Вернадського" not in oksana.press("Лише відомості").text
    papers(oksana, day)
    page = oksana.press("Лише відомості", {"Друкувати у відомостях і адреси": ["y"]})
    assert page.says("Академіка Вернадського, 1-А")
    assert [json.loads(entry.details)["with_addresses"] for entry in prints(app)] == [False, True]


def test_printing_names_is_one_line_of_the_trace(
    visit: Visit, day: PaperDay, app: Flask, staff: dict[str, int]
) -> None:
    oksana = visit(cast.OKSANA)
    papers(oksana, day)
    oksana.press("Друк на день")
    (entry,) = prints(app)
    assert (entry.staff_id, entry.subject_kind, entry.subject_id) == (
        staff["oksana"],
        "distribution",
        day.distribution_id,
    )
    assert json.loads(entry.details) == {
        "rows": 24, "sheets": [f"ВД-2026-000{number}" for number in (1, 2, 3, 4, 5)], "with_addresses": False
    }  # fmt: skip
    assert "Їжакевич" not in entry.details


def test_what_has_no_names_leaves_no_trace(visit: Visit, day: PaperDay, app: Flask) -> None:
    oksana = visit(cast.OKSANA)
    for path in ("/day-plan", "/time-slips"):
        page = oksana.open(f"/distributions/{day.distribution_id}/papers{path}")
        for name in NAMES:
            assert name[0] not in page.text
        assert "Вернадського" not in page.text
    assert prints(app) == []


def test_one_spoiled_sheet_is_printed_again_under_its_own_number(visit: Visit, day: PaperDay, app: Flask) -> None:
    oksana = visit(cast.OKSANA)
    papers(oksana, day)
    page = oksana.post(f"/slots/{day.slot_ids[2]}/signature-sheet", token(oksana, day))
    assert page.says("№ ВД-2026-0001")
    assert page.says("Аркуш 3 з 3")
    assert not page.says("№ ВД-2026-0002")
    again = oksana.post(f"/slots/{day.slot_ids[2]}/signature-sheet", token(oksana, day))
    assert again.says("№ ВД-2026-0002")
    assert [json.loads(entry.details)["sheets"] for entry in prints(app)] == [["ВД-2026-0001"], ["ВД-2026-0002"]]


def test_rows_keep_their_numbers_when_somebody_has_moved_away(visit: Visit, day: PaperDay, app: Flask) -> None:
    with app.app_context():
        db.session.execute(
            db.update(Entitlement)
            .where(Entitlement.slot_id == day.slot_ids[0], Entitlement.place == 3)
            .values(slot_id=day.slot_ids[1], place=9)
        )
        db.session.commit()
    oksana = visit(cast.OKSANA)
    papers(oksana, day)
    numbers = [row[0] for row in oksana.press("Лише відомості").rows() if len(row) == 10]
    assert numbers[:10] == ["№", "1", "2", "4", "5", "6", "7", "8", "9", "10"]
    assert numbers[10:20] == ["№", "1", "2", "3", "4", "5", "6", "7", "8", "9"]


def test_a_slip_tells_everything_one_needs_to_come(visit: Visit, day: PaperDay, app: Flask) -> None:
    with app.app_context():
        card = db.session.scalars(db.select(Card).order_by(Card.id)).first()
        assert card is not None
        number = f"{card.card_no[:4]} {card.card_no[4:]}"
    page = visit(cast.OKSANA).open(f"/slots/{day.slot_ids[0]}/time-slips")
    slip = next(element for element in page.root.iter("article"))
    words = " ".join(" ".join(slip.itertext()).replace("\u00a0", " ").split())
    for expected in (
        f"Картка {number}",
        "вівторок, 24 листопада",
        "09:00–09:15",
        "Ліцей",
        "Тихе Плесо, вул. Шкільна, 12",
        "вхід з двору, навпроти пошти",
        "Продуктовий набір: 2 набори, 26 кг",
        "Візьміть картку, торбу або візок.",
        "Повітряна тривога? Не виходьте з укриття. Ваше місце збережено.",
        "Наступну дату повідомимо.",
        "Питання і скарги: +380 00 000 00 99.",
    ):
        assert expected in words, (expected, words)
    assert len(list(page.root.iter("article"))) == 8


def test_a_slip_names_the_next_time_when_it_is_known(visit: Visit, day: PaperDay, app: Flask) -> None:
    with app.app_context():
        promise_again(day, date(2026, 12, 22), DistributionState.PUBLISHED)
        promise_again(day, date(2026, 12, 8), DistributionState.DRAFT)
        db.session.commit()
    page = visit(cast.OKSANA).open(f"/slots/{day.slot_ids[0]}/time-slips")
    assert page.says("Наступного разу: вівторок, 22 грудня, 09:00–09:15.")
    assert page.text.count("Наступного разу зазвичай вівторок, 22 грудня.") == 7


def promise_again(day: PaperDay, held_on: date, state: DistributionState) -> None:
    first = db.session.get_one(Distribution, day.distribution_id)
    cycle = make_cycle(programme=first.cycle.programme, number=held_on.day)
    again = make_distribution(cycle=cycle, location=first.location, held_on=held_on, state=state)
    make_entitlement(household=household_of(day.slot_ids[0], 1), slot=again.slots[0], place=1)


def test_a_blocked_card_is_not_printed_on_a_slip(visit: Visit, day: PaperDay, app: Flask) -> None:
    with app.app_context():
        household = household_of(day.slot_ids[0], 1)
        (old,) = household.cards
        old.blocked_at, old.block_reason = clock.now(), "lost"
        db.session.flush()
        new = make_card(household=household)
        old_no, new_no = old.card_no, new.card_no
        db.session.commit()
    page = visit(cast.OKSANA).open(f"/slots/{day.slot_ids[0]}/time-slips")
    assert page.says(f"{new_no[:4]} {new_no[4:]}")
    assert not page.says(f"{old_no[:4]} {old_no[4:]}")


def test_the_registrar_prints_the_slip_of_one_household(visit: Visit, app: Flask, staff: dict[str, int]) -> None:
    with app.app_context():
        day = hold_day(held_on=clock.local_date(clock.now()), per_slot=2, slots=1)
    halyna = visit(cast.HALYNA)
    page = halyna.open(f"/households/{day.household_ids[0]}/time-slips")
    assert len(list(page.root.iter("article"))) == 1
    assert page.says("2 набори, 26 кг")
    halyna.open(f"/distributions/{day.distribution_id}/papers", status=403)
    halyna.open("/households/999/time-slips", status=404)


def test_a_household_without_a_time_is_told_so(visit: Visit, day: PaperDay, app: Flask) -> None:
    with app.app_context():
        forget(Entitlement.household_id == day.household_ids[0])
    page = visit(cast.HALYNA).open(f"/households/{day.household_ids[0]}/time-slips")
    assert page.says("Цьому домогосподарству ще не призначено час.")


def test_the_plan_of_the_day_in_numbers(visit: Visit, day: PaperDay) -> None:
    page = visit(cast.OKSANA).open(f"/distributions/{day.distribution_id}/papers/day-plan")
    rows = page.rows()
    assert ["2", "09:15–09:30", "8", "8", "16", "1", "", ""] in rows
    assert ["Усього", "24", "24", "48", "3", "", ""] in rows
    for words in ("підвал ліцею, 30 м, на 60 осіб", "хаб +380 00 000 00 99, пункт +380 00 000 00 42, 112", "3.1",
                  "навпроти пошти", "не більше 20", "Стіл 2", "вхід без сходів"):  # fmt: skip
        assert page.says(words), words


def test_a_day_too_full_for_its_place_says_so(visit: Visit, day: PaperDay, app: Flask) -> None:
    plan = f"/distributions/{day.distribution_id}/papers/day-plan"
    assert not visit(cast.OKSANA).open(plan).says("впускайте по черзі")
    with app.app_context():
        db.session.scalars(db.select(Location)).one().capacity_on_site = 10
        db.session.commit()
    assert visit(cast.OKSANA).open(plan).says("забагато, впускайте по черзі")


def test_a_draft_has_no_papers(visit: Visit, day: PaperDay, app: Flask) -> None:
    with app.app_context():
        db.session.get_one(Distribution, day.distribution_id).state = DistributionState.DRAFT
        db.session.commit()
    oksana = visit(cast.OKSANA)
    assert oksana.open(f"/distributions/{day.distribution_id}/papers", status=409).says("Спершу оприлюдніть цю видачу")
    oksana.open(f"/slots/{day.slot_ids[0]}/time-slips", status=409)


def test_there_are_no_papers_of_nothing(visit: Visit, day: PaperDay) -> None:
    oksana = visit(cast.OKSANA)
    for path in ("/distributions/999/papers", "/distributions/999/papers/day-plan", "/slots/999/time-slips"):
        oksana.open(path, status=404)


def test_a_day_without_anybody_says_what_will_be_here(visit: Visit, day: PaperDay, app: Flask) -> None:
    with app.app_context():
        forget(Entitlement.id > 0)
    assert papers(visit(cast.OKSANA), day).says("коли на неї когось призначать")


def test_papers_are_in_ukrainian_whatever_the_screen_speaks(visit: Visit, day: PaperDay) -> None:
    oksana = visit(cast.OKSANA)
    papers(oksana, day)
    assert oksana.press("English").says("Print pack")
    assert oksana.press("Print pack").says("Відомість видачі гуманітарної допомоги")
    assert 'lang="uk"' in oksana.page.html  # type: ignore[union-attr]


def test_nobody_but_the_lead_prints_names(visit: Visit, day: PaperDay) -> None:
    for colleague in (cast.DMYTRO, cast.HALYNA, cast.IVAN, cast.LIUBOV):
        papers_of = visit(colleague)
        papers_of.open(f"/distributions/{day.distribution_id}/papers", status=403)
        papers_of.open(f"/distributions/{day.distribution_id}/papers/time-slips", status=403)


def test_a_pack_for_180_households_passes_a_thin_line(visit: Visit, app: Flask, staff: dict[str, int]) -> None:
    with app.app_context():
        day = hold_day(held_on=date(2026, 11, 24), per_slot=9, slots=20)
    oksana = visit(cast.OKSANA)
    papers(oksana, day)
    page = oksana.press("Друк на день")
    assert len([row for row in page.rows() if len(row) == 10 and row[2]]) > 180
    assert len(gzip.compress(page.html.encode(), 6)) < ONE_THIN_LINE / 10


def test_a_pack_costs_the_same_statements_for_few_and_for_many(app: Flask, staff: dict[str, int]) -> None:
    with app.app_context():
        day = hold_day(held_on=date(2026, 11, 24), per_slot=8, slots=10)
        db.session.expunge_all()
        with statements_of(db.engine) as statements:
            distribution = queries.get_printable(day.distribution_id)
            sheets = queries.signature_lines(distribution)
            slips = queries.time_slips(distribution)
            assert sum(len(sheet.rows) for sheet in sheets) == sum(len(sheet.rows) for sheet in slips) == 80
            assert queries.day_plan(distribution).households == 80
            for sheet in sheets:
                lines = [line.entitlement for line in sheet.rows]
                assert [promise.household.street.name for promise in lines if promise.household.street]
        assert len(statements) <= 16  # the peak counts what other programmes bring there, too


def test_slots_are_numbered_by_the_day_even_when_one_is_empty(app: Flask, staff: dict[str, int]) -> None:
    with app.app_context():
        day = hold_day(held_on=date(2026, 11, 24), per_slot=2, slots=3)
        forget(Entitlement.slot_id == day.slot_ids[1])
        distribution = queries.get_printable(day.distribution_id)
        assert [sheet.slot_no for sheet in queries.signature_lines(distribution)] == [1, 3]
        assert list(queries.day_plan(distribution).sheets) == [1, 3]
