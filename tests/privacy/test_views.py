"""How long what is kept, as the lead decides it; the purge as it is looked at and confirmed."""

from collections.abc import Callable
from pathlib import Path

from flask import Flask

from app.core import clock
from app.privacy import queries
from app.privacy.models import Kept
from tests import cast
from tests.privacy.conftest import LONG_AGO
from tests.privacy.record import MARK, PHONE, Stored, leave, store
from tests.visitor import Visitor

Visit = Callable[..., Visitor]


def store_long_ago(app: Flask) -> Stored:
    with app.app_context():
        at = clock.now() - LONG_AGO
        stored = store(at)
        leave(stored, at)
        return stored


def test_the_lead_decides_how_long_what_is_kept(app: Flask, visit: Visit) -> None:
    store_long_ago(app)
    oksana = visit(cast.OKSANA)
    oksana.open("/settings")
    page = oksana.follow("Скільки зберігати дані")
    assert page.says("Від дня, коли нотатку записано.")
    page = oksana.press("Зберегти", {"notes": "90", "rounds": ""})
    assert page.says("Нічого не видалено.")
    with app.app_context():
        terms = queries.get_terms()
        assert (terms[Kept.NOTES], terms[Kept.ROUNDS], terms[Kept.DOCUMENTS]) == (90, None, 365)
    oksana.press("Зберегти", {"notes": "7"}, status=422)


def test_a_purge_is_looked_at_confirmed_and_done_once(app: Flask, visit: Visit) -> None:
    store_long_ago(app)
    oksana = visit(cast.OKSANA)
    page = oksana.open("/settings/purge")
    assert ["Домогосподарства, які більше не отримують допомоги", "2 роки", "1"] in page.rows()
    assert oksana.press("Очистити назавжди", {"name": "Хаб"}, status=422).says("Напишіть назву хабу точно")
    page = oksana.press("Очистити назавжди", {"name": "Хаб «Ліцей»"})
    assert page.says("Очищено.")
    assert page.says("Немає даних, строк зберігання яких минув.")


def test_a_cleared_record_is_shown_as_such_and_found_by_nobody(app: Flask, visit: Visit) -> None:
    stored = store_long_ago(app)
    oksana = visit(cast.OKSANA)
    oksana.open("/settings/purge")
    oksana.press("Очистити назавжди", {"name": "Хаб «Ліцей»"})
    page = oksana.open(f"/households/{stored.household}")
    assert page.says("запис очищено")
    assert MARK not in page.html
    oksana.open("/households")
    assert oksana.press("Знайти", {"q": MARK}).says("Нічого не знайдено")
    assert MARK not in oksana.open(f"/households/{stored.household}/sheet").html


def test_nothing_is_left_in_the_file_either(app: Flask, visit: Visit, instance: Path) -> None:
    """Deleted rows would lie in free pages of the file until these are used again."""
    store_long_ago(app)
    file = instance / "hub.sqlite3"
    oksana = visit(cast.OKSANA)
    oksana.open("/settings/purge")
    oksana.press("Очистити назавжди", {"name": "Хаб «Ліцей»"})
    content = file.read_bytes() + file.with_name("hub.sqlite3-wal").read_bytes()
    assert content.count("Хаб «Ліцей»".encode()) > 0
    assert content.count(MARK.encode()) == content.count(PHONE.encode()) == 0


def test_only_who_keeps_privacy_may(app: Flask, visit: Visit) -> None:
    for colleague in (cast.HALYNA, cast.DMYTRO, cast.LIUBOV):
        for path in ("/settings/retention", "/settings/purge"):
            visit(colleague).open(path, status=403)


def test_the_command_is_a_dry_run_unless_told_otherwise(app: Flask) -> None:
    store_long_ago(app)
    runner = app.test_cli_runner()
    dry = runner.invoke(args=["privacy", "purge"])
    assert (dry.exit_code, "Нічого не змінено" in dry.output) == (0, True)
    done = runner.invoke(args=["privacy", "purge", "--yes"])
    assert (done.exit_code, "Очищено" in done.output) == (0, True)
    again = runner.invoke(args=["privacy", "purge", "--yes"])
    assert (again.exit_code, "Немає даних" in again.output) == (0, True), "a timer of every night raises no alarm"
    assert runner.invoke(args=["audit", "verify"]).exit_code == 0
