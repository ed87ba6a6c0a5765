"""Signing up for a work at the public door."""

import re
from datetime import date, time, timedelta

import pytest

from app.audit.models import AuditEntry
from app.core import clock
from app.core.db import db
from app.households.models import BlockReason
from app.public_works.models import Channel, ContractForm
from app.residents import keys
from app.residents.views import signing_up
from tests.make import make_person
from tests.residents.conftest import Community
from tests.residents.working import (
    MONDAY,
    NOW,
    TUESDAY,
    ZINAIDA,
    Phone,
    Publish,
    Visit,
    at,
    box,
    key_of,
    neighbour,
    phone,
    publish,
    sign_up,
    sign_ups,
    stop,
)

__all__ = ["phone", "publish"]


def test_the_page_of_a_card_leads_to_a_work_and_its_code(community: Community, publish: Publish, phone: Phone) -> None:
    publish()
    told = sign_up(phone())
    (made,) = sign_ups(community)
    assert told.says("Записано")
    assert told.says(made.code)
    assert told.says("09:00–17:00 . Записано.")
    assert (made.channel, made.signed_by_id, made.person_id is not None) == (Channel.DOOR, None, True)


def test_the_page_lists_nobody_of_the_household(community: Community, publish: Publish, phone: Phone) -> None:
    publish()
    browser = phone()
    sign_up(browser)
    pages = [browser.page, browser.press("Дні, години, гроші"), browser.press("Роботи")]
    for told in pages:
        assert told is not None
        for word in ("Їжакевич", "Зінаїда", "Матвій", "Софія", "77а", "1954"):
            assert word not in told.html
    assert pages[-1].says("(З.)")  # type: ignore[union-attr]


def test_limits_and_days_are_kept_as_they_were_told(community: Community, publish: Publish, phone: Phone) -> None:
    publish(fits_limits=True)
    sign_up(phone(), TUESDAY, limits=["no_lifting", "is_seated"])
    (made,) = sign_ups(community)
    assert (made.no_lifting, made.no_heights, made.is_seated) == (True, False, True)
    assert [day.shift.held_on for day in made.days] == [TUESDAY]


def test_a_name_that_is_not_of_this_household_is_one_sentence(
    community: Community, publish: Publish, phone: Phone
) -> None:
    publish()
    browser = phone()
    strange = sign_up(browser, status=422, **{"Ім’я": "Олег"})
    other_year = browser.press("Записатися", {"Рік народження": "1955", "Ім’я": "Зінаїда"}, status=422)
    for told in (strange, other_year):
        assert told.says("У домогосподарстві цієї картки такого імені й року не знайшли")
    assert sign_ups(community) == []


def test_names_cannot_be_tried_out(community: Community, publish: Publish, phone: Phone) -> None:
    publish()
    browser = phone()
    sign_up(browser, status=422, **{"Ім’я": "Олег"})
    for _ in range(signing_up.NAMES_ALLOWED - 1):
        browser.press("Записатися", status=422)
    assert browser.press("Записатися", ZINAIDA, status=429).says("Забагато хибних імен")
    assert sign_ups(community) == []
    with at(NOW + timedelta(minutes=11)):
        assert browser.press("Записатися", ZINAIDA).says("Записано")


def test_the_same_form_twice_is_answered_with_the_first_success(
    community: Community, publish: Publish, phone: Phone
) -> None:
    publish()
    browser = phone()
    asked = browser.press("Дні та запис")
    form, _ = asked.form_with("Записатися")
    data = {**asked.values(form), "given": "Зінаїда", "birth_year": "1954", "days": [box(asked, MONDAY)]}
    first = browser.post(str(form.get("action")), data)  # type: ignore[arg-type]
    assert browser.post(str(form.get("action")), data).html == first.html  # type: ignore[arg-type]
    assert len(sign_ups(community)) == 1


def test_somebody_who_signed_up_already_is_told_so(community: Community, publish: Publish, phone: Phone) -> None:
    publish()
    sign_up(phone())
    assert sign_up(phone(), MONDAY, status=409).says("Ця людина вже записана на цю роботу")


def test_a_time_of_aid_is_refused_with_the_days_that_are_free(
    community: Community, publish: Publish, phone: Phone
) -> None:
    publish()
    community.promise(TUESDAY, at=time(11))
    told = sign_up(phone(), status=409)
    assert told.says("24.11.2026 о 11:15")
    assert told.says("Ви вільні: 23 листопада")
    assert sign_ups(community) == []


