"""Two machines and a stick: work leaves the hub in one file, is done without a link, and comes back in another."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.bundles import queries
from app.checkin.models import HandOver, Method, Reversal
from app.config import Config
from app.core import codes
from app.core.db import db
from app.distributions.models import Bundle, BundleLine, LineOutcome
from app.households.models import Household, Person
from tests import cast
from tests.desk_day import TODAY, Clock, World
from tests.visitor import Page, Visitor

Visit = Callable[..., Visitor]
DAY = f"{TODAY:%d.%m.%Y}"


@dataclass
class Stick:
    """A file and its passphrase, carried apart."""

    file: bytes
    name: str
    passphrase: str

    def fields(self, **more: object) -> dict[str, object]:
        return {"file": (BytesIO(self.file), self.name), "passphrase": self.passphrase, **more}


def read_passphrase(page: Page) -> str:
    found = re.search(r"(\d{5} ){3}\d{5}", page.text)
    assert found
    return found[0]


def save(visitor: Visitor, button: str, passphrase: str) -> Stick:
    page = visitor.press(button)
    name = re.findall(r'filename="(.+)"', page.response.headers["Content-Disposition"])[0]
    return Stick(page.response.data, name, passphrase)


@pytest.fixture
def laptop(migrated: Path, tmp_path: Path) -> Iterator[Callable[[str], Flask]]:
    """Empty machines, each with a folder and a database of its own."""
    apps = []

    def start(name: str = "laptop") -> Flask:
        folder = tmp_path / name
        shutil.copytree(migrated, folder, ignore=shutil.ignore_patterns("secret-key"))
        app = create_app(Config(instance=folder))
        app.config["TESTING"] = True
        apps.append(app)
        return app

    yield start
    for app in apps:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def hub(open_day: World, visit: Visit) -> Visitor:
    """Oksana at the hub."""
    return visit(cast.OKSANA)


def take_work(hub: Visitor) -> tuple[int, Stick]:
    """Everything of today leaves on Dmytro's laptop."""
    page = hub.open("/bundles/laptops/new")
    page = hub.press(
        "Зробити передачу",
        {"Хто працює з ноутбуком?": page.option("Хто працює з ноутбуком?", cast.DMYTRO.name)},
    )
    bundle_id = int(page.path.rsplit("/", 1)[1])
    page = hub.follow("Взяти файл")
    assert page.response.headers["Cache-Control"] == "no-store"
    return bundle_id, save(hub, "Зберегти файл", read_passphrase(page))


def open_work(app: Flask, stick: Stick) -> Visitor:
    """Dmytro opens the file on an empty machine and sits down at desk 1."""
    visitor = Visitor(app)
    visitor.open("/set-up")
    visitor.press("Далі", {"code": codes.set_up_code(app.config["SECRET_KEY"])})
    visitor.open("/field-work/open")
    visitor.press("Відкрити передачу", stick.fields(password=cast.PASSWORD, repeated=cast.PASSWORD))
    visitor.press("Відкрити стіл", {"desk": "1"})
    return visitor


def give(visitor: Visitor, token: str) -> Page:
    visitor.open("/check-in")
    page = visitor.press("Перевірити", {"code": token})
    return visitor.press("Видати зараз" if "Видати зараз" in page.buttons() else "Видано")


def scan(visitor: Visitor, token: str) -> str | None:
    visitor.open("/check-in")
    return visitor.press("Перевірити", {"code": token}).verdict()


def give_back(visitor: Visitor) -> Stick:
    page = visitor.open("/field-work/return")
    return save(visitor, "Завершити видачу", read_passphrase(page))


def bring(hub: Visitor, stick: Stick, *, status: int = 200) -> Page:
    hub.open("/bundles/files/new")
    return hub.press("Прийняти", stick.fields(), status=status)


def outcomes(bundle_id: int) -> list[LineOutcome | None]:
    db.session.rollback()
    db.session.expire_all()
    return [line.outcome for line in db.session.get_one(Bundle, bundle_id).lines]


