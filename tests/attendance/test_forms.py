"""The sheet as it is sent by whoever did not fill in the page."""

from flask import Flask

from app.attendance import queries
from app.attendance.forms import EntryForm
from app.attendance.forms.sheets import MOST_ROWS
from tests.attendance.conftest import Site, after


def test_a_sheet_full_of_strangers_still_has_room_for_its_people(site: Site, app: Flask) -> None:
    day = queries.get_work_day(site.shift_id, actor=site.lead, at=after(hours=9))
    sent = {f"rows-{number}-day_id": str(9000 + number) for number in range(MOST_ROWS)}
    with app.test_request_context("/", method="POST", data=sent):
        form = EntryForm()
        form.complete(day, after(hours=9))
    assert [row.form.day_id.data for row in form.rows] == [worker.day.id for worker in day.workers]
