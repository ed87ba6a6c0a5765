"""What is sent under names and in lengths that no page offers."""

from time import monotonic

import pytest
from flask import Flask
from wtforms import FieldList
from wtforms import Form as PlainForm

from app.public_works.forms.fields import ToolsField
from app.web.forms import Form, TextField


class Rows(Form):
    rows = FieldList(TextField("Рядок"))


@pytest.mark.parametrize("number", ["²", "①", "٣", "9" * 5000])
def test_a_row_numbered_as_no_page_numbers_it_is_no_row(app: Flask, number: str) -> None:
    with app.test_request_context("/", method="POST", data={"rows-0": "є", f"rows-{number}": "немає"}):
        assert Rows().rows.data == ["є"]


class Tools(PlainForm):
    tools = ToolsField("Інструмент")


def test_a_page_of_spaces_between_tools_holds_nobody_up(app: Flask) -> None:
    with app.test_request_context("/", method="POST", data={"tools": "a" + " " * 20_000 + "!"}) as context:
        began = monotonic()
        assert not Tools(context.request.form).validate()
        assert monotonic() - began < 2