GIVEN, RETURNED, LOST = LineOutcome.GIVEN, LineOutcome.RETURNED, LineOutcome.LOST


def test_a_day_without_a_link(
    hub: Visitor, open_day: World, laptop: Callable[..., Flask], visit: Visit, wall_clock: Clock
) -> None:
    """Given, given twice by mistake and put right, not given: all of it comes home."""
    cards = [open_day.expected(10, surname=name)[0] for name in ("Ковальчук", "Їжакевич", "Ґудзь")]
    tokens = [card.token for card in cards]
    bundle_id, work = take_work(hub)
    assert "poriad-field-2026-0001-work" in work.name
    field = open_work(laptop(), work)
    assert "ВИЇЗД ПД-2026-0001" in field.open("/").text
    wall_clock.turn(10, 20)
    assert give(field, tokens[0]).says("Видано")
    assert scan(field, tokens[0]) == "ALREADY_GIVEN"
    give(field, tokens[1])
    field.press("скасувати")
    give(field, tokens[1])
    assert scan(field, "12345678901234567890") == "UNKNOWN_CARD"
    done = give_back(field)
    assert scan(field, tokens[2]) != "GIVE", "after giving back nothing is given"

    wall_clock.turn(14, 0)
    page = bring(hub, done)
    assert page.says("видано 2, не видано й повернулося 1")
    assert outcomes(bundle_id) == [GIVEN, GIVEN, RETURNED]
    made = db.session.query(HandOver).order_by(HandOver.id).all()
    assert [(one.method, one.desk, one.is_reversed) for one in made] == [
        (Method.FIELD, 1, False), (Method.FIELD, 1, True), (Method.FIELD, 1, False),
    ]  # fmt: skip
    assert db.session.query(Reversal).one().hand_over_id == made[1].id
    page = bring(hub, give_back(field))
    assert page.says("відомо раніше 3")
    assert db.session.query(HandOver).count() == 3


def test_the_laptop_carries_only_what_a_desk_needs(
    hub: Visitor, open_day: World, laptop: Callable[..., Flask], wall_clock: Clock
) -> None:
    household = open_day.expected(10)[0].household
    assert household is not None
    household.phone1, household.landmark, household.notes = "+380207852503", "ворота", "нотатка"
    household.people[0].document_last4, household.people[0].wg_walking = "7731", 2
    open_day.household("Чужа")
    db.session.commit()
    _bundle_id, work = take_work(hub)
    app = laptop()
    open_work(app, work)
    with app.app_context():
        person = db.session.query(Person).one()
        home = db.session.query(Household).one()
        assert (person.document_last4, person.wg_walking, person.birth_on, person.sex.value) == (
            "", None, None, "not_stated",
        )  # fmt: skip
        assert (home.phone1, home.house, home.landmark, home.notes) == ("", "1", "", ""), "a number leads to the door"
        assert home.needs_delivery is False


def test_nothing_of_the_work_is_at_the_desk_of_the_hub_meanwhile(hub: Visitor, open_day: World, desk: Visitor) -> None:
    card = open_day.expected(10)[0]
    take_work(hub)
    assert scan(desk, card.token) == "OUT_WITH_BUNDLE"


@pytest.mark.parametrize("spoil", ["passphrase", "byte", "other way", "nothing of ours"])
def test_a_wrong_file_gets_one_clear_sentence(
    hub: Visitor, open_day: World, laptop: Callable[..., Flask], spoil: str
) -> None:
    open_day.expected(10)
    _bundle_id, work = take_work(hub)
    done = give_back(open_work(laptop(), work))
    sentences = {
        "passphrase": ("Перевірте її двадцять цифр", Stick(done.file, done.name, "1" * 20)),
        "byte": ("файл пошкоджений", Stick(done.file[:-1], done.name, done.passphrase)),
        "other way": ("не для цієї сторінки", work),
        "nothing of ours": ("не файл виїзного ноутбука", Stick(b"PK", "a.xlsx", done.passphrase)),
    }
    sentence, stick = sentences[spoil]
    assert bring(hub, stick, status=422).says(sentence)
    assert db.session.query(HandOver).count() == 0


