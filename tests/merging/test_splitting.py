"""A son moves out, a grandmother moves in: nobody is lost, nobody is counted twice in one cycle."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from app.audit.models import AuditEntry
from app.checkin import aid_log
from app.checkin import queries as desk
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.distributions import operations as distributions
from app.distributions import queries as plans
from app.distributions.models import CoveredPerson
from app.distributions.rules import NotPlaced
from app.households import operations, queries
from app.households.models import (
    Consent,
    ConsentKind,
    ConsentMethod,
    EventKind,
    Household,
    HouseholdStatus,
    PersonRole,
    Proxy,
    ProxyBasis,
    ProxyRelation,
    StatusReason,
)
from app.households.queries import events as event_queries
from app.households.rules import HouseholdFacts, Occasion, StreetDraft
from app.merging import operations as merging
from app.merging.queries.splitting import counted_in
from app.merging.rules.splitting import Move
from tests import cast
from tests.distributions.community import (
    NOW,
    TUESDAY,
    Community,
    book,
    draft_plan,
    entitlement_of,
    plan,
    publish_days,
    settle,
    slots_of,
)
from tests.make import make_card, make_household, make_person
from tests.visitor import Page, Visitor

Visit = Callable[..., Visitor]

_nonces = iter(f"{number:032x}" for number in range(1, 1_000))
YESTERDAY = date(2031, 11, 19)


def occasion() -> Occasion:
    return Occasion(YESTERDAY, next(_nonces))


def act(verb: Any, *args: Any) -> Any:
    with transaction():
        return verb(*args, actor=KEEPER, at=NOW)


def last_entry() -> tuple[str, dict[str, Any]]:
    entry = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.number.desc())).first()
    assert entry is not None
    return entry.action, json.loads(entry.details)


def add_family(community: Community) -> Household:
    """Olena, the head, her husband Ivan and their grown-up son Nazar."""
    household = make_household(settlement=community.settlement, street=community.street, house="21")
    make_person(household=household, surname="Шевченко", given="Олена", born=1954)
    make_person(household=household, surname="Шевченко", given="Іван", born=1950, role=PersonRole.SPOUSE)
    make_person(household=household, surname="Шевченко", given="Назар", born=1990, role=PersonRole.CHILD)
    make_card(household=household)
    household.consents = [
        Consent(kind=kind, method=ConsentMethod.SIGNATURE, text_version="1", given_at=NOW - timedelta(days=9))
        for kind in (ConsentKind.NOTICE, ConsentKind.CALLS, ConsentKind.HEALTH_QUESTIONS)
    ]
    db.session.commit()
    return household


@pytest.fixture
def community(database: None) -> Community:
    return settle(households=3)


@pytest.fixture
def family(community: Community) -> Household:
    return add_family(community)


@pytest.fixture
def facts(community: Community) -> HouseholdFacts:
    return HouseholdFacts(
        settlement_id=community.settlement.id, street=StreetDraft("Садова"), house="40", phone1="+380207852503"
    )


def named(household: Household, given: str) -> int:
    return next(person.id for person in household.people if person.given == given)


def alone(person_id: int, **more: Any) -> Move:
    return Move({person_id: PersonRole.HEAD}, occasion(), **more)


def people_of(household: Household) -> list[tuple[str, PersonRole]]:
    return [(person.given, person.role) for person in queries.get_household(household.id).people]


# ---- a son moves out


def test_a_son_gets_a_household_and_a_card_of_his_own(family: Household, facts: HouseholdFacts) -> None:
    nazar = named(family, "Назар")
    made = act(merging.split_household, family.id, alone(nazar), facts)
    assert people_of(made) == [("Назар", PersonRole.HEAD)]
    assert people_of(family) == [("Олена", PersonRole.HEAD), ("Іван", PersonRole.SPOUSE)]
    assert made.live_card is not None
    assert made.live_card.card_no != family.cards[0].card_no
    assert (made.house, made.phone1, made.default_location) == ("40", "+380207852503", family.default_location)
    assert last_entry() == ("split household", {"cycles": 0, "new_household": made.id, "people": [nazar]})


def test_both_pages_tell_of_it(family: Household, facts: HouseholdFacts) -> None:
    made = act(merging.split_household, family.id, alone(named(family, "Назар")), facts)
    for household, other in ((family, made), (made, family)):
        (event,) = event_queries.list_events(household.id)
        assert (event.kind, event.happened_on, event.other_household_id) == (EventKind.SPLIT, YESTERDAY, other.id)
        assert event.person is not None
        with pytest.raises(operations.CannotTakeBack):
            act(operations.take_back_event, event.id)


def test_the_notice_goes_along_and_free_choices_are_asked_anew(family: Household, facts: HouseholdFacts) -> None:
    made = act(merging.split_household, family.id, alone(named(family, "Назар")), facts)
    (notice,) = queries.get_household(made.id).consents
    assert (notice.kind, notice.method) == (ConsentKind.NOTICE, ConsentMethod.SIGNATURE)
    assert notice.given_at == NOW - timedelta(days=9)
    assert len(queries.get_household(family.id).consents) == 3


def test_answers_about_health_never_stand_without_their_consent(family: Household, facts: HouseholdFacts) -> None:
    family.people[2].wg_seeing = 2
    db.session.commit()
    made = act(merging.split_household, family.id, alone(named(family, "Назар")), facts)
    kinds = {consent.kind for consent in queries.get_household(made.id).consents}
    assert kinds == {ConsentKind.NOTICE, ConsentKind.HEALTH_QUESTIONS}


def test_proxies_stay(family: Household, facts: HouseholdFacts) -> None:
    family.proxies = [
        Proxy(
            name="Бойко Дарина", name_key="боико дарина", relation=ProxyRelation.NEIGHBOUR, basis=ProxyBasis.SPOKEN,
            valid_from=YESTERDAY, valid_to=TUESDAY, created_at=NOW,
        )
    ]  # fmt: skip
    db.session.commit()
    made = act(merging.split_household, family.id, alone(named(family, "Назар")), facts)
    assert made.proxies == []
    assert len(queries.get_household(family.id).proxies) == 1


def test_when_the_head_moves_out_those_who_stay_name_another(family: Household, facts: HouseholdFacts) -> None:
    olena, ivan = named(family, "Олена"), named(family, "Іван")
    with pytest.raises(operations.HeadNeeded):
        act(merging.split_household, family.id, alone(olena), facts)
    made = act(merging.split_household, family.id, alone(olena, new_head_id=ivan), facts)
    assert people_of(made) == [("Олена", PersonRole.HEAD)]
    assert people_of(family)[0] == ("Іван", PersonRole.HEAD)


def test_whoever_speaks_for_a_household_may_collect_for_it(family: Household, facts: HouseholdFacts) -> None:
    for person in family.people:
        person.may_collect = False
    db.session.commit()
    olena, ivan = named(family, "Олена"), named(family, "Іван")
    made = act(merging.split_household, family.id, alone(olena, new_head_id=ivan), facts)
    heads = [queries.get_household(household.id).head for household in (made, family)]
    assert [head.may_collect for head in heads if head] == [True, True]


@pytest.mark.parametrize("roles", [(PersonRole.CHILD, PersonRole.OTHER), (PersonRole.HEAD, PersonRole.HEAD)])
def test_the_new_household_has_exactly_one_head(
    family: Household, facts: HouseholdFacts, roles: tuple[PersonRole, PersonRole]
) -> None:
    ivan, nazar = named(family, "Іван"), named(family, "Назар")
    move = Move({ivan: roles[0], nazar: roles[1]}, occasion())
    with pytest.raises(operations.HeadNeeded):
        act(merging.split_household, family.id, move, facts)
    assert len(people_of(family)) == 3


def test_not_everybody_can_split_off(family: Household, facts: HouseholdFacts) -> None:
    everybody = {person.id: PersonRole.OTHER for person in family.people} | {family.people[0].id: PersonRole.HEAD}
    with pytest.raises(merging.NobodyStays):
        act(merging.split_household, family.id, Move(everybody, occasion()), facts)
    with pytest.raises(operations.NotHere):
        act(merging.split_household, family.id, Move({}, occasion()), facts)
    with pytest.raises(operations.NotHere):
        act(merging.split_household, family.id, alone(9_999), facts)


def test_the_same_form_twice_splits_once(family: Household, facts: HouseholdFacts) -> None:
    move = alone(named(family, "Назар"))
    made = act(merging.split_household, family.id, move, facts)
    with pytest.raises(operations.SentTwice):
        act(merging.split_household, family.id, move, facts)
    event = event_queries.find_by_nonce(move.occasion.nonce or "")
    assert event is not None
    assert event.other_household_id == made.id


def test_those_told_of_without_a_name_stay(community: Community, facts: HouseholdFacts) -> None:
    family = add_family(community)
    family.declared_size = 5
    db.session.commit()
    made = act(merging.split_household, family.id, alone(named(family, "Назар")), facts)
    assert (queries.get_household(family.id).size, made.size) == (4, 1)


# ---- no second aid in the same cycle


def test_who_was_counted_and_given_waits_for_the_next_cycle(
    community: Community, family: Household, facts: HouseholdFacts
) -> None:
    (day,) = publish_days(community)
    assert entitlement_of(family).people_count == 3
    assert [counted.ends_on for counted in counted_in(family.id, NOW)] == [date(2031, 11, 30)]
    made = act(merging.split_household, family.id, alone(named(family, "Назар")), facts)
    assert last_entry()[1]["cycles"] == 1
    with pytest.raises(distributions.AlreadyCounted):
        book(made, slots_of(day)[-1])
    plan(community, days=[TUESDAY + timedelta(days=1)])
    again = draft_plan(day.cycle_id)
    assert (made.id, NotPlaced.COVERED) in again.outcome.not_placed
    (later,) = publish_days(community, TUESDAY + timedelta(days=30))
    people = {row.household_id: row.people_count for row in plans.day_of(later)}
    assert (people[made.id], people[family.id]) == (1, 2)


def test_what_was_promised_to_the_family_stays(community: Community, family: Household, facts: HouseholdFacts) -> None:
    publish_days(community)
    act(merging.split_household, family.id, alone(named(family, "Назар")), facts)
    promise = entitlement_of(family)
    assert (promise.people_count, promise.quantity, promise.withdrawn_at) == (3, 3, None)


def test_a_draft_looked_at_before_a_split_is_looked_at_again(
    community: Community, family: Household, facts: HouseholdFacts
) -> None:
    (draft,) = plan(community)
    drafted = draft_plan(draft.cycle_id)
    act(merging.split_household, family.id, alone(named(family, "Назар")), facts)
    with pytest.raises(distributions.ListChanged), transaction():
        distributions.publish(drafted, digest=drafted.digest, aid_log=aid_log, actor=KEEPER, at=NOW)


# ---- a grandmother moves in


def test_who_goes_over_is_counted_in_one_household_a_cycle(community: Community, family: Household) -> None:
    (day,) = publish_days(community)
    home = make_household(settlement=community.settlement, street=community.street, house="7")
    make_person(household=home, surname="Бойко", given="Дарина", born=1985)
    db.session.commit()
    ivan = named(family, "Іван")
    act(merging.transfer_people, family.id, home.id, Move({ivan: PersonRole.PARENT}, occasion()))
    assert people_of(home) == [("Іван", PersonRole.PARENT), ("Дарина", PersonRole.HEAD)]
    assert book(home, slots_of(day)[-1]).people_count == 1
    (later,) = publish_days(community, TUESDAY + timedelta(days=30))
    people = {row.household_id: row.people_count for row in plans.day_of(later)}
    assert (people[home.id], people[family.id]) == (2, 2)


def test_going_over_stands_on_both_pages(community: Community, family: Household) -> None:
    target = community.households[0]
    act(merging.transfer_people, family.id, target.id, Move({named(family, "Іван"): PersonRole.OTHER}, occasion()))
    ((there,), (here,)) = (event_queries.list_events(target.id), event_queries.list_events(family.id))
    assert (here.kind, here.other_household_id) == (EventKind.TRANSFER, target.id)
    assert (there.kind, there.other_household_id) == (EventKind.ARRIVAL, family.id)
    action, details = last_entry()
    assert (action, details["to_household"]) == ("transfer people", target.id)


def test_the_last_one_who_goes_over_leaves_an_inactive_record_behind(community: Community, family: Household) -> None:
    target = community.households[0]
    everybody = {person.id: PersonRole.OTHER for person in family.people}
    act(merging.transfer_people, family.id, target.id, Move(everybody, occasion()))
    left = queries.get_household(family.id)
    assert (left.people, left.status, left.status_reason) == ([], HouseholdStatus.INACTIVE, StatusReason.ALL_GONE)
    back = dict.fromkeys(everybody, PersonRole.OTHER)
    with pytest.raises(operations.HeadNeeded):
        act(merging.transfer_people, target.id, family.id, Move(back, occasion()))
    back[named(queries.get_household(target.id), "Олена")] = PersonRole.HEAD
    act(merging.transfer_people, target.id, family.id, Move(back, occasion()))
    again = queries.get_household(family.id)
    assert (len(again.people), again.status) == (3, HouseholdStatus.ACTIVE)


def test_a_household_is_never_left_without_a_head(community: Community, family: Household) -> None:
    target = community.households[0]
    olena, nazar = named(family, "Олена"), named(family, "Назар")
    move = Move({olena: PersonRole.PARENT}, occasion())
    with pytest.raises(operations.HeadNeeded):
        act(merging.transfer_people, family.id, target.id, move)
    second_head = Move({olena: PersonRole.HEAD}, occasion(), new_head_id=nazar)
    with pytest.raises(operations.HeadNeeded):
        act(merging.transfer_people, family.id, target.id, second_head)
    act(merging.transfer_people, family.id, target.id, replace(move, new_head_id=nazar))
    assert ("Назар", PersonRole.HEAD) in people_of(family)


def test_where_nobody_can_go(community: Community, family: Household) -> None:
    nazar = Move({named(family, "Назар"): PersonRole.OTHER}, occasion())
    with pytest.raises(merging.SameHousehold):
        act(merging.transfer_people, family.id, family.id, nazar)
    unnamed = make_household(settlement=community.settlement, is_minimal=True, declared_size=2)
    merged = make_household(
        settlement=community.settlement, status=HouseholdStatus.MERGED, merged_into_id=community.households[0].id
    )
    db.session.commit()
    with pytest.raises(operations.MinimalHasNoPeople):
        act(merging.transfer_people, family.id, unnamed.id, nazar)
    with pytest.raises(operations.RecordMerged):
        act(merging.transfer_people, family.id, merged.id, nazar)
    tomorrow = replace(nazar, occasion=Occasion(date(2031, 11, 21), next(_nonces)))
    with pytest.raises(operations.DayNotPossible):
        act(merging.transfer_people, family.id, community.households[0].id, tomorrow)


def test_a_size_told_of_follows_those_who_go(community: Community, family: Household) -> None:
    target = community.households[0]
    target.declared_size = 4
    db.session.commit()
    act(merging.transfer_people, family.id, target.id, Move({named(family, "Назар"): PersonRole.OTHER}, occasion()))
    assert queries.get_household(target.id).size == 5


def test_coverage_goes_with_the_person(community: Community, family: Household, facts: HouseholdFacts) -> None:
    """Out of the family, into a household of his own, and on to his wife's: counted once all the way."""
    (day,) = publish_days(community)
    nazar = named(family, "Назар")
    own = act(merging.split_household, family.id, alone(nazar), facts)
    wife = make_household(settlement=community.settlement, street=community.street, house="3")
    make_person(household=wife, surname="Бойко", given="Дарина", born=1991)
    db.session.commit()
    act(merging.transfer_people, own.id, wife.id, Move({nazar: PersonRole.SPOUSE}, occasion()))
    assert book(wife, slots_of(day)[-1]).people_count == 1
    (row,) = db.session.scalars(db.select(CoveredPerson))
    assert row.person_id == nazar
    assert queries.get_household(own.id).status is HouseholdStatus.INACTIVE


