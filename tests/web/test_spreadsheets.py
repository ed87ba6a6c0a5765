"""Texts of a file that a spreadsheet could run."""

import pytest

from app.web.spreadsheets import defuse


@pytest.mark.parametrize("text", ["=1+1", "+380", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])
def test_a_text_that_could_run_is_defused(text: str) -> None:
    assert defuse(text) == "'" + text


@pytest.mark.parametrize("text", ["", "Ліцей", "3-2", " ", "1=1", "'"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert defuse(text) == text