def test_a_file_of_another_hub_is_not_ours(hub: Visitor, open_day: World, laptop: Callable[..., Flask]) -> None:
    open_day.expected(10)
    _bundle_id, work = take_work(hub)
    done = give_back(open_work(laptop(), work))
    db.session.commit()
    db.session.query(BundleLine).delete()
    db.session.query(Bundle).delete()
    db.session.commit()
    assert bring(hub, done, status=422).says("належить іншому хабу")


def test_a_laptop_that_comes_late_writes_over_nothing(
    hub: Visitor, open_day: World, laptop: Callable[..., Flask], desk: Visitor, wall_clock: Clock
) -> None:
    """Thought lost, its lines taken back, one of them given at the desk; then the file comes after all."""
    tokens = [open_day.expected(10, surname=name)[0].token for name in ("Ковальчук", "Їжакевич")]
    bundle_id, work = take_work(hub)
    field = open_work(laptop(), work)
    for token in tokens:
        give(field, token)
    done = give_back(field)
    db.session.commit()
    for line in db.session.query(BundleLine).all():
        line.outcome, line.settled_at = LOST, wall_clock.at
    db.session.commit()
    give(desk, tokens[0])
    page = bring(hub, done)
    assert page.says("Суперечать відомому: 2")
    assert outcomes(bundle_id) == [LOST, LOST]
    assert db.session.query(HandOver).count() == 1
    assert bring(hub, done).says("відомо раніше 2")
    first, second = queries.list_conflicts(bundle_id)
    assert first.standing is not None
    assert second.standing is None
    page = hub.open(f"/bundles/{bundle_id}/reports/{second.report.id}")
    hub.press("Вирішити", {"ruling": "taken"})
    assert outcomes(bundle_id) == [LOST, GIVEN]
    hub.open(f"/bundles/{bundle_id}/reports/{first.report.id}")
    assert hub.press("Вирішити", {"ruling": "taken"}, status=409).says("Інша видача ще чинна")


def test_two_laptops_with_the_same_work_are_shown_beside_each_other(
    hub: Visitor, open_day: World, laptop: Callable[..., Flask]
) -> None:
    token = open_day.expected(10)[0].token
    bundle_id, work = take_work(hub)
    files = []
    for name in ("one", "two"):
        field = open_work(laptop(name), work)
        give(field, token)
        files.append(give_back(field))
    bring(hub, files[0])
    assert bring(hub, files[1]).says("Суперечать відомому: 1")
    assert outcomes(bundle_id) == [GIVEN]
    assert [one.conflicts for one in queries.open_bundles()] == [1]


def test_the_laptop_is_emptied_when_its_work_is_given_back(
    hub: Visitor, open_day: World, laptop: Callable[..., Flask]
) -> None:
    open_day.expected(10)
    _bundle_id, work = take_work(hub)
    app = laptop()
    field = open_work(app, work)
    field.open("/field-work/end")
    assert field.press("Очистити", status=409).says("Спершу здайте роботу")
    give_back(field)
    field.open("/field-work/end")
    field.press("Очистити")
    with app.app_context():
        assert db.session.query(Household).count() == 0
        assert db.session.query(HandOver).count() == 0
    left = b"".join(file.read_bytes() for file in Path(app.instance_path).glob("hub.sqlite3*"))
    assert "Ковальчук".encode() not in left


def test_a_stranger_opens_no_file_without_the_code_of_the_terminal(laptop: Callable[..., Flask]) -> None:
    assert Visitor(laptop()).open("/field-work/open").path == "/set-up"


def test_a_hub_is_no_field_laptop(hub: Visitor, desk: Visitor) -> None:
    desk.open("/field-work/return", status=404)
    assert hub.open("/field-work/open").path == "/"