def test_a_split_by_mistake_is_put_right_by_merging(family: Household, facts: HouseholdFacts) -> None:
    made = act(merging.split_household, family.id, alone(named(family, "Назар")), facts)
    token = made.cards[0].token
    with transaction():
        merging.merge_households(
            family.id, made.id, merging.Choices(pairs={made.people[0].id: None}),
            nonce=next(_nonces), actor=KEEPER, at=NOW,
        )  # fmt: skip
    assert sorted(given for given, _role in people_of(family)) == ["Іван", "Назар", "Олена"]
    assert desk.find_by_code(token).household_id == family.id


# ---- on the pages, without JavaScript


@pytest.fixture
def home(app: Flask, staff: dict[str, int]) -> tuple[int, int]:
    """The family and one other household of the street, before anything is planned."""
    with app.app_context():
        community = settle(households=1)
        other = make_household(settlement=community.settlement, street=community.street, house="7")
        make_person(household=other, surname="Бойко", given="Дарина", born=1985)
        make_card(household=other, card_no="12345671")
        return add_family(community).id, other.id


@pytest.fixture
def halyna(visit: Visit, home: tuple[int, int]) -> Visitor:
    return visit(cast.HALYNA)


NEXT = "Далі: що зміниться"


def test_a_split_is_shown_in_numbers_before_it_happens(app: Flask, halyna: Visitor, home: tuple[int, int]) -> None:
    halyna.open(f"/households/{home[0]}")
    page = halyna.follow("Хтось відокремився")
    assert "Шевченко" not in page.html
    nazar = page.option("Хто голова там, куди переходять?", "Н.")
    page = halyna.press(NEXT, {"who": [nazar], "happened_on": "01.11.2026"}, status=422)
    assert page.says("Виберіть голову нового домогосподарства")
    page = halyna.press(NEXT, {"head_there": nazar, "Вулиця": "Садова", "Будинок": "40"})
    assert (page.fact("Переходять"), page.fact("Лишаються")) == ("1 особа: Ш▪▪▪▪▪ Н. 1990", "2 особи")
    assert page.says("У поточних циклах нічого не призначено")
    page = halyna.press("Змінити щось")
    assert page.values(page.form_with(NEXT)[0])["house"] == "40"
    halyna.press(NEXT, {"Будинок": "42"})
    page = halyna.press("Відокремити")
    assert page.says("Нове домогосподарство має картку")
    assert page.says("виділення в окреме домогосподарство")
    with app.app_context():
        made = db.session.scalars(db.select(Household).order_by(Household.id.desc())).first()
        assert made is not None
        assert (made.house, made.size, queries.get_household(home[0]).size) == ("42", 1, 2)


