"""What each role has at hand on the first page: what it does all day stands first, as buttons."""

import pytest
from flask import Flask

from app.core.db import db
from tests import cast
from tests.house.hub import open_hub
from tests.make.staff import make_staff
from tests.today.test_views import Visit
from tests.visitor import Page

FIRST = {
    cast.HALYNA: "Зареєструвати домогосподарство",
    cast.OKSANA: "Зареєструвати домогосподарство",
    cast.IVAN: "Запаси",
    cast.LIUBOV: "Журнали і підсумки",
    cast.TAMARA: "Мої вулиці",
}


@pytest.fixture(autouse=True)
def running(app: Flask) -> None:
    with app.app_context():
        open_hub()
        make_staff(cast.TAMARA)
        db.session.commit()


def at_hand(page: Page) -> list[tuple[str, bool]]:
    """The words under «Під рукою» and whether they are a button."""
    parts = list(page.root.iter())
    (head,) = [part for part in parts if part.tag == "h2" and part.text == "Під рукою"]
    acts = next(part for part in parts[parts.index(head) :] if part.tag == "p")
    return [("".join(link.itertext()), "button" in link.get("class", "")) for link in acts.iter("a")]


@pytest.mark.parametrize("colleague", FIRST, ids=lambda one: one.login)
def test_what_a_role_does_all_day_comes_first(visit: Visit, colleague: cast.Colleague) -> None:
    words = at_hand(visit(colleague).open("/"))
    assert words[0] == (FIRST[colleague], True)
    kinds = [is_button for _words, is_button in words]
    assert kinds == sorted(kinds, reverse=True), "buttons first, then links"


def test_the_end_of_the_shift_comes_last(visit: Visit) -> None:
    assert at_hand(visit(cast.HALYNA).open("/"))[-1][0] == "Кінець зміни"
