"""Kits for whoever is in need now: a small share of the day, each with its reason, and a registration after it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.accounts.approving import Approval
from app.audit.models import AuditEntry
from app.checkin import operations, queries, rules
from app.checkin.models import EmergencyIssue, EmergencyReason
from app.checkin.operations import (
    AlreadyLinked,
    AlreadyReversed,
    KitNotHere,
    LeadNeeded,
    LinkedBefore,
    Need,
    StandsStill,
    TooLateToReverse,
)
from app.checkin.queries import Place
from app.checkin.rules import Quota, WhyApproved
from app.core.actors import Actor
from app.core.db import db, transaction
from app.hubs import pausing
from app.hubs.models import PauseCause
from tests import cast
from tests.checkin.test_operations import give
from tests.desk_day import TEN, World, sit_down
from tests.make import make_card, make_household, make_person
from tests.merging.acts import merge
from tests.visitor import Visitor

_nonces = (f"{number:032x}" for number in range(1, 1_000_000))


def need(world: World, **changes: object) -> Need:
    """One kit of today's distribution at the lyceum, for somebody who is not in the register."""
    programme = world.today.cycle.programme
    values: dict[str, object] = {
        "distribution_id": world.today.id,
        "programme_id": programme.id,
        "kit_version_id": queries.list_emergency_kits(world.lyceum.id, TEN)[0].kit_version_id,
        "quantity": 1,
        "reason": EmergencyReason.NOT_REGISTERED,
    }
    return Need(**{**values, **changes})  # type: ignore[arg-type]


def issue(
    world: World, actor: Actor, *, approval: Approval | None = None, at: object = TEN, **changes: object
) -> EmergencyIssue:
    wanted = need(world, **changes)
    db.session.commit()
    with transaction():
        return operations.give_emergency_kit(
            wanted,
            place=Place(world.lyceum.id, 2),
            approval=approval,
            nonce=next(_nonces),
            actor=actor,
            at=at,  # type: ignore[arg-type]
        )