def test_pressing_twice_splits_once(app: Flask, halyna: Visitor, home: tuple[int, int]) -> None:
    page = halyna.open(f"/households/{home[0]}/split")
    nazar = page.option("Хто голова там, куди переходять?", "Н.")
    typed = {"who": [nazar], "head_there": nazar, "happened_on": "01.11.2026", "Вулиця": "Садова", "Будинок": "40"}
    numbers = halyna.press(NEXT, typed)
    first = halyna.press("Відокремити").path
    halyna.page = numbers
    assert halyna.press("Відокремити").path == first
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count()).select_from(Household)) == 4


def test_when_the_head_goes_the_page_asks_who_speaks_now(halyna: Visitor, home: tuple[int, int]) -> None:
    page = halyna.open(f"/households/{home[0]}/split")
    olena = page.option("Хто голова там, куди переходять?", "О.")
    typed = {"who": [olena], "head_there": olena, "happened_on": "01.11.2026", "Вулиця": "Садова", "Будинок": "40"}
    page = halyna.press(NEXT, typed, status=422)
    assert page.says("Виберіть нового голову з тих, хто лишається.")
    everybody = [person for person, _words in _boxes(page)]
    page = halyna.press(NEXT, {"who": everybody}, status=422)
    assert page.says("просто виправте адресу")


