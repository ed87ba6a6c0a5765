"""One list written by many at once, and one file uploaded twice and written at once, between real processes."""

from collections import Counter
from itertools import product

from flask import Flask
from sqlalchemy import func, select

from app.audit import queries as audit
from app.core.db import db
from app.demo.community import MEN, SURNAMES
from app.households.models import Card, Household
from app.imports.models import WRITTEN, Import, ImportLine
from tests import cast
from tests.imports.lists import a_list, preview, row
from tests.make.staff import make_staff
from tests.races.test_hand_over import at_once
from tests.served import Client, Served
from tests.visitor import Visitor

PRESSES, ROWS, WORKERS = 16, 60, 2
PEOPLE = list(product(SURNAMES[:15], MEN[:4]))
LIST = a_list(
    *(
        row(name=f"{surname} {given}", birth=f"{1930 + place}", address=f"вул. Миру, {place}", phone="", members="")
        for place, (surname, given) in enumerate(PEOPLE, 1)
    )
)


def press_at_once(either_app: Flask, import_ids: list[int]) -> Counter[int]:
    """Every client presses «Записати до реєстру» of its list at the same moment."""
    visitor = Visitor(either_app).sign_in(cast.HALYNA)
    page = visitor.open(f"/imports/{import_ids[0]}/writing")
    form = {"csrf_token": str(page.values(page.form_with("Записати до реєстру")[0])["csrf_token"])}
    cookie = visitor.client.get_cookie("poriad")
    assert cookie is not None
    with Served(either_app, workers=WORKERS) as served:
        clients = {Client(served, f"poriad={cookie.value}"): each for each in import_ids}
        answers = at_once(list(clients), lambda client: client.post(f"/imports/{clients[client]}/writing", form))  # type: ignore[index, arg-type]
    return Counter(answer.status for answer in answers)


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_list_that_many_write_at_once_is_written_once(either_app: Flask) -> None:
    with either_app.app_context():
        make_staff(cast.HALYNA)
        db.session.commit()
        import_id = preview(LIST)
    assert press_at_once(either_app, [import_id] * PRESSES) == {303: PRESSES}
    with either_app.app_context():
        assert (count(Household), count(Card), count(ImportLine)) == (ROWS, ROWS, ROWS)
        assert audit.check_chain().broken_at is None


def test_one_file_uploaded_by_several_is_written_by_one_and_compared_anew_by_the_others(either_app: Flask) -> None:
    with either_app.app_context():
        make_staff(cast.HALYNA)
        db.session.commit()
        import_ids = [preview(LIST) for _colleague in range(4)]
    assert press_at_once(either_app, import_ids) == {303: 4}
    with either_app.app_context():
        assert (count(Household), count(Card), count(ImportLine)) == (ROWS, ROWS, ROWS)
        written = select(func.count()).select_from(Import).where(Import.state.in_(WRITTEN))
        assert db.session.scalar(written) == 1
        assert audit.check_chain().broken_at is None