def test_a_small_overlap_is_a_warning(community: Community, publish: Publish, phone: Phone) -> None:
    publish()
    community.promise(TUESDAY, at=time(8, 45))
    told = sign_up(phone())
    assert told.says("Записано")
    assert told.says("24 листопада о 09:00 ваше домогосподарство отримує допомогу")


def test_the_young_are_told_to_come_with_a_guardian(community: Community, publish: Publish, phone: Phone) -> None:
    publish(min_age=14, rate_minor=0, contract=ContractForm.VOLUNTEER, payer="")
    with community.app.app_context():
        household = db.session.merge(community.household)
        make_person(household=household, surname="Їжакевич", given="Данило", born=date(2010, 5, 1))
        db.session.commit()
    told = sign_up(phone(), status=422, **{"Ім’я": "Данило", "Рік народження": "2010"})
    assert told.says("прийдіть до хабу з кимось із батьків чи опікуном")
    assert sign_ups(community) == []


def test_a_work_that_stands_still_takes_nobody(
    community: Community, publish: Publish, phone: Phone, visit: Visit
) -> None:
    order_id = publish()
    browser = phone()
    asked = browser.press("Дні та запис")
    stop(community, order_id)
    days = [box(asked, MONDAY)]
    assert browser.press("Записатися", {**ZINAIDA, "days": days}, status=409).says("Роботу зупинено")
    assert visit().open("/w/").says("Роботу зупинено")
    assert "Дні та запис" not in phone().page.buttons()  # type: ignore[union-attr]


# The key


@pytest.mark.parametrize("path", ["/c/works", "/c/works/1", "/c/works/1/sign-ups", "/c/sign-ups/1"])
def test_without_a_good_key_every_page_asks_for_the_card(community: Community, visit: Visit, path: str) -> None:
    good = key_of(community)
    long_ago = key_of(community, moment=NOW - keys.LASTS)
    for key in ("", "nonsense", good[1:], good[:-9], long_ago, key_of(community, card_id=99)):
        told = visit().post(path, {"key": key}, status=403)
        assert told.says("Ця сторінка була відкрита надто довго")
        assert told.buttons() == ["Показати"]


def test_a_card_that_was_blocked_meanwhile_opens_nothing(community: Community, publish: Publish, phone: Phone) -> None:
    publish()
    browser = phone()
    community.keep(community.card, blocked_at=clock.now(), block_reason=BlockReason.LOST)
    browser.press("Дні та запис", status=403)


def test_the_key_lives_for_twenty_minutes_and_tells_the_pin_nowhere(
    community: Community, publish: Publish, phone: Phone
) -> None:
    publish()
    browser = phone()
    assert browser.page is not None
    assert community.pin not in browser.page.html.replace(key_of(community), "")
    assert community.card.token not in browser.page.html
    with at(NOW + timedelta(minutes=19)):
        browser.press("Дні та запис")
    with at(NOW + timedelta(minutes=40)):
        browser.press("Записатися", status=403)


def test_nothing_of_a_person_stands_in_an_address(community: Community, publish: Publish, phone: Phone) -> None:
    publish()
    browser = phone()
    told = sign_up(browser)
    (made,) = sign_ups(community)
    for form in told.root.iter("form"):
        assert made.code not in form.get("action", "")
        assert re.fullmatch(r"/c/(works|sign-ups)[a-z0-9/-]*", form.get("action", ""))


def test_the_trace_says_that_a_resident_did_it_and_not_who(
    community: Community, publish: Publish, phone: Phone
) -> None:
    publish()
    sign_up(phone())
    with community.app.app_context():
        entry = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1)).one()
        assert (entry.action, entry.actor_name, entry.staff_id) == ("sign up worker", "resident", None)
        assert "Зінаїда" not in entry.details


def test_somebody_elses_sign_up_is_as_if_it_were_not(community: Community, publish: Publish, phone: Phone) -> None:
    order_id = publish()
    with community.app.app_context():
        other = neighbour(community, order_id)
        other_id, day_id, code = other.id, other.days[0].id, other.code
    browser, key = phone(), key_of(community)
    for path in (
        f"/c/sign-ups/{other_id}",
        f"/c/sign-ups/{other_id}/days/{day_id}/answer",
        f"/c/sign-ups/{other_id}/give-up",
        f"/c/sign-ups/{other_id}/questions",
        "/c/sign-ups/999",
        "/c/works/999",
    ):
        told = browser.post(path, {"key": key, "answer": "no", "day": str(day_id)}, status=404)
        assert told.says("Для цієї картки тут нічого немає")
        assert code not in told.html
    sign_up(phone())
    mine = max(one.id for one in sign_ups(community))
    browser.post(f"/c/sign-ups/{mine}/days/{day_id}/answer", {"key": key, "answer": "no"}, status=404)