def _boxes(page: Page) -> list[tuple[str, str]]:
    form = page.form_with(NEXT)[0]
    return [(f.attrib["value"], f.attrib["id"]) for f in form.iter("input") if f.get("name") == "who"]


def test_people_go_over_to_a_household_found_by_its_card(app: Flask, halyna: Visitor, home: tuple[int, int]) -> None:
    halyna.open(f"/households/{home[0]}")
    page = halyna.follow("Хтось перейшов до іншої родини")
    ivan = _boxes_of(page, "Далі: знайти")[1]
    page = halyna.press("Далі: знайти", {"who": [ivan], "happened_on": "01.11.2026"}, status=422)
    assert page.says("Запишіть, до кого вони переходять.")
    page = halyna.press("Далі: знайти", {"q": "1234 5671"})
    assert page.says("1 особа → 2 особи")
    assert page.says("картка 1234 5671") or page.says("Картка 1234 5671")
    page = halyna.press("Перевести")
    assert page.says("тепер вони живуть тут")
    assert page.says("2 особи")
    with app.app_context():
        assert queries.get_household(home[1]).size == 2


def test_among_several_of_one_name_one_is_chosen(app: Flask, halyna: Visitor, home: tuple[int, int]) -> None:
    with app.app_context():
        other = queries.get_household(home[1])
        namesake = make_household(settlement=other.settlement, street=other.street, house="99")
        make_person(household=namesake, surname="Бойко", given="Федір", born=1961)
        db.session.commit()
    page = halyna.open(f"/households/{home[0]}/transfer")
    ivan = _boxes_of(page, "Далі: знайти")[1]
    page = halyna.press("Далі: знайти", {"who": [ivan], "happened_on": "01.11.2026", "q": "Бойко"})
    assert "Бойко" not in page.html.replace('value="Бойко"', "")
    page = halyna.press(NEXT, {"target": str(home[1])})
    assert page.says("1 особа → 2 особи")
    page = halyna.press("Змінити щось")
    assert halyna.press(NEXT, {"q": "Ніхто"}, status=422).says("Нікого не знайдено.")