@pytest.fixture
def expecting(world: World) -> World:
    """Forty families are expected today: the share of three per cent is two kits."""
    for number in range(40):
        household = make_household(settlement=world.lyceum.settlement, is_minimal=True, declared_size=1)
        world.promise(household, world.today.slots[number // 8])
    db.session.commit()
    return world


# ---- the share


@pytest.mark.parametrize(
    ("planned", "percent", "most"), [(150, 3, 5), (20, 3, 1), (0, 3, 0), (100, 0, 0), (100, 20, 20)]
)
def test_the_share_is_rounded_up(planned: int, percent: int, most: int) -> None:
    assert rules.most_of(planned, percent) == most


def test_everything_that_needs_a_lead_is_told_at_once() -> None:
    why = rules.why_approved(Quota(5, 5), 1, is_repeated=True, is_given=True)
    assert list(why) == [WhyApproved.OVER_QUOTA, WhyApproved.REPEATED, WhyApproved.ALREADY_GIVEN]


def test_the_share_of_the_day_is_given_without_asking_and_no_more(expecting: World, dmytro: Actor) -> None:
    issue(expecting, dmytro)
    issue(expecting, dmytro)
    with pytest.raises(LeadNeeded) as refused:
        issue(expecting, dmytro)
    assert refused.value.why == (WhyApproved.OVER_QUOTA,)


def test_a_lead_who_stands_by_gives_more_and_stands_in_the_record(
    expecting: World, dmytro: Actor, oksana: Actor
) -> None:
    made = issue(expecting, dmytro, quantity=3, approval=Approval(oksana, "велика родина"))
    assert (made.approved_by_id, made.approval_reason) == (oksana.staff_id, "велика родина")


def test_an_approval_that_was_not_needed_is_not_kept(expecting: World, dmytro: Actor, oksana: Actor) -> None:
    assert issue(expecting, dmytro, approval=Approval(oksana, "про всяк випадок")).approved_by_id is None


def test_what_was_taken_back_is_free_again(expecting: World, dmytro: Actor) -> None:
    first = issue(expecting, dmytro, quantity=2)
    with transaction():
        operations.reverse_emergency_kit(first.id, reason="не той набір", actor=dmytro, at=TEN)
    assert issue(expecting, dmytro)
    counted = queries.count_emergencies([expecting.today.id])
    assert list(counted.values()) == [1]
    assert list(queries.emergencies_at(expecting.lyceum.id, expecting.today.held_on).values()) == [1]


def test_only_who_gave_it_takes_it_back_at_once_and_the_lead_later(
    expecting: World, dmytro: Actor, oksana: Actor
) -> None:
    made = issue(expecting, dmytro)
    later = TEN + timedelta(minutes=16)
    with pytest.raises(TooLateToReverse), transaction():
        operations.reverse_emergency_kit(made.id, reason="помилка", actor=dmytro, at=later)
    with transaction():
        operations.reverse_emergency_kit(made.id, reason="помилка", actor=oksana, at=later)
    with pytest.raises(AlreadyReversed), transaction():
        operations.reverse_emergency_kit(made.id, reason="помилка", actor=oksana, at=later)


def test_a_kit_that_is_not_given_here_today_is_not_given(expecting: World, dmytro: Actor) -> None:
    with pytest.raises(KitNotHere):
        issue(expecting, dmytro, distribution_id=expecting.at_village.id)


def test_a_family_that_had_one_in_this_cycle_needs_a_lead(expecting: World, dmytro: Actor) -> None:
    family = expecting.household("Шевченко")
    db.session.commit()
    issue(expecting, dmytro, household_id=family.id)
    with pytest.raises(LeadNeeded) as refused:
        issue(expecting, dmytro, household_id=family.id)
    assert WhyApproved.REPEATED in refused.value.why


def test_a_family_that_was_served_in_this_cycle_needs_a_lead(expecting: World, dmytro: Actor) -> None:
    _, promise = expecting.expected(10)
    give(promise, expecting, dmytro)
    with pytest.raises(LeadNeeded) as refused:
        issue(expecting, dmytro, household_id=promise.household_id)
    assert WhyApproved.ALREADY_GIVEN in refused.value.why


def test_on_a_day_without_a_distribution_a_lead_decides(expecting: World, dmytro: Actor, oksana: Actor) -> None:
    tomorrow = TEN + timedelta(days=1)
    (kit,) = queries.list_emergency_kits(expecting.lyceum.id, tomorrow)
    assert (kit.distribution_id, kit.quota.left) == (None, 0)
    with pytest.raises(LeadNeeded):
        issue(expecting, dmytro, at=tomorrow, distribution_id=None)
    assert issue(expecting, dmytro, at=tomorrow, distribution_id=None, approval=Approval(oksana, "приїхали вночі"))


def test_it_leaves_one_line_in_the_trace_and_none_of_the_words(expecting: World, dmytro: Actor) -> None:
    issue(expecting, dmytro, note="сусідка Ганна сказала")
    line = db.session.scalars(select(AuditEntry)).one()
    assert (line.action, line.subject_kind) == ("give emergency kit", "emergency kit")
    assert "Ганна" not in line.details


# ---- the registration that must follow


def test_it_waits_until_it_is_linked_to_a_household(expecting: World, dmytro: Actor) -> None:
    made = issue(expecting, dmytro)
    assert queries.count_unregistered() == 1
    family, other = expecting.household("Шевченко"), expecting.household("Мельник")
    db.session.commit()
    with transaction():
        operations.link_emergency_kit(made.id, family.id, actor=dmytro, at=TEN)
    assert queries.count_unregistered() == 0
    with pytest.raises(AlreadyLinked), transaction():
        operations.link_emergency_kit(made.id, other.id, actor=dmytro, at=TEN)


def test_who_was_merged_while_the_page_was_open_is_found_in_the_record_that_was_kept(
    expecting: World, dmytro: Actor, oksana: Actor
) -> None:
    kept, first, second = (expecting.household("Шевченко") for _ in range(3))
    made = issue(expecting, dmytro)
    merge(first, second, oksana, same={second.people[0]: first.people[0]})
    merge(kept, first, oksana, same={first.people[0]: kept.people[0]})
    with transaction():
        operations.link_emergency_kit(made.id, second.id, actor=dmytro, at=TEN)
    assert made.household_id == kept.id
    with pytest.raises(LinkedBefore), transaction():
        operations.link_emergency_kit(made.id, first.id, actor=dmytro, at=TEN)
    with pytest.raises(LeadNeeded) as needed:
        issue(expecting, dmytro, household_id=second.id)
    assert WhyApproved.REPEATED in needed.value.why, "the desk had the band of the merged record open"


def test_a_hungry_person_is_given_a_kit_and_taken_to_the_registration(desk: Visitor, open_day: World) -> None:
    open_day.expected(10)
    desk.open("/check-in")
    desk.press("Перевірити", {"code": "11111111111111111111"})
    page = desk.follow("Аварійний набір")
    assert page.says("з аварійного запасу лишився 1")
    page = desk.press("Видати аварійний набір", {"reason": "not_registered"})
    assert page.says("Тепер коротка реєстрація")
    db.session.commit()
    number = db.session.scalars(select(EmergencyIssue)).one().number
    assert page.says(number)
    family = open_day.household("Шевченко")
    db.session.commit()
    again = desk.page
    page = desk.press("Пов’язати", {"code": family.cards[0].card_no})
    assert not page.says("ще не зареєстровано")
    db.session.commit()
    assert queries.count_unregistered() == 0
    desk.page = again
    assert desk.press("Пов’язати", {"code": family.cards[0].card_no}).says("Уже пов’язано з цим домогосподарством")


def test_the_registration_leads_back_to_the_kit_and_to_the_desk(
    open_day: World, visit: Callable[..., Visitor], desk: Visitor
) -> None:
    open_day.expected(10)
    desk.open("/check-in/emergency-kits/new")
    desk.press("Видати аварійний набір", {"reason": "not_registered"})
    lead = sit_down(visit(cast.OKSANA), open_day.lyceum, 3)
    lead.open("/emergency-kits/1")
    lead.follow("Без імен")
    place = {"settlement": str(open_day.lyceum.settlement_id), "default_location": str(open_day.lyceum.id)}
    page = lead.press("Зареєструвати", {"Скільки вас осіб?": "4", "notice_method": "spoken", **place})
    assert page.says("Спершу їм видали аварійний набір?")
    page = lead.press("Так, набір АН-0001")
    assert not page.says("ще не зареєстровано")
    page = lead.follow("Назад до столу")
    assert page.verdict() == "NOT_LISTED"
    assert page.says("Аварійний набір видано")
    lead.open("/emergency-kits/1")
    db.session.commit()
    household_id = db.session.scalars(select(EmergencyIssue.household_id)).one()
    assert not lead.open(f"/households/{household_id}").says("Спершу їм видали")


def test_a_family_of_the_day_before_is_not_asked_about_kits_of_today(world: World, dmytro: Actor) -> None:
    open_day, family = world, world.household("Шевченко")
    open_day.expected(10)
    family.registered_at = TEN - timedelta(hours=1)
    issue(open_day, dmytro)
    assert queries.list_unlinked_before(family, TEN) == []
    family.registered_at = TEN + timedelta(hours=1)
    assert len(queries.list_unlinked_before(family, TEN + timedelta(hours=2))) == 1
    assert queries.list_unlinked_before(family, TEN + timedelta(days=2)) == ()


def test_the_band_tells_that_a_kit_was_given_a_moment_ago(desk: Visitor, open_day: World) -> None:
    open_day.expected(10)
    family = open_day.household("Шевченко")
    db.session.commit()
    desk.open(f"/check-in/emergency-kits/new?band={family.id}..search")
    desk.press("Видати аварійний набір", {"reason": "home_damaged"})
    desk.open("/check-in")
    page = desk.press("Перевірити", {"code": family.cards[0].token})
    assert page.says("Наступне вільне місце")
    assert page.says("Аварійний набір видано")
    desk.open("/emergency-kits/1")
    desk.press("Скасувати видачу аварійного набору", {"reason": "помилка"})
    desk.open("/check-in")
    assert not desk.press("Перевірити", {"code": family.cards[0].token}).says("Аварійний набір видано")


def test_the_same_form_twice_gives_one_kit(desk: Visitor, open_day: World) -> None:
    open_day.expected(10)
    form = desk.open("/check-in/emergency-kits/new")
    desk.press("Видати аварійний набір", {"reason": "just_arrived"})
    desk.page = form
    desk.press("Видати аварійний набір", {"reason": "just_arrived"})
    db.session.commit()
    assert db.session.scalar(select(func.count()).select_from(EmergencyIssue)) == 1


def test_over_the_share_the_lead_writes_her_password_at_this_desk(desk: Visitor, open_day: World) -> None:
    open_day.expected(10)
    desk.open("/check-in/emergency-kits/new")
    page = desk.press("Видати аварійний набір", {"reason": "just_arrived", "Скільки?": "2"}, status=422)
    assert page.says("аварійний запас цього дня вичерпано")
    page = desk.press("Видати аварійний набір", {"approval_reason": "двоє дітей"}, status=422)
    assert page.says("логін")
    desk.press(
        "Видати аварійний набір",
        {"approver_login": cast.OKSANA.login, "approver_password": cast.PASSWORD, "approval_reason": "двоє дітей"},
    )
    db.session.commit()
    made = db.session.scalars(select(EmergencyIssue)).one()
    assert (made.quantity, made.approval_reason) == (2, "двоє дітей")


def test_somebody_who_is_found_by_name_is_chosen_from_the_list(desk: Visitor, open_day: World) -> None:
    open_day.expected(10)
    family = make_household(settlement=open_day.lyceum.settlement)
    make_person(household=family, surname="Шевченко", given="Іван", born=1960)
    make_card(household=family)
    db.session.commit()
    desk.open("/check-in/emergency-kits/new")
    desk.press("Видати аварійний набір", {"reason": "home_damaged"})
    page = desk.press("Пов’язати", {"code": "Шевченко"})
    assert page.says("Ш▪") or page.says("(1960)")
    page = desk.press("Ш")
    assert not page.says("ще не зареєстровано")


def test_a_reviewer_gives_nothing(open_day: World, visit: object) -> None:
    visit(cast.LIUBOV).open("/check-in/emergency-kits/new", status=403)  # type: ignore[operator]


def test_the_registrar_sees_what_waits(open_day: World, visit: object, desk: Visitor) -> None:
    open_day.expected(10)
    desk.open("/check-in/emergency-kits/new")
    desk.press("Видати аварійний набір", {"reason": "home_damaged"})
    halyna = visit(cast.HALYNA)  # type: ignore[operator]
    assert halyna.open("/emergency-kits").says("АН-0001")
    assert halyna.follow("АН-0001").says("Зареєструйте домогосподарство")
    assert sit_down(visit(cast.OKSANA), open_day.lyceum, 3).open("/emergency-kits").says("пошкоджено житло")  # type: ignore[operator]


def test_during_an_alarm_nobody_is_kept_at_the_desk(expecting: World, dmytro: Actor) -> None:
    with transaction():
        pausing.start_pause(expecting.lyceum.id, PauseCause.ALARM, nonce="a" * 32, actor=dmytro, at=TEN)
    with pytest.raises(StandsStill):
        issue(expecting, dmytro)


def test_the_day_counts_them_apart(expecting: World, dmytro: Actor) -> None:
    issue(expecting, dmytro, quantity=2)
    day = queries.get_day(expecting.today.id)
    assert (day.emergency_kits, day.served) == (2, 0)
