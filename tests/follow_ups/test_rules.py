"""Who is asked, and which digits mean what."""

import pytest

from app.follow_ups import labels, rules
from app.follow_ups.models import Question


@pytest.mark.parametrize(("households", "asked"), [(0, 0), (12, 12), (30, 30), (180, 30), (600, 30), (1310, 66)])
def test_thirty_are_asked_or_one_in_twenty(households: int, asked: int) -> None:
    assert rules.sample_size(households) == asked


def test_whoever_knows_the_seed_draws_the_same() -> None:
    ids = range(1, 201)
    drawn = rules.draw(ids, "5" * 32)
    assert drawn == rules.draw(list(reversed(ids)), "5" * 32)
    assert drawn != rules.draw(ids, "6" * 32)
    assert len(set(drawn)) == 30


@pytest.mark.parametrize(
    ("question", "typed", "kept"),
    [
        (Question.CAME, "1", "yes"),
        (Question.PAID, "1", "no"),
        (Question.QUALITY, " 3 ", "bad"),
        (Question.SATISFIED, "4", "4"),
        (Question.WAITED, "45", "45"),
        (Question.CHANGE, "коротша черга", "коротша черга"),
        (Question.USED, "", ""),
    ],
)
def test_the_digit_on_the_paper_is_the_answer(question: Question, typed: str, kept: str) -> None:
    assert rules.read_answer(question, typed) == kept


@pytest.mark.parametrize(
    ("question", "typed"),
    [(Question.CAME, "3"), (Question.CAME, "0"), (Question.CAME, "так"), (Question.WAITED, "999"), (Question.HOW, "٣")],
)
def test_what_the_sheet_does_not_offer_is_no_answer(question: Question, typed: str) -> None:
    with pytest.raises(rules.NotAnAnswer):
        rules.read_answer(question, typed)


def test_every_question_is_asked_in_one_way_and_every_choice_has_its_word() -> None:
    assert set(rules.CHOICES) | set(rules.MINUTES) | {Question.CHANGE} == set(Question)
    for question, choices in rules.CHOICES.items():
        worded = [labels.answer_word(question, choice) for choice in choices]
        assert question is Question.SATISFIED or not set(worded) & (set(choices) - {"yes", "no", "partly", "used",
            "exchanged", "proxy", "nobody", "good", "bad"}), question  # fmt: skip


def test_half_waited_longer_than_the_middle() -> None:
    assert rules.middle([5, 90, 10]) == 10
    assert rules.middle([]) == 0