def _boxes_of(page: Page, button: str) -> list[str]:
    form = page.form_with(button)[0]
    return [field.attrib["value"] for field in form.iter("input") if field.get("name") == "who"]


def test_an_empty_household_asks_for_a_head(app: Flask, halyna: Visitor, home: tuple[int, int]) -> None:
    with app.app_context():
        other = queries.get_household(home[1])
        db.session.delete(other.people[0])
        other.status, other.status_reason = HouseholdStatus.INACTIVE, StatusReason.ALL_GONE
        db.session.commit()
    page = halyna.open(f"/households/{home[0]}/transfer")
    ivan = _boxes_of(page, "Далі: знайти")[1]
    page = halyna.press(
        "Далі: знайти", {"who": [ivan], "happened_on": "01.11.2026", "q": "1234 5671"}, status=422
    )  # fmt: skip
    assert page.says("Там зараз ніхто не живе.")
    halyna.press(NEXT, {"head_there": ivan})
    page = halyna.press("Перевести")
    assert page.says("тепер вони живуть тут")
    assert not page.says("Допомогу не призначають")


def test_only_those_who_may_merge_split(visit: Visit, home: tuple[int, int]) -> None:
    dmytro = visit(cast.DMYTRO)
    dmytro.open(f"/households/{home[0]}/split", status=403)
    dmytro.open(f"/households/{home[0]}/transfer", status=403)
