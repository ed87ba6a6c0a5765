"""Working through pairs, comparing, merging and undoing, with JavaScript off."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.core.db import db
from app.distributions.models import Bundle, BundleKind, BundleLine
from app.households.models import DuplicatePair, Household, HouseholdStatus, PairDecision, Person, PersonRole
from app.merging.models import Merge
from app.merging.views import pairs
from tests import cast
from tests.desk_day import TEN, TODAY, World
from tests.make import make_card, make_household, make_person
from tests.visitor import Page, Visitor

Visit = Callable[..., Visitor]


@pytest.fixture
def halyna(open_day: World, visit: Visit) -> Visitor:
    return visit(cast.HALYNA)


def write_twice(world: World) -> tuple[int, int]:
    """The Kovalchuks, mother and son, in Ukrainian and in Russian spelling; their ids."""
    ids = []
    for given, son, notes in (("Наталія", "Олександр", "Стукати у вікно"), ("Наталья", "Александр", "Двір ліворуч")):
        family = make_household(settlement=world.lyceum.settlement, house="5", phone1="+380991110001", notes=notes)
        make_person(household=family, surname="Ковальчук", given=given, patronymic="Петрівна", born=1954)
        make_person(household=family, surname="Ковальчук", given=son, role=PersonRole.CHILD, born=2010)
        make_card(household=family)
        ids.append(family.id)
    db.session.commit()
    return ids[0], ids[1]


def household(household_id: int) -> Household:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Household, household_id)


def count(kind: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


def search(visitor: Visitor) -> Page:
    visitor.open("/duplicates")
    return visitor.press("Шукати повтори зараз")


# ---- the work list


def test_an_empty_list_says_what_will_be_here(halyna: Visitor) -> None:
    page = halyna.open("/duplicates")
    assert "Зараз вирішувати нема чого" in page.text


def test_a_search_puts_pairs_on_the_list_with_their_reasons_and_no_names(open_day: World, halyna: Visitor) -> None:
    write_twice(open_day)
    page = search(halyna)
    assert "У списку 1 нова пара" in page.text
    assert "Збігається:" in page.text
    assert "телефон" in page.text
    assert "Ковальчук" not in page.html
    assert "Ковальчук" not in db.session.scalars(select(DuplicatePair.reasons)).one()


def test_not_the_same_is_remembered(open_day: World, halyna: Visitor) -> None:
    write_twice(open_day)
    search(halyna)
    halyna.press("Не та сама родина")
    assert "Зараз вирішувати нема чого" in search(halyna).text
    page = halyna.open("/duplicates?decision=not_the_same")
    assert "не та сама родина: 1" in page.text
    halyna.press("Вирішити знову")
    assert "вирішити: 1" in halyna.open("/duplicates").text


def test_later_waits_on_its_own_list(open_day: World, halyna: Visitor) -> None:
    write_twice(open_day)
    search(halyna)
    halyna.press("Пізніше")
    assert "пізніше: 1" in halyna.open("/duplicates?decision=later").text


def test_a_long_search_shows_how_far_it_is_and_goes_on(
    open_day: World, halyna: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_twice(open_day)
    monkeypatch.setattr(pairs, "PATIENCE_S", -1.0)
    monkeypatch.setattr(pairs, "AT_A_STEP", 1)
    page = search(halyna)
    assert "Порівняно 1 із 2 домогосподарств. Поки що 1 нова пара." in page.text
    page = halyna.press("Продовжити")
    assert "Порівняно 2 із 2" in page.text
    assert "У списку 1 нова пара" in halyna.press("Продовжити").text


# ---- merging


def test_a_family_becomes_one_record_in_three_presses(open_day: World, halyna: Visitor) -> None:
    kept_id, merged_id = write_twice(open_day)
    search(halyna)
    page = halyna.follow("Та сама: порівняти й об’єднати")
    assert "Ковальчук" not in page.html
    page = halyna.press("Далі: що зміниться")
    assert "2 + 2 → 2 особи" in page.text
    assert "переходить 1 картка" in page.text
    page = halyna.press("Об’єднати")
    assert page.path == "/merges/1"
    family = household(kept_id)
    assert [person.given for person in family.people] == ["Наталія", "Олександр"]
    assert family.notes == "Стукати у вікно; Двір ліворуч"
    assert household(merged_id).status is HouseholdStatus.MERGED
    assert "Зараз вирішувати нема чого" in halyna.open("/duplicates").text


def test_what_was_chosen_is_taken(open_day: World, halyna: Visitor) -> None:
    kept_id, merged_id = write_twice(open_day)
    son = household(merged_id).people[1].id
    mother = household(merged_id).people[0].id
    halyna.open(f"/households/{kept_id}/merge/{merged_id}")
    halyna.press("Далі: що зміниться", {"take-notes": "merged", f"same-{son}": ""})
    halyna.press("Об’єднати", {f"take-{mother}-name": "merged"})
    family = household(kept_id)
    assert family.notes == "Двір ліворуч"
    assert [(person.given, person.role) for person in family.people] == [
        ("Наталья", PersonRole.HEAD), ("Олександр", PersonRole.CHILD), ("Александр", PersonRole.CHILD),
    ]  # fmt: skip


def test_names_are_shown_when_asked_and_both_looks_are_recorded(open_day: World, halyna: Visitor) -> None:
    kept_id, merged_id = write_twice(open_day)
    halyna.open(f"/households/{kept_id}/merge/{merged_id}")
    page = halyna.press("Показати імена й телефони", {"take-notes": "merged"})
    assert "Ковальчук Наталья Петрівна" in page.text
    looks = select(AuditEntry.subject_id).where(AuditEntry.action == "reveal household")
    db.session.rollback()
    assert set(db.session.scalars(looks)) == {kept_id, merged_id}
    page = halyna.press("Далі: що зміниться")
    assert "Наталья" not in page.html
    halyna.press("Об’єднати")
    assert household(kept_id).notes == "Двір ліворуч", "what was chosen before looking stays chosen"


def test_something_can_still_be_changed_under_the_numbers(open_day: World, halyna: Visitor) -> None:
    kept_id, merged_id = write_twice(open_day)
    halyna.open(f"/households/{kept_id}/merge/{merged_id}")
    halyna.press("Далі: що зміниться", {"take-notes": "merged"})
    page = halyna.press("Змінити щось")
    assert "Одна родина – один запис" in page.text
    assert page.values(page.form_with("Далі: що зміниться")[0])["take-notes"] == "merged"
    assert count(Merge) == 0


def test_the_same_form_twice_merges_once(open_day: World, halyna: Visitor) -> None:
    kept_id, merged_id = write_twice(open_day)
    halyna.open(f"/households/{kept_id}/merge/{merged_id}")
    form = halyna.press("Далі: що зміниться")
    halyna.press("Об’єднати")
    halyna.page = form
    assert halyna.press("Об’єднати").path == "/merges/1"
    assert count(Merge) == 1


def test_who_was_slower_is_told_so(open_day: World, halyna: Visitor, visit: Visit) -> None:
    kept_id, merged_id = write_twice(open_day)
    oksana = visit(cast.OKSANA)
    for visitor, first, second in ((halyna, kept_id, merged_id), (oksana, merged_id, kept_id)):
        visitor.open(f"/households/{first}/merge/{second}")
        visitor.press("Далі: що зміниться")
    halyna.press("Об’єднати")
    page = oksana.press("Об’єднати", status=409)
    assert "один із цих записів приєднали до іншого" in page.text


def test_a_card_without_a_name_goes_the_only_way_it_can(open_day: World, halyna: Visitor) -> None:
    nameless = make_household(settlement=open_day.lyceum.settlement, is_minimal=True, declared_size=3)
    make_card(household=nameless)
    named = open_day.household()
    db.session.commit()
    page = halyna.open(f"/households/{named.id}/merge/{nameless.id}")
    assert "Лишити інший запис" not in page.text
    halyna.press("Далі: що зміниться")
    halyna.press("Об’єднати")
    assert household(named.id).size == 1


def test_the_other_record_is_found_by_hand(open_day: World, halyna: Visitor) -> None:
    kept_id, merged_id = write_twice(open_day)
    halyna.open(f"/households/{kept_id}/same")
    page = halyna.press("Знайти", {"q": household(merged_id).cards[0].card_no})
    card = household(merged_id).cards[0].card_no
    page = halyna.follow(f"Картка {card[:4]} {card[4:]}")
    assert page.path == f"/households/{kept_id}/merge/{merged_id}"


# ---- undoing


def merge_on_the_page(visitor: Visitor, kept_id: int, merged_id: int) -> Page:
    visitor.open(f"/households/{kept_id}/merge/{merged_id}")
    visitor.press("Далі: що зміниться")
    return visitor.press("Об’єднати")


def test_a_mistake_is_undone_on_the_page(open_day: World, halyna: Visitor) -> None:
    kept_id, merged_id = write_twice(open_day)
    merge_on_the_page(halyna, kept_id, merged_id)
    page = halyna.press("Скасувати об’єднання")
    assert "Скасовано: знову два записи" in page.text
    assert "/duplicates" in page.links()
    assert [person.given for person in household(merged_id).people] == ["Наталья", "Александр"]
    pair = db.session.scalars(select(DuplicatePair)).first()
    assert pair is None or pair.decision is PairDecision.OPEN


def test_the_page_of_a_household_tells_what_was_merged(open_day: World, halyna: Visitor) -> None:
    kept_id, merged_id = write_twice(open_day)
    search(halyna)
    page = halyna.open(f"/households/{kept_id}")
    assert "Можливо, та сама родина:" in page.text
    merge_on_the_page(halyna, kept_id, merged_id)
    assert "До цього запису приєднано інший, 24.11.2026" in halyna.open(f"/households/{kept_id}").text
    page = halyna.open(f"/households/{merged_id}")
    assert "Цей запис приєднано до іншого" in page.text
    assert "Можливо, та сама родина" not in page.text


# ---- one person


def test_a_child_written_twice_stands_once(open_day: World, halyna: Visitor) -> None:
    kept_id, _other = write_twice(open_day)
    family = household(kept_id)
    child = family.people[1]
    again = make_person(household=family, surname="Ковальчук", given="Сашко", role=PersonRole.CHILD, born=2010)
    ids = child.id, again.id
    db.session.commit()
    halyna.open(f"/households/{kept_id}")
    halyna.follow("Людину записано двічі")
    halyna.press("Далі: що зміниться", {"kept": str(ids[0]), "merged": str(ids[0])}, status=422)
    page = halyna.press("Далі: що зміниться", {"kept": str(ids[0]), "merged": str(ids[1])})
    assert "3 → 2 людей" in page.text
    page = halyna.press("Показати імена й телефони")
    assert "Ковальчук Сашко" in page.text
    page = halyna.press("Об’єднати", {f"take-{ids[1]}-name": "merged"})
    assert "Об’єднано" in page.text
    assert [person.given for person in household(kept_id).people] == ["Наталія", "Сашко"]
    halyna.press("Скасувати об’єднання")
    assert [person.given for person in household(kept_id).people] == ["Наталія", "Олександр", "Сашко"]


def test_one_person_of_two_families_lives_in_one_of_them(open_day: World, halyna: Visitor) -> None:
    kept_id, merged_id = write_twice(open_day)
    ids = household(kept_id).people[1].id, household(merged_id).people[1].id
    halyna.open(f"/households/{kept_id}/merge/{merged_id}")
    halyna.follow("Родин дві, але одна людина записана в обох")
    halyna.press("Далі: що зміниться", {"kept": str(ids[0]), "merged": str(ids[1])})
    halyna.press("Об’єднати")
    assert len(household(merged_id).people) == 1
    assert household(merged_id).status is HouseholdStatus.ACTIVE
    assert count(Person) == 4


# ---- who may


@pytest.mark.parametrize("path", ["/duplicates", "/households/1/merge/2", "/households/1/same", "/merges/1"])
def test_only_who_may_merge_sees_any_of_it(open_day: World, visit: Visit, path: str) -> None:
    visit(cast.DMYTRO).open(path, status=403)


@pytest.mark.parametrize("path", ["/households/1/merge/999", "/households/999/same", "/merges/999"])
def test_what_is_not_there_is_not_found(open_day: World, halyna: Visitor, path: str) -> None:
    halyna.open(path, status=404)


def test_the_page_says_whom_to_call_before_it_is_pressed_and_after(open_day: World, halyna: Visitor) -> None:
    ids = write_twice(open_day)
    families = [household(each) for each in ids]
    promises = [open_day.promise(family, open_day.slot(10)) for family in families]
    bundle = Bundle(
        year=2026, serial=7, kind=BundleKind.LAPTOP, location_id=open_day.lyceum.id, carrier_name="Тамара",
        sent_at=TEN, sent_by_id=1, return_by=TODAY, nonce="b" * 32,
        lines=[BundleLine(row_no=row, entitlement=promise) for row, promise in enumerate(promises, 1)],
    )  # fmt: skip
    db.session.add(bundle)
    db.session.commit()
    halyna.open(f"/households/{ids[0]}/merge/{ids[1]}")
    page = halyna.press("Далі: що зміниться")
    assert page.says("Зателефонуйте зараз: Тамара")
    assert page.says("ПД-2026-0007")
    assert halyna.press("Об’єднати").says("Зателефонуйте зараз: Тамара")
