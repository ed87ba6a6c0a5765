"""Contents and weights as storekeepers really write them."""

import pytest

from app.stock import catalogue, rules
from app.stock.rules import Line


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("Борошно – 3 кг", Line("Борошно", "3 кг")),
        ("Борошно - 3 кг", Line("Борошно", "3 кг")),
        ("  Борошно — 3 кг  ", Line("Борошно", "3 кг")),
        ("Борошно\t3 кг", Line("Борошно", "3 кг")),
        ("Борошно 3 кг", Line("Борошно", "3 кг")),
        ("Борошно, 3 кг", Line("Борошно", "3 кг")),
        ("М’ясні консерви 3×0,33", Line("М’ясні консерви", "3×0,33")),
        ("Мило 4 шт.", Line("Мило", "4 шт.")),
        ("Піч-буржуйка", Line("Піч-буржуйка")),
        ("Олія соняшникова – рафінована – 1 л", Line("Олія соняшникова – рафінована", "1 л")),
        ("Рюкзак", Line("Рюкзак")),
        ("5 яблук", Line("5 яблук")),
    ],
)
def test_a_line_of_contents_is_read_as_it_was_meant(written: str, line: Line) -> None:
    assert rules.read_lines(written) == (line,)


def test_empty_lines_are_left_out() -> None:
    assert rules.read_lines("\n  \nХліб – 2 шт.\n –\n\n") == (Line("Хліб", "2 шт."),)


@pytest.mark.parametrize("kit", catalogue.TYPICAL, ids=lambda kit: kit.code)
def test_typical_kits_are_read_back_as_they_are_written(kit: catalogue.TypicalKit) -> None:
    assert rules.read_lines(rules.write_lines(kit.lines)) == kit.lines
    assert rules.too_long(kit.lines) is None
    assert rules.read_weight(rules.write_weight(kit.weight_g)) == kit.weight_g


def test_the_first_line_that_does_not_fit_is_named() -> None:
    assert rules.too_long([Line("а" * 80, "б" * 20), Line("а" * 81)]) == 2


@pytest.mark.parametrize(
    ("written", "grams"),
    [("13", 13_000), ("5,5", 5_500), ("5.5", 5_500), (" 0,8 ", 800), ("1,275", 1_275), ("0", 0), ("1000", 1_000_000)],
)
def test_kilograms_take_a_comma_or_a_point(written: str, grams: int) -> None:
    assert rules.read_weight(written) == grams


@pytest.mark.parametrize("written", ["", "-1", "5 кг", "1,2345", "1000,001", "١٣", "1e3", "9" * 30, ",5", "nan"])
def test_what_is_no_weight_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"weight|heavier"):
        rules.read_weight(written)


@pytest.mark.parametrize(
    ("grams", "written"), [(13_000, "13"), (5_500, "5,5"), (80, "0,08"), (0, "0"), (100_000, "100")]
)
def test_weights_are_written_without_useless_zeros(grams: int, written: str) -> None:
    assert rules.write_weight(grams) == written
