"""Lists that come back: unchanged, corrected, with rows doubled, after the register was corrected, merged and split."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update

from app.audit import queries as audit
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.households.models import (
    Card,
    Consent,
    ConsentKind,
    ConsentMethod,
    DuplicatePair,
    EventKind,
    Household,
    HouseholdEvent,
    HouseholdStatus,
    Person,
    PersonRole,
    Residence,
    Sex,
    Source,
)
from app.hubs.models import Settlement, SettlementKind, Street, StreetKind
from app.imports import differing, operations, queries
from app.imports.differing import Aspect, Difference
from app.imports.models import Choice, Import, ImportLine, ImportRow, ImportState, Outcome
from tests.imports.lists import (
    NOVEMBER,
    REAL_LIST,
    a_list,
    bring_in,
    choose_all,
    corrected,
    outcomes,
    plan,
    preview,
    row,
    rows_of,
    take_in,
    write,
)
from tests.make.households import make_household, make_person
from tests.make.places import make_hub, make_location, make_settlement, make_street


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def differences(import_id: int) -> list[Difference]:
    """Everything that a preview shows as different, row by row."""
    return [one for found in rows_of(import_id) for one in differing.load(found.differences)]


def only_household() -> Household:
    return db.session.scalars(select(Household).execution_options(populate_existing=True)).one()


# ---- a list that comes for the first time


def test_a_household_comes_with_its_people_its_card_and_the_notice_still_to_be_given(database):
    bring_in(
        a_list(
            row(
                address="с. Верболози, вул. Миру, б.5а, кв. 7",
                members="Кравчук Олена Іванівна, 1960; Голуб Назар, 1990",
                phone="0207852503, 0207852504",
                category="ВПО, лежачий",
                note="заява від 12.10",
            )
        )
    )
    household = only_household()
    assert (household.settlement.name, household.settlement.kind) == ("Верболози", SettlementKind.VILLAGE)
    assert (household.street.name, household.street.kind) == ("Миру", StreetKind.STREET)
    assert (household.house, household.flat) == ("5А", "7")
    assert (household.phone1, household.phone2) == ("+380207852503", "+380207852504")
    assert (household.residence, household.needs_delivery) == (Residence.IDP, True)
    assert (household.notes, household.source, household.registered_at) == ("заява від 12.10", Source.IMPORT, NOVEMBER)
    assert [(p.full_name, p.role, p.sex, p.birth_on, p.birth_year) for p in household.people] == [
        ("Кравчук Іван Петрович", PersonRole.HEAD, Sex.MALE, date(1959, 3, 2), 1959),
        ("Кравчук Олена Іванівна", PersonRole.OTHER, Sex.FEMALE, None, 1960),
        ("Голуб Назар", PersonRole.OTHER, Sex.NOT_STATED, None, 1990),
    ]
    assert household.live_card is not None
    assert [(c.kind, c.method) for c in household.consents] == [(ConsentKind.NOTICE, ConsentMethod.LIST)]


def test_people_who_are_counted_and_not_named_are_declared(database):
    titles = ("ПІБ", "Дата народження", "Адреса", "Кількість осіб")
    from tests.imports.lists import xlsx

    bring_in(xlsx({"с. Верболози": [titles, ("Кравчук Іван Петрович", "02.03.1959", "вул. Миру, 5", 4)]}))
    household = only_household()
    assert (household.declared_size, household.is_minimal, len(household.people)) == (4, False, 1)
    assert household.size == 4


def test_a_street_of_the_register_is_used_in_any_spelling_and_with_its_location(database):
    settlement = make_settlement(name="Верболози", kind=SettlementKind.VILLAGE)
    location = make_location(hub=make_hub(), settlement=settlement)
    street = make_street(settlement=settlement, name="Лесі Українки", location=location)
    db.session.commit()
    bring_in(a_list(row(address="ул. ЛЕСИ УКРАИНКИ, 5"), row(name="Гончар Уляна Іванівна", address="Лесі Українки, 6")))
    households = db.session.scalars(select(Household)).all()
    assert {household.street_id for household in households} == {street.id}
    assert {household.default_location_id for household in households} == {location.id}
    assert (count(Settlement), count(Street)) == (1, 1)


def test_what_was_uploaded_is_gone_when_it_is_written(database):
    import_id = bring_in(a_list(row()))
    one = db.session.get(Import, import_id, populate_existing=True)
    assert (one.state, one.content, one.mapping) == (ImportState.DONE, None, None)
    assert count(ImportRow) == 0
    assert count(ImportLine) == 1


def test_an_import_leaves_its_line_in_the_trace_without_names(database):
    bring_in(a_list(row(), row(name="")))
    entry = db.session.execute(db.text("SELECT details FROM audit_entries WHERE action = 'import households'")).one()
    assert '"created":1' in entry.details
    assert "Кравчук" not in entry.details
    assert audit.check_chain().broken_at is None


def test_duplicates_of_what_was_imported_stand_on_the_work_list(database):
    bring_in(a_list(row(), row(name="Кравчук Иван Петрович")), perhaps=Choice.CREATE)
    assert count(Household) == 2
    assert count(DuplicatePair) == 1


# ---- rows of one list that are one household


def test_a_household_that_stands_twice_in_the_list_is_perhaps_the_same(database):
    import_id = preview(a_list(row(), row(name="Кравчук Иван", phone="0209999999")))
    first, second = rows_of(import_id)
    assert (first.outcome, second.outcome, second.twin, second.choice) == (Outcome.NEW, Outcome.PERHAPS, 1, None)


def test_a_row_without_a_choice_is_left_as_it_is(database):
    import_id = preview(a_list(row(), row(name="Кравчук Иван")))
    write(import_id)
    assert count(Household) == 1
    assert outcomes(preview(a_list(row(), row(name="Кравчук Иван")))) == {Outcome.UNCHANGED: 1, Outcome.PERHAPS: 1}


def test_the_same_household_as_another_row_is_written_once_with_all_that_both_say(database):
    twice = a_list(row(phone="0207852503", note=""), row(name="Кравчук Иван", phone="0209999999", note="заява"))
    bring_in(twice, perhaps=Choice.TAKE_OVER)
    household = only_household()
    assert household.people[0].full_name == "Кравчук Іван Петрович"
    assert (household.phone1, household.phone2) == ("+380207852503", "+380209999999")
    assert household.notes == "заява"
    assert outcomes(preview(twice)) == {Outcome.UNCHANGED: 2}


def test_a_row_that_repeats_one_left_out_is_written_itself(database):
    import_id = preview(a_list(row(), row(name="Кравчук Иван")))
    choose_all(import_id, Outcome.NEW, Choice.LEAVE_OUT)
    choose_all(import_id, Outcome.PERHAPS, Choice.TAKE_OVER)
    write(import_id)
    assert only_household().people[0].full_name == "Кравчук Иван"


def test_two_equal_rows_may_be_two_households_and_are_found_again(database):
    twins = a_list(row(), row())
    bring_in(twins, perhaps=Choice.CREATE)
    assert count(Household) == 2
    assert outcomes(preview(twins)) == {Outcome.UNCHANGED: 2}


# ---- the same list again


def test_the_real_list_again_changes_nothing(database):
    bring_in(REAL_LIST.read_bytes(), perhaps=Choice.CREATE)
    before = (count(Household), count(Person), count(Card), count(Consent), count(ImportLine))
    again = preview(REAL_LIST.read_bytes())
    assert outcomes(again) == {Outcome.UNCHANGED: 1388}
    write(again)
    assert (count(Household), count(Person), count(Card), count(Consent), count(ImportLine)) == before


def test_a_row_corrected_at_the_desk_is_no_change_of_the_list(database):
    bring_in(a_list(row()))
    household = only_household()
    household.phone1, household.people[0].surname, household.house = "+380500000000", "Кравчин", "15"
    db.session.commit()
    assert outcomes(preview(a_list(row()))) == {Outcome.UNCHANGED: 1}


def test_rows_may_change_their_order(database):
    other = row(name="Гончар Уляна Іванівна", address="вул. Миру, 9", phone="", members="")
    bring_in(a_list(row(), other))
    assert outcomes(preview(a_list(other, row()))) == {Outcome.UNCHANGED: 2}


def test_a_longer_list_brings_only_what_is_new(database):
    bring_in(a_list(row()))
    import_id = bring_in(
        a_list(row(), row(name="Гончар Уляна Іванівна", birth="1970", address="вул. Садова, 9", phone="", members=""))
    )
    assert count(Household) == 2
    assert count(ImportLine) == 2
    assert import_id == 2


def test_both_rows_of_two_households_that_were_merged_find_the_one_that_is_left(database):
    twice = a_list(row(), row(name="Кравчук Иван Петрович"))
    bring_in(twice, perhaps=Choice.CREATE)
    kept, gone = db.session.scalars(select(Household).order_by(Household.id)).all()
    gone.status, gone.merged_into_id = HouseholdStatus.MERGED, kept.id
    for person in gone.people:
        person.household_id = kept.id if person.role is not PersonRole.HEAD else None
    db.session.commit()
    assert outcomes(preview(twice)) == {Outcome.UNCHANGED: 2}
    again = preview(a_list(row(), row(name="Кравчук Иван Петрович", phone="0501112233")))
    assert outcomes(again) == {Outcome.UNCHANGED: 1, Outcome.DIFFERS: 1}
    assert rows_of(again, Outcome.DIFFERS)[0].household_id == kept.id


def test_a_son_who_moved_out_stays_moved_out(database):
    bring_in(a_list(row(members="Кравчук Петро Іванович, 1990")))
    household = only_household()
    new = make_household(settlement=household.settlement, house="7")
    son = next(person for person in household.people if person.given == "Петро")
    son.household_id, son.role = new.id, PersonRole.HEAD
    db.session.commit()
    assert outcomes(preview(a_list(row(members="Кравчук Петро Іванович, 1990")))) == {Outcome.UNCHANGED: 1}


# ---- a corrected list

TP = "с-ще Тихе Плесо"


def test_the_real_list_with_ten_corrections_shows_just_ten_differences(database):
    bring_in(corrected({}), perhaps=Choice.CREATE)
    households = count(Household)
    content = corrected(
        {
            (TP, 4, 1): "Савченко Віктор Андрійович",  # patronymic of the head
            (TP, 5, 1): "Пономарчук Сергій Анатолійович",  # surname
            (TP, 6, 2): date(1941, 5, 17),  # birth of the head
            (TP, 9, 2): "1950",
            (TP, 10, 3): "вул. Шкільна, буд. 113",  # address
            (TP, 11, 3): "с-ще Тихе Плесо, вул. Садова, буд. 99",
            (TP, 14, 6): "050 111 22 33",  # phone
            (TP, 17, 6): "",
            (TP, 20, 9): "потребує ліків",  # note
            (TP, 25, 5): "Стрілець В’ячеслав Сергійович, 1965; Новенко Дарина Петрівна, 2015",  # members
        }
    )
    again = preview(content)
    found = rows_of(again, Outcome.DIFFERS)
    assert sorted(each.number for each in found) == [4, 5, 6, 9, 10, 11, 14, 17, 20, 25]
    assert outcomes(again) == {Outcome.DIFFERS: 10, Outcome.UNCHANGED: 1378}
    write(again)
    assert count(Household) == households
    assert outcomes(preview(content)) == {Outcome.UNCHANGED: 1388}


@pytest.mark.parametrize(
    ("cells", "aspect"),
    [
        ({"phone": "0209999999"}, Aspect.PHONES),
        ({"phone": ""}, Aspect.PHONES),
        ({"note": "заява"}, Aspect.NOTE),
        ({"birth": "02.03.1958"}, Aspect.BIRTH),
        ({"birth": "1959"}, Aspect.BIRTH),
        ({"name": "Кравчин Іван Петрович"}, Aspect.NAME),
        ({"name": "Кравчук Іван Павлович"}, Aspect.NAME),
        ({"name": "КРАВЧУК Іван Петрович", "members": "КРАВЧУК Олена Іванівна, 1960"}, Aspect.NAME),
        ({"address": "вул. Миру, 7"}, Aspect.ADDRESS),
        ({"address": "вул. Садова, 5"}, Aspect.ADDRESS),
        ({"members": "Кравчук Олена Іванівна, 1961"}, Aspect.BIRTH),
        ({"members": "Кравчук Олена Іллівна, 1960"}, Aspect.NAME),
        ({"members": "Кравчук Олена Іванівна, 1960; Кравчук Петро Іванович, 2010"}, Aspect.PERSON_MORE),
        ({"category": "ВПО"}, Aspect.RESIDENCE),
        ({"category": "лежачий"}, Aspect.NEEDS),
    ],
)
def test_one_correction_is_one_difference_and_is_taken_over(database, cells, aspect):
    bring_in(a_list(row()))
    again = preview(a_list(row(**cells)))
    assert outcomes(again) == {Outcome.DIFFERS: 1}
    assert {one.aspect for one in differences(again)} == {aspect}
    assert rows_of(again)[0].choice is Choice.TAKE_OVER
    write(again)
    assert count(Household) == 1
    after = preview(a_list(row(**cells)))
    assert outcomes(after) == {Outcome.UNCHANGED: 1}


def test_what_the_list_says_is_what_the_register_holds_after_it(database):
    bring_in(a_list(row()))
    bring_in(
        a_list(
            row(
                name="Кравчин Іван Петрович",
                address="с. Степове, вул. Нова, 7, кв. 2",
                phone="0501112233",
                members="Кравчин Олена Іванівна, 1961; Кравчин Петро Іванович, 2015",
                note="заява",
            )
        )
    )
    household = only_household()
    assert (household.settlement.name, household.street.name, household.house, household.flat) == (
        "Степове", "Нова", "7", "2",
    )  # fmt: skip
    assert (household.phone1, household.phone2, household.notes) == ("+380501112233", "", "заява")
    assert [(p.full_name, p.birth_year, p.role, p.may_collect) for p in household.people] == [
        ("Кравчин Іван Петрович", 1959, PersonRole.HEAD, True),
        ("Кравчин Олена Іванівна", 1961, PersonRole.OTHER, True),
        ("Кравчин Петро Іванович", 2015, PersonRole.OTHER, False),
    ]


def test_who_is_no_longer_in_the_list_departs_with_an_event(database):
    bring_in(a_list(row()))
    again = preview(a_list(row(members="")))
    assert [(one.outcome, one.choice) for one in rows_of(again)] == [(Outcome.DIFFERS, None)]  # nobody leaves unasked
    choose_all(again, Outcome.DIFFERS, Choice.TAKE_OVER)
    write(again)
    household = only_household()
    assert [person.given for person in household.people] == ["Іван"]
    assert [event.kind for event in db.session.scalars(select(HouseholdEvent))] == [EventKind.DEPARTURE]


def test_a_third_value_in_the_register_is_a_conflict_that_waits_for_a_choice(database):
    bring_in(a_list(row()))
    only_household().phone1 = "+380500000000"
    db.session.commit()
    again = preview(a_list(row(phone="0209999999")))
    [found] = rows_of(again)
    [difference] = differing.load(found.differences)
    assert (difference.was, difference.now, difference.held) == (
        ["+380207852503"], ["+380209999999"], ["+380500000000"],
    )  # fmt: skip
    assert difference.is_conflict
    assert (found.outcome, found.choice) == (Outcome.DIFFERS, None)
    write(again)
    assert only_household().phone1 == "+380500000000"


def test_a_difference_that_was_left_is_not_asked_about_again(database):
    bring_in(a_list(row()))
    again = preview(a_list(row(phone="0209999999")))
    choose_all(again, Outcome.DIFFERS, Choice.LEAVE_OUT)
    write(again)
    assert only_household().phone1 == "+380207852503"
    assert outcomes(preview(a_list(row(phone="0209999999")))) == {Outcome.UNCHANGED: 1}


def test_the_desk_and_the_list_correcting_alike_agree(database):
    bring_in(a_list(row()))
    only_household().phone1 = "+380209999999"
    db.session.commit()
    assert outcomes(preview(a_list(row(phone="0209999999")))) == {Outcome.UNCHANGED: 1}


# ---- households that no list brought


@pytest.fixture
def at_the_desk(database):
    """Іван Кравчук, registered at the desk."""
    settlement = make_settlement(name="Верболози", kind=SettlementKind.VILLAGE)
    street = make_street(settlement=settlement, name="Миру")
    household = make_household(settlement=settlement, street=street, house="5", phone1="+380207852503")
    make_person(
        household=household, surname="Кравчук", given="Іван", patronymic="Петрович", sex=Sex.MALE, born=date(1959, 3, 2)
    )
    db.session.commit()
    return household


def test_a_household_registered_at_the_desk_is_not_created_again(at_the_desk):
    import_id = preview(a_list(row(members="")))
    assert outcomes(import_id) == {Outcome.UNCHANGED: 1}
    write(import_id)
    assert (count(Household), count(ImportLine)) == (1, 1)


def test_a_list_fills_what_the_desk_left_empty(at_the_desk):
    import_id = preview(a_list(row(note="заява")))
    assert {one.aspect for one in differences(import_id)} == {Aspect.NOTE, Aspect.PERSON_MORE}
    assert rows_of(import_id)[0].choice is Choice.TAKE_OVER
    write(import_id)
    household = only_household()
    assert (household.notes, [person.given for person in household.people]) == ("заява", ["Іван", "Олена"])


def test_a_list_does_not_replace_what_somebody_wrote_unasked(at_the_desk):
    import_id = preview(a_list(row(members="", phone="0209999999")))
    assert [(each.outcome, each.choice) for each in rows_of(import_id)] == [(Outcome.DIFFERS, None)]


def test_a_list_that_says_less_contradicts_nobody(at_the_desk):
    import_id = preview(a_list(row(members="", phone="")))
    assert outcomes(import_id) == {Outcome.UNCHANGED: 1}


def test_somebody_very_like_a_household_of_the_register_waits_for_a_choice(at_the_desk):
    import_id = preview(a_list(row(name="Кравчук Иван Петрович", address="вул. Миру, 15", members="")))
    [found] = rows_of(import_id)
    assert (found.outcome, found.household_id, found.choice) == (Outcome.PERHAPS, at_the_desk.id, None)
    choose_all(import_id, Outcome.PERHAPS, Choice.TAKE_OVER)
    write(import_id)
    assert only_household().house == "15"


def test_a_name_in_latin_letters_does_not_replace_the_one_in_the_register(at_the_desk):
    import_id = preview(a_list(row(name="Kravchuk Ivan", members="", phone="")))
    assert [(each.outcome, each.household_id) for each in rows_of(import_id)] == [(Outcome.PERHAPS, at_the_desk.id)]
    assert Aspect.NAME not in {one.aspect for one in differences(import_id)}
    choose_all(import_id, Outcome.PERHAPS, Choice.TAKE_OVER)
    write(import_id)
    assert only_household().head.full_name == "Кравчук Іван Петрович"


# ---- what can come between


def test_the_register_changed_since_the_preview_so_nothing_is_written(database):
    import_id = preview(a_list(row()))
    ready = plan(import_id)
    settlement = make_settlement(name="Верболози", kind=SettlementKind.VILLAGE)
    household = make_household(settlement=settlement, street=make_street(settlement=settlement, name="Миру"), house="5")
    make_person(household=household, surname="Кравчук", given="Іван", patronymic="Петрович", born=1959)
    db.session.commit()
    with pytest.raises(operations.RegisterChanged), transaction():
        operations.write(ready, actor=KEEPER, at=NOVEMBER)
    assert count(Household) == 1


def test_a_field_that_was_corrected_since_the_preview_stops_the_writing(database):
    bring_in(a_list(row()))
    again = preview(a_list(row(phone="0209999999")))
    ready = plan(again)
    db.session.execute(update(Household).values(phone1="+380500000000"))
    db.session.commit()
    with pytest.raises(operations.RegisterChanged), transaction():
        operations.write(ready, actor=KEEPER, at=NOVEMBER)
    with transaction():
        operations.compare_anew(again, actor=KEEPER, at=NOVEMBER)
    from tests.imports.lists import work

    work(again)
    assert [(each.outcome, each.choice) for each in rows_of(again)] == [(Outcome.DIFFERS, None)]


def test_a_settlement_that_was_added_since_makes_its_rows_clear_when_they_are_compared_anew(database):
    import_id = preview(a_list(row(address="вул. Миру, 5"), sheet="Верболози"))
    assert [each.outcome for each in rows_of(import_id)] == [Outcome.UNCLEAR]
    make_settlement(name="Верболози", kind=SettlementKind.VILLAGE)
    db.session.commit()
    with transaction():
        operations.compare_anew(import_id, actor=KEEPER, at=NOVEMBER)
    from tests.imports.lists import work

    work(import_id)
    assert [each.outcome for each in rows_of(import_id)] == [Outcome.NEW]


def test_another_list_was_written_since_the_preview(database):
    first, second = preview(a_list(row())), preview(a_list(row(note="інше")))
    ready = plan(second)
    write(first)
    with pytest.raises(operations.RegisterChanged), transaction():
        operations.write(ready, actor=KEEPER, at=NOVEMBER)
    assert count(Household) == 1


def test_a_list_is_written_once(database):
    import_id = preview(a_list(row()))
    ready = plan(import_id)
    write(import_id)
    with pytest.raises(operations.AlreadyWritten), transaction():
        operations.write(ready, actor=KEEPER, at=NOVEMBER)


def test_what_cannot_be_chosen_is_refused(database):
    import_id = preview(a_list(row()))
    with pytest.raises(operations.NotForThisRow), transaction():
        operations.choose(import_id, rows_of(import_id)[0].id, Choice.TAKE_OVER, actor=KEEPER, at=NOVEMBER)
    unfinished = take_in(a_list(row()))
    with pytest.raises(operations.NotReady), transaction():
        operations.choose_all(unfinished, Outcome.NEW, Choice.CREATE, actor=KEEPER, at=NOVEMBER)


def test_giving_up_removes_everything(database):
    import_id = preview(a_list(row()))
    with transaction():
        operations.give_up(import_id, actor=KEEPER, at=NOVEMBER)
    assert (count(Import), count(ImportRow), count(Household)) == (0, 0, 0)
    with pytest.raises(operations.ListGone), transaction():
        operations.give_up(import_id, actor=KEEPER, at=NOVEMBER)


def test_a_forgotten_list_goes_with_the_next_upload(database):
    preview(a_list(row()))
    preview(a_list(row()), at=NOVEMBER + timedelta(days=3, minutes=1))
    assert count(Import) == 1
    assert count(ImportRow) == 1


def test_two_windows_do_not_keep_the_same_piece_twice(database):
    from app.imports import working

    import_id = take_in(a_list(row()))
    one, other = (next(working.sit(import_id, today=NOVEMBER.date(), seconds=0)) for _window in range(2))
    with transaction(audited=False):
        operations.keep(one, actor=KEEPER, at=NOVEMBER)
    with pytest.raises(operations.WorkedOnElsewhere), transaction(audited=False):
        operations.keep(other, actor=KEEPER, at=NOVEMBER)
    assert count(ImportRow) == 1


def test_an_old_list_says_so_and_undoes_nothing_unasked(database):
    old, new = a_list(row(phone="0202222222")), a_list(row(phone="0203333333"))
    bring_in(old)
    write(preview(new), at=NOVEMBER + timedelta(days=7))
    again = preview(old)
    assert [each.choice for each in rows_of(again, Outcome.DIFFERS)] == [None]
    assert queries.find_newer_list(again) is not None
    write(again)
    assert only_household().phone1 == "+380203333333"


def test_a_list_that_only_repeats_an_older_one_is_no_old_list(database):
    bring_in(a_list(row()))
    assert queries.find_newer_list(preview(a_list(row()))) is None


def test_a_household_of_the_register_may_stay_as_it_is_and_is_not_asked_about_again(at_the_desk):
    content = a_list(row(name="Кравчук Иван Петрович", address="вул. Миру, 15", members=""))
    import_id = preview(content)
    choose_all(import_id, Outcome.PERHAPS, Choice.KEEP)
    write(import_id)
    assert only_household().house == at_the_desk.house
    assert outcomes(preview(content)) == {Outcome.UNCHANGED: 1}


def test_a_row_that_may_be_another_row_has_no_register_to_stay_with(database):
    import_id = preview(a_list(row(), row(name="Кравчук Иван")))
    choose_all(import_id, Outcome.PERHAPS, Choice.KEEP)
    second = rows_of(import_id)[1]
    assert second.choice is None
    with pytest.raises(operations.NotForThisRow), transaction():
        operations.choose(import_id, second.id, Choice.KEEP, actor=KEEPER, at=NOVEMBER)
