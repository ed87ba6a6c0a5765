"""What stands behind the lines of a sheet, and what pages of pay cost."""

from app.core.db import db, transaction
from app.pay import operations, queries
from app.pay.models import PayState
from tests.attendance.conftest import Site, after
from tests.public_works.conftest import MONDAY
from tests.statements import statements_of


def make(site: Site) -> int:
    with transaction():
        return operations.make_sheet(
            site.order.id, until=MONDAY, nonce="s", actor=site.lead, at=after(hours=30)
        ).id  # fmt: skip


def test_a_preview_is_what_the_sheet_becomes(confirmed: Site) -> None:
    before = [(one.sign_up.id, one.sum.gross_minor) for one in queries.preview(confirmed.order, until=MONDAY)]
    sheet = queries.get_sheet(make(confirmed))
    assert [(line.sign_up_id, line.gross_minor) for line in sheet.lines] == before
    assert not queries.preview(confirmed.order, until=MONDAY)


def test_every_line_tells_its_days(confirmed: Site) -> None:
    sheet = queries.get_sheet(make(confirmed))
    behind = queries.list_behind(sheet.id)
    assert [[one.held_on for one in behind[line.id]] for line in sheet.lines] == [[MONDAY]] * 3
    assert [staff.name for staff in queries.list_takers(sheet.id)] == ["Микола Захарчук"]


def test_sheets_are_counted_and_listed_by_where_they_are(confirmed: Site) -> None:
    sheet_id = make(confirmed)
    assert queries.count_states()[PayState.MADE] == 1
    assert [sheet.id for sheet in queries.list_sheets(state=PayState.MADE)] == [sheet_id]
    assert not queries.list_sheets(state=PayState.PAID)
    assert not queries.list_sheets(after=sheet_id)


def test_a_sheet_is_read_in_few_statements_however_many_lines(confirmed: Site) -> None:
    sheet_id = make(confirmed)
    db.session.expire_all()
    with statements_of(db.engine) as statements:
        queries.get_sheet(sheet_id)
        queries.list_behind(sheet_id)
        queries.list_takers(sheet_id)
    assert len(statements) == 6
